/* Signatures of what is told to others, in the form of Standard Webhooks 1.0: a secret that both
 * sides have, and HMAC-SHA-256 by it. */
#ifndef VAULT_SIGNING_H
#define VAULT_SIGNING_H

#include "base/arena.h"
#include "base/status.h"
#include <stdint.h>

/* A new secret: "whsec_" and 32 random bytes in base64, on the arena. */
const char *signing_secret_new(struct arena *arena);

/* "v1," and the base64 of the HMAC of "id.timestamp.body" by the bytes of the secret, on the arena.
 * STATUS_internal where the secret is none. */
enum status signing_sign(struct arena *arena, const char *secret, const char *id, int64_t timestamp,
                         const char *body, const char **out) must_check;

#endif
