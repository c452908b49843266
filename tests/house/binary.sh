#!/usr/bin/env bash
# What an auditor looks for in the built programs.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

look_at() {
    local name=$1 program=$2 header dynamic symbols
    header=$(readelf -hlW "$program")
    dynamic=$(readelf -dW "$program")
    symbols=$(readelf -sW --dyn-syms "$program")
    expect "binary__${name}_is_position_independent" grep -q 'DYN (Position-Independent' <<<"$header"
    expect "binary__${name}_has_relro" grep -q GNU_RELRO <<<"$header"
    expect "binary__${name}_binds_now" grep -qE 'BIND_NOW|FLAGS.* NOW' <<<"$dynamic"
    expect "binary__${name}_stack_is_not_executable" grep -qE 'GNU_STACK.* RW ' <<<"$header"
    expect "binary__${name}_has_stack_protector" grep -q __stack_chk_fail <<<"$symbols"
    expect "binary__${name}_is_fortified" grep -qE '__[a-z]+_chk@' <<<"$symbols"
    expect_nothing "binary__${name}_has_no_search_path" "$(grep -E 'RPATH|RUNPATH' <<<"$dynamic")"
    expect_nothing "binary__${name}_has_no_text_relocations" "$(grep TEXTREL <<<"$dynamic")"
    expect_nothing "binary__${name}_names_no_folder_of_the_build" "$(strings -n 8 "$program" | grep -F "$root/" | head -n 5)"
}

look_at service build/dev/service/asiakkuusd
look_at command build/dev/libsegment/segment
finish
