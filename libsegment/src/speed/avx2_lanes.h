/* Thirty-two clients on their way to a decision: what the rooms of the AVX2 kernel hand on. */
#ifndef SEGMENT_AVX2_LANES_H
#define SEGMENT_AVX2_LANES_H

#include "avx2.h"
#include "model.h"

#ifdef SEG_HAS_AVX2

/* A truth a lane: may hold, may not hold. */
struct truth {
    __m256i may, may_not;
};

/* What is possible at one moment of a walk over cells and rules. */
struct narrowed {
    __m256i states[SEG_MAX_AXES], durations, segments;
};

/* Sums are sixteen bits wide, in two halves: unpacking puts lanes 0-7 and 16-23 into the first. */
struct lanes {
    const struct seg_model *model;
    const struct seg_batch_input *input;
    size_t row;
    __m256i levels[SEG_MAX_ITEMS];
    __m256i low[SEG_MAX_AXES][2], high[SEG_MAX_AXES][2];
    __m256i most[SEG_MAX_AXES][2]; /* the greatest sum of the items that apply */
    __m256i states[SEG_MAX_AXES], durations;
    __m256i missing, disagreements;
    __m256i odd; /* lanes for the scalar kernel */
    __m256i possible, cell_segments, segment;
    __m256i surely[SEG_MAX_RULES];
    unsigned shrunk; /* axes of which, in some lane, something does not apply, as a mask */
    bool intervals;  /* some lane's score is not one number */
};

/* Reads the rows from lanes->row on: levels, sums, states, durations, and who is odd. */
AVX2 void seg_avx2_gather(struct lanes *lanes);
/* Sums up the axes and finds their states. */
AVX2 void seg_avx2_score(struct lanes *lanes);
/* The segments. */
AVX2 void seg_avx2_decide(struct lanes *lanes);
/* The truth of the condition at a node. */
AVX2 struct truth seg_avx2_condition(const struct lanes *lanes, uint16_t index,
                                     const struct narrowed *moment);
/* The items that weigh most, by codes; SEG_NONE after the last. */
AVX2 void seg_avx2_items(const struct lanes *lanes, __m256i codes[SEG_BATCH_REASONS]);
/* Everything that was asked for; odd lanes get bytes that mean nothing. */
AVX2 void seg_avx2_write(const struct lanes *lanes, const struct seg_batch_output *output);

INLINE struct narrowed whole(const struct lanes *lanes, __m256i segments) {
    struct narrowed moment;
    moment.durations = lanes->durations;
    moment.segments = segments;
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        moment.states[a] = a < lanes->model->axis_count ? lanes->states[a] : zeros();
    }
    return moment;
}

/* sum x scale - from x most, in pairs of sixteen bits: all factors are below 2^15. */
INLINE __m256i shares_reach(const __m256i sums[2], const __m256i most[2], uint32_t scale,
                            uint32_t from) {
    uint32_t limit = from > scale ? scale + 1 : from; /* no score lies above the scale */
    __m256i factors = _mm256_set1_epi32((int)(scale | (0u - limit) << 16));
    __m256i above[2];
    for (int half = 0; half < 2; half++) {
        __m256i first = _mm256_unpacklo_epi16(sums[half], most[half]);
        __m256i second = _mm256_unpackhi_epi16(sums[half], most[half]);
        above[half] = _mm256_packs_epi32(_mm256_madd_epi16(first, factors),
                                         _mm256_madd_epi16(second, factors));
    }
    return _mm256_cmpgt_epi8(_mm256_packs_epi16(above[0], above[1]), ones());
}

/* Whether a score of `from` is reached; `sum_from` is the sum for it when every item applies. */
INLINE __m256i reaches(const struct lanes *lanes, int axis, const __m256i sums[2], uint32_t from,
                       uint32_t sum_from) {
    if (lanes->shrunk >> axis & 1) {
        return shares_reach(sums, lanes->most[axis], lanes->model->axes[axis].scale, from);
    }
    __m256i below = _mm256_set1_epi16((short)(sum_from > 32767 ? 32767 : (int)sum_from - 1));
    return _mm256_packs_epi16(_mm256_cmpgt_epi16(sums[0], below),
                              _mm256_cmpgt_epi16(sums[1], below));
}

#endif
#endif
