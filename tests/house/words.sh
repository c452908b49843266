#!/usr/bin/env bash
# Plain English: words that a reader whose mother tongue is another has to look up.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

words='mend|mends|mended|mending|anew|afresh|lest|heed|heeds|heeded|hence|henceforth|whence|thus|thereby'
words+='|therein|thereof|thereto|wherein|whereby|hitherto|upon|amid|amidst|amongst|whilst|betwixt|naught|nought|aught'
words+='|forthwith|albeit|astray|forgo|behoove|sundry|befits|betoken|nigh|ere|oft|moreover|notwithstanding'

# A migration that was applied keeps its bytes, the list of changes quotes the old word;
# a licence, a page's library and lists of names are of others.
mapfile -t ours < <(files '*.c' '*.h' '*.def' '*.sql' '*.md' '*.yaml' '*.mjs' '*.js' '*.sh' '*.bash' '*.awk' '*.txt' '*.1' \
    '_segment' '*.html' '*.css' |
    grep -vE '^(tests/house/words.sh|sql/migrations/0004_|service/anonymity/data/|tests/anonymity/|CHANGELOG.md|api-spec/d|pages/dashboard/uPlot|.*LICENSE)')
expect_nothing "words__are_plain_english" "$(grep -nwiE "$words" "${ours[@]}" | cut -c1-160)"
# Names of functions, tests and files are made of words too.
expect_nothing "words__of_names_are_plain_english" \
    "$(grep -noiE "[A-Za-z0-9_]*(^|_)($words)(_[A-Za-z0-9_]*|[^A-Za-z0-9_]|\$)" "${ours[@]}" | grep -E '_' | cut -c1-160)"
finish
