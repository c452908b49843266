/* The way of every request: message checks, route, token, permission, preconditions, transaction,
 * handler, commit, answer, metrics, log. */
#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include "base/log.h"
#include "http/exchange.h"

/* Prepares an exchange whose app, context (zeroed but for its arena), message and headers are set.
 */
void dispatch_prepare(struct exchange *exchange);
/* Works the request off and leaves the answer in the exchange's reply. */
void dispatch(struct exchange *exchange, const struct router *router);
/* The same for a message that can't be worked off. */
void dispatch_refuse(struct exchange *exchange, enum status status, const char *words);
/* Counts and logs it; after the answer has been made. */
void dispatch_finish(struct exchange *exchange);
/* One line for requests answered 503 that had none; nothing for 0. */
void log_unlogged(struct log *log, int64_t count);

#endif
