#!/bin/sh
# Routes, bundled description and guide are what api-spec and the service's tables give.
set -eu
tools=$(cd "$(dirname "$0")/../../tools" && pwd)
[ -e "$tools/node_modules/.package-lock.json" ] || { echo "SKIPPED: no packages of npm yet"; exit 0; }
exec "$tools/openapi" check
