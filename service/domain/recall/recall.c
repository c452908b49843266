#include "domain/recall/recall.h"
#include "base/limits.h"
#include "base/text.h"
#include "db/db.h"
#include "domain/client/client.h"
#include "domain/recall/recall.sql.h"
#include "ledger/ledger.h"

#include <string.h>

/* --- classes --- */

static const struct recall_class classes[] = {
#define RECALL_CLASS(code, register_code, months, fi, sv, en)                                      \
    {#code, {fi, sv, en}, months, REGISTER_##register_code},
#include "tables/recall_classes.def"
#undef RECALL_CLASS
};
enum { CLASS_COUNT = sizeof classes / sizeof *classes };

struct recall_classes recall_classes(struct context *context) {
    struct recall_class *all = arena_alloc(context->arena, sizeof classes);
    memcpy(all, classes, sizeof classes);
    return (struct recall_classes){{all, CLASS_COUNT}};
}

static const struct recall_class *find_class(const char *code) {
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        if (strcmp(classes[i].code, code) == 0) {
            return &classes[i];
        }
    }
    return NULL;
}

static const char *known_classes(struct context *context) {
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        text_format(&text, "%s%s", i > 0 ? ", " : "", classes[i].code);
    }
    return text.bytes;
}

/* --- shapes --- */

static const struct shape_field class_fields[] = {
    FIELD(struct recall_class, code, SHAPE_READ_ONLY),
    FIELD_EMBED(struct recall_class, names, SHAPE_READ_ONLY, localized_shape, "name_"),
    FIELD(struct recall_class, interval_months, SHAPE_READ_ONLY),
    FIELD_ENUM_AS(struct recall_class, register_code, "register", SHAPE_READ_ONLY, register_words),
    FIELD_END};
static const struct shape class_shape = {"RecallClass", sizeof(struct recall_class), class_fields};
static const struct shape_field classes_fields[] = {
    FIELD_LIST(struct recall_classes, items, SHAPE_READ_ONLY, class_shape, 0, 200), FIELD_END};
const struct shape recall_classes_shape = {"RecallClasses", sizeof(struct recall_classes),
                                           classes_fields};

