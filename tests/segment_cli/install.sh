#!/usr/bin/env bash
# Installs this build's libsegment into a folder of its own, and uses it from outside as a stranger
# would: by pkg-config and by find_package, from C and from C++, shared and static; then looks at
# what the shared library shows and needs.
#   install.sh BUILD_DIR
set -euo pipefail

build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc=${CC:-cc} cxx=${CXX:-c++}

cmake --install "$build" --component segment --prefix "$work/installed" >/dev/null
library=$(find "$work/installed" -name libsegment.so.1)
export LD_LIBRARY_PATH=${library%/*} PKG_CONFIG_PATH=${library%/*}/pkgconfig

flags() {
    pkg-config --cflags --libs "$@"
}
prints() { # WANTED PROGRAM [WORD...]
    local wanted=$1
    shift
    [ "$("$@")" = "$wanted" ] || { echo "FAILED: $* did not print $wanted"; exit 1; }
}

cat >"$work/engine.c" <<'C'
#include <segment.h>
#include <stdio.h>
int main(void) {
    struct seg_input input;
    seg_input_init(&input);
    puts(input.duration == SEG_UNKNOWN ? seg_version() : "?");
    return 0;
}
C
cat >"$work/file.c" <<'C'
#include <segment_json.h>
#include <stdio.h>
int main(void) {
    static struct segj_faults faults;
    struct segj_model *model = NULL;
    puts(segj_model_read("{", 1, &model, &faults) == SEGJ_REFUSED ? faults.list[0].code : "?");
    return 0;
}
C
for program in engine file; do
    cp "$work/$program.c" "$work/$program.cc"
    package=segment
    [ $program = engine ] || package=segment_json
    read -ra words < <(flags $package)
    "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror "$work/$program.c" "${words[@]}" -o "$work/$program"
    "$cxx" -std=c++17 -Wall -Wextra -Wpedantic -Werror "$work/$program.cc" "${words[@]}" -o "$work/$program++"
done
version=$(pkg-config --modversion segment)
prints "$version" "$work/engine"
prints "$version" "$work/engine++"
prints syntax "$work/file"
prints syntax "$work/file++"
read -ra words < <(flags --static segment)
"$cc" -static "$work/engine.c" "${words[@]}" -o "$work/still"
prints "$version" "$work/still"

cat >"$work/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.18)
project(outside C CXX)
find_package(segment 1 REQUIRED)
add_executable(shared engine.cc)
target_link_libraries(shared segment::segment)
add_executable(archive engine.c)
target_link_libraries(archive segment::static)
CMAKE
cmake -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/installed" >/dev/null
cmake --build "$work/build" >/dev/null
prints "$version" "$work/build/shared"
prints "$version" "$work/build/archive"

shown=$(nm -D --defined-only "$library" | awk '{print $3}' | sed 's/@.*//')
grep -qx seg_evaluate <<<"$shown" || { echo "FAILED: it does not show seg_evaluate"; exit 1; }
foreign=$(grep -Ev '^(seg_|SEGMENT_)' <<<"$shown" || true)
[ -z "$foreign" ] || { echo "FAILED: it shows $foreign"; exit 1; }
needed=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
[ "$needed" = libc.so.6 ] || { echo "FAILED: it needs $needed"; exit 1; }
# Whole numbers alone: no arithmetic of x86 on floating point, in the vector kernel neither.
instructions=$(objdump -d --no-show-raw-insn "$library" | awk '{print $2}' | sort -u)
grep -qx ret <<<"$instructions" || { echo "FAILED: its instructions can't be read"; exit 1; }
floating=$(grep -E '^v?(add|sub|mul|div|sqrt|cvt[a-z0-9]*)[sp][sd]$|^v?cvt|^f(ld|add|mul|div|sub|ild)' <<<"$instructions" || true)
[ -z "$floating" ] || { echo "FAILED: it computes in floating point:" $floating; exit 1; }
prints "segment $version" "$work/installed/bin/segment" --version
"$work/installed/bin/segment" check helsinki --quiet
"$work/installed/bin/segment" check helsinki@2 --quiet
[ -s "$work/installed/share/asiakkuus/models/vectors/helsinki@2.ndjson" ] || { echo "FAILED: no vectors of helsinki@2"; exit 1; }
echo "libsegment serves a program outside, and needs libc alone"
