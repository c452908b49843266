/*
 * Speed: tables made of a compiled model, by which complete inputs and whole columns are decided
 * quicker. Whatever they decide, seg_evaluate_general decides the same without them, which tests
 * hold; nobody has to know this folder to understand a decision.
 */
#ifndef SEGMENT_SPEED_H
#define SEGMENT_SPEED_H

#include "book.h"
#include "vector.h"

/* The short cut holds the ranks of a model in two words. */
#define SEG_QUICK_RANKS 128
/* It writes reasons by as many, and those beyond the last one don't count. */
#define SEG_REASONS_AT_ONCE 4

/* Two numbers side by side, added or joined at once; and bytes. */
typedef uint64_t seg_pair __attribute__((vector_size(16)));
typedef uint8_t seg_bytes __attribute__((vector_size(16)));

/*
 * What one answer adds: the points in the half word of its axis (two axes a number), and its place
 * among the reasons as a bit of 128.
 */
struct seg_quick {
    seg_pair sums, ranks;
};

struct seg_speed {
    bool fast; /* complete inputs may take the short cut */
    /* For sixteen answers at once: the greatest level, 255 beyond the last item; all bits where
     * "not applicable" is an answer; all bits where there is an item. */
    uint8_t most[SEG_MAX_ITEMS], absent[SEG_MAX_ITEMS], there[SEG_MAX_ITEMS];
    /* Scored items that may not apply, and their greatest points as `sums` above. */
    uint8_t absent_count, absent_items[SEG_MAX_ITEMS];
    seg_pair absent_greatest[SEG_MAX_ITEMS];
    struct seg_quick quick[SEG_MAX_ITEMS][SEG_MAX_LEVELS];
    struct seg_vector vector;
    struct seg_book book;
};

struct seg_model;

/* Fills model->speed from the rest of the model. */
void seg_speed_prepare(struct seg_model *model);

/*
 * The short cut, for inputs in which everything is known: false when this is not one, and then the
 * result is not to be read. Of the reasons, the first `most` will be read.
 */
bool seg_evaluate_complete(const struct seg_model *model, const struct seg_input *input, int most,
                           struct seg_result *result);

#endif
