/* Columns out: displayed scores, signals, the top reasons. */
#include "avx2_lanes.h"

#include <string.h>

#ifdef SEG_HAS_AVX2
/* Eight products sum x scale by the greatest sum that every item makes: a product of 64 bits. */
INLINE __m256i divide(__m256i scaled, uint32_t reciprocal, uint8_t shift) {
    __m256i factor = _mm256_set1_epi64x((long long)reciprocal);
    __m128i count = _mm_cvtsi32_si128(shift);
    __m256i even = _mm256_srl_epi64(_mm256_mul_epu32(scaled, factor), count);
    __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(scaled, 32), factor);
    odd = _mm256_slli_epi64(_mm256_srl_epi64(odd, count), 32);
    return _mm256_blend_epi32(even, odd, 0xAA);
}

/* The same by a greatest sum of each lane's own, bit by bit: a quotient is at most the scale. */
INLINE __m256i divide_each(__m256i scaled, __m256i most, uint32_t scale) {
    __m256i quotient = zeros();
    for (int bit = 31 - __builtin_clz(scale); bit >= 0; bit--) {
        __m128i count = _mm_cvtsi32_si128(bit);
        __m256i part = _mm256_sll_epi32(most, count);
        __m256i too_much = _mm256_cmpgt_epi32(part, scaled);
        __m256i one = _mm256_sll_epi32(_mm256_set1_epi32(1), count);
        scaled = _mm256_sub_epi32(scaled, _mm256_andnot_si256(too_much, part));
        quotient = or2(quotient, _mm256_andnot_si256(too_much, one));
    }
    return quotient;
}

/* Eight lanes out of two halves, as numbers of thirty-two bits. */
INLINE __m256i eight_of(const __m256i halves[2], int n) {
    __m256i half = halves[n & 1];
    return _mm256_cvtepu16_epi32(n < 2 ? _mm256_castsi256_si128(half)
                                       : _mm256_extracti128_si256(half, 1));
}

INLINE void write_scores(const struct lanes *lanes, const __m256i sums[2], int a, uint32_t *to) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    const struct seg_vector *vector = &lanes->model->speed.vector;
    __m256i scale = _mm256_set1_epi32((int)axis->scale);
    for (int n = 0; n < 4; n++) {
        __m256i scores = eight_of(sums, n);
        if (lanes->shrunk >> a & 1) {
            scores = divide_each(_mm256_mullo_epi32(scores, scale), eight_of(lanes->most[a], n),
                                 axis->scale);
        } else if (axis->method == SEG_RATIO) {
            scores =
                divide(_mm256_mullo_epi32(scores, scale), vector->reciprocal[a], vector->shift[a]);
        }
        store((uint8_t *)(to + 8 * n), scores);
    }
}

AVX2 static void write_axes(const struct lanes *lanes, const struct seg_batch_output *output) {
    for (int a = 0; a < lanes->model->axis_count; a++) {
        uint32_t *low = output->low[a], *high = output->high[a];
        if (low) {
            write_scores(lanes, lanes->low[a], a, low + lanes->row);
        }
        if (high && low && !lanes->intervals) {
            memcpy(high + lanes->row, low + lanes->row, LANES * sizeof *high);
        } else if (high) {
            write_scores(lanes, lanes->high[a], a, high + lanes->row);
        }
        store(output->states[a] ? output->states[a] + lanes->row : NULL, lanes->states[a]);
    }
}

/* Up to eight signals from `first` on, as bits of a byte. */
INLINE __m256i eight_signals(const struct lanes *lanes, int first, const struct narrowed *moment) {
    const struct seg_model *model = lanes->model;
    __m256i eight = zeros();
    for (int s = first; s < model->signal_count && s < first + 8; s++) {
        struct truth truth = seg_avx2_condition(lanes, model->signals[s].node, moment);
        __m256i holds = without(truth.may, truth.may_not);
        eight = or2(eight, _mm256_and_si256(holds, bytes_of(1u << (s - first))));
    }
    return eight;
}

/* Four columns of bytes become one of thirty-two bits. */
INLINE void store_words(uint32_t *to, const __m256i bytes[4]) {
    for (int part = 0; part < 2; part++) {
        __m256i low = part ? _mm256_unpackhi_epi8(bytes[0], bytes[1])
                           : _mm256_unpacklo_epi8(bytes[0], bytes[1]);
        __m256i high = part ? _mm256_unpackhi_epi8(bytes[2], bytes[3])
                            : _mm256_unpacklo_epi8(bytes[2], bytes[3]);
        __m256i first = _mm256_unpacklo_epi16(low, high), second = _mm256_unpackhi_epi16(low, high);
        uint32_t *at = to + 8 * part;
        store((uint8_t *)at, _mm256_permute2x128_si256(first, second, 0x20));
        store((uint8_t *)(at + 16), _mm256_permute2x128_si256(first, second, 0x31));
    }
}

AVX2 static void write_signals(const struct lanes *lanes, uint32_t *to) {
    struct narrowed moment = whole(lanes, lanes->possible);
    __m256i bytes[4];
    for (int n = 0; n < 4; n++) {
        bytes[n] = eight_signals(lanes, 8 * n, &moment);
    }
    store_words(to, bytes);
}

/* Rules that hold come before the items: the last one pushes first. */
INLINE void push_rules(const struct lanes *lanes, __m256i codes[SEG_BATCH_REASONS]) {
    for (int r = lanes->model->rule_count - 1; r >= 0; r--) {
        __m256i held = lanes->surely[r];
        if (none_set(held)) {
            continue;
        }
        codes[2] = _mm256_blendv_epi8(codes[2], codes[1], held);
        codes[1] = _mm256_blendv_epi8(codes[1], codes[0], held);
        codes[0] = _mm256_blendv_epi8(codes[0], bytes_of(SEG_REASON_RULE | (unsigned)r), held);
    }
}

AVX2 static void write_reasons(const struct lanes *lanes, const struct seg_batch_output *output) {
    __m256i codes[SEG_BATCH_REASONS];
    seg_avx2_items(lanes, codes);
    push_rules(lanes, codes);
    for (int n = 0; n < SEG_BATCH_REASONS; n++) {
        store(output->reason[n] ? output->reason[n] + lanes->row : NULL, codes[n]);
    }
}

AVX2 void seg_avx2_write(const struct lanes *lanes, const struct seg_batch_output *output) {
    size_t row = lanes->row;
    store(output->segment ? output->segment + row : NULL, lanes->segment);
    store(output->certain ? output->certain + row : NULL,
          _mm256_and_si256(one_bit(lanes->possible), bytes_of(1)));
    store(output->refused ? output->refused + row : NULL, zeros());
    if (output->possible) {
        __m128i first = _mm256_castsi256_si128(lanes->possible);
        __m128i second = _mm256_extracti128_si256(lanes->possible, 1);
        store((uint8_t *)(output->possible + row), _mm256_cvtepu8_epi16(first));
        store((uint8_t *)(output->possible + row + 16), _mm256_cvtepu8_epi16(second));
    }
    write_axes(lanes, output);
    if (output->signals) {
        write_signals(lanes, output->signals + row);
    }
    if (output->reason[0] || output->reason[1] || output->reason[2]) {
        write_reasons(lanes, output);
    }
}
#endif
