#!/bin/sh
# Copies Redoc's browser bundle from the npm package that the lock file names to where the service
# serves it from. The copy is committed: neither ./run nor the image needs npm.
# One thing is changed: the address of a logo on another host becomes an empty image, so that the
# page asks nothing of any other host, whatever the browser thinks of the page's policy.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
from=$root/tools/node_modules/redoc/bundles
to=${1:-$root/api-spec/docs}
mkdir -p "$to"
sed 's#https://cdn.redoc.ly/redoc/logo-mini.svg#data:,#g' "$from/redoc.standalone.js" |
    sed '/^\/\/# sourceMappingURL=/d' > "$to/redoc.standalone.js"
{
    cat "$from/redoc.standalone.js.LICENSE.txt"
    printf '\n'
    cat "$from/../LICENSE"
} > "$to/redoc.standalone.js.LICENSE.txt"
