/*
 * What is known of one client, in the terms of the model: the two views combined, every axis as an
 * interval with its possible states, every unknown as the set of what it may be.
 */
#ifndef SEGMENT_FACTS_H
#define SEGMENT_FACTS_H

#include "model.h"

struct seg_axis_facts {
    uint32_t sum_low, max_low, sum_high, max_high;
    uint8_t states; /* mask of the possible ones */
    bool judged, assessed;
    uint8_t missing;
    bool open; /* the score may lie anywhere */
};

struct seg_facts {
    struct seg_axis_facts axes[SEG_MAX_AXES];
    uint8_t levels[SEG_MAX_ITEMS]; /* combined answers */
    uint8_t flags[SEG_MAX_FLAGS];  /* enum seg_truth */
    uint8_t durations;             /* mask */
    uint16_t age_low, age_high;
    uint16_t missing, disagreement_count;
    uint64_t unanswered, disagreements;
};

/* One answer out of two. */
uint8_t seg_combine(const struct seg_model *model, int item, uint8_t professional, uint8_t client);
bool seg_views_disagree(const struct seg_model *model, int item, uint8_t professional,
                        uint8_t client);

/* SEG_BAD_INPUT when the input does not fit the model. */
enum seg_status seg_facts_gather(const struct seg_model *model, const struct seg_input *input,
                                 struct seg_facts *facts);

/* What the answers and the unknown items of one axis add up to. */
struct seg_axis_sums {
    uint32_t sum, max;   /* of the items that surely apply, unknown ones at their least */
    uint32_t rise;       /* what those unknown ones may add */
    uint32_t absent_max; /* greatest sum of the unknown ones that may not apply */
    uint8_t missing;
    bool applies;
};
struct seg_axis_sums seg_facts_sums(const struct seg_model *model, int axis,
                                    const struct seg_facts *facts);
/* The interval and the states that follow from sums; `judged` and the levels stand in the facts. */
void seg_facts_settle(const struct seg_model *model, int axis, const struct seg_axis_sums *sums,
                      struct seg_facts *facts);
/* Both: the interval and the states of one axis, from the combined answers. */
void seg_facts_bound(const struct seg_model *model, int axis, struct seg_facts *facts);
/* The states of the bands that the interval of the axis touches. */
uint8_t seg_facts_states(const struct seg_model *model, int axis, const struct seg_facts *facts);

/* True when a sum out of a greatest sum makes a score of at least `from`. */
static inline bool seg_reaches(const struct seg_axis_rec *axis, uint32_t sum, uint32_t max,
                               uint32_t from) {
    if (axis->method == SEG_POINTS) {
        return sum >= from;
    }
    return (uint64_t)sum * axis->scale >= (uint64_t)from * max;
}

/* The score that people see: rounded down. */
static inline uint32_t seg_score(const struct seg_axis_rec *axis, uint32_t sum, uint32_t max) {
    if (axis->method == SEG_POINTS) {
        return sum;
    }
    return max > 0 ? (uint32_t)((uint64_t)sum * axis->scale / max) : 0;
}

#endif
