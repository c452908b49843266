/* A POST sent twice with one Idempotency-Key is done once: the first answer is stored with the
 * change and given again.
 *
 * Writes: idempotency_key. A key belongs to its caller and operation. While a request with it runs,
 * another one is STATUS_key_in_use; with another path or body, or by a token for another register
 * or client, it is STATUS_key_reused. */
#ifndef HTTP_IDEMPOTENCY_H
#define HTTP_IDEMPOTENCY_H

#include "http/exchange.h"

/* Reads the header: a structured-field string or a bare word, 1-255 visible characters. `*key` is
 * NULL where there is none. STATUS_invalid for anything else. */
enum status idempotency_key_read(struct context *context, const char *header,
                                 const char **key) must_check;
/* Fills the exchange's reply with the stored answer and sets `replayed`, where there is one. */
enum status idempotency_begin(struct exchange *exchange, const char *key) must_check;
/* Stores the reply; it goes out with the commit. */
enum status idempotency_keep(struct exchange *exchange, const char *key) must_check;

#endif
