#include "domain/kpi/target.h"

#include "db/db.h"
#include "domain/kpi/indicator.h"
#include "domain/kpi/kpi.sql.h"
#include "ledger/ledger.h"

#include <string.h>

static const struct shape_field target_fields[] = {
    FIELD(struct target, id, SHAPE_READ_ONLY),
    FIELD(struct target, indicator, SHAPE_READ_ONLY),
    FIELD(struct target, unit_id, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct target, version, SHAPE_READ_ONLY),
    FIELD(struct target, valid_from, SHAPE_READ_ONLY),
    FIELD(struct target, baseline, SHAPE_READ_ONLY),
    FIELD(struct target, target, SHAPE_READ_ONLY),
    FIELD(struct target, set_at, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct target, unit, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape target_shape = {"KpiTarget", sizeof(struct target), target_fields};

static const struct shape_field new_fields[] = {
    FIELD(struct target_new, unit_id, 0), FIELD(struct target_new, baseline, 0),
    FIELD(struct target_new, target, 0), FIELD(struct target_new, valid_from, SHAPE_REQUIRED),
    FIELD_END};
const struct shape target_new_shape = {"KpiTargetSet", sizeof(struct target_new), new_fields};

struct unit_key {
    struct uuid unit_id;
};
static const struct shape_field unit_key_fields[] = {FIELD(struct unit_key, unit_id, 0), FIELD_END};
static const struct shape unit_key_shape = {"unit_key", sizeof(struct unit_key), unit_key_fields};

static enum status check_unit(struct context *context, struct uuid unit_id) {
    struct unit_key key = {unit_id}, found;
    bool there = false;
    if (!uuid_is_set(&unit_id)) {
        return OK;
    }
    enum status status =
        db_find(context, &kpi_unit_select, &unit_key_shape, &key, &unit_key_shape, &found, &there);
    if (status == OK && !there) {
        context_error(context, "/unit_id", ERROR_unknown_unit, NULL);
    }
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

static const char *unit_text(struct context *context, struct uuid unit_id) {
    char text[UUID_TEXT_SIZE];
    uuid_print(&unit_id, text);
    return uuid_is_set(&unit_id) ? arena_string(context->arena, text) : TARGET_AREA;
}

enum status target_set(struct context *context, const char *code, const struct target_new *body,
                       struct target *out) {
    if (!indicator_find(code)) {
        return STATUS_not_found;
    }
    if (!body->baseline.present && !body->target.present) {
        context_error(context, "/target", ERROR_required, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    *out = (struct target){.id = uuid_new(context->now.us / 1000),
                           .indicator = code,
                           .unit_id = body->unit_id,
                           .unit = unit_text(context, body->unit_id),
                           .valid_from = body->valid_from,
                           .baseline = body->baseline,
                           .target = body->target,
                           .set_at = context->now};
    struct db_count last = {0};
    enum status status = check_unit(context, body->unit_id);
    if (status == OK) {
        status = db_get(context, &kpi_target_last, &target_shape, out, &db_count_shape, &last);
    }
    out->version = last.count + 1;
    if (status == OK) {
        status = db_run(context, &kpi_target_insert, &target_shape, out, NULL);
    }
    if (status == OK) {
        status = ledger_audit(context, AUDIT_CHANGE, (struct uuid){{0}}, RESOURCE_kpi_target,
                              out->id, GROUND_none);
    }
    if (status == OK) {
        status = ledger_event(context, EVENT_kpi_target_set, out->id, out->version);
    }
    return status;
}

enum status target_list(struct context *context, struct list *out) {
    return db_list(context, &kpi_target_select, NULL, NULL, &target_shape, out);
}

static const struct target *newest(const struct list *targets, const char *code, const char *unit,
                                   struct date day) {
    const struct target *rows = targets->items;
    for (size_t i = 0; i < targets->count; i++) {
        if (strcmp(rows[i].indicator, code) == 0 && strcmp(rows[i].unit, unit) == 0 &&
            date_compare(rows[i].valid_from, day) <= 0) {
            return &rows[i];
        }
    }
    return NULL;
}

const struct target *target_on(const struct list *targets, const char *code, const char *unit,
                               struct date day) {
    const struct target *own = newest(targets, code, unit, day);
    return own ? own : newest(targets, code, TARGET_AREA, day);
}
