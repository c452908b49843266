/* How much the costly explanations borrow. */
#ifndef SEGMENT_SCRATCH_H
#define SEGMENT_SCRATCH_H

#include <stddef.h>

/* Beyond this much memory for tables an explanation is bounded instead of exact. */
enum { SEG_MAX_SCRATCH = 32 << 20 };

/* What an explanation may spend on decisions, as seg_decide_effort() counts: about a second. */
#define SEG_MAX_DECISION_EFFORT ((uint64_t)8000000)

size_t seg_what_if_head(void);
size_t seg_fewest_head(void);

#endif
