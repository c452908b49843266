/*
 * The short cut: where one view answers every item with a level and everything that the model reads
 * is known, an axis is one sum, a state is one compare, a rule is one walk along jumps, and the
 * order of the reasons is the order of set bits.
 */
#include "evaluate.h"
#include "reasons.h"

#include <string.h>

/* Everything of one complete input. */
struct known {
    uint32_t sums[SEG_MAX_AXES];
    uint8_t states[SEG_MAX_AXES];
    const struct seg_input *input;
    const uint8_t *levels;
    uint8_t segment; /* so far */
};

/* 1 when the first `count` of 64 bytes are all SEG_UNKNOWN; read eight at a time. */
static int all_unknown(const uint8_t *answers, int count) {
    uint64_t all = ~(uint64_t)0;
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        uint64_t eight;
        memcpy(&eight, answers + i, 8);
        all &= eight;
    }
    for (; i < count; i++) {
        all &= (uint64_t)0xFFFFFFFFFFFFFF00 | answers[i];
    }
    return all == ~(uint64_t)0;
}

static int rest_known(const struct seg_model *model, const struct seg_input *input) {
    unsigned unknown = !all_unknown(input->axis_state, SEG_MAX_AXES);
    for (int f = 0; f < model->flag_count; f++) {
        unknown |= input->flags[f] > 1;
    }
    unknown |= model->duration_count > 0 ? input->duration >= model->duration_count
                                         : input->duration != SEG_UNKNOWN;
    int aged = input->age <= SEG_MAX_AGE || (!model->any_age && input->age == SEG_AGE_UNKNOWN);
    return !unknown && aged;
}

/* Sums every axis and marks the ranks of the reasons. 0 when an item lacks a level. */
static int sum_up(const struct seg_model *model, const uint8_t *levels, struct seg_quick *all) {
    struct seg_quick so_far = {{0, 0}, {0, 0}};
    unsigned bad = 0;
    for (int i = 0; i < model->item_count; i++) {
        unsigned level = levels[i];
        const struct seg_quick *quick = &model->quick[i][level & (SEG_MAX_LEVELS - 1)];
        bad |= level >= model->levels[i];
        so_far.sums += quick->sums;
        so_far.ranks |= quick->ranks;
    }
    *all = so_far;
    return !bad;
}

static uint8_t state_of(const struct seg_axis_rec *axis, uint32_t sum, const uint8_t *levels) {
    int b = axis->band_count - 1;
    while (b > 0 && sum < axis->bands[b].sum_from) {
        b--;
    }
    const struct seg_band_rec *band = &axis->bands[b];
    return band->item == SEG_NONE ? band->state : band->by_option[levels[band->item]];
}

static int leaf_holds(const struct seg_node *leaf, const struct known *known) {
    switch (leaf->test) {
    case SEG_TEST_AXIS:
        return leaf->mask >> known->states[leaf->subject] & 1;
    case SEG_TEST_SCORE:
        return known->sums[leaf->subject] >= leaf->sum_from &&
               known->sums[leaf->subject] < leaf->sum_below;
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
        return leaf->mask >> known->levels[leaf->subject] & 1;
    case SEG_TEST_FLAG:
        return known->input->flags[leaf->subject] == leaf->mask;
    case SEG_TEST_DURATION:
        return leaf->mask >> known->input->duration & 1;
    case SEG_TEST_AGE:
        return known->input->age >= leaf->from && known->input->age < leaf->below;
    case SEG_TEST_SEGMENT:
        return leaf->mask >> known->segment & 1;
    case SEG_TEST_UNANSWERED:
        return 0;
    default: /* nothing is missing, and there is one view only */
        return leaf->from == 0;
    }
}

static int holds(const struct seg_model *model, uint16_t entry, const struct known *known) {
    do {
        const struct seg_node *leaf = &model->nodes[entry];
        entry = leaf_holds(leaf, known) ? leaf->on_true : leaf->on_false;
    } while (entry < SEG_JUMP_FALSE);
    return entry == SEG_JUMP_TRUE;
}

static uint32_t try_rules(const struct seg_model *model, struct known *known) {
    uint32_t held = 0;
    for (int r = 0; r < model->rule_count; r++) {
        const struct seg_rule_rec *rule = &model->rules[r];
        if (!holds(model, rule->entry, known)) {
            continue;
        }
        held |= (uint32_t)1 << r;
        int heavy = model->segments[rule->segment].at_least >> known->segment & 1;
        if (rule->effect == SEG_SET || !heavy) {
            known->segment = rule->segment;
        }
        if (rule->final) {
            break;
        }
    }
    return held;
}

