/* Why: the rules that hold, then the items by their share. */
#ifndef SEGMENT_REASONS_H
#define SEGMENT_REASONS_H

#include "facts.h"

/* Sets the reasons of the result, of which the first `most` will be read. */
void seg_reasons(const struct seg_model *model, const struct seg_facts *facts, int most,
                 struct seg_result *result);

/* The rules as reasons; returns how many. */
uint8_t seg_reasons_rules(uint32_t rules, struct seg_reason *to);

/* Of an input that is known: adds the items to the rules. The ranks of its reasons are bits;
 * `applying` is what applies of each axis, NULL where every item does. */
void seg_reasons_add(const struct seg_model *model, const uint64_t ranks[2],
                     const struct seg_whole *applying, int most, struct seg_result *result);

#endif
