#!/usr/bin/env bash
# No room includes what floors.txt does not let it see; the domains' graph has no cycle.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

mapfile -t sources < <(files '*.c' '*.h' '*.def' | grep -E '^(service|libsegment)/')
includes=$(grep -HE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' "${sources[@]}" |
    sed -E 's/^([^:]*):[[:space:]]*#[[:space:]]*include[[:space:]]*(["<][^">]*[">]).*/include \1 \2/')
compare() {
    { printf 'known %s\n' "${sources[@]}"; printf '%s\n' "$1"; } | awk -f tests/house/floors.awk floors.txt -
}

expect_nothing "floors__every_include" "$(compare "$includes")"
# The check itself has teeth: each of these must be refused.
for wrong in 'service/base/text.c "db/db.h"' 'libsegment/src/score.c <time.h>' 'service/http/http.c <libpq-fe.h>' \
    'service/domain/client/client.c "http/http.h"' 'service/db/pool.c <jansson.h>' 'service/new/file.c "base/text.h"' 'service/domain/client/client_api.c <ulfius.h>'; do
    found=$(compare "include $wrong")
    expect "floors__refuses_${wrong%% *}_${wrong##* }" test -n "$found"
done

# Domains see each other in one direction only.
edges=$(printf '%s\n' "$includes" |
    sed -nE 's|^include service/domain/([a-z_]+)/[^ ]*\.[ch] "domain/([a-z_]+)/.*|\1 \2|p' | awk '$1 != $2' | sort -u)
expect_nothing "floors__domains_have_no_cycle" "$(printf '%s\n' "$edges" | tsort 2>&1 >/dev/null)"
finish