static const struct shape_field step_fields[] = {
    FIELD(struct recall_step, version, SHAPE_READ_ONLY),
    FIELD(struct recall_step, at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct recall_step, by, SHAPE_READ_ONLY, person_shape, "by_"),
    FIELD(struct recall_step, risk_class, SHAPE_READ_ONLY),
    FIELD(struct recall_step, next_on, SHAPE_READ_ONLY),
    FIELD(struct recall_step, reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct recall_step, recall_id, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape step_shape = {"RecallStep", sizeof(struct recall_step), step_fields};

static const struct shape_field recall_fields[] = {
    FIELD(struct recall, id, SHAPE_READ_ONLY),
    FIELD(struct recall, client_id, SHAPE_READ_ONLY),
    FIELD(struct recall, version, SHAPE_READ_ONLY),
    FIELD_ENUM_AS(struct recall, register_code, "register", SHAPE_READ_ONLY, register_words),
    FIELD(struct recall, risk_class, SHAPE_READ_ONLY),
    FIELD(struct recall, risk_class_name, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct recall, interval_months, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct recall, next_on, SHAPE_READ_ONLY),
    FIELD(struct recall, due, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct recall, updated_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct recall, updated_by, SHAPE_READ_ONLY, person_shape, "updated_by_"),
    FIELD_LIST(struct recall, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, step_shape, 0,
               VERSIONS_SHOWN_MAX),
    FIELD(struct recall, reason, SHAPE_COLUMN_ONLY),
    FIELD(struct recall, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape recall_shape = {"Recall", sizeof(struct recall), recall_fields};

static const struct shape_field write_fields[] = {
    FIELD_FORMAT(struct recall, risk_class, SHAPE_REQUIRED, 1, 64, "code"),
    FIELD(struct recall, next_on, 0),
    FIELD_FORMAT(struct recall, reason, SHAPE_PERSONAL, 1, 500, "text"), FIELD_END};
const struct shape recall_write_shape = {"RecallWrite", sizeof(struct recall), write_fields};

/* Whose it is: what it says of registers is never the caller's. */
struct recall_key {
    struct uuid client_id;
};
static const struct shape_field key_fields[] = {FIELD(struct recall_key, client_id, 0), FIELD_END};
static const struct shape key_shape = {"recall_key", sizeof(struct recall_key), key_fields};

/* --- reading --- */

void recall_open(const struct context *context, struct recall *recall) {
    const struct recall_class *class = find_class(recall->risk_class);
    recall->risk_class_name =
        class ? localized_text(&class->names, context->language) : recall->risk_class;
    recall->interval_months = class ? class->interval_months : 0;
    recall->due =
        date_is_set(recall->next_on) && date_compare(recall->next_on, context->today) <= 0;
}

enum status recall_find_ahead(struct context *context, struct uuid client_id, struct list *out) {
    const struct recall_key key = {client_id};
    return db_list_ahead(context, &recall_select, &key_shape, &key, &recall_shape, out);
}

static enum status add_history(struct context *context, struct recall *recall) {
    const struct recall_step key = {.recall_id = recall->id};
    recall_open(context, recall);
    return db_list(context, &recall_select_history, &step_shape, &key, &step_shape,
                   &recall->history);
}

enum status recall_get(struct context *context, struct uuid client_id, struct recall *out) {
    const struct recall_key key = {client_id};
    enum status status = db_get(context, &recall_select, &key_shape, &key, &recall_shape, out);
    if (status == OK) {
        status = add_history(context, out);
    }
    return status == OK ? ledger_audit(context, AUDIT_READ, client_id, RESOURCE_recall, out->id,
                                       ground_of_word(out->ground))
                        : status;
}

/* --- writing --- */

static void check_class(struct context *context, const struct recall *recall) {
    const struct recall_class *class = find_class(recall->risk_class);
    if (!class) {
        context_error(context, "/risk_class", ERROR_not_in_list, known_classes(context));
    } else if (class->register_code != REGISTER_NONE &&
               !actor_sees_register(&context->actor, (enum register_code) class->register_code)) {
        context_error(context, "/risk_class", ERROR_other_register, NULL);
    } else if (class->interval_months == 0 && date_is_set(recall->next_on)) {
        context_error(context, "/next_on", ERROR_not_with_this_kind, NULL);
    }
}

static void check_day(struct context *context, struct date day) {
    const struct date last = date_add_months(context->today, RECALL_MONTHS_MAX);
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    if (!date_is_set(day)) {
        return;
    }
    if (date_compare(day, context->today) < 0) {
        context_error(context, "/next_on", ERROR_in_the_past, NULL);
    } else if (date_compare(day, last) > 0) {
        date_print(context->today, from);
        date_print(last, to);
        context_error(context, "/next_on", ERROR_out_of_range,
                      arena_format(context->arena, "%s..%s", from, to));
    }
}

void recall_check(struct context *context, bool is_first, struct recall *recall) {
    const struct recall_class *class = find_class(recall->risk_class);
    check_class(context, recall);
    check_day(context, recall->next_on);
    if (!is_first && !recall->reason) {
        context_error(context, "/reason", ERROR_required, NULL);
    }
    if (class && class->interval_months > 0 && !date_is_set(recall->next_on)) {
        recall->next_on = date_add_months(context->today, (int)class->interval_months);
    }
}

/* What stands there, where the caller has seen it; `*found` false for the first one. */
static enum status load_seen(struct context *context, struct uuid client_id,
                             const struct versions *seen, struct recall *before, bool *found) {
    const struct recall_key key = {client_id};
    struct client_core client = {0};
    enum status status = client_core_get(context, client_id, &client);
    if (status == OK) {
        status = db_find(context, &recall_select, &key_shape, &key, &recall_shape, before, found);
    }
    if (status == OK && (seen->none ? *found : !*found || !versions_hold(seen, before->version))) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    return status;
}

/* The version decides inside the transaction. */
static enum status store(struct context *context, bool is_first, struct recall *recall) {
    enum status status =
        db_change(context, is_first ? &recall_insert : &recall_update, &recall_shape, recall);
    recall->version++;
    return status == OK ? db_run(context, &recall_version_insert, &recall_shape, recall, NULL)
                        : status;
}

static enum status tell(struct context *context, const struct recall *recall) {
    bool is_first = recall->version == 1;
    enum status status =
        ledger_audit(context, is_first ? AUDIT_CREATE : AUDIT_CHANGE, recall->client_id,
                     RESOURCE_recall, recall->id, ledger_ground(context));
    return status == OK
               ? ledger_event(context, is_first ? EVENT_recall_created : EVENT_recall_changed,
                              recall->id, recall->version)
               : status;
}

enum status recall_put(struct context *context, struct uuid client_id, const struct versions *seen,
                       const struct recall *body, struct recall *out) {
    struct recall before = {.version = 0};
    bool found = false;
    enum status status = load_seen(context, client_id, seen, &before, &found);
    if (status != OK) {
        return status;
    }
    *out = *body;
    out->id = found ? before.id : uuid_new(context->now.us / 1000);
    out->client_id = client_id;
    out->version = before.version;
    out->register_code = (int)context->actor.register_code;
    out->updated_at = context->now;
    out->updated_by = (struct person){.sub = context->actor.sub, .unit = context->actor.unit};
    recall_check(context, !found, out);
    status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        status = store(context, !found, out);
    }
    if (status == OK) {
        status = add_history(context, out);
    }
    return status == OK ? tell(context, out) : status;
}
