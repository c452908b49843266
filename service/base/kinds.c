#include "base/kinds.h"

#include <stddef.h>
#include <string.h>

static const char *const resources[RESOURCE_COUNT] = {
    NULL,
#define RESOURCE(name, meaning, fi, sv, en) #name,
#include "tables/resources.def"
#undef RESOURCE
};

static const struct {
    const char *word;
    enum resource resource;
} events[EVENT_COUNT] = {
    {NULL, RESOURCE_none},
#define EVENT(name, type, resource, meaning) {type, RESOURCE_##resource},
#include "tables/events.def"
#undef EVENT
};

static const char *const grounds[GROUND_COUNT] = {
    NULL,
#define GROUND(name, meaning, fi, sv, en) #name,
#include "tables/grounds.def"
#undef GROUND
};

const char *resource_word(enum resource resource) {
    return resources[resource];
}

const char *event_word(enum event_type event) {
    return events[event].word;
}

enum resource event_resource(enum event_type event) {
    return events[event].resource;
}

const char *ground_word(enum ground ground) {
    return grounds[ground];
}

enum ground ground_of_word(const char *word) {
    for (int i = 1; word && i < GROUND_COUNT; i++) {
        if (strcmp(grounds[i], word) == 0) {
            return (enum ground)i;
        }
    }
    return GROUND_none;
}
