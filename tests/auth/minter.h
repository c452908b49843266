/* Makes tokens good and bad, with keys made for the run. */
#ifndef TESTS_AUTH_MINTER_H
#define TESTS_AUTH_MINTER_H

#include "base/arena.h"

enum minter_key { MINTER_RSA, MINTER_P256, MINTER_P384, MINTER_OTHER_P256, MINTER_KEY_COUNT };

void minter_open(void);
void minter_close(void);
/* The public half as PEM. */
const char *minter_public_pem(enum minter_key key);
/* A JWKS of the keys listed in `keys`, each "kid=<name of the index>": rsa, p256, p384, other. */
char *minter_jwks(struct arena *arena, const enum minter_key *keys, size_t count);

/* header.payload.signature, signed as `alg` says (RS256, RS384, ES256, ES384) with the key. */
char *minter_sign(struct arena *arena, const char *header, const char *payload, const char *alg,
                  enum minter_key key);
/* The same with HMAC-SHA-256 under `secret`. */
char *minter_hmac(struct arena *arena, const char *header, const char *payload, const char *secret);
/* header.payload. with a signature given as text. */
char *minter_raw(struct arena *arena, const char *header, const char *payload,
                 const char *signature);

/* tests/auth/jwk_of_pem.c: one JWK with its kid, to be freed. */
char *jwk_of_pem(const char *pem, const char *kid);

#endif
