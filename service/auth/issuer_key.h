/* The issuer's key pair as text. */
#ifndef AUTH_ISSUER_KEY_H
#define AUTH_ISSUER_KEY_H

#include <stdbool.h>

/* A new EC P-256 pair: the private key as PEM, the public one as a JWKS document. Both to be
 * freed. */
bool issuer_key_new(char **pem, char **jwks);
/* The name of a private key, the thumbprint of its public half (RFC 7638); to be freed, NULL where
 * the text is no private EC key. */
char *issuer_key_id(const char *pem);

#endif
