/* Reads rows out of columns, combines the two views, and tells which rows are out of the common. */
#include "avx2_lanes.h"

#ifdef SEG_HAS_AVX2

/* Lanes whose byte is neither below `count` nor one of the markers from `marker` on. */
INLINE __m256i misfit(__m256i bytes, unsigned count, unsigned marker) {
    __m256i marked = at_least_bytes(bytes, marker);
    if (count == 0) {
        return invert(marked);
    }
    __m256i fits = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, bytes_of(count - 1)), bytes);
    return invert(or2(fits, marked));
}

INLINE __m256i apart(__m256i a, __m256i b, unsigned least) {
    __m256i distance = _mm256_sub_epi8(_mm256_max_epu8(a, b), _mm256_min_epu8(a, b));
    __m256i lacking = _mm256_cmpgt_epi8(zeros(), or2(a, b));
    return without(at_least_bytes(distance, least), lacking);
}

INLINE void read_item(struct lanes *lanes, int i) {
    const struct seg_model *model = lanes->model;
    const struct seg_item_rec *item = &model->items[i];
    const uint8_t *first = lanes->input->answers[SEG_PROFESSIONAL][i];
    const uint8_t *second = lanes->input->answers[SEG_CLIENT][i];
    unsigned marker = item->not_applicable ? SEG_NOT_APPLICABLE : SEG_UNKNOWN;
    __m256i levels = load(first, lanes->row);
    lanes->odd = or2(lanes->odd, misfit(levels, model->levels[i], marker));
    if (second) {
        __m256i client = load(second, lanes->row);
        unsigned least = item->kind == SEG_CHOICE ? 1u : model->disagreement;
        lanes->odd = or2(lanes->odd, misfit(client, model->levels[i], marker));
        lanes->disagreements = _mm256_sub_epi8(lanes->disagreements, apart(levels, client, least));
        levels = item->policy == SEG_CLIENT_FIRST
                     ? _mm256_blendv_epi8(client, levels, is_unknown(client))
                     : _mm256_blendv_epi8(levels, client, is_unknown(levels));
    }
    lanes->levels[i] = levels;
}

INLINE void read_duration(struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    __m256i given = load(lanes->input->duration, lanes->row);
    lanes->odd = or2(lanes->odd, misfit(given, model->duration_count, SEG_UNKNOWN));
    __m256i open = _mm256_and_si256(is_unknown(given), bytes_of(model->all_durations));
    lanes->durations = or2(open, nth_bit(given));
}

INLINE void read_ages(struct lanes *lanes) {
    const uint16_t *ages = lanes->input->age;
    for (size_t lane = 0; ages && lane < LANES; lane++) {
        uint16_t age = ages[lanes->row + lane];
        if (age > SEG_MAX_AGE && age != SEG_AGE_UNKNOWN) {
            lanes->odd = ones();
        }
    }
}

AVX2 void seg_avx2_gather(struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    const struct seg_batch_input *input = lanes->input;
    lanes->odd = lanes->disagreements = zeros();
    for (int i = 0; i < model->item_count; i++) {
        read_item(lanes, i);
    }
    for (int f = 0; f < model->flag_count; f++) {
        lanes->odd = or2(lanes->odd, misfit(load(input->flags[f], lanes->row), 2, SEG_UNKNOWN));
    }
    for (int a = 0; a < model->axis_count; a++) {
        if (input->axis_state[a]) {
            __m256i state = load(input->axis_state[a], lanes->row);
            lanes->odd = or2(lanes->odd, misfit(state, 0, SEG_UNKNOWN));
        }
    }
    read_ages(lanes);
    read_duration(lanes);
}
#endif
