#!/usr/bin/env bash
# No mutable global: state hangs from struct app or the request's context.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

# Symbols that may be written, by name, and why.
allowed=$(sed 's/#.*//' tests/house/globals.allowed | awk 'NF { print $1 }')

# Data in .data or .bss (constants with relocations lie in .data.rel.ro, which is read-only).
mutable() {
    objdump -t "$1" | awk '$0 ~ / O \.(t?data|t?bss)(\.[^r][^ ]*)?[ \t]/ { sub(/\.[0-9]+$/, "", $NF); print $NF }' |
        grep -vxF -e "$allowed" | grep -vE '^(__|completed)' | sort -u
}

expect "globals__something_is_built" test -e build/dev/service/asiakkuusd
# Where a program can't be read, or there is nothing to read, nothing would be found.
expect "globals__symbols_can_be_read" grep -qE ' O \.(data|bss)' <(objdump -t build/dev/service/asiakkuusd)
mapfile -t archives < <(find build/dev/libsegment build/dev/service -name '*.a' | sort)
expect "globals__of_all_archives_are_looked_at" test "${#archives[@]}" -ge 4
for archive in "${archives[@]}"; do
    name=${archive##*/lib}
    expect_nothing "globals__${name%.a}" "$(mutable "$archive")"
done
for object in build/dev/service/CMakeFiles/asiakkuusd.dir/*.o; do
    [ -e "$object" ] || continue
    name=${object##*/}
    expect_nothing "globals__${name%%.*}" "$(mutable "$object")"
done
finish
