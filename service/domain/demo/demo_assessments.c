#include "domain/demo/demo_assessments.h"

#include "domain/assessment/assessment.h"
#include "domain/demo/demo_answers.h"
#include "json/json.h"

static enum status confirm(struct context *context, const struct assessment *assessment,
                           bool overruled) {
    struct assessment confirmed = {0};
    struct assessment_confirmation body = {.client_present = {true, true}};
    const char *const *possible = assessment->possible.items;
    if (!assessment->chosen_segment) {
        body.chosen_segment = assessment->segment              ? assessment->segment
                              : assessment->possible.count > 0 ? possible[0]
                                                               : "huolenpito";
    }
    if (overruled) {
        body.chosen_segment = "yhteistyo";
        body.override_reason = "Asiakkaan kanssa sovittiin yhteyshenkilöstä.";
    }
    struct versions seen = {.items = &assessment->version, .count = 1};
    return assessment_confirm(context, assessment->id, &seen, &body, &confirmed);
}

enum status demo_assess(struct context *context, struct uuid client_id,
                        const struct demo_assessing *how, struct demo_dice *dice) {
    const struct model_wanted wanted = {.name = "helsinki", .day = context->today};
    struct model model = {0};
    struct assessment assessment = {0};
    struct text text;
    const struct json *body = NULL;
    enum status status = model_find(context, &wanted, &model);
    if (status != OK) {
        return status;
    }
    context->actor.register_code = how->social ? REGISTER_SOCIAL : REGISTER_HEALTH;
    text_init(&text, context->arena);
    demo_answers(&model, how->profile, how->social ? "social" : "health", dice, &text);
    status = json_parse(context, text.bytes, text.length, &body);
    if (status == OK) {
        status = assessment_create(context, client_id, body, &assessment);
    }
    if (status != OK || how->left_open) {
        return status;
    }
    demo_pass(context, how->hours);
    return confirm(context, &assessment, how->overruled);
}
