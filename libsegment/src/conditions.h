/* Conditions in three-valued logic. */
#ifndef SEGMENT_CONDITIONS_H
#define SEGMENT_CONDITIONS_H

#include "facts.h"

/*
 * What a condition is read against: the facts, narrowed to some states, durations and segments.
 */
struct seg_moment {
    const struct seg_facts *facts;
    uint8_t states[SEG_MAX_AXES];
    uint8_t durations;
    uint16_t segments;
};

struct seg_moment seg_moment_of(const struct seg_model *model, const struct seg_facts *facts,
                                uint16_t segments);

/* The truth of the condition at a node, and of a leaf alone. */
enum seg_truth seg_condition(const struct seg_model *model, uint16_t node,
                             const struct seg_moment *moment);

#endif
