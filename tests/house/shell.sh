#!/usr/bin/env bash
# Shell scripts pass shellcheck and can be started.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

mapfile -t scripts < <(files '*' | grep -vE '\.(c|h|md|json|sql|yaml|def|svg|html|js|mjs|ts)$' |
    xargs -d '\n' grep -lE -m1 '^#!(/usr)?/bin/(env )?(ba)?sh' | sort -u)
for script in "${scripts[@]}"; do
    expect "shellcheck__$script" shellcheck -x -S warning "$script"
done
expect_nothing "shell__scripts_can_be_started" \
    "$(for script in "${scripts[@]}"; do [ -x "$script" ] || echo "$script"; done)"
finish
