/*
 * How few answers narrow the score of an axis so far: by the widest items first where one end of
 * the interval has to move, and by a table over sums where both have.
 */
#ifndef SEGMENT_NARROWING_H
#define SEGMENT_NARROWING_H

#include "model.h"

/* The items of one axis that are unknown, and that nothing else reads. */
struct seg_narrowing {
    uint8_t items[SEG_MAX_ITEMS]; /* widest first */
    int count;
    uint32_t unit, width;
    int32_t *falls; /* [count + 1][count + 1][width]: the most that the high end can fall */
};

/* Start with zeros, add the items, then fill. An item of one worth only is passed over. */
void seg_narrowing_add(const struct seg_model *model, struct seg_narrowing *narrowing, int item);
/* Returns where the next table may begin; NULL without room: both ends can then not be moved. */
int32_t *seg_narrowing_fill(const struct seg_model *model, struct seg_narrowing *narrowing,
                            int32_t *room, const int32_t *end);
/* The fewest answers that raise the low end and lower the high end so far, in points; more than
 * there are items: impossible. */
int seg_narrowing_answers(const struct seg_model *model, const struct seg_narrowing *narrowing,
                          uint32_t rise, uint32_t fall);
/* So many answers that do it; returns how many they are. */
int seg_narrowing_show(const struct seg_model *model, const struct seg_narrowing *narrowing,
                       uint32_t rise, uint32_t fall, int answers, struct seg_answer *out);

#endif
