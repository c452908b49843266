/* From facts to segments: the cell table, then the rules, then the signals. */
#ifndef SEGMENT_DECIDE_H
#define SEGMENT_DECIDE_H

#include "conditions.h"

struct seg_decision {
    uint16_t possible, cell_segments;
    uint8_t segment;
    uint32_t rules_true, rules_unknown, signals;
};

/* Everything of the decision. */
void seg_decide(const struct seg_model *model, const struct seg_facts *facts,
                struct seg_decision *decision);
/* The possible segments alone. */
uint16_t seg_decide_possible(const struct seg_model *model, const struct seg_facts *facts);

/* About what that costs: how many rules are weighed, over all cells that the facts leave. */
uint64_t seg_decide_effort(const struct seg_model *model, const struct seg_facts *facts);

/* The same, telling `watch` of every rule tried, with the segments so far on which it is. */
typedef void seg_watch(void *data, int rule, const struct seg_moment *moment, uint16_t segments);
uint16_t seg_decide_watched(const struct seg_model *model, const struct seg_facts *facts,
                            seg_watch *watch, void *data);

uint16_t seg_review_months(const struct seg_model *model, uint8_t segment, uint32_t signals);

#endif
