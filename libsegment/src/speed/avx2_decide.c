/*
 * From states to segments: the cell table and the rules.
 *
 * Where every lane has one state of each column, its cell is looked up. Otherwise the cells are
 * walked in groups of equal states of those columns that rules read, since a rule is then the same
 * for all cells of a group.
 */
#include "avx2_lanes.h"

#ifdef SEG_HAS_AVX2
INLINE __m256i effect(const struct seg_model *model, const struct seg_rule_rec *rule,
                      __m256i segments) {
    __m256i target = bytes_of(1u << rule->segment);
    if (rule->effect == SEG_SET) {
        return _mm256_and_si256(not_zero(segments), target);
    }
    __m256i heavy = bytes_of(model->segments[rule->segment].at_least);
    __m256i light = without(segments, heavy);
    return or2(_mm256_and_si256(segments, heavy), _mm256_and_si256(not_zero(light), target));
}

/* Takes the segments of a group of cells through all rules. */
AVX2 static void walk_rules(struct lanes *lanes, const struct narrowed *moment, __m256i live) {
    const struct seg_model *model = lanes->model;
    __m256i done = zeros();
    for (int r = 0; r < model->rule_count; r++) {
        const struct seg_rule_rec *rule = &model->rules[r];
        struct truth truth = seg_avx2_condition(lanes, rule->node, moment);
        __m256i moved = effect(model, rule, _mm256_and_si256(live, truth.may));
        __m256i kept = _mm256_and_si256(live, truth.may_not);
        lanes->surely[r] = without(lanes->surely[r], not_zero(or2(kept, done)));
        done = rule->final ? or2(done, moved) : done;
        live = rule->final ? kept : or2(kept, moved);
    }
    lanes->possible = or2(lanes->possible, or2(done, live));
}

/* A walk over the columns of the cell table: those that rules read first, then the others. */
struct walk {
    struct lanes *lanes;
    __m256i in_state[SEG_MAX_AXES + 1][SEG_MAX_STATES]; /* lanes that a state is possible for */
    struct narrowed moment;
    __m256i group; /* segments of the group's cells */
};

INLINE __m256i column_mask(const struct lanes *lanes, uint8_t column) {
    return column == SEG_BY_DURATION ? lanes->durations : lanes->states[column];
}

INLINE uint32_t column_stride(const struct seg_model *model, uint8_t column) {
    return column == SEG_BY_DURATION ? model->duration_stride : model->axes[column].stride;
}

INLINE int column_states(const struct seg_model *model, uint8_t column) {
    return column == SEG_BY_DURATION ? model->duration_count : model->axes[column].state_count;
}

INLINE void start_walk(struct walk *walk) {
    const struct seg_model *model = walk->lanes->model;
    walk->moment = whole(walk->lanes, zeros());
    for (int c = 0; c < model->speed.vector.column_count; c++) {
        uint8_t column = model->speed.vector.columns[c];
        __m256i mask = column_mask(walk->lanes, column);
        for (int state = 0; state < column_states(model, column); state++) {
            __m256i bit = bytes_of(1u << state);
            walk->in_state[c][state] = _mm256_cmpeq_epi8(_mm256_and_si256(mask, bit), bit);
        }
    }
}

INLINE void take_cell(struct walk *walk, uint32_t cell, __m256i here) {
    __m256i segment = bytes_of(walk->lanes->model->speed.vector.cell_bits[cell]);
    walk->group = or2(walk->group, _mm256_and_si256(here, segment));
}

/* The cells of a group, by the columns that are left. */
AVX2 static void walk_cells(struct walk *walk, int depth, uint32_t cell, __m256i here) {
    const struct seg_model *model = walk->lanes->model;
    uint8_t column = model->speed.vector.columns[depth];
    uint32_t stride = column_stride(model, column);
    bool last = depth == SEG_MAX_AXES || depth + 1 == model->speed.vector.column_count;
    for (int state = 0; state < column_states(model, column); state++, cell += stride) {
        __m256i there = _mm256_and_si256(here, walk->in_state[depth][state]);
        if (last) {
            take_cell(walk, cell, there);
        } else if (!none_set(there)) {
            walk_cells(walk, depth + 1, cell, there);
        }
    }
}

AVX2 static void walk_group(struct walk *walk, int depth, uint32_t cell, __m256i here) {
    struct lanes *lanes = walk->lanes;
    walk->group = zeros();
    if (depth > SEG_MAX_AXES || depth == lanes->model->speed.vector.column_count) {
        take_cell(walk, cell, here);
    } else {
        walk_cells(walk, depth, cell, here);
    }
    lanes->cell_segments = or2(lanes->cell_segments, walk->group);
    walk_rules(lanes, &walk->moment, walk->group);
}

