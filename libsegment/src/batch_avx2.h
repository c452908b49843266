/* Thirty-two rows at a time, where the processor has AVX2. */
#ifndef SEGMENT_BATCH_AVX2_H
#define SEGMENT_BATCH_AVX2_H

#include "batch.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define SEG_HAS_AVX2 1
#endif

/* 1 when this kernel can decide this input of this model. */
int seg_avx2_takes(const struct seg_model *model, const struct seg_batch_input *input);

/* Decides the rows up to the last whole group of thirty-two; returns how many those are. Rows that
 * are out of the common (not applicable, judged, not fitting) go to the scalar kernel one by one.
 */
size_t seg_batch_avx2(const struct seg_model *model, const struct seg_batch_input *input,
                      const struct seg_batch_output *output, size_t *refused);

#endif
