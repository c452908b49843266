/* Builders that are refused, and where the fault is said to be. */
#ifndef REFUSED_H
#define REFUSED_H

#include "segment.h"

/* The smallest model: one segment, no axis, one row. */
struct seg_builder *least(void);
/* Compiling gives this fault at this place, in words, and no model. Frees the builder. */
void refused(struct seg_builder *b, enum seg_fault fault, enum seg_kind kind, int index);

#endif
