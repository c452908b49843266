/*
 * All complete inputs of a model that judge the same axes, folded to what can make a difference: a
 * point of this space is a value of every flag, duration and age that a condition tells apart, a
 * group of alike answers of every item that a condition reads, and of every axis a class of sums,
 * or a state that is judged.
 */
#ifndef SEGMENT_SPACE_H
#define SEGMENT_SPACE_H

#include "decide.h"
#include "grid.h"

enum { SPACE_FLAG, SPACE_DURATION, SPACE_AGE, SPACE_ITEM, SPACE_CLASS };
enum { SPACE_MAX_DIMS = SEG_MAX_FLAGS + 2 + SEG_MAX_ITEMS + SEG_MAX_AXES };
enum { SPACE_MAX_COMBINATIONS = 4096 };

struct seg_dim {
    uint8_t kind, index;
    uint8_t axis; /* the axis whose sum goes with it, or SEG_NONE */
    uint16_t count;
    uint32_t stride;
};

struct seg_space {
    const struct seg_model *model;
    uint8_t judged;  /* the axes whose state is given, as a mask */
    uint32_t points; /* 0: more than SEG_CHECK_STATES */
    int dim_count;
    struct seg_dim dims[SPACE_MAX_DIMS];
    struct seg_grid grids[SEG_MAX_AXES];
    uint8_t groups[SEG_MAX_ITEMS][GRID_OPTIONS]; /* the group of every option of a read item */
    uint8_t group_counts[SEG_MAX_ITEMS];         /* 0: no condition reads the item */
    uint16_t ages[SEG_MAX_AGE + 1];
    int age_count;
    uint32_t combinations[SEG_MAX_AXES]; /* of the groups of read scored items of each axis */
    uint64_t *reached[SEG_MAX_AXES];     /* for each combination: the classes it can reach */
    size_t words;                        /* of a set of bits, the widest grid's */
};

/* The axes that answers can score, as a mask. */
uint8_t seg_space_scorable(const struct seg_model *model);
/* Axes that nothing can score are judged in any case. */
void seg_space_plan(const struct seg_model *model, uint8_t judged, struct seg_space *space);

/* The value of one dimension at a point. */
static inline uint32_t seg_space_digit(const struct seg_dim *dim, uint32_t point) {
    return point / dim->stride % dim->count;
}

/* Which combination of its read items' groups an axis has at a point. */
uint32_t seg_space_combination(const struct seg_space *space, int axis, uint32_t point);
/* The group of an item at a point; -1 when no condition reads it. */
int seg_space_group(const struct seg_space *space, int item, uint32_t point);
/* How far apart the points of one class of the axis and of the next lie. */
uint32_t seg_space_class_stride(const struct seg_space *space, int axis);
/* True when some complete input lies at the point. */
bool seg_space_exists(const struct seg_space *space, uint32_t point);
/* The facts at a point. */
void seg_space_facts(const struct seg_space *space, uint32_t point, struct seg_facts *facts);

/*
 * The sums that the scored items of the axis reach at a point without one item (or -1), each read
 * item keeping to its group; of the first `count` items only.
 */
void seg_space_sums(const struct seg_space *space, int axis, uint32_t point, int without, int count,
                    uint64_t *bits, uint64_t *work);
/* An answer to every item but one that makes the axis reach `bit` at the point. */
void seg_space_answers(const struct seg_space *space, int axis, uint32_t point, int without,
                       size_t bit, uint64_t *bits, uint64_t *work, uint8_t *answers);

#endif
