#!/bin/sh
# The FHIR face, as another library reads it, and what two validators say of every resource (fhir.mjs).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -e "$here/../../tools/node_modules/.package-lock.json" ] || { echo "SKIPPED: no packages of npm"; exit 0; }
exec node "$here/fhir.mjs" "${1:-$BASE_URL}"
