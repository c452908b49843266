/* What users of record systems did with the cards they were shown. */
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "facade/cds/cds.h"
#include "facade/cds/cds.sql.h"
#include "metrics/metrics.h"

#include <string.h>

static const char *const outcome_words[] = {"accepted", "overridden", NULL};
enum outcome { OUTCOME_ACCEPTED = 1, OUTCOME_OVERRIDDEN };

struct suggestion {
    const char *id;
};
struct reason {
    const char *code, *system, *display;
};
struct override {
    const struct reason *reason;
    const char *user_comment; /* may name anybody: never kept */
};
struct cds_feedback {
    struct uuid card;
    int outcome;
    const struct override *override_reason;
    struct list accepted_suggestions;
    struct instant outcome_timestamp;
};

static const struct shape_field suggestion_fields[] = {
    FIELD_STRING(struct suggestion, id, SHAPE_REQUIRED, 1, 128), FIELD_END};
static const struct shape suggestion_shape = {"CdsAcceptedSuggestion", sizeof(struct suggestion),
                                              suggestion_fields};

static const struct shape_field reason_fields[] = {
    FIELD_STRING(struct reason, code, SHAPE_REQUIRED, 1, 32),
    FIELD_STRING(struct reason, system, 0, 1, 128), FIELD_STRING(struct reason, display, 0, 1, 200),
    FIELD_END};
static const struct shape reason_shape = {"CdsReason", sizeof(struct reason), reason_fields};

static const struct shape_field override_fields[] = {
    FIELD_RECORD(struct override, reason, 0, reason_shape),
    {.name = "userComment",
     .type = SHAPE_STRING,
     .flags = SHAPE_PERSONAL,
     .offset = offsetof(struct override, user_comment),
     .most = 2000,
     .format = "text"},
    FIELD_END};
static const struct shape override_shape = {"CdsOverride", sizeof(struct override),
                                            override_fields};

static const struct shape_field feedback_fields[] = {
    FIELD(struct cds_feedback, card, SHAPE_REQUIRED),
    FIELD_ENUM(struct cds_feedback, outcome, SHAPE_REQUIRED, outcome_words),
    {.name = "overrideReason",
     .type = SHAPE_RECORD,
     .offset = offsetof(struct cds_feedback, override_reason),
     .shape = &override_shape},
    {.name = "acceptedSuggestions",
     .type = SHAPE_RECORDS,
     .offset = offsetof(struct cds_feedback, accepted_suggestions),
     .least = 1,
     .most = 20,
     .shape = &suggestion_shape},
    FIELD_AS(struct cds_feedback, outcome_timestamp, "outcomeTimestamp", SHAPE_REQUIRED),
    FIELD_END};
static const struct shape feedback_shape = {"CdsFeedback", sizeof(struct cds_feedback),
                                            feedback_fields};

static const struct shape_field list_fields[] = {FIELD_LIST(struct cds_feedback_list, feedback,
                                                            SHAPE_REQUIRED, feedback_shape, 1,
                                                            CDS_FEEDBACK_MAX),
                                                 FIELD_END};
const struct shape cds_feedback_list_shape = {"CdsFeedbackList", sizeof(struct cds_feedback_list),
                                              list_fields};

/* What is kept of one. */
struct kept {
    struct uuid card_id;
    const char *reason;
    struct date on_day;
};
static const struct shape_field kept_fields[] = {
    FIELD(struct kept, card_id, SHAPE_COLUMN_ONLY), FIELD(struct kept, reason, SHAPE_COLUMN_ONLY),
    FIELD(struct kept, on_day, SHAPE_COLUMN_ONLY), FIELD_END};
static const struct shape kept_shape = {"cds_feedback_kept", sizeof(struct kept), kept_fields};

struct common {
    const char *issuer, *outcome;
};
static const struct shape_field common_fields[] = {FIELD(struct common, issuer, SHAPE_COLUMN_ONLY),
                                                   FIELD(struct common, outcome, SHAPE_COLUMN_ONLY),
                                                   FIELD_END};
static const struct shape common_shape = {"cds_feedback_common", sizeof(struct common),
                                          common_fields};

/* --- what is wrong with it --- */

static const char *pointer_to(struct context *context, size_t index, const char *rest) {
    return arena_format(context->arena, "/feedback/%zu/%s", index, rest);
}

static void check_reason(struct context *context, size_t index, const struct reason *reason) {
    if (reason->system && strcmp(reason->system, cds_reason_system) != 0) {
        context_error(context, pointer_to(context, index, "overrideReason/reason/system"),
                      ERROR_not_in_list, cds_reason_system);
    } else if (shape_word_index(cds_reason_codes, reason->code) == 0) {
        context_error(context, pointer_to(context, index, "overrideReason/reason/code"),
                      ERROR_not_in_list, text_words(context->arena, cds_reason_codes));
    }
}

static void check_one(struct context *context, size_t index, const struct cds_feedback *one) {
    const struct instant latest = {context->now.us + (int64_t)TOKEN_SKEW_S * 1000000};
    if (one->override_reason && one->outcome != OUTCOME_OVERRIDDEN) {
        context_error(context, pointer_to(context, index, "overrideReason"), ERROR_other_outcome,
                      "overridden");
    } else if (one->override_reason && one->override_reason->reason) {
        check_reason(context, index, one->override_reason->reason);
    }
    if (one->accepted_suggestions.items && one->outcome != OUTCOME_ACCEPTED) {
        context_error(context, pointer_to(context, index, "acceptedSuggestions"),
                      ERROR_other_outcome, "accepted");
    }
    if (one->outcome_timestamp.us > latest.us) {
        context_error(context, pointer_to(context, index, "outcomeTimestamp"), ERROR_in_the_future,
                      NULL);
    }
}

/* --- keeping it --- */

static const char *reason_of(const struct cds_feedback *one) {
    const struct override *override = one->override_reason;
    return override && override->reason ? override->reason->code : NULL;
}

/* Those of one outcome, so that the count of what was new is known for each. */
static enum status keep(struct context *context, const struct ehr *ehr, enum outcome outcome,
                        const struct list *feedback) {
    const struct cds_feedback *items = feedback->items;
    struct kept *rows = arena_alloc(context->arena, feedback->count * sizeof *rows);
    struct list list = {rows, 0};
    int64_t touched = 0;
    for (size_t i = 0; i < feedback->count; i++) {
        if (items[i].outcome == (int)outcome) {
            rows[list.count++] = (struct kept){items[i].card, reason_of(&items[i]),
                                               instant_day_helsinki(items[i].outcome_timestamp)};
        }
    }
    if (list.count == 0) {
        return OK;
    }
    const struct common common = {ehr->name, outcome_words[outcome - 1]};
    enum status status = db_run_rows(context, &cds_feedback_insert, &common_shape, &common,
                                     &kept_shape, &list, &touched);
    if (status == OK) {
        metrics_add(context->app->metrics, METRIC_cds_feedback_total, common.outcome, NULL,
                    touched);
    }
    return status;
}

enum status cds_feedback_give(struct context *context, const struct ehr *ehr,
                              const struct cds_feedback_list *body) {
    const struct cds_feedback *items = body->feedback.items;
    for (size_t i = 0; i < body->feedback.count; i++) {
        check_one(context, i, &items[i]);
    }
    enum status status = context_settle(context, STATUS_invalid);
    if (status == OK) {
        status = keep(context, ehr, OUTCOME_ACCEPTED, &body->feedback);
    }
    return status == OK ? keep(context, ehr, OUTCOME_OVERRIDDEN, &body->feedback) : status;
}
