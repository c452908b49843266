/* A POST sent twice with one Idempotency-Key is done once: the first answer is stored with the
 * change and given again.
 *
 * The look for the answer goes out with the first statement of the operation, and is seen before
 * that: an operation runs as far as its first question, and no further where it was answered
 * before.
 *
 * Writes: idempotency_key. A key belongs to its caller and operation. While a request with it runs,
 * another one is STATUS_key_in_use; with another path or body, or by a token for another register
 * or client, it is STATUS_key_reused. */
#ifndef HTTP_IDEMPOTENCY_H
#define HTTP_IDEMPOTENCY_H

#include "http/exchange.h"

struct idempotency;

/* Reads the header: a structured-field string or a bare word, 1-255 visible characters. `*key` is
 * NULL where there is none. STATUS_invalid for anything else. */
enum status idempotency_key_read(struct context *context, const char *header,
                                 const char **key) must_check;
/* Before the operation, in a new session. */
enum status idempotency_begin(struct exchange *exchange, const char *key,
                              struct idempotency **out) must_check;
/* Behind it; `status` is how it ended. Where there is a stored answer, the exchange's reply is that
 * instead, and `replayed` is set; else the reply of what ended well is stored with the commit. */
enum status idempotency_end(struct exchange *exchange, struct idempotency *of,
                            enum status status) must_check;

#endif
