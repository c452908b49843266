/* The signature under a token's header and claims, checked by OpenSSL alone: for tokens that libjwt
 * does not take though they are good (RFC 9068: `typ` is `at+jwt`). */
#ifndef AUTH_SIGNATURE_H
#define AUTH_SIGNATURE_H

#include "auth/keys.h"
#include "base/shape.h"

/* Does `signature` stand under the message, by `algorithm` (one bit of key_algorithm) and the key?
 */
bool signature_holds(const struct key *key, unsigned algorithm, const char *message, size_t length,
                     struct bytes signature);

#endif
