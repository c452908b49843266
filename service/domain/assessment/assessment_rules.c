#include "domain/assessment/assessment_rules.h"

#include <string.h>

static bool is_client(const struct actor *actor) {
    return uuid_is_set(&actor->client_id);
}

bool is_override(const char *computed, const struct list *possible, const char *chosen) {
    const char *const *codes = possible->items;
    if (!chosen || (computed && strcmp(computed, chosen) != 0)) {
        return chosen != NULL;
    }
    for (size_t i = 0; i < possible->count; i++) {
        if (strcmp(codes[i], chosen) == 0) {
            return false;
        }
    }
    return true;
}

/* A reason of spaces alone is none. */
static bool is_blank(const char *text) {
    return !text || text[strspn(text, " \t\r\n")] == '\0';
}

void choice_check(struct context *context, const struct segmentation *segmentation,
                  const struct assessment *assessment) {
    const char *chosen = assessment->chosen_segment;
    if (!chosen) {
        return;
    }
    if (segmentation_find(segmentation, chosen) < 0) {
        context_error(context, "/chosen_segment", ERROR_unknown_segment, NULL);
        return;
    }
    if (is_override(assessment->segment, &assessment->possible, chosen) &&
        is_blank(assessment->override_reason)) {
        context_error(context, "/override_reason", ERROR_reason_required, NULL);
    }
}

static int least_months(int a, int b) {
    if (a == 0 || b == 0) {
        return a + b;
    }
    return a < b ? a : b;
}

int review_months(const struct seg_model *model, int segment, uint32_t signals) {
    int months = segment < 0 ? 0 : seg_segment_review_months(model, (size_t)segment);
    for (size_t i = 0; i < seg_model_count(model, SEG_SIGNAL); i++) {
        if (signals & (UINT32_C(1) << i)) {
            months = least_months(months, seg_signal_review_months(model, i));
        }
    }
    return months;
}

struct list assessment_actions(struct context *context, const struct assessment *assessment) {
    const struct actor *actor = &context->actor;
    bool theirs = !is_client(actor) &&
                  actor_sees_register(actor, (enum register_code)assessment->register_code);
    return moves_open(context, &assessment_moves, assessment_status_words[assessment->status - 1],
                      theirs ? MOVE_EITHER : 0);
}
