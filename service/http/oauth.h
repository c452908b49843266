/* Answers to those who ask for a token (ROUTE_OAUTH): failures in the form of RFC 6749, 5.2, and
 * what is counted and logged of each. */
#ifndef HTTP_OAUTH_H
#define HTTP_OAUTH_H

#include "http/exchange.h"

extern const struct shape oauth_error_shape;

bool is_oauth(const struct exchange *exchange);

/* Writes the answer to what has failed; counts; logs that a token was given. Called when the
 * request's transaction has ended. */
void oauth_finish(struct exchange *exchange, enum status status);

#endif
