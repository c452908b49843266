/*
 * The items that weigh most.
 *
 * Where every item applies, their order was settled when the model was compiled: a byte tells an
 * answer's merit. Otherwise that order holds within each axis, and the axes are merged by exact
 * comparison of fractions. There an answer is a key of sixteen bits: its points above, and below
 * the complement of its item, so that of equals the earlier item is greater.
 */
#include "avx2_lanes.h"

#ifdef SEG_HAS_AVX2

/* The three greatest merits, by insertion. */
INLINE void rank_items(const struct lanes *lanes, __m256i best[SEG_BATCH_REASONS]) {
    const struct seg_model *model = lanes->model;
    __m256i first = zeros(), second = zeros(), third = zeros();
    for (int i = 0; i < model->item_count; i++) {
        __m256i merit = _mm256_shuffle_epi8(table(model->speed.vector.merit[i]), lanes->levels[i]);
        __m256i down = _mm256_min_epu8(first, merit);
        first = _mm256_max_epu8(first, merit);
        third = _mm256_max_epu8(third, _mm256_min_epu8(second, down));
        second = _mm256_max_epu8(second, down);
    }
    best[0] = first;
    best[1] = second;
    best[2] = third;
}

AVX2 static void name_merits(const struct lanes *lanes, __m256i codes[SEG_BATCH_REASONS]) {
    const uint8_t *code_of_merit = lanes->model->speed.vector.code_of_merit;
    rank_items(lanes, codes);
    for (int n = 0; n < SEG_BATCH_REASONS; n++) {
        uint8_t bytes[LANES];
        store(bytes, codes[n]);
        for (size_t lane = 0; lane < LANES; lane++) {
            bytes[lane] = code_of_merit[bytes[lane]];
        }
        codes[n] = load(bytes, 0);
    }
}

/* The keys of an axis, greatest first, each in two halves. */
struct queue {
    __m256i keys[SEG_BATCH_REASONS][2];
};

INLINE void insert(struct queue *queue, int half, __m256i key) {
    __m256i *first = &queue->keys[0][half], *second = &queue->keys[1][half];
    __m256i *third = &queue->keys[2][half];
    __m256i down = _mm256_min_epu16(*first, key);
    *first = _mm256_max_epu16(*first, key);
    *third = _mm256_max_epu16(*third, _mm256_min_epu16(*second, down));
    *second = _mm256_max_epu16(*second, down);
}

INLINE void line_up(const struct lanes *lanes, int a, struct queue *queue) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    for (int n = 0; n < SEG_BATCH_REASONS; n++) {
        queue->keys[n][0] = queue->keys[n][1] = zeros();
    }
    for (int k = 0; k < axis->item_count; k++) {
        unsigned i = axis->scored[k];
        __m256i points =
            _mm256_shuffle_epi8(table(lanes->model->speed.vector.points[i]), lanes->levels[i]);
        insert(queue, 0, _mm256_unpacklo_epi8(bytes_of(~i), points));
        insert(queue, 1, _mm256_unpackhi_epi8(bytes_of(~i), points));
    }
}

/* The first of a queue: its share is weight / most. */
struct front {
    __m256i key, weight, most;
};

INLINE struct front front_of(const struct lanes *lanes, const struct queue *queue, int a,
                             int half) {
    __m256i scale = _mm256_set1_epi16((short)lanes->model->speed.vector.share_scale[a]);
    __m256i key = queue->keys[0][half];
    struct front front;
    front.key = key;
    front.weight = _mm256_mullo_epi16(_mm256_srli_epi16(key, 8), scale);
    front.most = lanes->most[a][half];
    return front;
}

/* The front of the greater share, of equals that of the earlier item; without points, any. */
INLINE struct front greater(struct front a, struct front b) {
    __m256i minus = _mm256_sub_epi16(zeros(), a.most), low = _mm256_set1_epi16(0xFF);
    __m256i first = _mm256_madd_epi16(_mm256_unpacklo_epi16(a.weight, b.weight),
                                      _mm256_unpacklo_epi16(b.most, minus));
    __m256i second = _mm256_madd_epi16(_mm256_unpackhi_epi16(a.weight, b.weight),
                                       _mm256_unpackhi_epi16(b.most, minus));
    __m256i above = _mm256_packs_epi32(first, second);
    __m256i equal = _mm256_cmpeq_epi16(above, zeros());
    __m256i earlier =
        _mm256_cmpgt_epi16(_mm256_and_si256(b.key, low), _mm256_and_si256(a.key, low));
    __m256i other = or2(_mm256_cmpgt_epi16(zeros(), above), _mm256_and_si256(equal, earlier));
    a.key = _mm256_blendv_epi8(a.key, b.key, other);
    a.weight = _mm256_blendv_epi8(a.weight, b.weight, other);
    a.most = _mm256_blendv_epi8(a.most, b.most, other);
    return a;
}

/* Takes a key out of the front in which it stands. */
INLINE void take(struct queue *queue, int half, __m256i key) {
    __m256i *first = &queue->keys[0][half], *second = &queue->keys[1][half];
    __m256i *third = &queue->keys[2][half];
    __m256i taken = _mm256_cmpeq_epi16(*first, key);
    *first = _mm256_blendv_epi8(*first, *second, taken);
    *second = _mm256_blendv_epi8(*second, *third, taken);
    *third = without(*third, taken);
}

INLINE __m256i code_of_key(__m256i key) {
    __m256i low = _mm256_set1_epi16(0xFF);
    __m256i nothing = _mm256_cmpeq_epi16(_mm256_srli_epi16(key, 8), zeros());
    return _mm256_and_si256(or2(invert(key), nothing), low);
}

AVX2 static void merge(const struct lanes *lanes, struct queue queues[SEG_MAX_AXES],
                       __m256i codes[SEG_BATCH_REASONS]) {
    int axes = lanes->model->axis_count;
    for (int n = 0; n < SEG_BATCH_REASONS; n++) {
        __m256i halves[2];
        for (int half = 0; half < 2; half++) {
            struct front best = front_of(lanes, &queues[0], 0, half);
            for (int a = 1; a < axes; a++) {
                best = greater(best, front_of(lanes, &queues[a], a, half));
            }
            for (int a = 0; a < axes; a++) {
                take(&queues[a], half, best.key);
            }
            halves[half] = code_of_key(best.key);
        }
        codes[n] = _mm256_packus_epi16(halves[0], halves[1]);
    }
}

AVX2 void seg_avx2_items(const struct lanes *lanes, __m256i codes[SEG_BATCH_REASONS]) {
    struct queue queues[SEG_MAX_AXES];
    /* Where shares don't fit, the lanes that lack something are odd. */
    if (lanes->shrunk == 0 || lanes->model->axis_count == 1 ||
        !lanes->model->speed.vector.shares_fit) {
        name_merits(lanes, codes);
        return;
    }
    for (int a = 0; a < lanes->model->axis_count; a++) {
        line_up(lanes, a, &queues[a]);
    }
    merge(lanes, queues, codes);
}
#endif
