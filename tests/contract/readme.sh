#!/bin/bash
# The commands of the README's five minutes, one after another, as a reader would type them.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What stands indented behind that heading; ./run makes its tokens and the build lies elsewhere.
sed -n '/^## Five minutes/,/^## Where/s/^    //p' "$root/README.md" |
    sed -e 's#\./run token#"$ASIAKKUUSD" token#g' -e "s#localhost:8080#${BASE_URL#http://}#g" \
        -e "s#build/release/#$BUILD/#g" -e "s#segments.csv#$work/segments.csv#" -e 's/^\( *\)curl -s /\1curl -s --fail-with-body /' >"$work/commands"
grep -q 'segment score' "$work/commands" || { echo "FAILED the README has no commands"; exit 1; }
cd "$root"
bash -euo pipefail "$work/commands" >"$work/said" 2>&1 || { echo "FAILED the README's commands"; tail -n 3 "$work/said"; exit 1; }
[ "$(wc -l <"$work/segments.csv")" = "$(wc -l <docs/guide/people.csv)" ] || { echo "FAILED the README's last line"; exit 1; }
echo "$(grep -c -e 'curl ' -e 'segment ' "$work/commands") passed, 0 failed"
