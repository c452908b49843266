/* Whether a worse answer can ever lead to a lighter segment. */
#include "proof.h"

#include <string.h>

/* One worse answer: at a point of the space, and at the point to which it leads. */
struct step {
    int axis, item, from, to;
    uint32_t before, after;                       /* points; their classes are the first ones */
    int32_t examples[GRID_CLASSES][GRID_CLASSES]; /* a rest sum between two classes, or -1 */
};

/* The point with one item of the axis in another group. */
static uint32_t regrouped(const struct seg_space *space, int item, uint32_t group, uint32_t point) {
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (dim->kind == SPACE_ITEM && dim->index == item) {
            return point - seg_space_digit(dim, point) * dim->stride + group * dim->stride;
        }
    }
    return point;
}

/* Which pairs of classes the step connects, over all that the other items can add up to. */
static void find_pairs(struct seg_proof *proof, struct step *step, const uint64_t *rest) {
    const struct seg_grid *grid = &proof->space.grids[step->axis];
    size_t from = seg_grid_offset(proof->model, grid, step->item, step->from);
    size_t to = seg_grid_offset(proof->model, grid, step->item, step->to);
    memset(step->examples, 0xFF, sizeof step->examples);
    for (size_t w = 0; w < grid->words; w++) {
        for (uint64_t set = rest[w]; set != 0; set &= set - 1) {
            size_t bit = w * 64 + (size_t)__builtin_ctzll(set);
            uint8_t before = grid->classes[bit + from], after = grid->classes[bit + to];
            if (before != SEG_NONE && after != SEG_NONE) {
                step->examples[before][after] = (int32_t)bit;
            }
        }
    }
}

/* True when the dimension belongs to the axis of the step: it is set already. */
static bool of_axis(const struct seg_dim *dim, int axis) {
    return dim->axis == axis && (dim->kind == SPACE_CLASS || dim->kind == SPACE_ITEM);
}

/* Moves on over all dimensions but the axis' own; false after the last. */
static bool next_other(const struct seg_space *space, int axis, uint32_t *point) {
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (of_axis(dim, axis)) {
            continue;
        }
        if (seg_space_digit(dim, *point) + 1 < dim->count) {
            *point += dim->stride;
            return true;
        }
        *point -= (dim->count - 1u) * dim->stride;
    }
    return false;
}

static void report_worse(struct seg_proof *proof, const struct step *step, uint32_t before,
                         uint32_t after, size_t rest) {
    struct seg_finding finding = seg_proof_finding(SEG_WORSE_IS_LIGHTER, SEG_ITEM, step->item, -1);
    finding.other.kind = SEG_ITEM;
    finding.other.index = step->item;
    finding.from = (uint8_t)step->from;
    finding.to = (uint8_t)step->to;
    finding.segment_before = proof->outcomes[before];
    finding.segment_after = proof->outcomes[after];
    finding.has_inputs = true;
    seg_proof_describe(proof, step->axis, step->item, before, rest, &finding.before);
    finding.after = finding.before;
    finding.before.answers[SEG_PROFESSIONAL][step->item] = (uint8_t)step->from;
    finding.after.answers[SEG_PROFESSIONAL][step->item] = (uint8_t)step->to;
    proof->reported[step->item][step->from][step->to] = 1;
    seg_proof_report(proof, &finding);
}

/* Compares the two points under every value of everything else; true when a breach was reported. */
static bool compare(struct seg_proof *proof, const struct step *step, uint32_t before,
                    uint32_t after, size_t rest) {
    const struct seg_space *space = &proof->space;
    uint32_t other = 0;
    do {
        proof->effort += 4;
        uint8_t from = proof->outcomes[before + other], to = proof->outcomes[after + other];
        if (from != SEG_NONE && to != SEG_NONE &&
            (proof->model->segments[from].lighter >> to & 1)) {
            report_worse(proof, step, before + other, after + other, rest);
            return true;
        }
    } while (next_other(space, step->axis, &other));
    return false;
}

/* Where a pair of classes is marked good: it needs no second look under this combination. */
static uint8_t *mark_of(struct seg_proof *proof, const struct step *step, int from, int to) {
    const struct seg_space *space = &proof->space;
    int classes = space->grids[step->axis].class_count;
    if (space->group_counts[step->item] == 0) {
        return &proof->good[from * classes + to];
    }
    int group = space->groups[step->item][step->to];
    return &proof->good_by_group[(group * classes + from) * classes + to];
}

