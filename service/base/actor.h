/* Who calls: what a verified token says of its bearer. */
#ifndef BASE_ACTOR_H
#define BASE_ACTOR_H

#include "base/uuid.h"
#include <stdbool.h>
#include <stddef.h>

enum register_code { REGISTER_NONE, REGISTER_HEALTH, REGISTER_SOCIAL };
extern const char *const register_words[]; /* from REGISTER_HEALTH on, to a NULL */

struct actor {
    const char *sub;
    const char *area; /* two digits; the tenant */
    const char *unit; /* may be NULL */
    const char *name; /* may be NULL; personal */
    const char *role; /* may be NULL */
    enum register_code register_code;
    struct uuid client_id; /* set: a client acting for themselves */
    const char *const *permissions;
    size_t permission_count;
};

/* True where the caller may see and write records of this register: their own; a client acting for
 * themselves, either. */
bool actor_sees_register(const struct actor *actor, enum register_code register_code);

/* True where the token's scopes hold `permission` itself or `<noun>:*`. */
bool actor_may(const struct actor *actor, const char *permission);

#endif
