#!/bin/sh
# Copies uPlot, which draws the charts of /dashboard, from the npm package that the lock file names to
# where the service serves it from. The copy is committed: neither ./run nor the image needs npm.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
from=$root/tools/node_modules/uplot
to=${1:-$root/pages/dashboard}
mkdir -p "$to"
cp "$from/dist/uPlot.iife.min.js" "$from/dist/uPlot.min.css" "$to/"
cp "$from/LICENSE" "$to/uPlot.LICENSE.txt"
