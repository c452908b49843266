/*
 * The decision of seg_evaluate(), for thirty-two rows at once.
 *
 * A row is a byte lane. Points and merits are looked up by one shuffle an item; unknown answers
 * have their top bit set, for which a shuffle gives zero. What is possible is a mask a lane: of
 * states, durations, segments; a truth is a pair of masks, may be true and may be false. The cell
 * table and the rules are walked once for all lanes, cell groups that no lane can be in left out.
 */
#include "batch_avx2.h"

#ifdef SEG_HAS_AVX2
#include <immintrin.h>
#include <string.h>

#define LANES 32
#define AVX2 __attribute__((target("avx2")))
#define INLINE static inline __attribute__((target("avx2"), always_inline))

struct truth {
    __m256i may, may_not;
};

struct narrowed {
    __m256i states[SEG_MAX_AXES], durations, segments;
};

struct lanes {
    const struct seg_model *model;
    const struct seg_batch_input *input;
    size_t row;
    __m256i levels[SEG_MAX_ITEMS];
    __m256i low[SEG_MAX_AXES][2], high[SEG_MAX_AXES][2]; /* sums, sixteen bits */
    __m256i states[SEG_MAX_AXES], durations;
    __m256i missing, disagreements;
    __m256i odd; /* lanes for the scalar kernel */
    __m256i best[SEG_BATCH_REASONS];
    __m256i possible, cell_segments, segment;
    __m256i surely[SEG_MAX_RULES];
    int unknowns; /* some lane lacks some answer */
};

INLINE __m256i zeros(void) {
    return _mm256_setzero_si256();
}

INLINE __m256i ones(void) {
    return _mm256_set1_epi8(-1);
}

INLINE __m256i bytes_of(unsigned value) {
    return _mm256_set1_epi8((char)value);
}

INLINE __m256i not_zero(__m256i x) {
    return _mm256_xor_si256(_mm256_cmpeq_epi8(x, zeros()), ones());
}

INLINE __m256i and3(__m256i a, __m256i b, __m256i c) {
    return _mm256_and_si256(a, _mm256_and_si256(b, c));
}

INLINE __m256i or2(__m256i a, __m256i b) {
    return _mm256_or_si256(a, b);
}

/* a and not b */
INLINE __m256i without(__m256i a, __m256i b) {
    return _mm256_andnot_si256(b, a);
}

INLINE __m256i invert(__m256i a) {
    return _mm256_xor_si256(a, ones());
}

INLINE int none_set(__m256i a) {
    return _mm256_testz_si256(a, a);
}

INLINE __m256i load(const uint8_t *column, size_t row) {
    return column ? _mm256_loadu_si256((const __m256i *)(const void *)(column + row)) : ones();
}

INLINE __m256i table(const uint8_t bytes[16]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)bytes));
}

INLINE __m256i is_unknown(__m256i levels) {
    return _mm256_cmpeq_epi8(levels, ones());
}

INLINE __m256i at_least_bytes(__m256i a, unsigned from) {
    return _mm256_cmpeq_epi8(_mm256_max_epu8(a, bytes_of(from)), a);
}

/* ---- Answers and scores ------------------------------------------------------------------- */

/* Lanes whose byte is neither below `count` nor unknown. */
INLINE __m256i misfit(__m256i bytes, unsigned count) {
    if (count == 0) {
        return invert(is_unknown(bytes));
    }
    __m256i fits = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, bytes_of(count - 1)), bytes);
    return invert(or2(fits, is_unknown(bytes)));
}

INLINE __m256i apart(__m256i a, __m256i b, unsigned least) {
    __m256i distance = _mm256_sub_epi8(_mm256_max_epu8(a, b), _mm256_min_epu8(a, b));
    __m256i both = invert(or2(is_unknown(a), is_unknown(b)));
    return _mm256_and_si256(both, at_least_bytes(distance, least));
}

