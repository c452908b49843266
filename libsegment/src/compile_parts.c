/* Compiles segments, items and axes, and ranks the reasons. */
#include "compile.h"

#include <string.h>

/* The transitive closure of "lies above", by repeated union. */
static int close_order(struct seg_compilation *c, uint16_t lighter[SEG_MAX_SEGMENTS]) {
    int count = c->from->segment_count;
    for (int round = 0; round < count; round++) {
        for (int s = 0; s < count; s++) {
            for (int below = 0; below < count; below++) {
                if (lighter[s] >> below & 1) {
                    lighter[s] |= lighter[below];
                }
            }
        }
    }
    for (int s = 0; s < count; s++) {
        if (lighter[s] >> s & 1) {
            return seg_compile_fault(c, SEG_FAULT_CYCLE, SEG_SEGMENT, s, -1,
                                     "the segment lies above itself");
        }
    }
    return 0;
}

int seg_compile_segments(struct seg_compilation *c) {
    const struct seg_builder *from = c->from;
    uint16_t lighter[SEG_MAX_SEGMENTS] = {0};
    int count = from->segment_count;
    if (count == 0) {
        return seg_compile_fault(c, SEG_FAULT_EMPTY, SEG_SEGMENT, 0, -1,
                                 "a model has at least one segment");
    }
    for (int s = count; s < SEG_MAX_SEGMENTS; s++) {
        if (from->segments[s].above != 0) {
            return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_SEGMENT, s, -1,
                                     "a segment that is not there lies above others");
        }
    }
    for (int s = 0; s < count; s++) {
        lighter[s] = from->segments[s].above;
        if (lighter[s] >> count != 0) {
            return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_SEGMENT, s, -1,
                                     "it lies above a segment that is not there");
        }
    }
    if (close_order(c, lighter) < 0) {
        return -1;
    }
    c->model->segment_count = (uint8_t)count;
    for (int s = 0; s < count; s++) {
        struct seg_segment_rec *segment = &c->model->segments[s];
        segment->lighter = lighter[s];
        segment->review_months = from->segments[s].review_months;
        segment->code = seg_compile_text(c, from->segments[s].code);
        segment->process = seg_compile_text(c, from->segments[s].process);
        segment->at_least = (uint16_t)(1u << s);
        for (int other = 0; other < count; other++) {
            segment->at_least |= (uint16_t)((lighter[other] >> s & 1u) << other);
        }
    }
    return 0;
}

static int check_item(struct seg_compilation *c, int index) {
    const struct seg_built_item *item = &c->from->items[index];
    if (item->def.axis < -1 || item->def.axis >= c->from->axis_count) {
        return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_ITEM, index, -1,
                                 "the item's axis is not there");
    }
    if (item->option_count == 0) {
        return seg_compile_fault(c, SEG_FAULT_EMPTY, SEG_ITEM, index, -1,
                                 "an item has at least one option");
    }
    if (item->def.not_applicable && item->def.kind != SEG_LEVEL) {
        return seg_compile_fault(c, SEG_FAULT_KIND, SEG_ITEM, index, -1,
                                 "only a level item can be answered 'not applicable'");
    }
    if (item->def.kind != SEG_COUNT) {
        return 0;
    }
    for (int o = 0; o < item->option_count; o++) {
        bool rises = o == 0 ? item->from[o] == 0 : item->from[o] > item->from[o - 1];
        if (!rises || item->from[o] > SEG_MAX_COUNT) {
            return seg_compile_fault(c, SEG_FAULT_ORDER, SEG_OPTION, o, index,
                                     "the least counts start at 0, rise, and end at 9999");
        }
    }
    return 0;
}

static void set_points(struct seg_model *model, const struct seg_built_item *item, int index) {
    struct seg_item_rec *to = &model->items[index];
    uint32_t most = 0;
    for (int o = 0; o < item->option_count; o++) {
        most = item->points[o] > most ? item->points[o] : most;
    }
    to->least = UINT32_MAX;
    for (int o = 0; o < item->option_count; o++) {
        uint32_t points = item->def.reversed ? most - item->points[o] : item->points[o];
        points *= item->def.weight;
        model->points[index][o].points = points;
        to->least = points < to->least ? points : to->least;
        to->greatest = points > to->greatest ? points : to->greatest;
    }
}

static uint8_t policy_of(const struct seg_builder *from, const struct seg_built_item *item) {
    enum seg_policy policy = item->def.policy;
    if (policy == SEG_POLICY_DEFAULT) {
        policy = from->policy;
    }
    bool unscored = item->def.kind == SEG_CHOICE || item->def.axis < 0;
    if (unscored && (policy == SEG_WORST || (policy == SEG_MEAN && item->def.kind == SEG_CHOICE))) {
        policy = SEG_PROFESSIONAL_FIRST;
    }
    return (uint8_t)policy;
}

