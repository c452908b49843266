/* Seals what is new, a seal a transaction. Before a seal is added the last one is looked at: what
 * is done to the newest rows shows within a minute, without anybody asking. */
#include "app.h"
#include "base/limits.h"
#include "base/log.h"
#include "db/db.h"
#include "domain/audit/seal.sql.h"
#include "domain/audit/seal_bytes.h"
#include "domain/audit/seal_check.h"
#include "ledger/ledger.h"
#include "metrics/metrics.h"
#include "vault/vault.h"
#include "work/job.h"

struct unsealed_search {
    const char *from_transaction, *bound;
    struct uuid from_id;
};
static const struct shape_field search_fields[] = {
    FIELD(struct unsealed_search, from_transaction, 0), FIELD(struct unsealed_search, bound, 0),
    FIELD(struct unsealed_search, from_id, 0), FIELD_END};
static const struct shape search_shape = {"unsealed_search", sizeof(struct unsealed_search),
                                          search_fields};

static void tell(struct context *context, enum log_level level, const char *words,
                 const struct audit_seal *seal) {
    const struct log_field fields[] = {{"area", context->actor.area, 0},
                                       {"seal", NULL, seal->number},
                                       {"rows", NULL, seal->row_count},
                                       {"digest", seal->digest, 0},
                                       {NULL, NULL, 0}};
    log_line(context->app->log, level, words, fields);
}

/* The one before the last is asked for only where there is one. */
static enum status look_at_last(struct context *context, const struct audit_seal *last) {
    struct audit_seal before = {0};
    enum seal_fault fault = SEAL_WHOLE;
    int64_t rows;
    bool is_there = false;
    enum status status = OK;
    if (last->number > 1) {
        status = seal_find(context, last->number - 1, &before, &is_there);
    }
    if (status == OK) {
        status = seal_check(context, is_there ? &before : NULL, last, &fault, &rows);
    }
    if (status == OK && fault == SEAL_KEY_UNKNOWN) {
        tell(context, LOG_LEVEL_WARNING, "the last seal was made with a key that is not here",
             last);
    } else if (status == OK && fault != SEAL_WHOLE) {
        metrics_add(context->app->metrics, METRIC_audit_seals_total, "broken", NULL, 1);
        tell(context, LOG_LEVEL_ERROR, "a seal of the access log is broken", last);
    }
    return status;
}

static struct instant oldest_of(const struct list *rows) {
    const struct sealed_row *row = rows->items;
    struct instant oldest = row[0].at;
    for (size_t i = 1; i < rows->count; i++) {
        oldest = row[i].at.us < oldest.us ? row[i].at : oldest;
    }
    return oldest;
}

static struct audit_seal seal_of(struct context *context, const struct audit_seal *last,
                                 const struct list *rows) {
    const struct sealed_row *end = &((const struct sealed_row *)rows->items)[rows->count - 1];
    const struct vault *vault = atomic_load(&context->app->vault);
    struct audit_seal seal = {
        .number = last->number + 1,
        .sealed_at = context->now,
        .from_transaction = last->to_transaction,
        .from_id = last->to_id,
        .to_transaction = end->transaction,
        .to_id = end->id,
        .row_count = (int64_t)rows->count,
        .first_at = oldest_of(rows),
        .rows_digest = seal_rows_digest(context->arena, rows),
        .previous = last->digest,
        .key_id = vault_key_id(vault, 0),
    };
    seal.digest = seal_digest(context, &seal);
    seal.proof = seal_proof(context, vault, 0, seal.digest);
    return seal;
}

/* One seal; `*more` where there may be rows for another. Its head is told only when it is kept:
 * what the log says is held against the chain for good. */
static enum status seal_next(struct context *context, const struct audit_seal *last, bool *more) {
    struct unsealed_search search = {last->to_transaction, NULL, last->to_id};
    struct list rows = {0};
    enum status status = ledger_feed_bound(context, &search.bound);
    if (status == OK) {
        status = db_list(context, &audit_select_unsealed, &search_shape, &search, &sealed_row_shape,
                         &rows);
    }
    *more = rows.count == SEAL_ROWS;
    if (status != OK || rows.count == 0) {
        return status;
    }
    const struct audit_seal seal = seal_of(context, last, &rows);
    status = db_run(context, &audit_seal_insert, &audit_seal_shape, &seal, NULL);
    if (status == OK) {
        status = db_commit(context);
    }
    if (status == OK) {
        metrics_add(context->app->metrics, METRIC_audit_seals_total, "made", NULL, 1);
        tell(context, LOG_LEVEL_INFO, "the access log is sealed", &seal);
    }
    return status;
}

static enum status seal_behind_last(struct context *context, bool is_first_look, bool *more) {
    struct audit_seal last = {0};
    bool is_there = false;
    enum status status =
        db_find(context, &audit_seal_last, NULL, NULL, &audit_seal_shape, &last, &is_there);
    if (status == OK && is_there && is_first_look) {
        status = look_at_last(context, &last);
    }
    if (!is_there) {
        last = (struct audit_seal){.to_transaction = "0", .digest = ""};
    }
    return status == OK ? seal_next(context, &last, more) : status;
}

/* Without a vault nothing can be proven, and nothing is sealed. */
enum status audit_seal_run(struct call *call, struct job *job) {
    bool more = false;
    (void)job;
    if (!atomic_load(&call->context.app->vault)) {
        return OK;
    }
    enum status status = seal_behind_last(&call->context, true, &more);
    while (status == OK && more) {
        status = call_next(call);
        if (status == OK) {
            status = seal_behind_last(&call->context, false, &more);
        }
    }
    return status;
}
