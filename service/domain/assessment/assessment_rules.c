#include "domain/assessment/assessment_rules.h"

#include <string.h>

static bool is_client(const struct actor *actor) {
    return uuid_is_set(&actor->client_id);
}

bool register_is_open(const struct actor *actor, int register_code) {
    return is_client(actor) || (int)actor->register_code == register_code;
}

void registers_open(const struct actor *actor, const char *out[2]) {
    size_t count = 0;
    out[0] = out[1] = NULL;
    for (int code = REGISTER_HEALTH; code <= REGISTER_SOCIAL; code++)
        if (register_is_open(actor, code))
            out[count++] = register_words[code - 1];
}

bool is_override(const char *computed, const char *chosen) {
    return computed && chosen && strcmp(computed, chosen) != 0;
}

/* A reason of spaces alone is none. */
static bool is_blank(const char *text) {
    return !text || text[strspn(text, " \t\r\n")] == '\0';
}

void choice_check(struct context *context, const struct segmentation *segmentation,
                  const char *chosen_segment, const char *override_reason) {
    if (!chosen_segment)
        return;
    if (segmentation_find(segmentation, chosen_segment) < 0) {
        context_error(context, "/chosen_segment", ERROR_unknown_segment, NULL);
        return;
    }
    if (is_override(segmentation_segment(segmentation), chosen_segment) &&
        is_blank(override_reason))
        context_error(context, "/override_reason", ERROR_reason_required, NULL);
}

static int least_months(int a, int b) {
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

int review_months(const struct seg_model *model, int segment, uint32_t signals) {
    int months = segment < 0 ? 0 : seg_segment_review_months(model, (size_t)segment);
    for (size_t i = 0; i < seg_model_count(model, SEG_SIGNAL); i++)
        if (signals & (UINT32_C(1) << i))
            months = least_months(months, seg_signal_review_months(model, i));
    return months;
}

struct list assessment_actions(struct context *context, const struct assessment *assessment) {
    const char **words = arena_alloc(context->arena, sizeof *words);
    const struct actor *actor = &context->actor;
    bool may_confirm = assessment->status == ASSESSMENT_PROPOSED && !is_client(actor) &&
                       actor_may(actor, "assessment:write") &&
                       register_is_open(actor, assessment->register_code);
    words[0] = "confirm";
    return (struct list){words, may_confirm ? 1 : 0};
}
