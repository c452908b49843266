#!/usr/bin/env bash
# The reference vectors are in step with the models, and tools/vectors writes only what two implementations say.
# shellcheck source-path=SCRIPTDIR source=../house/cases.bash
. "$(dirname "$0")/../house/cases.bash"
command -v node >/dev/null || { echo "SKIPPED: no Node, no look at the reference vectors"; exit 0; }
models=$PWD/libsegment/models
expect vectors__are_in_step_with_the_models tools/vectors --check

export SEGMENT=$PWD/build/dev/libsegment/segment
[ -x "$SEGMENT" ] || { skip "the command segment is not built"; finish; exit; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
generate=tests/conformance/generate.mjs

# says NAME PATTERN COMMAND...: it fails, and says something that fits.
says() {
    local name=$1 pattern=$2 said rc=0
    shift 2
    said=$("$@" 2>&1) || rc=$?
    expect_nothing "$name" "$([ "$rc" = 1 ] && grep -qE -e "$pattern" <<<"$said" || echo "code $rc: ${said:0:400}")"
}
fresh() {
    rm -rf "${work:?}"/*
    cp "$models/lace.json" "$work"
}

fresh
expect vectors__are_made_by_one_command tools/vectors "$work/lace.json"
expect vectors__made_again_are_the_same_bytes cmp "$work/vectors/lace@1.ndjson" "$models/vectors/lace@1.ndjson"
expect vectors__made_are_in_step node $generate --check "$work/lace.json"
expect vectors__are_made_again tools/vectors "$work/lace.json"
expect_nothing vectors__have_one_hash_of_a_version "$(sed 1d "$work/vectors/models.ndjson")"

sed -i '40d' "$work/vectors/lace@1.ndjson"
says vectors__a_case_that_is_gone_is_noticed 'lace@1.ndjson has not the cases' node $generate --check "$work/lace.json"
fresh
tools/vectors "$work/lace.json" >/dev/null
sed -i 's/"from": 10, "state"/"from": 19, "state"/' "$work/lace.json"
says vectors__a_model_that_has_changed_is_noticed 'not the hash of the model' node $generate --check "$work/lace.json"
says vectors__a_cut_off_that_no_case_stands_at_is_named 'shows this: the score of lace at 19' \
    node $generate --check "$work/lace.json"

# An engine that adds one thing up otherwise.
fresh
printf '#!/bin/sh\n"%s" "$@" | sed "s/\\"contribution\\": 210/\\"contribution\\": 211/"\n' "$SEGMENT" >"$work/engine"
chmod +x "$work/engine"
SEGMENT=$work/engine says vectors__the_two_implementations_have_to_agree \
    'FAILED: reasons is .*211.* by the engine, .*210.* by MODEL.md: \{' tools/vectors "$work/lace.json"
expect vectors__on_which_they_differ_are_not_written test ! -e "$work/vectors"

# Two ages at once: a rule that nothing makes hold. And a file with a fault.
never='{ "code": "never", "at_least": "high", "names": { "fi": "a", "sv": "a", "en": "a" }, "text": { "fi": "b", "sv": "b", "en": "b" }, "when": { "all": [{ "age": { "from": 9 } }, { "age": { "below": 9 } }] } }'
sed -i "s/\"rules\": \[/\"rules\": [$never/" "$work/lace.json"
says vectors__have_to_show_every_rule 'no case shows this: rule never holds' tools/vectors "$work/lace.json"
sed -i 's/"method": "points"/"method": "sums"/' "$work/lace.json"
says vectors__are_made_of_a_good_model_only '/axes/0/method: not_in_list' tools/vectors "$work/lace.json"
finish
