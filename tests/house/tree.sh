#!/usr/bin/env bash
# What the tree must hold, and what it must never hold.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

mapfile -t texts < <(files '*' | grep -vE '(^|/)package-lock\.json$|\.(svg|png|woff2?|ico)$|^api-spec/(dist|docs)/.*\.(js|html|txt)$')

for file in README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md SECURITY.md LICENSE floors.txt run test .ci/run; do
    expect "tree__has_$file" test -s "$file"
done
expect "tree__licence_is_eupl" grep -q 'EUROPEAN UNION PUBLIC LICENCE v. 1.2' LICENSE
expect_nothing "tree__names_no_folder_of_a_machine" \
    "$(grep -nIE '(^|[^A-Za-z0-9_./$}])/(home|work|Users|farm)/[a-z]|\.\./shared' "${texts[@]}" | cut -c1-160)"
expect_nothing "tree__holds_no_secret" "$(grep -nIE -e '-----BEGIN [A-Z ]*PRIVATE KEY-----$|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{30,}|eyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}' \
    "${texts[@]}" | cut -c1-120)"
# Artificial identity codes have an individual number of 900-999.
expect_nothing "tree__holds_no_real_identity_code" \
    "$(grep -noIE '\b(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{2}[-+A-FU-Y][0-8][0-9]{2}[0-9A-FHJ-NPR-Y]\b' "${texts[@]}" | cut -c1-160)"
expect_nothing "tree__holds_no_unfinished_marks" "$(grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' "${texts[@]}" | grep -v '^tests/house/' | cut -c1-160)"
# A test that can't be run is left out without a word.
expect_nothing "tree__what_begins_as_a_program_can_be_run" \
    "$(files '*' | while read -r file; do [ "$(head -c 2 "$file" | tr -d '\0')" != '#!' ] || [ -x "$file" ] || echo "$file"; done)"
# A planted fault whose place has changed tells nothing of the tests.
expect "planted__every_fault_can_still_be_planted" tools/mutate --check
# Decisions are found by their number.
expect_nothing "decisions__have_their_number_and_a_status" "$(for file in docs/decisions/*.md; do
    number=$((10#$(basename "$file" | cut -c1-4)))
    head -n 1 "$file" | grep -q "^# $number\. " || echo "$file: no title of number $number"
    grep -q '^\*Status: ' "$file" || echo "$file: no status"
done)"
expect_nothing "decisions__that_are_named_are_there" "$(grep -IhoE 'decisions? [0-9]+' "${texts[@]}" | grep -oE '[0-9]+' | sort -un | while read -r number; do
    compgen -G "docs/decisions/$(printf %04d "$number")-*" >/dev/null || echo "$number"
done)"
expect_nothing "tree__holds_no_large_file" "$(files '*' | xargs -d '\n' du -k | awk '$1 > 2048')"
finish
