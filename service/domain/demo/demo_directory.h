/* The artificial services of the demo data: the same for every area, each given by a unit of that
 * area. */
#ifndef DOMAIN_DEMO_DIRECTORY_H
#define DOMAIN_DEMO_DIRECTORY_H

#include "domain/directory/directory.h"

/* Which unit of an area fills a role ("centre", "family", ...). */
struct demo_place {
    const char *role; /* NULL ends the list */
    struct uuid unit;
};

size_t demo_service_count(void);

/* What service_create takes. */
struct service demo_service(struct arena *arena, size_t index, const struct demo_place *places);

#endif
