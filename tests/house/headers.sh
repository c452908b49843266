#!/usr/bin/env bash
# Every header stands alone, in C11 and in C++.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
read -ra library_flags < <(pkg-config --cflags jansson libpq libulfius libmicrohttpd libjwt librhonabwy libcrypto)
flags=(-fsyntax-only -Wall -Wextra -Werror -D_GNU_SOURCE -I service -I build/dev/service
    -I libsegment/include -I libsegment/json -I libsegment/src "${library_flags[@]}")

for header in $(files '*.h' | grep -E '^(service|libsegment)/'); do
    printf '#include "%s"\n' "$root/$header" >"$work/alone.c"
    expect "headers__${header}_in_c" gcc -std=c11 -Wpedantic -Wstrict-prototypes "${flags[@]}" "$work/alone.c"
    [ -z "${BRIEF:-}" ] || continue # in a hurry, in C alone
    cp "$work/alone.c" "$work/alone.cc"
    expect "headers__${header}_in_cpp" g++ -std=c++23 -Wno-deprecated-enum-enum-conversion "${flags[@]}" "$work/alone.cc"
done
# What others build on is held to the oldest C++ that still matters.
for header in libsegment/include/segment.h libsegment/json/segment_json.h; do
    printf '#include "%s"\n' "$root/$header" >"$work/alone.cc"
    expect "headers__${header}_in_cpp11" g++ -std=c++11 -Wpedantic "${flags[@]}" "$work/alone.cc"
done
finish
