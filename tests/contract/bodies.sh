#!/bin/sh
# Bodies that the description alone shows to be wrong are 400, others are not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../../tools" && pwd)
[ -e "$tools/node_modules/.package-lock.json" ] || { echo "SKIPPED: no packages of npm"; exit 0; }
EXCHANGES=$(mktemp)
export EXCHANGES
trap 'rm -f "$EXCHANGES"' EXIT
rc=0
node "$here/bodies.mjs" || rc=1
node "$here/validate_exchanges.mjs" --partial "$EXCHANGES" || rc=1
exit "$rc"
