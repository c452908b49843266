#!/usr/bin/env bash
# Every answer that some API tests see, held against the description. Runs beside an instance. What all
# of them saw, and that each operation was answered well, is looked at where ./test has recorded them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ ! -e "$root/tools/node_modules/.package-lock.json" ]; then
    echo "SKIPPED: the packages of tools/package.json are not installed: answers are not validated"
    exit 0
fi
EXCHANGES=$(mktemp)
export EXCHANGES
trap 'rm -f "$EXCHANGES"' EXIT
rc=0
for tests in requests access segmentations assessments; do
    "$root/tests/api/$tests.mjs" >/dev/null || { echo "FAILED: tests/api/$tests.mjs"; rc=1; }
done
node "$root/tests/contract/validate_exchanges.mjs" --partial "$EXCHANGES" || rc=1
exit "$rc"
