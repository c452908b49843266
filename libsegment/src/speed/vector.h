/*
 * What the vector kernels read of a model: bytes in tables of sixteen, so that one shuffle looks up
 * thirty-two rows. Made once, when a model is compiled; `usable` is false for a model whose numbers
 * do not fit, which then is decided row by row.
 */
#ifndef SEGMENT_VECTOR_H
#define SEGMENT_VECTOR_H

#include "segment.h"

enum { SEG_VECTOR_CELLS = 128, SEG_VECTOR_SEGMENTS = 8 };

struct seg_vector {
    bool usable;
    uint8_t axis_optional[SEG_MAX_AXES]; /* no item with points must apply */
    uint8_t points[SEG_MAX_ITEMS][SEG_MAX_LEVELS];
    uint8_t merit[SEG_MAX_ITEMS][SEG_MAX_LEVELS]; /* 255 - rank; 0: no reason */
    uint8_t code_of_merit[256];                   /* an item; SEG_NONE */
    uint32_t reciprocal[SEG_MAX_AXES];            /* of the greatest sum; 0: the score is the sum */
    uint8_t shift[SEG_MAX_AXES];
    /* What points are multiplied by to compare shares of different axes, where something does not
     * apply; shares_fit is false where that would not go into sixteen bits. */
    uint16_t share_scale[SEG_MAX_AXES];
    bool shares_fit;
    /* The columns of the cell table that make a difference, those that rules read first. */
    uint8_t columns[SEG_MAX_AXES + 1], column_count, read_count;
    /* Of a column's states as bits, where one is set: its place in the cell table. */
    uint8_t place_low[SEG_MAX_AXES + 1][16], place_high[SEG_MAX_AXES + 1][16];
    uint8_t cell_bits[SEG_VECTOR_CELLS]; /* the segment of every cell, as a bit */
};

struct seg_model;

/* Fills model->speed.vector from the rest of the model. */
void seg_vector_prepare(struct seg_model *model);

#endif