INLINE void read_item(struct lanes *lanes, int i) {
    const struct seg_model *model = lanes->model;
    const uint8_t *first = lanes->input->answers[SEG_PROFESSIONAL][i];
    const uint8_t *second = lanes->input->answers[SEG_CLIENT][i];
    __m256i levels = load(first, lanes->row);
    lanes->odd = or2(lanes->odd, misfit(levels, model->levels[i]));
    if (second) {
        __m256i client = load(second, lanes->row);
        int choice = model->items[i].kind == SEG_CHOICE;
        lanes->odd = or2(lanes->odd, misfit(client, model->levels[i]));
        lanes->disagreements = _mm256_sub_epi8(
            lanes->disagreements, apart(levels, client, choice ? 1u : model->disagreement));
        levels = model->items[i].policy == SEG_CLIENT_FIRST
                     ? _mm256_blendv_epi8(client, levels, is_unknown(client))
                     : _mm256_blendv_epi8(levels, client, is_unknown(levels));
    }
    lanes->levels[i] = levels;
}

/* The three greatest merits, by insertion. */
INLINE void rank_items(struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    __m256i first = zeros(), second = zeros(), third = zeros();
    for (int i = 0; i < model->item_count; i++) {
        __m256i merit = _mm256_shuffle_epi8(table(model->vector.merit[i]), lanes->levels[i]);
        __m256i down = _mm256_min_epu8(first, merit);
        first = _mm256_max_epu8(first, merit);
        third = _mm256_max_epu8(third, _mm256_min_epu8(second, down));
        second = _mm256_max_epu8(second, down);
    }
    lanes->best[0] = first;
    lanes->best[1] = second;
    lanes->best[2] = third;
}

INLINE void widen_add(__m256i sums[2], __m256i bytes) {
    sums[0] = _mm256_add_epi16(sums[0], _mm256_unpacklo_epi8(bytes, zeros()));
    sums[1] = _mm256_add_epi16(sums[1], _mm256_unpackhi_epi8(bytes, zeros()));
}

/* The sum of the known answers. Bytes are added as bytes as long as they can't overflow. */
INLINE void sum_known(struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    __m256i part = zeros(), unknown = zeros();
    uint32_t room = 255;
    lanes->low[a][0] = lanes->low[a][1] = zeros();
    for (int k = 0; k < axis->item_count; k++) {
        int i = axis->scored[k];
        uint32_t greatest = lanes->model->items[i].greatest;
        if (greatest > room) {
            widen_add(lanes->low[a], part);
            part = zeros();
            room = 255;
        }
        room -= greatest;
        part = _mm256_add_epi8(
            part, _mm256_shuffle_epi8(table(lanes->model->vector.points[i]), lanes->levels[i]));
        unknown = or2(unknown, lanes->levels[i]);
    }
    widen_add(lanes->low[a], part);
    lanes->high[a][0] = lanes->low[a][0];
    lanes->high[a][1] = lanes->low[a][1];
    lanes->unknowns |= _mm256_movemask_epi8(unknown) != 0;
}

/* What the unknown answers may add. */
INLINE void sum_unknown(struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    __m256i all = ones();
    for (int k = 0; k < axis->item_count; k++) {
        int i = axis->scored[k];
        __m256i unknown = is_unknown(lanes->levels[i]);
        __m256i rise = _mm256_and_si256(unknown, bytes_of(lanes->model->items[i].greatest));
        widen_add(lanes->high[a], rise);
        lanes->missing = _mm256_sub_epi8(lanes->missing, unknown);
        all = lanes->model->items[i].greatest > 0 ? _mm256_and_si256(all, unknown) : all;
    }
    if (lanes->model->vector.axis_optional[a]) {
        lanes->odd = or2(lanes->odd, all);
    }
}

INLINE __m256i reaches(const __m256i sums[2], uint32_t from) {
    __m256i below = _mm256_set1_epi16((short)(from > 32767 ? 32767 : (int)from - 1));
    return _mm256_packs_epi16(_mm256_cmpgt_epi16(sums[0], below),
                              _mm256_cmpgt_epi16(sums[1], below));
}

static const uint8_t one_shifted[16] = {1, 2, 4, 8, 16, 32, 64, 128};

