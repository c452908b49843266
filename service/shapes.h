/* Every shape of a request or an answer, for the check against the API description. */
#ifndef SHAPES_H
#define SHAPES_H

#include "base/shape.h"

extern const struct shape *const all_shapes[]; /* ends with NULL */

#endif
