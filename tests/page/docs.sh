#!/bin/sh
# The page of the instance at BASE_URL.
exec node "$(dirname "$0")/docs.mjs" "${1:-$BASE_URL}"