static uint32_t try_signals(const struct seg_model *model, const struct known *known) {
    uint32_t held = 0;
    for (int s = 0; s < model->signal_count; s++) {
        held |= (uint32_t)holds(model, model->signals[s].entry, known) << s;
    }
    return held;
}

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

/* sum x scale / greatest by the inverse, which may come out one too low. */
static uint32_t quick_score(const struct seg_axis_rec *axis, uint32_t sum) {
    uint64_t product = (uint64_t)sum * axis->scale;
    uint64_t quotient = (uint64_t)((wide)product * axis->inverse >> 64);
    quotient += (quotient + 1) * axis->greatest <= product;
    return axis->method == SEG_POINTS ? sum : (uint32_t)quotient;
}
#else
static uint32_t quick_score(const struct seg_axis_rec *axis, uint32_t sum) {
    return seg_score(axis, sum, axis->greatest);
}
#endif

static void show_axis(const struct seg_axis_rec *axis, uint32_t sum, uint8_t state,
                      struct seg_axis_result *to) {
    to->low = to->high = quick_score(axis, sum);
    to->sum_low = to->sum_high = sum;
    to->max_low = to->max_high = axis->greatest;
    to->states = (uint8_t)(1u << state);
    to->judged = 0;
    to->assessed = 1;
    to->missing = 0;
}

static void show_reasons(const struct seg_model *model, seg_pair ranks, struct seg_result *result) {
    struct seg_reason *to = result->reasons;
    for (uint32_t rules = result->rules_true; rules != 0; rules &= rules - 1) {
        struct seg_reason reason = {(uint8_t)(SEG_REASON_RULE | (unsigned)__builtin_ctz(rules)),
                                    SEG_NONE, 0};
        *to++ = reason;
    }
    for (uint64_t set = ranks[0]; set != 0; set &= set - 1) {
        *to++ = model->ranked[__builtin_ctzll(set)];
    }
    for (uint64_t set = ranks[1]; set != 0; set &= set - 1) {
        *to++ = model->ranked[64 + __builtin_ctzll(set)];
    }
    result->reason_count = (uint8_t)(to - result->reasons);
}

static void show_decision(const struct seg_model *model, const struct known *known, uint8_t cell,
                          struct seg_result *result) {
    result->segment = known->segment;
    result->certain = 1;
    result->exact = 1;
    result->possible = (uint16_t)(1u << known->segment);
    result->cell_segments = (uint16_t)(1u << cell);
    result->rules_unknown = 0;
    result->review_months = seg_review_months(model, known->segment, result->signals);
    result->missing = 0;
    result->unanswered = 0;
    result->disagreements = 0;
}

/* The cell of the states; SEG_NONE when a choice leaves a state open. */
static uint8_t find_cell(const struct seg_model *model, struct known *known) {
    uint32_t cell = known->input->duration * model->duration_stride;
    unsigned open = 0;
    for (int a = 0; a < model->axis_count; a++) {
        known->states[a] = state_of(&model->axes[a], known->sums[a], known->levels);
        open |= known->states[a] == SEG_NONE;
        cell += known->states[a] * model->axes[a].stride;
    }
    return open ? SEG_NONE : model->cells[cell];
}

int seg_evaluate_known(const struct seg_model *model, const struct seg_input *input,
                       struct seg_result *result) {
    struct known known;
    struct seg_quick all;
    known.input = input;
    known.levels = input->answers[SEG_PROFESSIONAL];
    if (!all_unknown(input->answers[SEG_CLIENT], model->item_count) || !rest_known(model, input) ||
        !sum_up(model, known.levels, &all)) {
        return 0;
    }
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        known.sums[a] = (uint32_t)(all.sums[a / 2] >> 32 * (a % 2));
    }
    uint8_t cell = find_cell(model, &known);
    if (cell == SEG_NONE) {
        return 0;
    }
    known.segment = cell;
    result->rules_true = try_rules(model, &known);
    result->signals = try_signals(model, &known);
    show_decision(model, &known, cell, result);
    for (int a = 0; a < model->axis_count; a++) {
        show_axis(&model->axes[a], known.sums[a], known.states[a], &result->axes[a]);
    }
    memcpy(result->answers, known.levels, SEG_MAX_ITEMS);
    show_reasons(model, all.ranks, result);
    return 1;
}
