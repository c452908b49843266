/* A token held against a key set that is kept fresh: by the key that its kid names. */
#ifndef AUTH_VERIFY_H
#define AUTH_VERIFY_H

#include "auth/key_store.h"
#include "auth/token.h"

/* STATUS_unauthenticated where no key or another one stands under the token, STATUS_unavailable
 * while no key has been read. `*generation` is that of the set it was held against. */
enum status verify_by_store(struct context *context, struct key_store *keys,
                            const struct token *token, uint64_t *generation) must_check;

#endif
