/* The public keys tokens may be signed with, as read from one JWKS (RFC 7517).
 *
 * A set never changes once made; who holds one has a reference. */
#ifndef AUTH_KEYS_H
#define AUTH_KEYS_H

#include "base/limits.h"
#include <stdbool.h>
#include <stddef.h>

/* The algorithms taken, each a bit, so that a key can be good for several. */
enum key_algorithm { KEY_RS256 = 1, KEY_RS384 = 2, KEY_ES256 = 4, KEY_ES384 = 8, KEY_HS256 = 16 };

struct key {
    char *kid;           /* opaque: compared, never used as a path or a name */
    unsigned algorithms; /* bits of key_algorithm; several where the JWK has no `alg` */
    char *material;      /* PEM, or the secret of KEY_HS256 */
    size_t length;
};

struct key_set;

/* Once a process, before and after everything else here. */
void key_library_open(void);
void key_library_close(void);

/* The usable keys of a JWKS document, in a set with one reference. NULL with `*words` where it is
 * no JWKS or holds no key that can be used. Symmetric and private keys, keys for encryption (`use`)
 * or without `verify` in their `key_ops`, weak RSA keys, RSA exponents that are 1 or even, and
 * unknown curves are passed over. */
struct key_set *key_set_parse(const char *json, const char **words);
/* A set of nothing. */
struct key_set *key_set_empty(void);
/* One reference more, and one less: with the last the set and its keys are gone. */
struct key_set *key_set_hold(struct key_set *set);
void key_set_release(struct key_set *set);
size_t key_set_count(const struct key_set *set);

/* The key of that name, or NULL. Lives as long as the set. */
const struct key *key_set_find(const struct key_set *set, const char *kid);

/* 0 for a name that isn't taken. */
unsigned key_algorithm_bit(const char *name);

#endif
