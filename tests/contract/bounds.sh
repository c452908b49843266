#!/bin/sh
# That the description bounds every answer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -e "$here/../../tools/node_modules/.package-lock.json" ] || { echo "SKIPPED: no packages of npm"; exit 0; }
node "$here/bounds.mjs"
