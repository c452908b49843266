# shellcheck shell=bash
# Named cases of a house check, and the files they look at. Sourced.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 2
passed=0
failed=0
skipped=0

# A case passes when what it found is empty: expect_nothing NAME "findings".
expect_nothing() {
    if [ -z "$2" ]; then
        passed=$((passed + 1))
        echo "ok $1"
    else
        failed=$((failed + 1))
        echo "FAILED $1"
        printf '%s\n' "$2" | head -n 40 | sed 's/^/    /'
    fi
}

# A case passes when the command does: expect NAME COMMAND...
expect() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        expect_nothing "$name" ""
    else
        expect_nothing "$name" "${output:-$* failed}"
    fi
}

skip() {
    echo "SKIPPED: $*"
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}

# Every file of the project that a person wrote: files PATTERN... (of find -name).
files() {
    local names=() pattern
    for pattern in "$@"; do
        names+=(-o -name "$pattern")
    done
    find . \( -name .git -o -name node_modules -o -path ./build -o -path ./var -o -path './var.*' \) -prune \
        -o -type f \( "${names[@]:1}" \) -print | sed 's|^\./||' | sort
}

# C sources without comments, as FILE:LINE:text. MODE code leaves strings empty, MODE strings
# leaves only what stands inside them.
c_lines() {
    local mode=$1
    shift
    [ $# -gt 0 ] || return 0
    awk -v mode="$mode" -f tests/house/c_lines.awk "$@"
}