static void set_item(struct seg_compilation *c, int index) {
    const struct seg_built_item *item = &c->from->items[index];
    struct seg_item_rec *to = &c->model->items[index];
    to->kind = (uint8_t)item->def.kind;
    to->axis = item->def.axis < 0 ? SEG_NONE : (uint8_t)item->def.axis;
    to->levels = (uint8_t)item->option_count;
    to->policy = policy_of(c->from, item);
    to->scored = item->def.kind != SEG_CHOICE && item->def.axis >= 0;
    to->reversed = item->def.reversed != 0;
    to->changeable = item->def.changeable != 0;
    to->not_applicable = item->def.not_applicable != 0;
    to->weight = (uint16_t)item->def.weight;
    to->code = seg_compile_text(c, item->code);
    for (int o = 0; o < item->option_count; o++) {
        to->from[o] = (uint16_t)item->from[o];
        to->option_codes[o] = seg_compile_text(c, item->options[o]);
    }
    c->model->levels[index] = to->levels;
    if (item->def.kind != SEG_CHOICE) {
        set_points(c->model, item, index);
    }
}

int seg_compile_items(struct seg_compilation *c) {
    for (int i = 0; i < c->from->item_count; i++) {
        if (check_item(c, i) < 0) {
            return -1;
        }
        set_item(c, i);
    }
    c->model->item_count = (uint8_t)c->from->item_count;
    return 0;
}

/* The least sum whose score reaches `from`, when the greatest sum is `greatest`. */
static uint32_t sum_reaching(uint32_t from, const struct seg_axis_rec *axis) {
    if (from == SEG_NO_LIMIT) {
        return UINT32_MAX;
    }
    uint64_t product = (uint64_t)from * axis->greatest;
    uint64_t sum = axis->method == SEG_POINTS ? from : (product + axis->scale - 1) / axis->scale;
    return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX - 1;
}

static int set_band_states(struct seg_compilation *c, int axis, int index) {
    const struct seg_built_band *band = &c->from->axes[axis].bands[index];
    struct seg_band_rec *to = &c->model->axes[axis].bands[index];
    int states = c->from->axes[axis].state_count;
    bool good = band->item >= 0 || (band->state >= 0 && band->state < states);
    memset(to->by_option, SEG_NONE, sizeof to->by_option);
    to->item = SEG_NONE;
    if (band->item < 0 && good) {
        to->states = (uint8_t)(1u << band->state);
        return 0;
    }
    if (!good || band->item >= c->from->item_count) {
        return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_BAND, index, axis,
                                 "the band names a state or an item that is not there");
    }
    const struct seg_built_item *item = &c->from->items[band->item];
    if (item->def.kind != SEG_CHOICE) {
        return seg_compile_fault(c, SEG_FAULT_KIND, SEG_BAND, index, axis,
                                 "only a choice item decides a band");
    }
    to->item = (uint8_t)band->item;
    for (int o = 0; o < SEG_MAX_LEVELS; o++) {
        int state = band->by_option[o];
        if (state >= states || (state >= 0 && o >= item->option_count)) {
            return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_BAND, index, axis,
                                     "the band names a state or an option that is not there");
        }
        if (state >= 0) {
            to->by_option[o] = (uint8_t)state;
            to->states |= (uint8_t)(1u << state);
        }
    }
    return to->states != 0 ? 0
                           : seg_compile_fault(c, SEG_FAULT_EMPTY, SEG_BAND, index, axis,
                                               "a band gives at least one state");
}

static int set_bands(struct seg_compilation *c, int index) {
    const struct seg_built_axis *axis = &c->from->axes[index];
    struct seg_axis_rec *to = &c->model->axes[index];
    if (axis->band_count == 0 && to->item_count > 0) {
        return seg_compile_fault(c, SEG_FAULT_EMPTY, SEG_AXIS, index, -1,
                                 "an axis with scored items has bands");
    }
    for (int b = 0; b < axis->band_count; b++) {
        bool rises =
            b == 0 ? axis->bands[b].from == 0 : axis->bands[b].from > axis->bands[b - 1].from;
        if (!rises || axis->bands[b].from == SEG_NO_LIMIT) {
            return seg_compile_fault(c, SEG_FAULT_ORDER, SEG_BAND, b, index,
                                     "bands start at 0 and rise");
        }
        to->bands[b].from = axis->bands[b].from;
        to->bands[b].sum_from = sum_reaching(axis->bands[b].from, to);
        if (set_band_states(c, index, b) < 0) {
            return -1;
        }
    }
    to->band_count = (uint8_t)axis->band_count;
    return 0;
}