INLINE __m256i band_states(const struct lanes *lanes, const struct seg_band_rec *band) {
    if (band->item == SEG_NONE) {
        return bytes_of(band->states);
    }
    __m256i named = table(band->by_option), all = bytes_of(band->states);
    __m256i states = _mm256_blendv_epi8(_mm256_shuffle_epi8(table(one_shifted), named), all, named);
    __m256i levels = lanes->levels[band->item];
    __m256i open = _mm256_and_si256(is_unknown(levels), all);
    return or2(open, _mm256_shuffle_epi8(states, levels));
}

INLINE void find_states(struct lanes *lanes, int a) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    __m256i states = zeros(), below_next = ones();
    for (int b = axis->band_count - 1; b >= 0; b--) {
        const struct seg_band_rec *band = &axis->bands[b];
        __m256i touched = _mm256_and_si256(below_next, reaches(lanes->high[a], band->sum_from));
        states = or2(states, _mm256_and_si256(touched, band_states(lanes, band)));
        below_next = invert(reaches(lanes->low[a], band->sum_from));
    }
    lanes->states[a] = states;
}

INLINE void read_duration(struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    __m256i given = load(lanes->input->duration, lanes->row);
    lanes->odd = or2(lanes->odd, misfit(given, model->duration_count));
    __m256i open = _mm256_and_si256(is_unknown(given), bytes_of(model->all_durations));
    lanes->durations = or2(open, _mm256_shuffle_epi8(table(one_shifted), given));
}

INLINE void read_rest(struct lanes *lanes) {
    const struct seg_batch_input *input = lanes->input;
    for (int f = 0; f < lanes->model->flag_count; f++) {
        lanes->odd = or2(lanes->odd, misfit(load(input->flags[f], lanes->row), 2));
    }
    for (int a = 0; a < lanes->model->axis_count; a++) {
        if (input->axis_state[a]) {
            lanes->odd = or2(lanes->odd, misfit(load(input->axis_state[a], lanes->row), 0));
        }
    }
    for (size_t half = 0; input->age && half < LANES; half += 16) {
        for (size_t lane = half; lane < half + 16; lane++) {
            uint16_t age = input->age[lanes->row + lane];
            if (age > SEG_MAX_AGE && age != SEG_AGE_UNKNOWN) {
                lanes->odd = ones();
            }
        }
    }
    read_duration(lanes);
}

AVX2 static void gather(struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    lanes->odd = lanes->missing = lanes->disagreements = zeros();
    lanes->unknowns = 0;
    for (int i = 0; i < model->item_count; i++) {
        read_item(lanes, i);
    }
    rank_items(lanes);
    read_rest(lanes);
    for (int a = 0; a < model->axis_count; a++) {
        sum_known(lanes, a);
    }
    for (int a = 0; a < model->axis_count; a++) {
        if (lanes->unknowns) {
            sum_unknown(lanes, a);
        }
        find_states(lanes, a);
    }
}

/* ---- Conditions --------------------------------------------------------------------------- */

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
    const __m256i *low = lanes->low[node->subject], *high = lanes->high[node->subject];
    int endless = node->below == SEG_NO_LIMIT;
    return between(reaches(low, node->sum_from), reaches(high, node->sum_from),
                   endless ? ones() : invert(reaches(low, node->sum_below)),
                   endless ? ones() : invert(reaches(high, node->sum_below)));
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
        int surely = low >= node->from && high < node->below;
        int never = !surely && (high < node->from || low >= node->below);
        may[lane] = never ? 0 : 0xFF;
        may_not[lane] = surely ? 0 : 0xFF;
    }
    struct truth truth = {load(may, 0), load(may_not, 0)};
    return truth;
}

INLINE struct truth count_truth(__m256i count, uint32_t from) {
    return known(from > 255 ? zeros() : at_least_bytes(count, from));
}

