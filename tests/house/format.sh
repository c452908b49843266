#!/usr/bin/env bash
# The whole tree is formatted by clang-format 14.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

formatter=
for candidate in clang-format-14 clang-format; do
    if "$candidate" --version 2>/dev/null | grep -q 'version 14\.'; then
        formatter=$candidate
        break
    fi
done
if [ -z "$formatter" ]; then
    skip "format: clang-format 14 is not packaged here"
else
    mapfile -t sources < <(files '*.c' '*.h')
    expect_nothing "format__every_c_file" \
        "$("$formatter" --dry-run --Werror "${sources[@]}" 2>&1 | grep -E 'error:' | cut -d: -f1,2 | sort -u -t: -k1,1)"
fi
expect_nothing "format__no_trailing_space" \
    "$(files '*.c' '*.h' '*.sql' '*.sh' '*.bash' '*.awk' '*.cmake' '*.txt' '*.yaml' | grep -v '^api-spec/d' | xargs grep -nE '[[:blank:]]+$' | cut -c1-120)"
finish
