/* The versions of a resource that a caller takes for the one that stands: a change is made only
 * where it is one of them. */
#ifndef BASE_VERSIONS_H
#define BASE_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct versions {
    bool any;  /* whichever it is */
    bool none; /* there is none yet: only the first can be made */
    const int64_t *items;
    size_t count;
};

bool versions_hold(const struct versions *versions, int64_t version);

#endif
