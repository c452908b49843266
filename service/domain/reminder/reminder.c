#include "domain/reminder/reminder.h"
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/deadline/deadline_set.h"
#include "domain/reminder/reminder.sql.h"
#include "ledger/ledger.h"
#include "metrics/metrics.h"
#include "work/job.h"

#include <string.h>

struct reminder_key {
    struct uuid after_id;
    int64_t days;
};
static const struct shape_field key_fields[] = {FIELD(struct reminder_key, after_id, 0),
                                                FIELD(struct reminder_key, days, 0), FIELD_END};
static const struct shape key_shape = {"reminder_key", sizeof(struct reminder_key), key_fields};

struct reminder {
    const char *resource;
    struct uuid id;
    int64_t version;
    const char *type, *slot;
};
static const struct shape_field fields[] = {
    FIELD(struct reminder, resource, 0), FIELD(struct reminder, id, 0),
    FIELD(struct reminder, version, 0),  FIELD(struct reminder, type, 0),
    FIELD(struct reminder, slot, 0),     FIELD_END};
static const struct shape reminder_shape = {"reminder", sizeof(struct reminder), fields};

/* The row decides who tells: of two at once the second finds it. */
static enum status tell(struct context *context, enum event_type event, struct uuid id,
                        int64_t version, const char *slot, int64_t *told) {
    const struct reminder row = {.resource = resource_word(event_resource(event)),
                                 .id = id,
                                 .version = version,
                                 .type = event_word(event),
                                 .slot = slot};
    int64_t touched = 0;
    enum status status = db_run(context, &reminder_insert, &reminder_shape, &row, &touched);
    if (status != OK || touched == 0) {
        return status;
    }
    ++*told;
    metrics_add(context->app->metrics, METRIC_reminders_total, row.type, NULL, 1);
    return ledger_event(context, event, id, version);
}

/* --- clocks of referrals --- */

static enum status tell_clocks(struct context *context, const struct reminder *referral,
                               const struct list *rules, int64_t *told) {
    struct deadline_set set;
    struct list notices;
    enum status status = deadline_set_load(context, RESOURCE_referral, referral->id, rules, &set);
    if (status != OK) {
        return status;
    }
    notices = deadline_set_notices(context, &set);
    const struct deadline_notice *notice = notices.items;
    for (size_t i = 0; status == OK && i < notices.count; i++) {
        char day[DATE_TEXT_SIZE];
        date_print(notice[i].due_on, day);
        const char *slot = arena_format(context->arena, "%s#%lld %s", notice[i].rule,
                                        (long long)notice[i].number, day);
        enum event_type event =
            notice[i].overdue ? EVENT_referral_overdue : EVENT_referral_deadline_near;
        status = tell(context, event, referral->id, referral->version, slot, told);
    }
    return status;
}

static enum status tell_all_clocks(struct context *context, struct uuid *after, bool *more,
                                   int64_t *told) {
    const struct reminder_key key = {.after_id = *after};
    struct list found = {0}, rules = {0};
    enum status status =
        db_list(context, &reminder_select_clocks, &key_shape, &key, &reminder_shape, &found);
    const struct reminder *referrals = found.items;
    if (status == OK && found.count > 0) {
        status = deadline_rules(context, &rules);
    }
    *more = status == OK && found.count == REMINDERS_PORTION;
    *after = (struct uuid){{0}};
    for (size_t i = 0; status == OK && i < found.count; i++) {
        status = tell_clocks(context, &referrals[i], &rules, told);
        *after = referrals[i].id;
    }
    return status;
}

/* --- what a statement finds whole --- */

static enum event_type event_of(const char *type) {
    static const enum event_type events[] = {EVENT_referral_waiting, EVENT_consultation_waiting,
                                             EVENT_consultation_overdue,
                                             EVENT_consultation_deadline_near};
    size_t i = 0;
    while (strcmp(event_word(events[i]), type) != 0) {
        i++; /* the statements give no other word */
    }
    return events[i];
}

static enum status tell_found(struct context *context, const struct query *query, bool *more,
                              int64_t *told) {
    const struct reminder_key key = {.days = context->app->settings.answer_wait_days};
    struct list found;
    enum status status = db_list(context, query, &key_shape, &key, &reminder_shape, &found);
    const struct reminder *rows = found.items;
    *more = *more || (status == OK && found.count == REMINDERS_PORTION);
    for (size_t i = 0; status == OK && i < found.count; i++) {
        status =
            tell(context, event_of(rows[i].type), rows[i].id, rows[i].version, rows[i].slot, told);
    }
    return status;
}

enum status reminder_tell(struct context *context, struct uuid *after, bool *more, int64_t *told) {
    const struct query *const queries[] = {&reminder_select_waiting_referrals,
                                           &reminder_select_answers,
                                           &reminder_select_waiting_consultations, NULL};
    *told = 0;
    enum status status = tell_all_clocks(context, after, more, told);
    for (size_t i = 0; status == OK && queries[i]; i++) {
        status = tell_found(context, queries[i], more, told);
    }
    return status;
}

/* Portions, each in a transaction of its own, so that none is long. */
enum status reminder_tell_run(struct call *call, struct job *job) {
    struct uuid after = {{0}};
    bool more = false;
    int64_t told = 0;
    (void)job;
    enum status status = reminder_tell(&call->context, &after, &more, &told);
    while (status == OK && more) {
        status = call_next(call);
        if (status == OK) {
            status = reminder_tell(&call->context, &after, &more, &told);
        }
    }
    return status;
}