AVX2 static struct truth leaf_truth(const struct lanes *lanes, const struct seg_node *node,
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

AVX2 static struct truth condition(const struct lanes *lanes, uint16_t index,
                                   const struct narrowed *moment) {
    const struct seg_node *node = &lanes->model->nodes[index];
    if (node->test > SEG_TEST_NOT) {
        return leaf_truth(lanes, node, moment);
    }
    int all = node->test == SEG_TEST_ALL;
    struct truth sum = {all ? ones() : zeros(), all ? zeros() : ones()};
    for (uint16_t member = (uint16_t)(index + 1); member < node->end;
         member = lanes->model->nodes[member].end) {
        struct truth one = condition(lanes, member, moment);
        if (node->test == SEG_TEST_NOT) {
            struct truth turned = {one.may_not, one.may};
            return turned;
        }
        sum.may = all ? _mm256_and_si256(sum.may, one.may) : or2(sum.may, one.may);
        sum.may_not =
            all ? or2(sum.may_not, one.may_not) : _mm256_and_si256(sum.may_not, one.may_not);
    }
    return sum;
}

/* ---- Cells and rules ---------------------------------------------------------------------- */

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
        struct truth truth = condition(lanes, rule->node, moment);
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
    int order[SEG_MAX_AXES + 1], read; /* columns; how many of them rules read */
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

AVX2 static void walk_cells(struct walk *walk, int depth, uint32_t cell, __m256i here) {
    const struct seg_model *model = walk->lanes->model;
    if (depth == model->column_count) {
        __m256i segment = bytes_of(1u << model->cells[cell]);
        walk->group = or2(walk->group, _mm256_and_si256(here, segment));
        return;
    }
    uint8_t column = model->columns[walk->order[depth]];
    __m256i mask = column_mask(walk->lanes, column);
    for (int state = 0; state < column_states(model, column); state++) {
        __m256i bit = bytes_of(1u << state);
        __m256i there = _mm256_and_si256(here, _mm256_cmpeq_epi8(_mm256_and_si256(mask, bit), bit));
        if (!none_set(there)) {
            walk_cells(walk, depth + 1, cell + (uint32_t)state * column_stride(model, column),
                       there);
        }
    }
}

AVX2 static void walk_groups(struct walk *walk, int depth, uint32_t cell, __m256i here) {
    struct lanes *lanes = walk->lanes;
    const struct seg_model *model = lanes->model;
    if (depth == walk->read) {
        walk->group = zeros();
        walk_cells(walk, depth, cell, here);
        lanes->cell_segments = or2(lanes->cell_segments, walk->group);
        walk_rules(lanes, &walk->moment, walk->group);
        return;
    }
    uint8_t column = model->columns[walk->order[depth]];
    __m256i mask = column_mask(lanes, column);
    __m256i *narrow =
        column == SEG_BY_DURATION ? &walk->moment.durations : &walk->moment.states[column];
    for (int state = 0; state < column_states(model, column); state++) {
        __m256i bit = bytes_of(1u << state);
        __m256i there = _mm256_and_si256(here, _mm256_cmpeq_epi8(_mm256_and_si256(mask, bit), bit));
        if (none_set(there)) {
            continue;
        }
        *narrow = bit;
        walk_groups(walk, depth + 1, cell + (uint32_t)state * column_stride(model, column), there);
    }
    *narrow = mask;
}

INLINE struct narrowed whole(const struct lanes *lanes, __m256i segments) {
    struct narrowed moment = {.durations = lanes->durations, .segments = segments};
    for (int a = 0; a < lanes->model->axis_count; a++) {
        moment.states[a] = lanes->states[a];
    }
    return moment;
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

INLINE __m256i one_bit(__m256i bits) {
    __m256i rest = _mm256_and_si256(bits, _mm256_sub_epi8(bits, bytes_of(1)));
    return _mm256_cmpeq_epi8(rest, zeros());
}

/* Of the lanes that are not certain: what the known facts give to a single cell outcome. */
AVX2 static __m256i settled(const struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    struct narrowed moment = whole(lanes, zeros());
    __m256i so_far = lanes->cell_segments, going = ones();
    for (int r = 0; r < model->rule_count; r++) {
        struct truth truth = condition(lanes, model->rules[r].node, &moment);
        __m256i holds = and3(without(truth.may, truth.may_not), going, ones());
        so_far = _mm256_blendv_epi8(so_far, effect(model, &model->rules[r], so_far), holds);
        if (model->rules[r].final) {
            going = without(going, holds);
        }
    }
    __m256i reached = not_zero(_mm256_and_si256(so_far, lanes->possible));
    return or2(bit_index(so_far), invert(_mm256_and_si256(one_bit(lanes->cell_segments), reached)));
}

/* Whether every lane has one state of every column of the cell table; odd lanes don't matter. */
INLINE int all_single(const struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    __m256i single = ones();
    for (int c = 0; c < model->column_count; c++) {
        single = _mm256_and_si256(single, one_bit(column_mask(lanes, model->columns[c])));
    }
    return _mm256_movemask_epi8(or2(single, lanes->odd)) == -1;
}

/* The segments of the lanes' own cells: places are summed up, and looked up sixteen at a time. */
INLINE __m256i look_up_cells(const struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    const struct seg_vector *vector = &model->vector;
    __m256i place = zeros(), segments = zeros(), nibble = bytes_of(15);
    for (int c = 0; c < model->column_count; c++) {
        __m256i bits = column_mask(lanes, model->columns[c]);
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

/* Odd lanes take no part: their bytes may be no states at all. */
AVX2 static void decide_open(struct lanes *lanes) {
    const struct seg_model *model = lanes->model;
    struct walk walk = {.lanes = lanes};
    int count = 0;
    for (int pass = 1; pass >= 0; pass--) {
        for (int c = 0; c < model->column_count; c++) {
            if (model->vector.column_read[c] == pass) {
                walk.order[count++] = c;
            }
        }
        walk.read = pass ? count : walk.read;
    }
    walk.moment = whole(lanes, zeros());
    walk_groups(&walk, 0, 0, invert(lanes->odd));
}

AVX2 static void decide(struct lanes *lanes) {
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
    lanes->segment = bit_index(lanes->possible);
    if (_mm256_movemask_epi8(certain) != -1) {
        lanes->segment = _mm256_blendv_epi8(settled(lanes), lanes->segment, certain);
    }
}

/* ---- Answers out -------------------------------------------------------------------------- */

INLINE void store(uint8_t *to, __m256i bytes) {
    if (to) {
        _mm256_storeu_si256((__m256i *)(void *)to, bytes);
    }
}

/* Eight sums of thirty-two bits: sum x scale / greatest, by a product of sixty-four bits. */
INLINE __m256i scores_of(__m256i sums, const struct seg_axis_rec *axis, uint32_t reciprocal,
                         uint8_t shift) {
    __m256i factor = _mm256_set1_epi64x((long long)reciprocal);
    __m128i count = _mm_cvtsi32_si128(shift);
    __m256i scaled = _mm256_mullo_epi32(sums, _mm256_set1_epi32((int)axis->scale));
    __m256i even = _mm256_srl_epi64(_mm256_mul_epu32(scaled, factor), count);
    __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(scaled, 32), factor);
    odd = _mm256_slli_epi64(_mm256_srl_epi64(odd, count), 32);
    return _mm256_blend_epi32(even, odd, 0xAA);
}

/* Unpacking put lanes 0-7 and 16-23 into the first half. */
AVX2 static void write_scores(const struct lanes *lanes, const __m256i sums[2], int a,
                              uint32_t *to) {
    const struct seg_axis_rec *axis = &lanes->model->axes[a];
    uint32_t reciprocal = lanes->model->vector.reciprocal[a];
    uint8_t shift = lanes->model->vector.shift[a];
    for (int eight = 0; eight < 4; eight++) {
        __m256i half = sums[eight & 1];
        __m256i wide = _mm256_cvtepu16_epi32(eight < 2 ? _mm256_castsi256_si128(half)
                                                       : _mm256_extracti128_si256(half, 1));
        __m256i scores = reciprocal ? scores_of(wide, axis, reciprocal, shift) : wide;
        store((uint8_t *)(to + 8 * eight), scores);
    }
}

AVX2 static void write_axes(const struct lanes *lanes, const struct seg_batch_output *output) {
    for (int a = 0; a < lanes->model->axis_count; a++) {
        uint32_t *low = output->low[a], *high = output->high[a];
        if (low) {
            write_scores(lanes, lanes->low[a], a, low + lanes->row);
        }
        if (high && low && !lanes->unknowns) {
            memcpy(high + lanes->row, low + lanes->row, LANES * sizeof *high);
        } else if (high) {
            write_scores(lanes, lanes->high[a], a, high + lanes->row);
        }
        store(output->states[a] ? output->states[a] + lanes->row : NULL, lanes->states[a]);
    }
}

AVX2 static void write_signals(const struct lanes *lanes, uint32_t *to) {
    const struct seg_model *model = lanes->model;
    struct narrowed moment = whole(lanes, lanes->possible);
    memset(to, 0, LANES * sizeof *to);
    for (int first = 0; first < model->signal_count; first += 8) {
        uint8_t bytes[LANES];
        __m256i eight = zeros();
        for (int s = first; s < model->signal_count && s < first + 8; s++) {
            struct truth truth = condition(lanes, model->signals[s].node, &moment);
            __m256i holds = without(truth.may, truth.may_not);
            eight = or2(eight, _mm256_and_si256(holds, bytes_of(1u << (s - first))));
        }
        store(bytes, eight);
        for (size_t lane = 0; lane < LANES; lane++) {
            to[lane] |= (uint32_t)bytes[lane] << first;
        }
    }
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
    const uint8_t *code_of_merit = lanes->model->vector.code_of_merit;
    __m256i codes[SEG_BATCH_REASONS];
    for (int n = 0; n < SEG_BATCH_REASONS; n++) {
        uint8_t bytes[LANES];
        store(bytes, lanes->best[n]);
        for (size_t lane = 0; lane < LANES; lane++) {
            bytes[lane] = code_of_merit[bytes[lane]];
        }
        codes[n] = load(bytes, 0);
    }
    push_rules(lanes, codes);
    for (int n = 0; n < SEG_BATCH_REASONS; n++) {
        store(output->reason[n] ? output->reason[n] + lanes->row : NULL, codes[n]);
    }
}

AVX2 static void write_lanes(const struct lanes *lanes, const struct seg_batch_output *output) {
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
    write_reasons(lanes, output);
}

int seg_avx2_takes(const struct seg_model *model, const struct seg_batch_input *input) {
    if (!model->vector.usable || !__builtin_cpu_supports("avx2")) {
        return 0;
    }
    for (int i = 0; input && i < model->item_count; i++) {
        uint8_t policy = model->items[i].policy;
        int both = input->answers[SEG_PROFESSIONAL][i] && input->answers[SEG_CLIENT][i];
        if (both && policy != SEG_PROFESSIONAL_FIRST && policy != SEG_CLIENT_FIRST) {
            return 0;
        }
    }
    return 1;
}

AVX2 size_t seg_batch_avx2(const struct seg_model *model, const struct seg_batch_input *input,
                           const struct seg_batch_output *output, size_t *refused) {
    struct lanes lanes = {.model = model, .input = input};
    size_t row = 0;
    for (; row + LANES <= input->rows; row += LANES) {
        lanes.row = row;
        gather(&lanes);
        decide(&lanes);
        write_lanes(&lanes, output);
        for (unsigned odd = (unsigned)_mm256_movemask_epi8(lanes.odd); odd; odd &= odd - 1) {
            size_t one = row + (size_t)__builtin_ctz(odd);
            *refused += seg_batch_scalar(model, input, output, one, 1);
        }
    }
    return row;
}
#else
int seg_avx2_takes(const struct seg_model *model, const struct seg_batch_input *input) {
    (void)model;
    (void)input;
    return 0;
}

size_t seg_batch_avx2(const struct seg_model *model, const struct seg_batch_input *input,
                      const struct seg_batch_output *output, size_t *refused) {
    (void)model;
    (void)input;
    (void)output;
    (void)refused;
    return 0;
}
#endif
