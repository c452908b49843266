/* What the ledger speaks of, as enumerators: a typing error does not compile. Each table is the
 * list of what can stand in its column. */
#ifndef BASE_KINDS_H
#define BASE_KINDS_H

enum resource {
    RESOURCE_none,
#define RESOURCE(name, meaning, fi, sv, en) RESOURCE_##name,
#include "tables/resources.def"
#undef RESOURCE
    RESOURCE_COUNT
};

/* What happened, for the feed; EVENT_none: nothing to tell. */
enum event_type {
    EVENT_none,
#define EVENT(name, type, resource, meaning) EVENT_##name,
#include "tables/events.def"
#undef EVENT
    EVENT_COUNT
};

/* Why the caller may see or change a client's record. */
enum ground {
    GROUND_none,
#define GROUND(name, meaning, fi, sv, en) GROUND_##name,
#include "tables/grounds.def"
#undef GROUND
    GROUND_COUNT
};

/* Their words in the database and in answers; NULL for none. */
const char *resource_word(enum resource resource);
const char *event_word(enum event_type event);
enum resource event_resource(enum event_type event);
const char *ground_word(enum ground ground);
/* GROUND_none for NULL and for a word that is none. */
enum ground ground_of_word(const char *word);

#endif
