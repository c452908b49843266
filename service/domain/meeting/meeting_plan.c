#include "db/db.h"
#include "domain/meeting/meeting.h"
#include "domain/meeting/meeting_plan.sql.h"
#include "ledger/ledger.h"

#include <string.h>

struct plan_key {
    struct uuid id;
    int64_t plan_version;
};
static const struct shape_field key_fields[] = {FIELD(struct plan_key, id, 0),
                                                FIELD(struct plan_key, plan_version, 0), FIELD_END};
static const struct shape key_shape = {"plan_key", sizeof(struct plan_key), key_fields};

static bool is_month(const char *text) {
    char day[DATE_TEXT_SIZE];
    struct date date;
    if (strlen(text) != 7) {
        return false;
    }
    memcpy(day, text, 7);
    memcpy(day + 7, "-01", 4);
    return date_parse(day, &date);
}

static enum status check_themes(struct context *context, const struct list *items) {
    const struct meeting_theme *themes = items->items;
    for (size_t i = 0; i < items->count; i++) {
        const char *pointer = arena_format(context->arena, "/items/%zu/month", i);
        if (!is_month(themes[i].month)) {
            context_error(context, pointer, ERROR_bad_format, "YYYY-MM");
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(themes[i].month, themes[j].month) == 0) {
                context_error(context, pointer, ERROR_given_twice, NULL);
                break;
            }
        }
    }
    return context_settle(context, STATUS_rule_broken);
}

enum status meeting_plan_get(struct context *context, struct uuid id, struct meeting_plan *out) {
    struct plan_key key = {.id = id};
    struct list items = {0};
    *out = (struct meeting_plan){.meeting_id = id};
    enum status status = db_list_ahead(context, &meeting_theme_select, &key_shape, &key,
                                       &meeting_theme_shape, &items);
    if (status == OK) {
        status = db_get(context, &meeting_plan_select_version, &key_shape, &key, &key_shape, &key);
    }
    out->version = key.plan_version;
    out->items = items;
    return status;
}

/* A theme a month: what is not in the new plan is taken out. */
enum status meeting_plan_replace(struct context *context, struct uuid id,
                                 const struct versions *seen, struct meeting_plan *plan) {
    struct meeting_plan before;
    enum status status = meeting_plan_get(context, id, &before);
    if (status == OK && !versions_hold(seen, before.version)) {
        status = context_fail(context, STATUS_stale, "another version by now");
    }
    if (status == OK) {
        status = check_themes(context, &plan->items);
    }
    const struct plan_key key = {.id = id};
    if (status == OK) {
        status = meeting_plan_changed(context, id, before.version);
    }
    if (status == OK) {
        status = db_run(context, &meeting_theme_clear, &key_shape, &key, NULL);
    }
    if (status == OK && plan->items.count > 0) {
        status = db_run_rows(context, &meeting_theme_insert, &key_shape, &key, &meeting_theme_shape,
                             &plan->items, NULL);
    }
    if (status == OK) {
        status = ledger_audit(context, AUDIT_CHANGE, (struct uuid){{0}}, RESOURCE_meeting, id,
                              GROUND_none);
    }
    if (status == OK) {
        status = ledger_event(context, EVENT_meeting_planned, id, before.version + 1);
    }
    return status == OK ? meeting_plan_get(context, id, plan) : status;
}
