#!/usr/bin/env bash
# Every setting reaches the containers, and what is said of a limit or version in more than one place is
# the same everywhere.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

mapfile -t settings < <(sed -n 's/^SETTING_[A-Z]*([a-z0-9_]*, "\([A-Z0-9_]*\)".*/\1/p' service/tables/settings.def)
expect settings__are_found test "${#settings[@]}" -gt 20

# Not from the environment of the one who starts it: where it listens and reads inside its container, what only
# one of them may know, and what is for development.
fixed=' BIND PORT METRICS_PORT DATA_DIR DATABASE_URL MIGRATE_DATABASE_URL JWKS_FILE JWKS_URL VAULT_KEYS_FILE DEMO_ISSUER_KEY JWT_DEV_SECRET '
expect_nothing settings__of_compose_are_all_passed "$(for name in "${settings[@]}"; do
    [[ $fixed = *" $name "* ]] || grep -qE "^  $name: \\$\\{$name:-" docker/compose.yaml || echo "$name"
done)"
expect_nothing settings__of_compose_exist "$(sed -n '/^x-settings/,/^$/s/^  \([A-Z_]*\):.*/\1/p' docker/compose.yaml | while read -r name; do
    [[ " ${settings[*]} " = *" $name "* ]] || echo "$name"
done)"

limit() {
    sed -n "s/^LIMIT($1, \\([0-9]*\\),.*/\\1/p" service/tables/limits.def
}
skew=$(limit TOKEN_SKEW_S) kept=$(limit IDEMPOTENCY_KEPT_HOURS)
mapfile -t texts < <(files '*.md' | grep -v -e '^CHANGELOG' -e '^docs/guide/operators.md')
expect settings__clock_skew_is_told grep -qE " $skew s of clock skew" "${texts[@]}"
expect settings__idempotency_hours_are_told grep -qE "at least $kept hours" "${texts[@]}"
expect_nothing "settings__clock_skew_is_the_same_everywhere" "$(grep -nE '[0-9]+ s(econds)? of clock skew' "${texts[@]}" | grep -v " $skew s")"
expect_nothing "settings__idempotency_hours_are_the_same_everywhere" \
    "$(grep -nE '[0-9]+ hours' "${texts[@]}" | grep -iE 'idempot|keys are kept' | grep -v " $kept hours")"

# The description is broken into lines as it comes.
spoken=$(cat api-spec/*.yaml api-spec/paths/*.yaml api-spec/schemas/*.yaml | tr -s '\n ' ' ')
expect settings__idempotency_hours_are_those_of_the_description test -n "$(grep -oE "at least $kept hours" <<<"$spoken")"
expect_nothing settings__other_hours_are_nowhere_in_the_description "$(grep -oE 'at least [0-9]+ hours' <<<"$spoken" | grep -v " $kept ")"
bounded() { # bounded LIMIT PLACE TEXT: where the description has the limit
    expect "settings__$1_is_that_of_$2" grep -qF "$3" <<<"$spoken"
}
bounded CURSOR_LENGTH_MAX cursor "opaque. schema: { type: string, minLength: 1, maxLength: $(limit CURSOR_LENGTH_MAX) }"
bounded CURSOR_LENGTH_MAX next_cursor "NextCursor: type: [string, 'null'] maxLength: $(limit CURSOR_LENGTH_MAX) "
bounded PAGE_LIMIT_MAX limit "a page. schema: { type: integer, minimum: 1, maximum: $(limit PAGE_LIMIT_MAX), default: $(limit PAGE_LIMIT_DEFAULT) }"
bounded IDEMPOTENCY_KEY_LENGTH_MAX idempotency_key "schema: { type: string, minLength: 1, maxLength: $(limit IDEMPOTENCY_KEY_LENGTH_MAX) }"

version=$(sed -n 's/^project(asiakkuus VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
expect settings__version_is_found grep -qE '^[0-9]+\.[0-9]+\.[0-9]+$' <<<"$version"
expect settings__version_of_the_description_is_the_program_s grep -qx "  version: $version" api-spec/openapi.yaml
expect settings__version_of_the_bundle_is_the_program_s grep -qx "  \"version\": \"$version\"," api-spec/dist/openapi.json

# Who asks an issuer for permissions finds each of them in the guide.
expect_nothing guide__names_every_permission "$(sed -n 's/^ *x-permission: \([a-z_]*:[a-z_]*\)$/\1/p' api-spec/paths/*.yaml | sort -u | while read -r name; do
    grep -q "^| .*\`$name\`" docs/guide/integrators.md || echo "$name"
done)"

# What a program that is linked with the library needs, the library's guide names.
expect_nothing guide__names_what_the_library_of_json_needs "$(sed -n 's/^Requires: segment //p' libsegment/json/segment_json.pc.in | tr ' ' '\n' | while read -r name; do
    case $name in jansson) words='Jansson libjansson-dev' ;; libcrypto) words='libcrypto libssl-dev' ;; *) words=$name ;; esac
    for word in $words ldconfig; do
        grep -qF "$word" docs/guide/libsegment.md || echo "$word"
    done
done)"
finish
