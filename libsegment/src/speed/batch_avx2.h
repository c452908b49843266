/* Thirty-two rows at a time, where the processor has AVX2. */
#ifndef SEGMENT_BATCH_AVX2_H
#define SEGMENT_BATCH_AVX2_H

#include "batch.h"

/* True when this kernel can decide this input of this model. */
bool seg_avx2_takes(const struct seg_model *model, const struct seg_batch_input *input);

/* How many rows were decided, and of those: refused, and left to the scalar kernel. */
struct seg_tally {
    size_t rows, refused, alone;
};

/* Decides all rows, or none where there are less than thirty-two; the last thirty-two may contain
 * rows that were decided before. Rows out of the common (judged, not fitting) go to the scalar
 * kernel one by one. */
struct seg_tally seg_batch_avx2(const struct seg_model *model, const struct seg_batch_input *input,
                                const struct seg_batch_output *output);

#endif
