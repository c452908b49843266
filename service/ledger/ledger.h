/* What happened and who saw it: audit rows (käyttöloki) and event rows, in the caller's
 * transaction.
 *
 * Both are queued behind the statements of the request and go out with its commit. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/context.h"
#include "base/kinds.h"

enum audit_kind { AUDIT_READ = 1, AUDIT_CREATE, AUDIT_CHANGE, AUDIT_SEARCH, AUDIT_REFUSED };
extern const char *const audit_kind_words[];

/* One use or change of a client's data: action is the context's operation. `client_id` may be all
 * zero where no client is concerned. */
enum status ledger_audit(struct context *context, enum audit_kind kind, struct uuid client_id,
                         enum resource resource, struct uuid resource_id,
                         enum ground ground) must_check;

/* The reads of one answer that shows many clients: one statement, however many there are. */
struct audit_read {
    struct uuid client_id, resource_id;
    enum resource resource;
    enum ground ground;
};
enum status ledger_audit_reads(struct context *context, const struct audit_read *uses,
                               size_t count) must_check;

/* How much of what a page shows of one client has a row of its own: the first alone, or the first
 * on each ground. What has no client has none. */
enum audit_once { AUDIT_ONCE_A_CLIENT, AUDIT_ONCE_A_GROUND };
/* Adds a use to `*count` others, unless one of those stands for it. */
void audit_read_add(struct audit_read *uses, size_t *count, struct audit_read use,
                    enum audit_once once);

/* The ground on which the caller uses what they may see without asking further: their own register,
 * or their own data. */
enum ground ledger_ground(const struct context *context);

/* One row of the feed, a type of tables/events.def; nothing for EVENT_none. Thin: nothing personal.
 */
enum status ledger_event(struct context *context, enum event_type event, struct uuid resource_id,
                         int64_t version) must_check;

/* The feed is read in the order of (transaction, id). Transactions end in another order than they
 * begin, so a reader takes only rows whose transaction is below this bound, which it asks for
 * first: nothing can appear before such a row later. */
enum status ledger_feed_bound(struct context *context, const char **out) must_check;

#endif
