#!/usr/bin/env bash
# One hand for the C of the whole tree: CONTRIBUTING, "House style".
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

mapfile -t sources < <(files '*.c' '*.h' | grep -E '^(service|libsegment|tests|bench)/')
mapfile -t product < <(printf '%s\n' "${sources[@]}" | grep -E '^(service|libsegment)/')
code=$(c_lines code "${sources[@]}")

# broken RULE: the lines that break it; hand.awk knows the rules.
broken() {
    printf '%s\n' "$code" | awk -v want="$1" -f tests/house/hand.awk
}

# The head of each file: a quoted include that follows one in <...>, or one before its own header.
disordered_includes() {
    awk '
        FNR == 1 { angle = quoted = 0; head = 1; own = FILENAME; sub(/.*\//, "", own); sub(/\.c$/, ".h", own) }
        !head || !/^#include/ { if (head && (angle || quoted) && !/^$/) head = 0; next }
        /^#include </ { angle = 1; next }
        { name = $2; gsub(/"/, "", name); sub(/.*\//, "", name) }
        angle || (quoted && name == own && FILENAME ~ /\.c$/) { print FILENAME ":" FNR ": " $0 }
        { quoted = 1 }' "$@"
}

expect_nothing "hand__braces_always" "$(broken braces)"
expect_nothing "hand__texts_are_compared_with_0" "$(broken texts)"
expect_nothing "hand__no_macro_hides_a_return" "$(broken returns)"
expect_nothing "hand__own_header_then_the_projects_then_the_systems" "$(disordered_includes "${sources[@]}")"
expect_nothing "hand__truth_is_bool" \
    "$(c_lines code "${product[@]}" | grep -E '[^A-Za-z0-9_](int|uint8_t) +(is|has|can|may|are)_[a-z0-9_]*')"
finish
