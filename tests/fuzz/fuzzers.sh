#!/usr/bin/env bash
# Runs every fuzzer, or those named, from its first inputs and what earlier runs found:
#   FUZZ_SECONDS=600 tests/fuzz/fuzzers.sh [NAME...]
# FUZZ_SECONDS is the time of each (30). FUZZ_BUILD is the build (build/fuzz). What was learnt lies in
# FUZZ_BUILD/learnt/<name>; an input that breaks a property in FUZZ_BUILD/broken/.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 2
build=${FUZZ_BUILD:-build/fuzz}
seconds=${FUZZ_SECONDS:-30}
passed=0 failed=0

# Large blocks come and go with every input: keeping them aside for long only costs memory.
export ASAN_OPTIONS=${ASAN_OPTIONS:-quarantine_size_mb=16:malloc_context_size=5}

names() {
    local source
    for source in tests/fuzz/fuzz_*.c; do
        source=${source##*/fuzz_}
        echo "${source%.c}"
    done
}

# A line of what it did: runs, seconds, coverage, memory.
figures() {
    awk '/^Done [0-9]+ runs/ { runs = $2; time = $5 }
         match($0, /cov: [0-9]+/) { cov = substr($0, RSTART + 5, RLENGTH - 5) }
         match($0, /ft: [0-9]+/) { features = substr($0, RSTART + 4, RLENGTH - 4) }
         /^stat::peak_rss_mb/ { rss = $2 }
         END { printf "%d runs in %d s, %d edges, %d features, %d MB\n", runs, time, cov, features, rss }' "$1"
}

run_one() {
    local name=$1 log=$build/fuzz_$1.log options=() program=$build/tests/fuzz/fuzz_$1
    mkdir -p "$build/learnt/$name" "$build/broken"
    [ ! -f "tests/fuzz/$name.dict" ] || options+=("-dict=tests/fuzz/$name.dict")
    [ ! -f "tests/fuzz/$name.options" ] || mapfile -t -O "${#options[@]}" options <"tests/fuzz/$name.options"
    if "$program" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$build/broken/$name-" "${options[@]}" \
        "$build/learnt/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok fuzz__$name: $(figures "$log")"
    else
        failed=$((failed + 1))
        echo "FAILED fuzz__$name"
        grep -aE 'does not hold|ERROR:|SUMMARY:|runtime error|Test unit written' "$log" | sed 's/^/    /'
    fi
}

mapfile -t wanted < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else names; fi)
for name in "${wanted[@]}"; do
    run_one "$name"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