static void gather_items(struct seg_model *model, int index) {
    struct seg_axis_rec *to = &model->axes[index];
    for (int i = 0; i < model->item_count; i++) {
        const struct seg_item_rec *item = &model->items[i];
        if (item->axis != index) {
            continue;
        }
        to->items |= (uint64_t)1 << i;
        if (item->scored) {
            to->scored[to->item_count++] = (uint8_t)i;
            to->greatest += item->greatest;
            to->floor_varies |= item->not_applicable && item->least > 0;
        }
    }
}

int seg_compile_axes(struct seg_compilation *c) {
    for (int a = 0; a < c->from->axis_count; a++) {
        const struct seg_built_axis *axis = &c->from->axes[a];
        struct seg_axis_rec *to = &c->model->axes[a];
        if (axis->state_count == 0) {
            return seg_compile_fault(c, SEG_FAULT_EMPTY, SEG_AXIS, a, -1,
                                     "an axis has at least one state");
        }
        gather_items(c->model, a);
        to->method = (uint8_t)axis->method;
        to->scale = axis->method == SEG_RATIO ? axis->scale : 1;
        if (to->greatest > 0) {
            to->whole = seg_whole_of(to->greatest);
        }
        to->full = axis->method == SEG_RATIO ? axis->scale : to->greatest;
        to->state_count = (uint8_t)axis->state_count;
        to->states = (uint8_t)((1u << axis->state_count) - 1u);
        to->code = seg_compile_text(c, axis->code);
        for (int s = 0; s < axis->state_count; s++) {
            to->state_codes[s] = seg_compile_text(c, axis->states[s]);
        }
        if (set_bands(c, a) < 0) {
            return -1;
        }
    }
    c->model->axis_count = (uint8_t)c->from->axis_count;
    return 0;
}

/* A pair of item and level, while it is ranked. */
struct pair {
    uint64_t share; /* scale x points */
    uint32_t of;    /* the greatest sum */
    uint8_t item, level;
};

static bool weightier(const struct pair *a, const struct pair *b) {
    uint64_t left = a->share * b->of, right = b->share * a->of;
    return left != right ? left > right : a->item < b->item;
}

static struct pair pair_of(const struct seg_model *model, int item, int level) {
    const struct seg_axis_rec *axis = &model->axes[model->items[item].axis];
    uint32_t scale = axis->method == SEG_RATIO ? axis->scale : 1000;
    struct pair pair = {(uint64_t)scale * model->points[item][level].points, axis->greatest,
                        (uint8_t)item, (uint8_t)level};
    return pair;
}

static void insert_pair(struct pair *pairs, size_t count, struct pair pair) {
    size_t at = count;
    for (; at > 0 && weightier(&pair, &pairs[at - 1]); at--) {
        pairs[at] = pairs[at - 1];
    }
    pairs[at] = pair;
}

static void finish_ranks(struct seg_model *model, size_t count) {
    model->rank_count = (uint16_t)count;
    model->no_rank = (uint16_t)count;
    for (int i = 0; i < model->item_count; i++) {
        for (int level = 0; level < SEG_MAX_LEVELS; level++) {
            if (!model->items[i].scored || model->points[i][level].points == 0) {
                model->points[i][level].rank = model->no_rank;
            }
        }
    }
}

/* Whether the greatest share, times what all axes together have, stays below 2^58. */
static bool has_small_shares(const struct seg_model *model, uint64_t greatest_share) {
    uint64_t product = greatest_share;
    for (int a = 0; a < model->axis_count; a++) {
        uint64_t factor = model->axes[a].greatest > 0 ? model->axes[a].greatest : 1;
        if (product >= ((uint64_t)1 << 58) / factor) {
            return false;
        }
        product *= factor;
    }
    return true;
}

int seg_compile_ranks(struct seg_compilation *c) {
    struct seg_model *model = c->model;
    struct pair pairs[SEG_MAX_ITEMS * SEG_MAX_LEVELS];
    size_t count = 0;
    for (int i = 0; i < model->item_count; i++) {
        for (int level = 0; level < SEG_MAX_LEVELS; level++) {
            if (model->items[i].scored && model->points[i][level].points > 0) {
                insert_pair(pairs, count++, pair_of(model, i, level));
            }
        }
    }
    for (size_t r = 0; r < count; r++) {
        struct seg_cellpoints *points = &model->points[pairs[r].item][pairs[r].level];
        points->rank = (uint16_t)r;
        points->share = (uint16_t)(pairs[r].share / pairs[r].of);
        struct seg_reason reason = {pairs[r].item, model->items[pairs[r].item].axis, points->share};
        c->ranked[r] = reason;
        c->weights[r] = pairs[r].share;
    }
    uint64_t greatest = 0;
    for (size_t r = 0; r < count; r++) {
        greatest = c->weights[r] > greatest ? c->weights[r] : greatest;
    }
    model->small_shares = (uint8_t)has_small_shares(model, greatest);
    finish_ranks(model, count);
    return 0;
}
