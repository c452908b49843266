/* Why: the rules that hold, then the items by their share. */
#ifndef SEGMENT_REASONS_H
#define SEGMENT_REASONS_H

#include "facts.h"

/* Sets the reasons of the result, of which the first `most` will be read. */
void seg_reasons(const struct seg_model *model, const struct seg_facts *facts, int most,
                 struct seg_result *result);

#endif
