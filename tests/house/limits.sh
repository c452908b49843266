#!/usr/bin/env bash
# The bounds in statements are those of service/tables/limits.def.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

# Every LIMIT of more than one row, and every interval, names its limit behind it: LIMIT 200 -- NAME.
mapfile -t statements < <(files '*.sql' | grep -E '^service/')
expect_nothing "limits__of_statements_are_in_the_table" "$(awk '
    FILENAME ~ /limits\.def$/ { if (split($0, part, /[(,]/) > 2) { gsub(/ /, "", part[3]); value[part[2]] = part[3] } next }
    /^[ \t]*--/ { next }
    match($0, /LIMIT [0-9]+|interval .[0-9]+/) {
        split(substr($0, RSTART, RLENGTH), found, /[^0-9]+/); name = $0
        if (!sub(/^.*-- /, "", name)) name = ""
        if (found[2] > 1 && value[name] != found[2]) print FILENAME ":" FNR ": " $0
    }' service/tables/limits.def "${statements[@]}")"
finish