AVX2 static void walk_groups(struct walk *walk, int depth, uint32_t cell, __m256i here) {
    const struct seg_model *model = walk->lanes->model;
    if (depth > SEG_MAX_AXES || depth == model->speed.vector.read_count) {
        walk_group(walk, depth, cell, here);
        return;
    }
    uint8_t column = model->speed.vector.columns[depth];
    uint32_t stride = column_stride(model, column);
    __m256i *narrow =
        column == SEG_BY_DURATION ? &walk->moment.durations : &walk->moment.states[column];
    __m256i wide = *narrow;
    for (int state = 0; state < column_states(model, column); state++, cell += stride) {
        __m256i there = _mm256_and_si256(here, walk->in_state[depth][state]);
        if (!none_set(there)) {
            *narrow = bytes_of(1u << state);
            walk_groups(walk, depth + 1, cell, there);
        }
    }
    *narrow = wide;
}

/* The index of the one bit of each byte; bytes of no bit give 0. */
INLINE __m256i bit_index(__m256i bits) {
    static const uint8_t low[16] = {0, 0, 1, 0, 2, 0, 0, 0, 3},
                         high[16] = {0, 4, 5, 0, 6, 0, 0, 0, 7};
    __m256i nibble = bytes_of(15);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bits, 4), nibble);
    return or2(_mm256_shuffle_epi8(table(low), _mm256_and_si256(bits, nibble)),
               _mm256_shuffle_epi8(table(high), upper));
}

/* Where one cell outcome is kept open by rules alone: what those that are known to hold make of it,
 * if it is possible. */
AVX2 static __m256i settled(const struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    __m256i so_far = lanes->cell_segments;
    for (int r = 0; r < model->rule_count; r++) {
        __m256i moved = effect(model, &model->rules[r], so_far);
        so_far = _mm256_blendv_epi8(so_far, moved, lanes->surely[r]);
    }
    __m256i reached = not_zero(_mm256_and_si256(so_far, lanes->possible));
    return or2(bit_index(so_far), invert(reached));
}

/* Whether every lane has one state of every column that matters; odd lanes don't matter. */
INLINE bool all_single(const struct lanes *lanes) {
    const struct seg_vector *vector = &lanes->model->speed.vector;
    __m256i single = ones();
    for (int c = 0; c < vector->column_count; c++) {
        single = _mm256_and_si256(single, one_bit(column_mask(lanes, vector->columns[c])));
    }
    return _mm256_movemask_epi8(or2(single, lanes->odd)) == -1;
}

/* The segments of the lanes' own cells: places are summed up, and looked up sixteen at a time. */
INLINE __m256i look_up_cells(const struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    const struct seg_vector *vector = &model->speed.vector;
    __m256i place = zeros(), segments = zeros(), nibble = bytes_of(15);
    for (int c = 0; c < vector->column_count; c++) {
        __m256i bits = column_mask(lanes, vector->columns[c]);
        __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bits, 4), nibble);
        __m256i lower = _mm256_and_si256(bits, nibble);
        place = _mm256_add_epi8(place, _mm256_shuffle_epi8(table(vector->place_low[c]), lower));
        place = _mm256_add_epi8(place, _mm256_shuffle_epi8(table(vector->place_high[c]), upper));
    }
    for (uint32_t from = 0; from < model->cell_count; from += 16) {
        /* 0..15 become 0x70..0x7f; all else comes to have the top bit, and gives nothing. */
        __m256i here = _mm256_adds_epu8(_mm256_sub_epi8(place, bytes_of(from)), bytes_of(0x70));
        segments = or2(segments, _mm256_shuffle_epi8(table(vector->cell_bits + from), here));
    }
    return segments;
}

AVX2 static void decide_single(struct lanes *lanes) {
    struct narrowed moment = whole(lanes, zeros());
    lanes->cell_segments = without(look_up_cells(lanes), lanes->odd);
    walk_rules(lanes, &moment, lanes->cell_segments);
}

/* A rule is known to hold by its condition over all cells at once; the walk takes away from it. */
AVX2 static void weigh_rules(struct lanes *lanes, const struct narrowed *moment) {
    for (int r = 0; r < lanes->model->rule_count; r++) {
        struct truth truth = seg_avx2_condition(lanes, lanes->model->rules[r].node, moment);
        lanes->surely[r] = without(truth.may, truth.may_not);
    }
}

/* Odd lanes take no part: their bytes may be no states at all. */
AVX2 static void decide_open(struct lanes *lanes) {
    struct walk walk;
    walk.lanes = lanes;
    start_walk(&walk);
    weigh_rules(lanes, &walk.moment);
    walk_groups(&walk, 0, 0, invert(lanes->odd));
}

AVX2 void seg_avx2_decide(struct lanes *lanes) {
    lanes->possible = lanes->cell_segments = zeros();
    for (int r = 0; r < lanes->model->rule_count; r++) {
        lanes->surely[r] = ones();
    }
    if (all_single(lanes)) {
        decide_single(lanes);
    } else {
        decide_open(lanes);
    }
    __m256i certain = one_bit(lanes->possible);
    __m256i single = without(one_bit(lanes->cell_segments), certain);
    lanes->segment = or2(bit_index(lanes->possible), invert(certain));
    if (!none_set(single)) {
        lanes->segment = _mm256_blendv_epi8(lanes->segment, settled(lanes), single);
    }
}
#endif
