#!/bin/sh
# The page of figures and the feedback form of the instance at BASE_URL.
exec node "$(dirname "$0")/dashboard.mjs" "${1:-$BASE_URL}"
