/*
 * The sums that the answers to one axis can reach, exactly, as a set of bits: one bit for every
 * pair of a sum and a greatest sum of the items that apply. An answer shifts the set.
 */
#ifndef SEGMENT_GRID_H
#define SEGMENT_GRID_H

#include "facts.h"

enum { GRID_CLASSES = 64, GRID_NA = SEG_MAX_LEVELS, GRID_OPTIONS = SEG_MAX_LEVELS + 1 };

struct seg_grid {
    int axis;
    bool judged;                 /* the states themselves are the classes */
    uint32_t sum_unit, max_unit; /* everything is a multiple of these */
    uint32_t sum_width, max_width;
    size_t bits, words; /* 0 bits: too many */
    int threshold_count,
        class_count; /* a class: how many thresholds the score reaches; 0: too many */
    uint32_t thresholds[GRID_CLASSES];
    uint8_t *classes;               /* of every bit; SEG_NONE where nothing applies */
    uint32_t samples[GRID_CLASSES]; /* a bit of each class */
};

/* The grid of an axis whose state is given: no sums. */
void seg_grid_judge(const struct seg_model *model, int axis, struct seg_grid *grid);
/* Measures; an axis that nothing can score is judged. `limit` bounds the bits. Leaves `classes` to
 * be set to room for `bits` bytes. */
void seg_grid_plan(const struct seg_model *model, int axis, size_t limit, struct seg_grid *grid);
void seg_grid_classify(const struct seg_model *model, struct seg_grid *grid);

/* True when the item has this option: a level, or GRID_NA. */
static inline bool seg_grid_has(const struct seg_model *model, int item, int option) {
    return option == GRID_NA ? model->items[item].not_applicable : option < model->levels[item];
}

/* How far an answer shifts the set. */
size_t seg_grid_offset(const struct seg_model *model, const struct seg_grid *grid, int item,
                       int option);
/* The sum and greatest sum of a bit. */
void seg_grid_pair(const struct seg_model *model, const struct seg_grid *grid, size_t bit,
                   uint32_t *sum, uint32_t *max);

/* Sums that all are multiples of one number are counted in that unit. */
uint32_t seg_common_divisor(uint32_t a, uint32_t b);

/* into |= from shifted up. */
void seg_bits_shift_in(uint64_t *into, const uint64_t *from, size_t words, size_t shift);

#endif
