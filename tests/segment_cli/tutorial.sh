#!/usr/bin/env bash
# Compiles the program of docs/guide/libsegment.md as it stands there, with this build's library,
# and compares what it prints with what the page says.
#   tutorial.sh SOURCE_DIR LIBRARY [COMPILER FLAGS...]
set -euo pipefail

source=$1 library=$2
shift 2
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

page=$source/docs/guide/libsegment.md
# The first block of this kind: the program and its output; later ones show other things.
block() {
    sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{p;/^\`\`\`\$/q}" "$page" | sed '1d;$d'
}
block c >"$work/program.c"
block text >"$work/wanted"
[ -s "$work/program.c" ] && [ -s "$work/wanted" ]
"${CC:-cc}" "$@" -std=c11 -Wall -Wextra -Werror -I "$source/libsegment/include" \
    "$work/program.c" "$library" -o "$work/program"
"$work/program" >"$work/found"
diff "$work/wanted" "$work/found"
echo "the tutorial's program prints what the page says"
