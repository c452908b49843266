/*
 * The decision of seg_evaluate(), for thirty-two rows at once.
 *
 * A row is a byte lane. Points and merits are looked up by one shuffle an item; unknown answers and
 * those that do not apply have their top bit set, for which a shuffle gives zero. What is possible
 * is a mask a lane: of states, durations, segments; a truth is a pair of masks, may be true and may
 * be false. The cell table and the rules are walked once for all lanes, cell groups that no lane
 * can be in left out.
 */
#include "batch_avx2.h"
#include "avx2_lanes.h"

#ifdef SEG_HAS_AVX2
bool seg_avx2_takes(const struct seg_model *model, const struct seg_batch_input *input) {
    if (!model->speed.vector.usable || !__builtin_cpu_supports("avx2")) {
        return false;
    }
    for (int i = 0; input && i < model->item_count; i++) {
        uint8_t policy = model->items[i].policy;
        bool both = input->answers[SEG_PROFESSIONAL][i] && input->answers[SEG_CLIENT][i];
        if (both && policy != SEG_PROFESSIONAL_FIRST && policy != SEG_CLIENT_FIRST) {
            return false;
        }
    }
    return true;
}

/* Decides thirty-two rows, of which those before `fresh` were counted before. */
INLINE void decide_lanes(struct lanes *lanes, const struct seg_batch_output *output, size_t fresh,
                         struct seg_tally *tally) {
    seg_avx2_gather(lanes);
    seg_avx2_score(lanes);
    seg_avx2_decide(lanes);
    seg_avx2_write(lanes, output);
    for (unsigned odd = (unsigned)_mm256_movemask_epi8(lanes->odd); odd; odd &= odd - 1) {
        size_t row = lanes->row + (size_t)__builtin_ctz(odd);
        size_t refused = seg_batch_scalar(lanes->model, lanes->input, output, row, 1);
        tally->refused += row >= fresh ? refused : 0;
        tally->alone += row >= fresh;
    }
}

AVX2 struct seg_tally seg_batch_avx2(const struct seg_model *model,
                                     const struct seg_batch_input *input,
                                     const struct seg_batch_output *output) {
    struct lanes lanes = {.model = model, .input = input};
    struct seg_tally tally = {0, 0, 0};
    while (input->rows >= LANES && tally.rows < input->rows) {
        size_t left = input->rows - tally.rows;
        lanes.row = left < LANES ? input->rows - LANES : tally.rows;
        decide_lanes(&lanes, output, tally.rows, &tally);
        tally.rows = lanes.row + LANES;
    }
    return tally;
}
#else
int seg_avx2_takes(const struct seg_model *model, const struct seg_batch_input *input) {
    (void)model;
    (void)input;
    return 0;
}

struct seg_tally seg_batch_avx2(const struct seg_model *model, const struct seg_batch_input *input,
                                const struct seg_batch_output *output) {
    struct seg_tally none = {0, 0, 0};
    (void)model;
    (void)input;
    (void)output;
    return none;
}
#endif
