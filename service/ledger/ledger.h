/* What happened and who saw it: audit rows (käyttöloki) and event rows, in the caller's
 * transaction.
 *
 * Both are queued behind the statements of the request and go out with its commit. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/context.h"

enum audit_kind { AUDIT_READ = 1, AUDIT_CREATE, AUDIT_CHANGE, AUDIT_SEARCH, AUDIT_REFUSED };

/* One use or change of a client's data: action is the context's operation. `client_id` may be all
 * zero where no client is concerned. `ground` is a code ("own_register", "consent", ...). */
enum status ledger_audit(struct context *context, enum audit_kind kind, struct uuid client_id,
                         const char *resource, struct uuid resource_id,
                         const char *ground) must_check;

/* One row of the feed: type is a word of tables/events.def ("assessment.created"). Thin: nothing
 * personal. */
enum status ledger_event(struct context *context, const char *type, const char *resource,
                         struct uuid resource_id, int64_t version) must_check;

#endif
