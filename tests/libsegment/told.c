#include "told.h"

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
static void check_example(const struct told *told, const struct seg_finding *finding) {
    const struct seg_model *model = told->compiled;
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

static void collect_worse(struct told *told, const struct seg_finding *finding) {
    check_example(told, finding);
    if (finding->place.kind == SEG_ITEM) {
        told->worse[finding->place.index][finding->from][finding->to]++;
        return;
    }
    int subject = finding->place.kind == SEG_STATE ? finding->place.of : SEG_MAX_AXES;
    told->worse_states[subject][finding->from][finding->to]++;
}

static void collect_judged(struct told *told, struct seg_place place) {
    uint8_t *list = place.kind == SEG_SEGMENT ? told->judged_segments
                    : place.kind == SEG_RULE  ? told->judged_rules
                                              : told->judged_signals;
    list[place.index] = 1;
}

static int collect(const struct seg_finding *finding, void *data) {
    struct told *told = data;
    int index = finding->place.index;
    told->counts[finding->kind]++;
    if (finding->verdict == SEG_UNDECIDED) {
        told->undecided = 1;
        return 0;
    }
    switch (finding->kind) {
    case SEG_SEGMENT_UNREACHED:
        told->segments[index] = 1;
        break;
    case SEG_RULE_DEAD:
        told->dead[index] = 1;
        break;
    case SEG_RULE_IDLE:
        told->idle[index] = 1;
        break;
    case SEG_SIGNAL_DEAD:
        told->signals[index] = 1;
        break;
    case SEG_CELL_UNREACHED:
        told->cells[index] = 1;
        break;
    case SEG_WORSE_IS_LIGHTER:
        collect_worse(told, finding);
        break;
    case SEG_RULE_ORDER:
        told->order[index] = finding->other.index;
        break;
    case SEG_BAND_UNREACHED:
        told->bands[finding->place.of] |= (uint8_t)(1u << index);
        break;
    case SEG_STATE_UNUSED:
        told->unused[finding->place.of] |= (uint8_t)(1u << index);
        break;
    case SEG_UNREAD:
    case SEG_OPTIONS_ALIKE:
        told->vain[told->vain_count++] = finding->place;
        break;
    case SEG_JUDGED_ONLY:
        collect_judged(told, finding->place);
        break;
    default:
        break;
    }
    return 0;
}

void prove(const struct seg_model *model, struct told *told, struct seg_check_summary *summary) {
    struct seg_scratch scratch = {NULL, seg_check_scratch_size(model)};
    memset(told, 0, sizeof *told);
    memset(told->order, -1, sizeof told->order);
    told->compiled = model;
    scratch.memory = malloc(scratch.size);
    ck_assert_ptr_nonnull(scratch.memory);
    ck_assert_int_eq(seg_check(model, scratch, collect, told, summary), SEG_OK);
    free(scratch.memory);
}
