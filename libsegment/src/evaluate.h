/* One decision, in the parts that other files need too. */
#ifndef SEGMENT_EVALUATE_H
#define SEGMENT_EVALUATE_H

#include "decide.h"

/* The general way, without looking for witnesses: `exact` says only what is plain. Of the reasons,
 * the first `most` will be read. */
enum seg_status seg_evaluate_plain(const struct seg_model *model, const struct seg_input *input,
                                   int most, struct seg_facts *facts, struct seg_result *result);

/* The short cut, else the general way, without looking for witnesses; with the first reasons only,
 * as many as a batch gives. */
enum seg_status seg_evaluate_quick(const struct seg_model *model, const struct seg_input *input,
                                   struct seg_result *result);

/* True when completions of the facts are found that reach every segment of `possible`. */
bool seg_witnesses(const struct seg_model *model, const struct seg_facts *facts, uint16_t possible);

#endif