/* True when a breach was reported. */
static bool try_pairs(struct seg_proof *proof, const struct step *step) {
    const struct seg_grid *grid = &proof->space.grids[step->axis];
    uint32_t stride = seg_space_class_stride(&proof->space, step->axis);
    for (int from = 0; from < grid->class_count; from++) {
        for (int to = 0; to < grid->class_count; to++) {
            int32_t rest = step->examples[from][to];
            uint8_t *good = mark_of(proof, step, from, to);
            if (rest < 0 || *good || (step->before == step->after && from == to)) {
                continue;
            }
            if (compare(proof, step, step->before + (uint32_t)from * stride,
                        step->after + (uint32_t)to * stride, (size_t)rest)) {
                return true;
            }
            *good = 1;
        }
    }
    return false;
}

/* What the other items of the axis can add up to, the read ones keeping to the point. */
static void sum_rest(struct seg_proof *proof, int axis, int item, uint32_t point) {
    seg_space_sums(&proof->space, axis, point, item, proof->model->axes[axis].item_count,
                   proof->bits, proof->work);
    proof->effort += seg_proof_sums_effort(proof, axis);
}

/* True when `to` is a worse answer than `from`, `from` lies at the point, and nothing is reported
 * yet.
 */
static bool is_step(const struct seg_proof *proof, int item, int group, int from, int to) {
    const struct seg_cellpoints *points = proof->model->points[item];
    return points[to].points > points[from].points && !proof->reported[item][from][to] &&
           (group < 0 || proof->space.groups[item][from] == group);
}

static bool goes_on(const struct seg_proof *proof) {
    return !proof->stopped && proof->effort <= SEG_MAX_EFFORT;
}

/* Every worse answer to one item, the other read items of the axis being as they are at the point.
 */
static void try_item(struct seg_proof *proof, int axis, int item, uint32_t point) {
    const struct seg_space *space = &proof->space;
    int levels = proof->model->levels[item];
    int group = seg_space_group(space, item, point);
    struct step step;
    step.axis = axis;
    step.item = item;
    sum_rest(proof, axis, item, point);
    for (int pair = 0; pair < levels * levels && goes_on(proof); pair++) {
        step.from = pair / levels;
        step.to = pair % levels;
        if (!is_step(proof, item, group, step.from, step.to)) {
            continue;
        }
        step.before = point;
        step.after =
            group < 0 ? point : regrouped(space, item, space->groups[item][step.to], point);
        find_pairs(proof, &step, proof->bits);
        proof->effort += space->grids[axis].bits;
        if (try_pairs(proof, &step)) {
            sum_rest(proof, axis, item, point); /* the example borrowed the set */
        }
    }
}

/* Moves on over the read items of the axis; false after the last combination. */
static bool next_combination(const struct seg_space *space, int axis, uint32_t *point) {
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (dim->kind != SPACE_ITEM || dim->axis != axis) {
            continue;
        }
        if (seg_space_digit(dim, *point) + 1 < dim->count) {
            *point += dim->stride;
            return true;
        }
        *point -= (dim->count - 1u) * dim->stride;
    }
    return false;
}

/* Every item of the axis under one combination of its read items. */
static void try_combination(struct seg_proof *proof, int a, uint32_t point) {
    const struct seg_axis_rec *axis = &proof->model->axes[a];
    size_t pairs = (size_t)proof->space.grids[a].class_count;
    pairs *= pairs;
    memset(proof->good, 0, pairs);
    for (int k = 0; k < axis->item_count && goes_on(proof); k++) {
        memset(proof->good_by_group, 0, pairs * proof->space.group_counts[axis->scored[k]]);
        try_item(proof, a, axis->scored[k], point);
    }
}

bool seg_proof_worse(struct seg_proof *proof) {
    for (int a = 0; a < proof->model->axis_count; a++) {
        uint32_t point = 0;
        if (proof->space.grids[a].judged) {
            continue;
        }
        do {
            try_combination(proof, a, point);
            if (proof->effort > SEG_MAX_EFFORT) {
                return false;
            }
        } while (next_combination(&proof->space, a, &point));
    }
    return true;
}
