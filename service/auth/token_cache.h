/* Tokens already verified, by their SHA-256, each with the actor it stands for.
 *
 * Bounded: a slot a hash, the newer token takes it. Entries end with their token, after
 * TOKEN_CACHE_SECONDS, and with the key set they were verified under. */
#ifndef AUTH_TOKEN_CACHE_H
#define AUTH_TOKEN_CACHE_H

#include "base/actor.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/limits.h"
#include <stdint.h>

enum { TOKEN_HASH_SIZE = 32 };

struct token_cache;

struct token_cache *token_cache_new(void);
void token_cache_free(struct token_cache *cache);

/* Copies the actor to the arena; false where the token isn't known (any more). */
bool token_cache_find(struct token_cache *cache, const uint8_t hash[TOKEN_HASH_SIZE],
                      struct instant now, uint64_t generation, struct arena *arena,
                      struct actor *out);
/* Keeps the actor until `until` at the latest. */
void token_cache_put(struct token_cache *cache, const uint8_t hash[TOKEN_HASH_SIZE],
                     struct instant now, struct instant until, uint64_t generation,
                     const struct actor *actor);

#endif
