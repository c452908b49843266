#include "findings.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static uint8_t segment_of(const struct seg_model *model, const struct seg_input *input) {
    struct seg_result result;
    ck_assert_int_eq(seg_evaluate(model, input, &result), SEG_OK);
    return result.certain ? result.segment : SEG_NONE;
}

/* Where the answer, state or duration of which the finding tells stands in an input. */
static uint8_t *place_in(struct seg_input *input, const struct seg_finding *finding) {
    if (finding->place.kind == SEG_STATE) {
        return &input->axis_state[finding->place.of];
    }
    return finding->place.kind == SEG_DURATION
               ? &input->duration
               : &input->answers[SEG_PROFESSIONAL][finding->place.index];
}

/* A counterexample has to be one: the two inputs differ in the one thing, and show the breach. */
static void check_example(const struct findings *found, const struct seg_finding *finding) {
    const struct seg_model *model = found->compiled;
    struct seg_input after = finding->before;
    ck_assert_uint_eq(*place_in(&after, finding), finding->from);
    *place_in(&after, finding) = finding->to;
    ck_assert_int_eq(memcmp(after.answers, finding->after.answers, sizeof after.answers), 0);
    ck_assert_int_eq(memcmp(after.axis_state, finding->after.axis_state, sizeof after.axis_state),
                     0);
    ck_assert_uint_eq(after.duration, finding->after.duration);
    ck_assert_uint_eq(segment_of(model, &finding->before), finding->segment_before);
    ck_assert_uint_eq(segment_of(model, &finding->after), finding->segment_after);
    ck_assert(seg_segment_below(model, finding->segment_after, finding->segment_before));
}

static void collect_worse(struct findings *found, const struct seg_finding *finding) {
    check_example(found, finding);
    if (finding->place.kind == SEG_ITEM) {
        found->worse[finding->place.index][finding->from][finding->to]++;
        return;
    }
    int subject = finding->place.kind == SEG_STATE ? finding->place.of : SEG_MAX_AXES;
    found->worse_states[subject][finding->from][finding->to]++;
}

static void collect_judged(struct findings *found, struct seg_place place) {
    uint8_t *list = place.kind == SEG_SEGMENT ? found->judged_segments
                    : place.kind == SEG_RULE  ? found->judged_rules
                                              : found->judged_signals;
    list[place.index] = 1;
}

static int collect(const struct seg_finding *finding, void *data) {
    struct findings *found = data;
    int index = finding->place.index;
    found->counts[finding->kind]++;
    if (finding->verdict == SEG_UNDECIDED) {
        found->undecided = 1;
        return 0;
    }
    switch (finding->kind) {
    case SEG_SEGMENT_UNREACHED:
        found->segments[index] = 1;
        break;
    case SEG_RULE_DEAD:
        found->dead[index] = 1;
        break;
    case SEG_RULE_IDLE:
        found->idle[index] = 1;
        break;
    case SEG_SIGNAL_DEAD:
        found->signals[index] = 1;
        break;
    case SEG_CELL_UNREACHED:
        found->cells[index] = 1;
        break;
    case SEG_WORSE_IS_LIGHTER:
        collect_worse(found, finding);
        break;
    case SEG_RULE_ORDER:
        found->order[index] = finding->other.index;
        break;
    case SEG_BAND_UNREACHED:
        found->bands[finding->place.of] |= (uint8_t)(1u << index);
        break;
    case SEG_STATE_UNUSED:
        found->unused[finding->place.of] |= (uint8_t)(1u << index);
        break;
    case SEG_UNREAD:
    case SEG_OPTIONS_ALIKE:
        found->vain[found->vain_count++] = finding->place;
        break;
    case SEG_JUDGED_ONLY:
        collect_judged(found, finding->place);
        break;
    default:
        break;
    }
    return 0;
}

void prove(const struct seg_model *model, struct findings *found,
           struct seg_check_summary *summary) {
    struct seg_scratch scratch = {NULL, seg_check_scratch_size(model)};
    memset(found, 0, sizeof *found);
    memset(found->order, -1, sizeof found->order);
    found->compiled = model;
    scratch.memory = malloc(scratch.size);
    ck_assert_ptr_nonnull(scratch.memory);
    ck_assert_int_eq(seg_check(model, scratch, collect, found, summary), SEG_OK);
    free(scratch.memory);
}
