#include "db/db.h"
#include "domain/directory/directory_details.h"
#include "ledger/ledger.h"

static void add_terms(struct context *context, const struct directory_kind *kind,
                      const struct list *records, struct term_rows *rows) {
    for (size_t i = 0; i < records->count; i++) {
        struct directory_entry entry = kind->entry(records->items, i);
        term_rows_add(context, rows, entry.id, entry.terms, entry.sort_key);
    }
}

static enum status store_terms(struct context *context, const struct directory_kind *kind,
                               const struct list *made, const struct list *changed) {
    struct term_rows rows = {0};
    enum status status = OK;
    add_terms(context, kind, made, &rows);
    add_terms(context, kind, changed, &rows);
    const struct list all = {rows.items, rows.count};
    if (changed->count > 0) {
        status = db_run_rows(context, kind->delete_terms, NULL, NULL, kind->shape, changed, NULL);
    }
    return status == OK
               ? db_add_rows(context, kind->insert_terms, NULL, NULL, &term_row_shape, &all)
               : status;
}

static enum status record_all(struct context *context, const struct directory_kind *kind,
                              enum audit_kind what, const struct list *records) {
    const enum event_type event = what == AUDIT_CREATE ? kind->created : kind->changed;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < records->count; i++) {
        struct directory_entry entry = kind->entry(records->items, i);
        *entry.version = what == AUDIT_CREATE ? 1 : *entry.version + 1;
        *entry.updated_at = context->now;
        status =
            ledger_audit(context, what, (struct uuid){{0}}, kind->resource, entry.id, GROUND_none);
        if (status == OK) {
            status = ledger_event(context, event, entry.id, *entry.version);
        }
    }
    return status;
}

enum status directory_store(struct context *context, const struct directory_kind *kind,
                            const struct list *made, const struct list *changed) {
    int64_t touched = 0;
    enum status status = OK;
    if (made->count > 0) {
        status = db_add_rows(context, kind->insert, NULL, NULL, kind->shape, made);
    }
    if (status == OK && changed->count > 0) {
        status = db_run_rows(context, kind->update, NULL, NULL, kind->shape, changed, &touched);
        if (status == OK && touched != (int64_t)changed->count) {
            return context_fail(context, STATUS_stale, "%s", kind->stale);
        }
    }
    if (status == OK && made->count + changed->count > 0) {
        status = store_terms(context, kind, made, changed);
    }
    if (status == OK) {
        status = record_all(context, kind, AUDIT_CREATE, made);
    }
    return status == OK ? record_all(context, kind, AUDIT_CHANGE, changed) : status;
}
