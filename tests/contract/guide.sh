#!/bin/bash
# The commands of docs/guide/integrators.md, one after another, as a reader would type them.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The blocks marked sh; those that start or install something are for the reader alone.
awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/docs/guide/integrators.md" |
    grep -v -e '^BASE=' -e '^TOKEN=' -e '^DIRECTOR=' -e '^AUDITOR=' -e '^npx ' > "$work/commands.sh"

# shellcheck disable=SC2034 # the commands use them
BASE=$BASE_URL TOKEN=$("$ASIAKKUUSD" token) DIRECTOR=$("$ASIAKKUUSD" token --role director) AUDITOR=$("$ASIAKKUUSD" token --role auditor)
curl() {
    command curl --fail-with-body --max-time 20 "$@"
}
cd "$work"
# shellcheck disable=SC1091
. "$work/commands.sh" > answers
grep -q '"segment":"huolenpito"' answers || { echo "FAILED the guide does not end with the segment"; exit 1; }
echo "$(grep -c '^curl\|(curl' commands.sh) passed, 0 failed"
