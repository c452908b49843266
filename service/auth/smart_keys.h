/* The service's own keys, with which it signs the tokens it gives to SMART clients, and by which it
 * knows them again: EC P-256, ES256. The first signs, all are taken, so that keys can be changed
 * under several instances: in as the last on all, then the first, then the old one out. */
#ifndef AUTH_SMART_KEYS_H
#define AUTH_SMART_KEYS_H

#include "auth/keys.h"
#include "base/arena.h"
#include <stdint.h>

struct smart_keys;

/* From PEM texts one after another. NULL with `*words` where one can't be used, or there is none.
 */
struct smart_keys *smart_keys_read(const char *pem, const char **words);
void smart_keys_free(struct smart_keys *keys);

/* The public half of that name, or NULL. Lives as long as the keys. */
const struct key *smart_keys_find(const struct smart_keys *keys, const char *kid);

/* A claim of a token: a text, or a number where it is NULL. A list ends with name NULL. */
struct smart_claim {
    const char *name, *text;
    int64_t number;
};
/* A token of these claims by the first key, on the arena; NULL where it can't be
 * signed. */
const char *smart_keys_sign(const struct smart_keys *keys, struct arena *arena,
                            const struct smart_claim *claims);

#endif
