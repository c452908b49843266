/*
 * An axis' sum matters only by which cut-offs its interval reaches: between two turning points
 * every sum decides alike. The classes of sums make searches and proofs exact and small.
 */
#ifndef SEGMENT_CLASSES_H
#define SEGMENT_CLASSES_H

#include "decide.h"

enum { SEG_MAX_CLASSES = 64 };

struct seg_classes {
    int count;    /* 0: more classes than there is room for */
    uint32_t end; /* one more than the greatest sum */
    uint32_t starts[SEG_MAX_CLASSES];
};

/*
 * The classes of `sums->sum` from 0 to the greatest sum of the axis, everything else of the sums
 * and the facts being as it is. Writes to the axis' own facts while it looks.
 */
void seg_classes_find(const struct seg_model *model, int axis, struct seg_axis_sums sums,
                      struct seg_facts *facts, struct seg_classes *classes);

/* The items whose answer a condition reads or a band asks: they matter beyond their sum. */
uint64_t seg_items_read(const struct seg_model *model);

#endif
