/* The areas (hyvinvointialueet) that can be tenants, of tables/areas.def. */
#ifndef BASE_AREA_H
#define BASE_AREA_H

#include <stdbool.h>
#include <stddef.h>

/* False for NULL and for a number that is no area's. */
bool area_exists(const char *area);

/* The number of each area in turn; NULL after the last. */
const char *area_at(size_t index);

#endif
