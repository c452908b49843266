/* Someone who did something, as records show it: never more than the token said. */
#ifndef BASE_PERSON_H
#define BASE_PERSON_H

#include "base/shape.h"

struct person {
    const char *sub, *name, *unit; /* each may be NULL */
};
extern const struct shape person_shape;

#endif
