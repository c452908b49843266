/* Tokens that are for one call (auth/ehr.h, auth/smart.h): whether one was used before is decided
 * by a unique key of the database, in the transaction of the call itself, so that every instance
 * knows it. */
#ifndef HTTP_TOKEN_USE_H
#define HTTP_TOKEN_USE_H

#include "http/exchange.h"

/* Takes the token with this hash, which ends `until`, for the call, together with the first thing
 * that is asked. */
enum status token_use_take(struct exchange *exchange, const uint8_t *hash,
                           struct instant until) must_check;

/* What the call has come to: STATUS_unauthenticated where it failed since its token was used
 * before, else `status`. */
enum status token_use_verdict(struct exchange *exchange, enum status status) must_check;

#endif
