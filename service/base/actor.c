#include "base/actor.h"

#include <string.h>

const char *const register_words[] = {"health", "social", NULL};

static bool grants(const char *held, const char *permission) {
    if (strcmp(held, permission) == 0) {
        return true;
    }
    const char *colon = strchr(permission, ':');
    if (!colon) {
        return false;
    }
    size_t noun = (size_t)(colon - permission) + 1;
    return strncmp(held, permission, noun) == 0 && strcmp(held + noun, "*") == 0;
}

bool actor_may(const struct actor *actor, const char *permission) {
    for (size_t i = 0; i < actor->permission_count; i++) {
        if (grants(actor->permissions[i], permission)) {
            return true;
        }
    }
    return false;
}

bool actor_sees_register(const struct actor *actor, enum register_code register_code) {
    return uuid_is_set(&actor->client_id) || actor->register_code == register_code;
}
