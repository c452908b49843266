#include "ledger/moves.h"

#include "base/limits.h"
#include "db/db.h"
#include "ledger/moves.sql.h"

#include <string.h>

struct move_row {
    const char *resource, *action, *from_status, *to_status, *reason, *detail;
    struct uuid resource_id;
    int64_t version;
};
static const struct shape_field row_fields[] = {FIELD(struct move_row, resource, 0),
                                                FIELD(struct move_row, resource_id, 0),
                                                FIELD(struct move_row, version, 0),
                                                FIELD(struct move_row, action, 0),
                                                FIELD(struct move_row, from_status, 0),
                                                FIELD(struct move_row, to_status, 0),
                                                FIELD(struct move_row, reason, 0),
                                                FIELD(struct move_row, detail, 0),
                                                FIELD_END};
static const struct shape row_shape = {"move_row", sizeof(struct move_row), row_fields};

enum status move_record(struct context *context, const struct moves *moves, const struct move *move,
                        const struct move_made *made) {
    const struct move_row row = {.resource = resource_word(moves->resource),
                                 .resource_id = made->id,
                                 .version = made->version,
                                 .action = move->action,
                                 .from_status = move->from,
                                 .to_status = move->to,
                                 .reason = made->reason,
                                 .detail = made->detail};
    enum audit_kind kind = move->from ? AUDIT_CHANGE : AUDIT_CREATE;
    enum status status = db_later(context, &move_insert, &row_shape, &row);
    if (status == OK) {
        status =
            ledger_audit(context, kind, made->client_id, moves->resource, made->id, made->ground);
    }
    if (status == OK) {
        status = ledger_event(context, move->event, made->id, made->version);
    }
    return status;
}

enum status move_history(struct context *context, const struct moves *moves, struct uuid id,
                         struct list *out) {
    const struct move_row key = {.resource = resource_word(moves->resource), .resource_id = id};
    return db_list_ahead(context, &move_select, &row_shape, &key, &move_step_shape, out);
}

struct list move_history_and(struct context *context, const struct list *history,
                             const struct move *move, const struct move_made *made) {
    const struct move_step *before = history->items;
    size_t left_out = history->count < MOVES_SHOWN_MAX ? 0 : history->count - MOVES_SHOWN_MAX + 1;
    size_t count = history->count - left_out;
    struct move_step *steps = arena_alloc(context->arena, (count + 1) * sizeof *steps);
    if (count > 0) {
        memcpy(steps, before + left_out, count * sizeof *steps);
    }
    steps[count] = (struct move_step){.version = made->version,
                                      .at = context->now,
                                      .by = {.sub = context->actor.sub},
                                      .action = move->action,
                                      .from = move->from,
                                      .to = move->to,
                                      .reason = made->reason,
                                      .detail = made->detail};
    return (struct list){steps, count + 1};
}
