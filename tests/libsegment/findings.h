/* What a proof tells of a model, gathered; every counterexample is tried. */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "segment.h"

enum { MAX_KINDS = SEG_POINTS_FALL + 1 };

/* Everything that a proof found. */
struct findings {
    uint8_t segments[SEG_MAX_SEGMENTS], dead[SEG_MAX_RULES], idle[SEG_MAX_RULES];
    uint8_t signals[SEG_MAX_SIGNALS];
    uint8_t judged_segments[SEG_MAX_SEGMENTS], judged_rules[SEG_MAX_RULES],
        judged_signals[SEG_MAX_SIGNALS];
    uint8_t cells[SEG_MAX_CELLS];
    uint8_t bands[SEG_MAX_AXES], unused[SEG_MAX_AXES];
    uint8_t worse[SEG_MAX_ITEMS][SEG_MAX_LEVELS][SEG_MAX_LEVELS];
    uint8_t worse_states[SEG_MAX_AXES + 1][SEG_MAX_STATES][SEG_MAX_STATES];
    int order[SEG_MAX_RULES];
    struct seg_place vain[64]; /* what is unread, and options alike */
    int vain_count;
    int undecided, counts[MAX_KINDS];
    const struct seg_model *compiled;
};

void prove(const struct seg_model *model, struct findings *found,
           struct seg_check_summary *summary);

#endif
