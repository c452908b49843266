/* Whether a worse answer can ever lead to a lighter segment. */
#include "proof.h"

#include <string.h>

/* One worse answer: at a point of the space, and at the point to which it leads. */
struct step {
    int axis, item, from, to;
    uint32_t before, after;                       /* points; their classes are the first ones */
    int32_t examples[GRID_CLASSES][GRID_CLASSES]; /* a rest sum between two classes, or -1 */
};

static uint32_t class_stride(const struct seg_space *space, int axis) {
    for (int d = 0; d < space->dim_count; d++) {
        if (space->dims[d].kind == SPACE_CLASS && space->dims[d].index == axis) {
            return space->dims[d].stride;
        }
    }
    return 0;
}

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

/* 1 when the dimension belongs to the axis of the step: it is set already. */
static int of_axis(const struct seg_dim *dim, int axis) {
    return dim->axis == axis && (dim->kind == SPACE_CLASS || dim->kind == SPACE_ITEM);
}

/* Moves on over all dimensions but the axis' own; 0 after the last. */
static int next_other(const struct seg_space *space, int axis, uint32_t *point) {
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (of_axis(dim, axis)) {
            continue;
        }
        if (seg_space_digit(dim, *point) + 1 < dim->count) {
            *point += dim->stride;
            return 1;
        }
        *point -= (dim->count - 1u) * dim->stride;
    }
    return 0;
}

/* Puts the rest of an input together: everything that the point says beyond one axis. */
static void describe(struct seg_proof *proof, const struct step *step, uint32_t point, size_t rest,
                     struct seg_input *input) {
    const struct seg_model *model = proof->model;
    uint8_t *answers = input->answers[SEG_PROFESSIONAL];
    struct seg_facts facts;
    seg_input_init(input);
    seg_space_facts(&proof->space, point, &facts);
    for (int i = 0; i < model->item_count; i++) {
        answers[i] = facts.levels[i];
    }
    for (int f = 0; f < model->flag_count; f++) {
        input->flags[f] = facts.flags[f] == SEG_TRUE;
    }
    input->duration =
        model->duration_count > 0 ? (uint8_t)__builtin_ctz(facts.durations) : SEG_UNKNOWN;
    input->age = model->any_age ? facts.age_low : SEG_AGE_UNKNOWN;
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_grid *grid = &proof->space.grids[a];
        if (grid->judged) {
            input->axis_state[a] = (uint8_t)__builtin_ctz(facts.axes[a].states);
            for (int i = 0; i < model->item_count; i++) {
                answers[i] = model->axes[a].items >> i & 1 ? SEG_UNKNOWN : answers[i];
            }
            continue;
        }
        if (a == step->axis) {
            seg_space_answers(&proof->space, a, point, step->item, rest, proof->bits, proof->work,
                              answers);
            continue;
        }
        uint32_t class = point / class_stride(&proof->space, a) % (uint32_t)grid->class_count;
        seg_space_sums(&proof->space, a, point, -1, model->axes[a].item_count, proof->bits,
                       proof->work);
        for (size_t bit = 0; bit < grid->bits; bit++) {
            if (grid->classes[bit] == class && (proof->bits[bit / 64] >> bit % 64 & 1)) {
                seg_space_answers(&proof->space, a, point, -1, bit, proof->bits, proof->work,
                                  answers);
                break;
            }
        }
    }
}

static void tell_worse(struct seg_proof *proof, const struct step *step, uint32_t before,
                       uint32_t after, size_t rest) {
    struct seg_finding finding = seg_proof_finding(SEG_WORSE_IS_LIGHTER, SEG_ITEM, step->item, -1);
    finding.other.kind = SEG_ITEM;
    finding.other.index = step->item;
    finding.from = (uint8_t)step->from;
    finding.to = (uint8_t)step->to;
    finding.segment_before = proof->outcomes[before];
    finding.segment_after = proof->outcomes[after];
    finding.has_inputs = 1;
    describe(proof, step, before, rest, &finding.before);
    finding.after = finding.before;
    finding.before.answers[SEG_PROFESSIONAL][step->item] = (uint8_t)step->from;
    finding.after.answers[SEG_PROFESSIONAL][step->item] = (uint8_t)step->to;
    proof->told[step->item][step->from][step->to] = 1;
    seg_proof_tell(proof, &finding);
}

