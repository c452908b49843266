/* Scopes of SMART App Launch 2 for systems (`system/Observation.rs`), by tables/smart_scopes.def.
 */
#ifndef AUTH_SMART_SCOPE_H
#define AUTH_SMART_SCOPE_H

#include "base/arena.h"
#include <stdbool.h>
#include <stddef.h>

enum smart_resource {
#define SMART_SCOPE(resource, permission) SMART_##resource,
#include "tables/smart_scopes.def"
#undef SMART_SCOPE
    SMART_RESOURCE_COUNT
};

enum smart_letter { SMART_READ = 1, SMART_SEARCH = 2 };

/* What may be done with each resource: bits of enum smart_letter. */
struct smart_scopes {
    unsigned char letters[SMART_RESOURCE_COUNT];
};

/* Adds the scopes of a list with blanks between them. What the table has not is passed over:
 * resources and letters unknown, scopes of patients and users, searches (`?...`). The first that is
 * not there as it stands is told in `*strange` (may be NULL), on the arena. */
void smart_scopes_add(struct arena *arena, const char *list, struct smart_scopes *scopes,
                      const char **strange);
/* What is in both; false where nothing is. */
bool smart_scopes_meet(const struct smart_scopes *a, const struct smart_scopes *b,
                       struct smart_scopes *out);
/* As a list again, one for each resource, in the table's order. */
const char *smart_scopes_print(struct arena *arena, const struct smart_scopes *scopes);
/* The permissions that they open, each once, with blanks between them. */
const char *smart_scopes_permissions(struct arena *arena, const struct smart_scopes *scopes);
/* All that there are, to a NULL. */
extern const char *const smart_scopes_supported[];

#endif
