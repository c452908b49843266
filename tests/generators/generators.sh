#!/usr/bin/env bash
# Generators of clients beside openapi-typescript, hey-api and orval with zod: every member of every schema
# is in what they make, it compiles, and it does a client's whole day without a cast. Beside an instance.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
skip() { echo "SKIPPED: $*"; exit 0; }
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    skip "hey-api needs Node 20.19 (Debian 13), this is $(node --version)"
cache=$root/build/generators
mkdir -p "$cache"
cmp -s "$here/package-lock.json" "$cache/package-lock.json" || {
    cp "$here/package.json" "$here/package-lock.json" "$cache"
    (cd "$cache" && npm ci --no-audit --no-fund >npm.log 2>&1) || {
        rm -f "$cache/package-lock.json"
        npm ping >/dev/null 2>&1 && { tail -n 5 "$cache/npm.log"; exit 1; }
        skip "npm's registry can't be reached from here"
    }
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.ts "$here"/*.mjs "$here"/*.json "$work"
cp "$root/api-spec/dist/openapi.json" "$work"
ln -s "$cache/node_modules" "$work/node_modules"
cd "$work"
{ npx --no-install openapi-ts -f hey.config.mjs && npx --no-install orval --config orval.config.ts; } >generated.log 2>&1 ||
    { tail -n 20 generated.log; exit 1; }
node members.mjs openapi.json ./hey/types.gen.js >members_hey.ts
node members.mjs openapi.json ./orval/api.js >members_orval.ts
npx --no-install tsc -p tsconfig.json
echo "$(grep -c '^export type' members_hey.ts) passed, 0 failed"

TOKEN=$("$ASIAKKUUSD" token --role professional --area 90 --register health --unit kalasatama)
TOKEN_SOCIAL=$("$ASIAKKUUSD" token --role professional --area 90 --register social --unit aikuissosiaalityo --sub social-worker)
UNIT=$("$root/tools/postgres.sh" psql -d asiakkuus -At -c "SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = 'aikuissosiaalityo'")
export TOKEN TOKEN_SOCIAL UNIT
artificial() {
    node -e 'const day = "0101" + process.argv[1], number = "9" + String(Math.floor(Math.random() * 99)).padStart(2, "0");
console.log(day + "-" + number + "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(day + number) % 31])' "$1"
}
rc=0
printf '{ "type": "module" }\n' >package.json
for day in "hey 71" "orval 72"; do
    HETU=$(artificial "${day#* }") node "out/day_${day% *}.js" || rc=1
done
exit "$rc"
