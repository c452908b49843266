/* Many inputs at once: columns in, columns out, by the best kernel that there is. */
#include "speed/batch_avx2.h"

size_t seg_batch(const struct seg_model *model, const struct seg_batch_input *input,
                 const struct seg_batch_output *output) {
    return seg_batch_with(SEG_KERNEL_AUTO, model, input, output);
}

enum seg_kernel seg_batch_kernel(const struct seg_model *model) {
    return seg_avx2_takes(model, NULL) ? SEG_KERNEL_AVX2 : SEG_KERNEL_SCALAR;
}

size_t seg_batch_with(enum seg_kernel kernel, const struct seg_model *model,
                      const struct seg_batch_input *input, const struct seg_batch_output *output) {
    struct seg_tally tally = {0, 0, 0};
    if (kernel != SEG_KERNEL_SCALAR && seg_avx2_takes(model, input)) {
        tally = seg_batch_avx2(model, input, output);
    }
    return tally.refused +
           seg_batch_scalar(model, input, output, tally.rows, input->rows - tally.rows);
}
