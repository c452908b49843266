/* What happens to anonymous consultations by themselves: old texts are forgotten. */
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/consultation/consultation.h"
#include "domain/consultation/consultation.sql.h"
#include "work/job.h"

struct forgetting {
    struct instant before;
    struct list ids;
};
static const struct shape_field forgetting_fields[] = {
    FIELD(struct forgetting, before, 0), FIELD_UUIDS(struct forgetting, ids, 0, 0, 0), FIELD_END};
static const struct shape forgetting_shape = {"consultation_forgetting", sizeof(struct forgetting),
                                              forgetting_fields};
static const struct shape_field forgotten_fields[] = {FIELD(struct consultation, id, 0), FIELD_END};
static const struct shape forgotten_shape = {"consultation_forgotten", sizeof(struct consultation),
                                             forgotten_fields};

enum status consultation_forget(struct context *context, struct instant before,
                                int64_t *forgotten) {
    struct forgetting row = {.before = before};
    struct list found;
    *forgotten = 0;
    enum status status = db_list(context, &consultation_select_forgotten, &forgetting_shape, &row,
                                 &forgotten_shape, &found);
    if (status != OK || found.count == 0) {
        return status;
    }
    struct uuid *ids = arena_alloc(context->arena, found.count * sizeof *ids);
    for (size_t i = 0; i < found.count; i++) {
        ids[i] = ((const struct consultation *)found.items)[i].id;
    }
    row.ids = (struct list){ids, found.count};
    status =
        db_run(context, &consultation_update_messages_forgotten, &forgetting_shape, &row, NULL);
    if (status == OK) {
        status =
            db_run(context, &consultation_update_forgotten, &forgetting_shape, &row, forgotten);
    }
    return status;
}

/* Portions, each in a transaction of its own, so that none is long. */
enum status consultation_forget_run(struct call *call, struct job *job) {
    const int64_t day_us = INT64_C(86400) * 1000000;
    int64_t days = call->context.app->settings.anonymous_text_days, forgotten = 0;
    struct instant before = {call->context.now.us - days * day_us};
    (void)job;
    enum status status = consultation_forget(&call->context, before, &forgotten);
    while (status == OK && forgotten == CONSULTATIONS_FORGOTTEN) {
        status = call_next(call);
        if (status == OK) {
            status = consultation_forget(&call->context, before, &forgotten);
        }
    }
    return status;
}
