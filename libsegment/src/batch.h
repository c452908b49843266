/* The kernels of the batch. */
#ifndef SEGMENT_BATCH_H
#define SEGMENT_BATCH_H

#include "evaluate.h"

/* Decides rows first..first+count-1 one by one; returns how many were refused. */
size_t seg_batch_scalar(const struct seg_model *model, const struct seg_batch_input *input,
                        const struct seg_batch_output *output, size_t first, size_t count);

#endif
