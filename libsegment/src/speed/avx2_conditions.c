/* The truth of conditions, lane by lane: whether one may hold, and whether it may not. */
#include "avx2_lanes.h"

#ifdef SEG_HAS_AVX2
INLINE struct truth of_masks(__m256i possible, unsigned wanted) {
    struct truth truth = {not_zero(_mm256_and_si256(possible, bytes_of(wanted))),
                          not_zero(_mm256_and_si256(possible, bytes_of(~wanted)))};
    return truth;
}

INLINE struct truth known(__m256i holds) {
    struct truth truth = {holds, invert(holds)};
    return truth;
}

INLINE struct truth between(__m256i low_from, __m256i high_from, __m256i low_below,
                            __m256i high_below) {
    __m256i surely = _mm256_and_si256(low_from, high_below);
    __m256i never = without(invert(_mm256_and_si256(high_from, low_below)), surely);
    struct truth truth = {invert(never), invert(surely)};
    return truth;
}

INLINE struct truth score_truth(const struct lanes *lanes, const struct seg_node *node) {
    int axis = node->subject;
    const __m256i *low = lanes->low[axis], *high = lanes->high[axis];
    __m256i low_below = ones(), high_below = ones();
    if (node->below != SEG_NO_LIMIT) {
        low_below = invert(reaches(lanes, axis, low, node->below, node->sum_below));
        high_below = invert(reaches(lanes, axis, high, node->below, node->sum_below));
    }
    return between(reaches(lanes, axis, low, node->from, node->sum_from),
                   reaches(lanes, axis, high, node->from, node->sum_from), low_below, high_below);
}

/* Bit n of the mask becomes byte n of a table: all ones or zero. */
INLINE __m256i spread_bits(uint16_t mask) {
    static const uint8_t halves[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1},
                         bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    __m256i both = _mm256_shuffle_epi8(_mm256_set1_epi16((short)mask), table(halves));
    return _mm256_cmpeq_epi8(_mm256_and_si256(both, table(bits)), table(bits));
}

INLINE struct truth level_truth(const struct lanes *lanes, const struct seg_node *node) {
    const struct seg_model *model = lanes->model;
    unsigned all = (1u << model->levels[node->subject]) - 1u;
    __m256i levels = lanes->levels[node->subject], open = is_unknown(levels);
    __m256i hit = _mm256_shuffle_epi8(spread_bits(node->mask), levels);
    struct truth truth = {hit, without(invert(hit), open)};
    if (node->mask & all) {
        truth.may = or2(truth.may, open);
    }
    if ((all & ~(unsigned)node->mask) || model->items[node->subject].not_applicable) {
        truth.may_not = or2(truth.may_not, open);
    }
    return truth;
}

INLINE struct truth flag_truth(const struct lanes *lanes, const struct seg_node *node) {
    __m256i flag = load(lanes->input->flags[node->subject], lanes->row);
    __m256i open = is_unknown(flag);
    __m256i set = _mm256_cmpeq_epi8(flag, bytes_of(1)), clear = _mm256_cmpeq_epi8(flag, zeros());
    struct truth truth = {or2(open, node->mask ? set : clear), or2(open, node->mask ? clear : set)};
    return truth;
}

/* Ages are sixteen bits, and models that read them few: lane by lane. */
AVX2 static struct truth age_truth(const struct lanes *lanes, const struct seg_node *node) {
    uint8_t may[LANES], may_not[LANES];
    for (size_t lane = 0; lane < LANES; lane++) {
        uint16_t age = lanes->input->age ? lanes->input->age[lanes->row + lane] : SEG_AGE_UNKNOWN;
        uint32_t low = age == SEG_AGE_UNKNOWN ? 0 : age;
        uint32_t high = age == SEG_AGE_UNKNOWN ? SEG_MAX_AGE : age;
        bool surely = low >= node->from && high < node->below;
        bool never = !surely && (high < node->from || low >= node->below);
        may[lane] = never ? 0 : 0xFF;
        may_not[lane] = surely ? 0 : 0xFF;
    }
    struct truth truth = {load(may, 0), load(may_not, 0)};
    return truth;
}

INLINE struct truth count_truth(__m256i count, uint32_t from) {
    return known(from > 255 ? zeros() : at_least_bytes(count, from));
}

INLINE struct truth leaf_truth(const struct lanes *lanes, const struct seg_node *node,
                               const struct narrowed *moment) {
    switch (node->test) {
    case SEG_TEST_AXIS:
        return of_masks(moment->states[node->subject], node->mask);
    case SEG_TEST_SCORE:
        return score_truth(lanes, node);
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
        return level_truth(lanes, node);
    case SEG_TEST_FLAG:
        return flag_truth(lanes, node);
    case SEG_TEST_DURATION:
        return of_masks(moment->durations, node->mask);
    case SEG_TEST_AGE:
        return age_truth(lanes, node);
    case SEG_TEST_SEGMENT:
        return of_masks(moment->segments, node->mask);
    case SEG_TEST_UNANSWERED:
        return known(is_unknown(lanes->levels[node->subject]));
    case SEG_TEST_MISSING:
        return count_truth(lanes->missing, node->from);
    default:
        return count_truth(lanes->disagreements, node->from);
    }
}

/* A leaf is taken as a group of itself, so that the leaves of a group need no call of their own. */
AVX2 struct truth seg_avx2_condition(const struct lanes *lanes, uint16_t index,
                                     const struct narrowed *moment) {
    const struct seg_node *nodes = lanes->model->nodes, *node = &nodes[index];
    bool leaf = node->test > SEG_TEST_NOT, any = node->test == SEG_TEST_SOME;
    struct truth sum = {any ? zeros() : ones(), any ? ones() : zeros()};
    uint16_t member = (uint16_t)(leaf ? index : index + 1);
    for (; member < node->end; member = nodes[member].end) {
        struct truth one = nodes[member].test > SEG_TEST_NOT
                               ? leaf_truth(lanes, &nodes[member], moment)
                               : seg_avx2_condition(lanes, member, moment);
        sum.may = any ? or2(sum.may, one.may) : _mm256_and_si256(sum.may, one.may);
        sum.may_not =
            any ? _mm256_and_si256(sum.may_not, one.may_not) : or2(sum.may_not, one.may_not);
    }
    struct truth turned = {sum.may_not, sum.may};
    return node->test == SEG_TEST_NOT ? turned : sum;
}
#endif
