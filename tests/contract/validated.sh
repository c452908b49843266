# shellcheck shell=sh
# The calls of a program of this folder, and what was answered to them against the description.
# Run by its neighbours: validated.sh PROGRAM
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../../tools" && pwd)
[ -e "$tools/node_modules/.package-lock.json" ] || { echo "SKIPPED: no packages of npm"; exit 0; }
EXCHANGES=$(mktemp)
export EXCHANGES
trap 'rm -f "$EXCHANGES"' EXIT
rc=0
node "$here/$1.mjs" || rc=1
node "$here/validate_exchanges.mjs" --partial "$EXCHANGES" || rc=1
exit "$rc"
