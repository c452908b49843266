/*
 * What the vector kernels read of a model: bytes in tables of sixteen, so that one shuffle looks up
 * thirty-two rows. Made once, when a model is compiled; `usable` is 0 for a model whose numbers do
 * not fit, which then is decided row by row.
 */
#ifndef SEGMENT_VECTOR_H
#define SEGMENT_VECTOR_H

#include "segment.h"

enum { SEG_VECTOR_CELLS = 128, SEG_VECTOR_SEGMENTS = 8 };

struct seg_vector {
    uint8_t usable;
    uint8_t axis_optional[SEG_MAX_AXES];   /* every scored item of the axis may not apply */
    uint8_t column_read[SEG_MAX_AXES + 1]; /* a rule reads this column of the cell table */
    uint8_t points[SEG_MAX_ITEMS][SEG_MAX_LEVELS];
    uint8_t merit[SEG_MAX_ITEMS][SEG_MAX_LEVELS]; /* 255 - rank; 0: no reason */
    uint8_t code_of_merit[256];                   /* an item; SEG_NONE */
    uint64_t reciprocal[SEG_MAX_AXES];            /* of the greatest sum; 0: the score is the sum */
};

struct seg_model;

/* Fills model->vector from the rest of the model. */
void seg_vector_prepare(struct seg_model *model);

enum { SEG_RECIPROCAL_BITS = 44 };

/* sum * scale / greatest, rounded down: exact for sums below 2^15 and scales up to 10,000. */
static inline uint32_t seg_vector_score(uint64_t reciprocal, uint32_t scale, uint32_t sum) {
    return reciprocal == 0
               ? sum
               : (uint32_t)(((uint64_t)sum * scale * reciprocal) >> SEG_RECIPROCAL_BITS);
}

#endif
