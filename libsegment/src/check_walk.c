/* Goes through every point of the space once. */
#include "proof.h"

/* For each combination of read answers: the classes of sums that the axis then reaches. */
static void reach_axis(struct seg_proof *proof, int a, uint32_t point) {
    struct seg_space *space = &proof->space;
    const struct seg_grid *grid = &space->grids[a];
    uint64_t classes = 0;
    seg_space_sums(space, a, point, -1, proof->model->axes[a].item_count, proof->bits, proof->work);
    for (size_t w = 0; w < grid->words; w++) {
        for (uint64_t set = proof->bits[w]; set != 0; set &= set - 1) {
            uint8_t class = grid->classes[w * 64 + (size_t)__builtin_ctzll(set)];
            classes |= class != SEG_NONE ? (uint64_t)1 << class : 0;
        }
    }
    space->reached[a][seg_space_combination(space, a, point)] = classes;
}

/* A point with the axis' read items at this combination, everything else at its first value. */
static uint32_t point_of(const struct seg_space *space, int axis, uint32_t combination) {
    uint32_t point = 0;
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (dim->kind == SPACE_ITEM && dim->axis == axis) {
            point += combination % dim->count * dim->stride;
            combination /= dim->count;
        }
    }
    return point;
}

static void reach_axes(struct seg_proof *proof) {
    for (int a = 0; a < proof->model->axis_count; a++) {
        for (uint32_t c = 0; !proof->space.grids[a].judged && c < proof->space.combinations[a];
             c++) {
            reach_axis(proof, a, point_of(&proof->space, a, c));
        }
    }
}

static int single(unsigned mask) {
    return (mask & (mask - 1)) == 0;
}

/* The cell of facts without anything open. */
static uint32_t cell_of(const struct seg_model *model, const struct seg_facts *facts) {
    uint32_t cell = 0;
    for (int c = 0; c < model->column_count; c++) {
        uint8_t column = model->columns[c];
        int time = column == SEG_BY_DURATION;
        unsigned mask = time ? facts->durations : facts->axes[column].states;
        cell += (uint32_t)__builtin_ctz(mask) *
                (time ? model->duration_stride : model->axes[column].stride);
    }
    return cell;
}

static int all_single(const struct seg_model *model, const struct seg_facts *facts) {
    for (int a = 0; a < model->axis_count; a++) {
        if (!single(facts->axes[a].states)) {
            return 0;
        }
    }
    return 1;
}

static int holds(const struct seg_proof *proof, int rule, struct seg_moment *moment) {
    return seg_condition(proof->model, proof->model->rules[rule].node, moment) == SEG_TRUE;
}

static uint16_t moved(const struct seg_model *model, int rule, uint16_t so_far) {
    const struct seg_rule_rec *rec = &model->rules[rule];
    return rec->effect == SEG_SET ? (uint16_t)(1u << rec->segment)
                                  : seg_lift(model, so_far, rec->segment);
}

/*
 * Takes one segment through the rules, with rule `swap` and its next changed about (-1: as they
 * are). Marks what holds and moves only when nothing is swapped.
 */
static uint16_t follow(struct seg_proof *proof, struct seg_moment *moment, uint16_t so_far,
                       int swap, uint32_t *held) {
    const struct seg_model *model = proof->model;
    for (int at = 0; at < model->rule_count; at++) {
        int rule = swap >= 0 && (at == swap || at == swap + 1) ? 2 * swap + 1 - at : at;
        moment->segments = so_far;
        if (!holds(proof, rule, moment)) {
            continue;
        }
        *held |= (uint32_t)1 << rule;
        uint16_t next = moved(model, rule, so_far);
        proof->rules_moved |= (uint32_t)(swap < 0 && next != so_far) << rule;
        so_far = next;
        if (model->rules[rule].final) {
            break;
        }
    }
    return so_far;
}

/* Final rules are ordered on purpose; for others, whether changing them about would matter. */
static void try_swaps(struct seg_proof *proof, struct seg_moment *moment, uint16_t start,
                      uint16_t outcome, uint32_t held) {
    const struct seg_model *model = proof->model;
    for (int r = 0; r + 1 < model->rule_count; r++) {
        uint32_t ignored = 0;
        if (!(held >> r & held >> (r + 1) & 1) || model->rules[r].final ||
            (proof->swapped >> r & 1)) {
            continue;
        }
        if (follow(proof, moment, start, r, &ignored) != outcome) {
            proof->swapped |= (uint32_t)1 << r;
        }
    }
}

static void visit_known(struct seg_proof *proof, uint32_t point) {
    const struct seg_model *model = proof->model;
    struct seg_moment moment = seg_moment_of(model, &proof->facts, 0);
    uint32_t cell = cell_of(model, &proof->facts), held = 0;
    uint16_t start = (uint16_t)(1u << model->cells[cell]);
    uint16_t outcome = follow(proof, &moment, start, -1, &held);
    try_swaps(proof, &moment, start, outcome, held);
    moment.segments = outcome;
    for (int s = 0; s < model->signal_count; s++) {
        if (!(proof->signals_held >> s & 1)) {
            proof->signals_held |=
                (uint32_t)(seg_condition(model, model->signals[s].node, &moment) == SEG_TRUE) << s;
        }
    }
    proof->cells[cell / 8] |= (uint8_t)(1u << cell % 8);
    proof->rules_held |= held;
    proof->segments |= outcome;
    proof->outcomes[point] = (uint8_t)__builtin_ctz(outcome);
}

/* Where an answer leaves a state open, or a judged axis leaves its scores open. */
static void visit_open(struct seg_proof *proof, uint32_t point) {
    struct seg_decision decision;
    seg_decide(proof->model, &proof->facts, &decision);
    proof->rules_held |= decision.rules_true;
    proof->rules_moved |= decision.rules_true;
    proof->signals_held |= decision.signals;
    if (single(decision.possible)) {
        proof->segments |= decision.possible;
        proof->outcomes[point] = (uint8_t)__builtin_ctz(decision.possible);
    }
}

/* 1 when no condition reads a score or an answer of an axis that can only be judged. */
static int all_readable(const struct seg_proof *proof) {
    for (int n = 0; n < proof->model->node_count; n++) {
        const struct seg_node *node = &proof->model->nodes[n];
        int item = node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE;
        uint8_t axis = item ? proof->model->items[node->subject].axis : SEG_NONE;
        axis = node->test == SEG_TEST_SCORE ? node->subject : axis;
        if (axis != SEG_NONE && proof->space.grids[axis].judged) {
            return 0;
        }
    }
    return 1;
}

void seg_proof_walk(struct seg_proof *proof) {
    int readable = all_readable(proof);
    reach_axes(proof);
    for (uint32_t point = 0; point < proof->space.points; point++) {
        if (!seg_space_exists(&proof->space, point)) {
            continue;
        }
        seg_space_facts(&proof->space, point, &proof->facts);
        if (readable && all_single(proof->model, &proof->facts)) {
            visit_known(proof, point);
        } else {
            visit_open(proof, point);
        }
    }
}
