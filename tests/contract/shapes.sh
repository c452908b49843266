#!/bin/sh
# The service's shapes against the description's schemas.
set -eu
tools=$(cd "$(dirname "$0")/../../tools" && pwd)
[ -e "$tools/node_modules/.package-lock.json" ] || { echo "SKIPPED: no packages of npm"; exit 0; }
"$ASIAKKUUSD" shapes | node "$(dirname "$0")/compare_shapes.mjs"
