#include "domain/plan/plan_store.h"
#include "db/db.h"
#include "domain/assessment/standing_keep.h"
#include "domain/plan/plan.sql.h"
#include "ledger/ledger.h"
#include "json/json.h"

enum status plan_open(struct context *context, struct plan *plan) {
    struct plan read = {.version = 0};
    enum status status = json_decode_kept(context, plan->document.bytes, plan->document.length,
                                          &plan_document_shape, &read);
    plan->goals = read.goals;
    plan->services = read.services;
    return status;
}

enum status plan_find_ahead(struct context *context, struct uuid client_id, struct list *out) {
    const struct plan_key key = {client_id};
    return db_list_ahead(context, &plan_select, &plan_key_shape, &key, &plan_shape, out);
}

enum status plan_load(struct context *context, struct uuid client_id, struct plan *out,
                      bool *found) {
    const struct plan_key key = {client_id};
    enum status status =
        db_find(context, &plan_select, &plan_key_shape, &key, &plan_shape, out, found);
    return status == OK && *found ? plan_open(context, out) : status;
}

/* The version decides inside the transaction: it is taken first, and the rest stands behind its
 * lock. */
static enum status take_version(struct context *context, bool is_first, struct plan *plan) {
    enum status status =
        db_change(context, is_first ? &plan_insert : &plan_update, &plan_shape, plan);
    plan->version++;
    return status;
}

static void write_document(struct context *context, struct plan *plan) {
    struct text text;
    text_init(&text, context->arena);
    json_write(&text, &plan_document_shape, plan);
    plan->document = (struct raw_json){text.bytes, text.length};
}

enum status plan_store(struct context *context, bool is_first, struct plan *plan) {
    write_document(context, plan);
    enum status status = take_version(context, is_first, plan);
    if (status == OK) {
        status = db_later(context, &plan_version_insert, &plan_shape, plan);
    }
    if (status == OK) {
        status = standing_settle(context, plan->client_id);
    }
    if (status == OK) {
        status = ledger_audit(context, is_first ? AUDIT_CREATE : AUDIT_CHANGE, plan->client_id,
                              RESOURCE_plan, plan->id, ground_of_word(plan->ground));
    }
    return status == OK ? ledger_event(context, is_first ? EVENT_plan_created : EVENT_plan_changed,
                                       plan->id, plan->version)
                        : status;
}
