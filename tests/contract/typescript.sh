#!/bin/sh
# A TypeScript client generated from the API description compiles, and calls the operations of a day at the
# instance at BASE_URL; what it saw is then held against the description.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
[ -e "$root/tools/node_modules/.package-lock.json" ] || { echo "SKIPPED: no packages of npm"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$here"/client/* "$work"
ln -s "$root/tools/node_modules" "$work/node_modules"
printf '{ "type": "module" }\n' > "$work/package.json"
cd "$work"
npx --no-install openapi-typescript "$root/api-spec/dist/openapi.json" -o api.d.ts > /dev/null
npx --no-install tsc -p tsconfig.json
[ -n "${BASE_URL:-}" ] || { echo "1 passed, 0 failed"; exit 0; }

TOKEN=$("$ASIAKKUUSD" token --role professional --area 90 --register health)
TOKEN_OTHER_AREA=$("$ASIAKKUUSD" token --role professional --area 01 --register health)
TOKEN_DIRECTOR=$("$ASIAKKUUSD" token --role director --area 90)
TOKEN_READER=$("$ASIAKKUUSD" token --area 90 --scope model:read)
EXCHANGES=$work/exchanges.ndjson
export TOKEN TOKEN_OTHER_AREA TOKEN_DIRECTOR TOKEN_READER EXCHANGES
rc=0
node tour.js || rc=1
node "$here/validate_exchanges.mjs" --partial "$EXCHANGES" || rc=1
exit "$rc"
