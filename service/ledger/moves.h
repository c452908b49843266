/* The steps that records have made (base/moves.h), kept for all kinds of records in one table. A
 * step, its row in the access log and its event are one: anyone who writes one writes all three, in
 * the caller's transaction. */
#ifndef LEDGER_MOVES_H
#define LEDGER_MOVES_H

#include "base/moves.h"
#include "ledger/ledger.h"

/* What was moved. `version` is the one that the step makes; two who make the same one at a time:
 * the second is STATUS_conflict. */
struct move_made {
    struct uuid id, client_id; /* client_id may be all zero */
    int64_t version;
    const char *reason, *detail;
    enum ground ground;
};

/* Writes the step, the use or change in the access log, and the event. */
enum status move_record(struct context *context, const struct moves *moves, const struct move *move,
                        const struct move_made *made) must_check;

/* The steps of one record, oldest first: asked for together with the next statement, as
 * db_list_ahead does. Records of struct move_step. */
enum status move_history(struct context *context, const struct moves *moves, struct uuid id,
                         struct list *out) must_check;

/* `history` with the step just made behind it. */
struct list move_history_and(struct context *context, const struct list *history,
                             const struct move *move, const struct move_made *made);

#endif
