/*
 * Sums of points, and the states whose bands they reach.
 *
 * Where an answer lacks, what the item may add widens the interval; where an item does not apply,
 * the greatest sum of its lane shrinks. Both are looked at only where some lane has such an answer.
 */
#include "avx2_lanes.h"

#ifdef SEG_HAS_AVX2

/* Bytes that are added as bytes for as long as they can't overflow, and then to wider sums. */
struct adding {
    __m256i part;
    uint32_t room;
};

INLINE void add_part(__m256i sums[2], struct adding *adding) {
    sums[0] = _mm256_add_epi16(sums[0], _mm256_unpacklo_epi8(adding->part, zeros()));
    sums[1] = _mm256_add_epi16(sums[1], _mm256_unpackhi_epi8(adding->part, zeros()));
    adding->part = zeros();
    adding->room = 255;
}

/* Adds bytes none of which is above `greatest`. */
INLINE void add_bytes(__m256i sums[2], struct adding *adding, __m256i bytes, uint32_t greatest) {
    if (greatest > adding->room) {
        add_part(sums, adding);
    }
    adding->room -= greatest;
    adding->part = _mm256_add_epi8(adding->part, bytes);
}

/* The sum of the known answers. Returns the greatest level or marker of each lane. */
INLINE __m256i sum_known(struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    struct adding known = {zeros(), 255};
    __m256i top = zeros();
    lanes->low[a][0] = lanes->low[a][1] = zeros();
    for (int k = 0; k < axis->item_count; k++) {
        int i = axis->scored[k];
        __m256i points = table(lanes->model->speed.vector.points[i]);
        add_bytes(lanes->low[a], &known, _mm256_shuffle_epi8(points, lanes->levels[i]),
                  lanes->model->items[i].greatest);
        top = _mm256_max_epu8(top, lanes->levels[i]);
    }
    add_part(lanes->low[a], &known);
    for (int half = 0; half < 2; half++) {
        lanes->high[a][half] = lanes->low[a][half];
        lanes->most[a][half] = _mm256_set1_epi16((short)axis->greatest);
    }
    return top;
}

/* Where nothing surely applies, the score may lie anywhere. */
INLINE void open_axis(struct lanes *lanes, int a, __m256i nothing) {
    __m256i greatest = _mm256_set1_epi16((short)lanes->model->axes[a].greatest);
    __m256i lanes_of[2] = {_mm256_unpacklo_epi8(nothing, nothing),
                           _mm256_unpackhi_epi8(nothing, nothing)};
    for (int half = 0; half < 2; half++) {
        lanes->high[a][half] = _mm256_blendv_epi8(lanes->high[a][half], greatest, lanes_of[half]);
        lanes->most[a][half] = _mm256_blendv_epi8(lanes->most[a][half], greatest, lanes_of[half]);
    }
    lanes->intervals = true;
}

/* What unknown answers may add. */
INLINE void sum_unknown(struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    struct adding rise = {zeros(), 255};
    for (int k = 0; k < axis->item_count; k++) {
        uint32_t greatest = lanes->model->items[axis->scored[k]].greatest;
        __m256i unknown = is_unknown(lanes->levels[axis->scored[k]]);
        lanes->missing = _mm256_sub_epi8(lanes->missing, unknown);
        add_bytes(lanes->high[a], &rise, _mm256_and_si256(unknown, bytes_of(greatest)), greatest);
    }
    add_part(lanes->high[a], &rise);
    lanes->intervals = true;
}

/* What does not apply takes from the greatest sum. */
INLINE void sum_absent(struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    struct adding absence = {zeros(), 255};
    __m256i away[2] = {zeros(), zeros()}, any = zeros();
    for (int k = 0; k < axis->item_count; k++) {
        const struct seg_item_rec *item = &lanes->model->items[axis->scored[k]];
        if (item->not_applicable) {
            __m256i absent =
                _mm256_cmpeq_epi8(lanes->levels[axis->scored[k]], bytes_of(SEG_NOT_APPLICABLE));
            any = or2(any, absent);
            add_bytes(away, &absence, _mm256_and_si256(absent, bytes_of(item->greatest)),
                      item->greatest);
        }
    }
    if (none_set(any)) {
        return;
    }
    add_part(away, &absence);
    lanes->most[a][0] = _mm256_sub_epi16(lanes->most[a][0], away[0]);
    lanes->most[a][1] = _mm256_sub_epi16(lanes->most[a][1], away[1]);
    lanes->shrunk |= 1u << a;
    lanes->odd = lanes->model->speed.vector.shares_fit ? lanes->odd : or2(lanes->odd, any);
}

/* Lanes that have a level for no item with points; where each of those may not apply, nothing
 * surely does. */
INLINE __m256i nothing_applies(const struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    __m256i lacking = ones();
    for (int k = 0; k < axis->item_count; k++) {
        int i = axis->scored[k];
        lacking = lanes->model->items[i].greatest > 0 ? _mm256_and_si256(lacking, lanes->levels[i])
                                                      : lacking;
    }
    return _mm256_cmpgt_epi8(zeros(), lacking);
}

/* Looks at what lacks a level, where some lane does. */
INLINE void sum_lacking(struct lanes *lanes, int a, __m256i top) {
    if (!none_set(is_unknown(top))) {
        sum_unknown(lanes, a);
    }
    if (lanes->model->axes[a].method == SEG_RATIO) {
        sum_absent(lanes, a);
    }
}

INLINE __m256i band_states(const struct lanes *lanes, const struct seg_band_rec *band) {
    if (band->item == SEG_NONE) {
        return bytes_of(band->states);
    }
    __m256i named = table(band->by_option), all = bytes_of(band->states);
    __m256i states = _mm256_blendv_epi8(nth_bit(named), all, named);
    __m256i levels = lanes->levels[band->item];
    __m256i open = _mm256_and_si256(is_unknown(levels), all);
    return or2(open, _mm256_shuffle_epi8(states, levels));
}

INLINE void find_states(struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    __m256i states = zeros(), below_next = ones();
    for (int b = axis->band_count - 1; b > 0; b--) {
        const struct seg_band_rec *band = &axis->bands[b];
        __m256i low = reaches(lanes, a, lanes->low[a], band->from, band->sum_from);
        __m256i high =
            lanes->intervals ? reaches(lanes, a, lanes->high[a], band->from, band->sum_from) : low;
        __m256i touched = _mm256_and_si256(below_next, high);
        states = or2(states, _mm256_and_si256(touched, band_states(lanes, band)));
        below_next = invert(low);
    }
    __m256i first = _mm256_and_si256(below_next, band_states(lanes, &axis->bands[0]));
    lanes->states[a] = or2(states, first);
}

INLINE void score_axis(struct lanes *lanes, int a) {
    __m256i top = sum_known(lanes, a), nothing = zeros();
    if (_mm256_movemask_epi8(top) != 0) {
        sum_lacking(lanes, a, top);
        nothing = lanes->model->speed.vector.axis_optional[a] ? nothing_applies(lanes, a) : nothing;
    }
    if (none_set(nothing)) {
        find_states(lanes, a);
        return;
    }
    open_axis(lanes, a, nothing);
    find_states(lanes, a);
    __m256i all = bytes_of(lanes->model->axes[a].states);
    lanes->states[a] = _mm256_blendv_epi8(lanes->states[a], all, nothing);
}

AVX2 void seg_avx2_score(struct lanes *lanes) {
    lanes->missing = zeros();
    lanes->shrunk = 0;
    lanes->intervals = false;
    for (int a = 0; a < lanes->model->axis_count; a++) {
        score_axis(lanes, a);
    }
}
#endif