/* Compares the two points under every value of everything else; 1 when a breach was told. */
static int compare(struct seg_proof *proof, const struct step *step, uint32_t before,
                   uint32_t after, size_t rest) {
    const struct seg_space *space = &proof->space;
    uint32_t other = 0;
    do {
        uint8_t from = proof->outcomes[before + other], to = proof->outcomes[after + other];
        if (from != SEG_NONE && to != SEG_NONE &&
            (proof->model->segments[from].lighter >> to & 1)) {
            tell_worse(proof, step, before + other, after + other, rest);
            return 1;
        }
    } while (next_other(space, step->axis, &other));
    return 0;
}

/* Pairs of classes found good for unread items under one combination need no second look. */
static int try_pairs(struct seg_proof *proof, const struct step *step, uint8_t *good) {
    const struct seg_grid *grid = &proof->space.grids[step->axis];
    uint32_t stride = class_stride(&proof->space, step->axis);
    int same_group = step->before == step->after;
    for (int from = 0; from < grid->class_count; from++) {
        for (int to = 0; to < grid->class_count; to++) {
            int32_t rest = step->examples[from][to];
            uint8_t *known = &good[from * GRID_CLASSES + to];
            if (rest < 0 || (same_group && (from == to || *known))) {
                continue;
            }
            if (compare(proof, step, step->before + (uint32_t)from * stride,
                        step->after + (uint32_t)to * stride, (size_t)rest)) {
                return 1;
            }
            *known |= (uint8_t)same_group;
        }
    }
    return 0;
}

/* Every worse answer to one item, the other read items of the axis being as they are at the point.
 */
static void try_item(struct seg_proof *proof, int axis, int item, uint32_t point, uint8_t *good) {
    const struct seg_model *model = proof->model;
    const struct seg_space *space = &proof->space;
    int group = seg_space_group(space, item, point);
    struct step step;
    step.axis = axis;
    step.item = item;
    for (int from = 0; from < model->levels[item]; from++) {
        for (int to = 0; to < model->levels[item] && !proof->stopped; to++) {
            if (model->points[item][to].points <= model->points[item][from].points ||
                (group >= 0 && space->groups[item][from] != group) || proof->told[item][from][to]) {
                continue;
            }
            step.from = from;
            step.to = to;
            step.before = point;
            step.after = group < 0 ? point : regrouped(space, item, space->groups[item][to], point);
            /* A finding borrows the sets, so they are made anew for each step. */
            seg_space_sums(space, axis, point, item, model->axes[axis].item_count, proof->bits,
                           proof->work);
            find_pairs(proof, &step, proof->bits);
            try_pairs(proof, &step, good);
        }
    }
}

/* Moves on over the read items of the axis; 0 after the last combination. */
static int next_combination(const struct seg_space *space, int axis, uint32_t *point) {
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (dim->kind != SPACE_ITEM || dim->axis != axis) {
            continue;
        }
        if (seg_space_digit(dim, *point) + 1 < dim->count) {
            *point += dim->stride;
            return 1;
        }
        *point -= (dim->count - 1u) * dim->stride;
    }
    return 0;
}

void seg_proof_worse(struct seg_proof *proof) {
    for (int a = 0; a < proof->model->axis_count; a++) {
        const struct seg_axis_rec *axis = &proof->model->axes[a];
        uint32_t point = 0;
        if (proof->space.grids[a].judged) {
            continue;
        }
        do {
            uint8_t good[GRID_CLASSES * GRID_CLASSES] = {0};
            for (int k = 0; k < axis->item_count && !proof->stopped; k++) {
                try_item(proof, a, axis->scored[k], point, good);
            }
        } while (next_combination(&proof->space, a, &point));
    }
}
