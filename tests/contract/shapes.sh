#!/bin/sh
# The service's shapes against the description's schemas.
set -eu
"$ASIAKKUUSD" shapes | node "$(dirname "$0")/compare_shapes.mjs"
