/* The bounds of tables/limits.def as constants. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum limit {
#define LIMIT(name, value, unit, meaning) name = (value),
#include "tables/limits.def"
#undef LIMIT
};

#endif
