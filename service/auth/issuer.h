/* The demo issuer: makes a key pair and signs tokens with it. For development, tests and demo
 * instances; a real instance trusts the keys of its area's own issuer and never calls this. */
#ifndef AUTH_ISSUER_H
#define AUTH_ISSUER_H

#include "base/clock.h"
#include "base/settings.h"
#include <stdio.h>

/* Writes issuer.pem (EC P-256, mode 0600) and jwks.json to the folder, which is made where it is
 * missing. What is there already stays. 0, or 1 with the cause on stderr. */
int issuer_keygen(const char *folder);

/* Prints one token for the options --role --area --unit --register --scope --ttl --sub --name
 * --client, signed by the key in DEMO_ISSUER_KEY. 0, 1 where it can't be signed, 2 for a wrong
 * option; the cause is on stderr. */
int issuer_token(const struct settings *settings, const struct clock *clock, int count,
                 char *const *words, FILE *out);

#endif
