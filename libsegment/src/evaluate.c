/* One decision. */
#include "evaluate.h"
#include "reasons.h"

#include <string.h>

static void show_axes(const struct seg_model *model, const struct seg_facts *facts,
                      struct seg_result *result) {
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_axis_rec *axis = &model->axes[a];
        const struct seg_axis_facts *from = &facts->axes[a];
        struct seg_axis_result *to = &result->axes[a];
        to->sum_low = from->sum_low;
        to->max_low = from->max_low;
        to->sum_high = from->sum_high;
        to->max_high = from->max_high;
        to->low = from->open ? 0 : seg_score(axis, from->sum_low, from->max_low);
        to->high = from->open ? axis->full : seg_score(axis, from->sum_high, from->max_high);
        to->states = from->states;
        to->judged = from->judged;
        to->assessed = from->assessed;
        to->missing = from->missing;
    }
}

static void show_decision(const struct seg_model *model, const struct seg_decision *decision,
                          struct seg_result *result) {
    result->possible = decision->possible;
    result->cell_segments = decision->cell_segments;
    result->segment = decision->segment;
    result->certain = (decision->possible & (decision->possible - 1)) == 0;
    result->exact = result->certain;
    result->rules_true = decision->rules_true;
    result->rules_unknown = decision->rules_unknown;
    result->signals = decision->signals;
    result->review_months = seg_review_months(model, decision->segment, decision->signals);
}

enum seg_status seg_evaluate_plain(const struct seg_model *model, const struct seg_input *input,
                                   int most, struct seg_facts *facts, struct seg_result *result) {
    struct seg_decision decision;
    if (seg_facts_gather(model, input, facts) != SEG_OK) {
        return SEG_BAD_INPUT;
    }
    seg_decide(model, facts, &decision);
    show_axes(model, facts, result);
    show_decision(model, &decision, result);
    result->missing = facts->missing;
    result->unanswered = facts->unanswered;
    result->disagreements = facts->disagreements;
    memcpy(result->answers, facts->levels, model->item_count);
    seg_reasons(model, facts, most, result);
    return SEG_OK;
}

enum seg_status seg_evaluate_general(const struct seg_model *model, const struct seg_input *input,
                                     struct seg_result *result) {
    struct seg_facts facts;
    if (seg_evaluate_plain(model, input, SEG_MAX_REASONS, &facts, result) != SEG_OK) {
        return SEG_BAD_INPUT;
    }
    if (!result->exact) {
        result->exact = (uint8_t)seg_witnesses(model, &facts, result->possible);
    }
    return SEG_OK;
}

enum seg_status seg_evaluate_quick(const struct seg_model *model, const struct seg_input *input,
                                   struct seg_result *result) {
    struct seg_facts facts;
    if (model->speed.fast && seg_evaluate_complete(model, input, SEG_BATCH_REASONS, result)) {
        return SEG_OK;
    }
    return seg_evaluate_plain(model, input, SEG_BATCH_REASONS, &facts, result);
}

enum seg_status seg_evaluate(const struct seg_model *model, const struct seg_input *input,
                             struct seg_result *result) {
    if (model->speed.fast && seg_evaluate_complete(model, input, SEG_MAX_REASONS, result)) {
        return SEG_OK;
    }
    return seg_evaluate_general(model, input, result);
}
