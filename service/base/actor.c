#include "base/actor.h"

#include <string.h>

const char *const register_words[] = {"health", "social", NULL};

/* `noun`: the length of the permission's noun with its colon, 0 where it has none. Asked for every
 * step that every record of a list offers, mostly of what is another noun's. */
static bool grants(const char *held, const char *permission, size_t noun) {
    if (held[0] != permission[0] || strncmp(held, permission, noun) != 0) {
        return false;
    }
    return strcmp(held + noun, permission + noun) == 0 ||
           (noun > 0 && strcmp(held + noun, "*") == 0);
}

bool actor_may(const struct actor *actor, const char *permission) {
    const char *colon = strchr(permission, ':');
    size_t noun = colon ? (size_t)(colon - permission) + 1 : 0;
    for (size_t i = 0; i < actor->permission_count; i++) {
        if (grants(actor->permissions[i], permission, noun)) {
            return true;
        }
    }
    return false;
}

bool actor_sees_register(const struct actor *actor, enum register_code register_code) {
    return uuid_is_set(&actor->client_id) || actor->register_code == register_code;
}
