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

static bool single(unsigned mask) {
    return (mask & (mask - 1)) == 0;
}

/* The states that a column of the cell table is left with. */
static uint8_t *column_of(const struct seg_model *model, struct seg_facts *facts, int column) {
    uint8_t by = model->columns[column];
    return by == SEG_BY_DURATION ? &facts->durations : &facts->axes[by].states;
}

/* The cell of facts without anything open. */
static uint32_t cell_of(const struct seg_model *model, struct seg_facts *facts) {
    uint32_t cell = 0;
    for (int c = 0; c < model->column_count; c++) {
        uint8_t by = model->columns[c];
        uint32_t stride = by == SEG_BY_DURATION ? model->duration_stride : model->axes[by].stride;
        cell += (uint32_t)__builtin_ctz(*column_of(model, facts, c)) * stride;
    }
    return cell;
}

static uint8_t nth_bit(uint8_t mask, uint32_t n) {
    for (; n > 0; n--) {
        mask &= (uint8_t)(mask - 1);
    }
    return (uint8_t)(mask & -mask);
}

static bool all_single(const struct seg_model *model, const struct seg_facts *facts) {
    for (int a = 0; a < model->axis_count; a++) {
        if (!single(facts->axes[a].states)) {
            return false;
        }
    }
    return true;
}

static void visit_known(struct seg_proof *proof, uint32_t point) {
    const struct seg_model *model = proof->model;
    struct seg_course course;
    uint16_t start = (uint16_t)(1u << model->cells[cell_of(model, &proof->facts)]);
    seg_course_chart(model, &proof->facts, start, &course);
    uint16_t outcome = seg_course_end(model, &course, 0, 0, &proof->met);
    seg_proof_order(proof, &course);
    struct seg_moment moment = seg_moment_of(model, &proof->facts, outcome);
    for (int s = 0; s < model->signal_count; s++) {
        if (!(proof->met.signals >> s & 1)) {
            proof->met.signals |=
                (uint32_t)(seg_condition(model, model->signals[s].node, &moment) == SEG_TRUE) << s;
        }
    }
    proof->met.segments |= outcome;
    proof->outcomes[point] = (uint8_t)__builtin_ctz(outcome);
}

/* The rules that change one of the segments so far, wherever else they hold. */
struct moves {
    const struct seg_model *model;
    uint32_t rules;
};

static void watch_moves(void *data, int rule, const struct seg_moment *moment, uint16_t segments) {
    struct moves *moves = data;
    const struct seg_model *model = moves->model;
    struct seg_moment single = *moment;
    for (int s = 0; s < model->segment_count; s++) {
        single.segments = (uint16_t)(1u << s);
        if ((segments >> s & 1) &&
            seg_rule_moved(model, rule, single.segments) != single.segments &&
            seg_condition(model, model->rules[rule].node, &single) == SEG_TRUE) {
            moves->rules |= (uint32_t)1 << rule;
        }
    }
}

/* Where an answer leaves a state open, or a judged axis leaves its scores open. */
static void visit_open(struct seg_proof *proof, uint32_t point) {
    struct seg_decision decision;
    struct moves moves = {proof->model, 0};
    seg_decide(proof->model, &proof->facts, &decision);
    seg_decide_watched(proof->model, &proof->facts, watch_moves, &moves);
    seg_proof_order_open(proof, decision.possible);
    proof->met.rules_held |= decision.rules_true;
    proof->met.rules_moved |= decision.rules_true & moves.rules;
    proof->met.signals |= decision.signals;
    if (single(decision.possible)) {
        proof->met.segments |= decision.possible;
        proof->outcomes[point] = (uint8_t)__builtin_ctz(decision.possible);
    }
}

/* True when no condition reads a score or an answer of an axis that is judged. */
static bool all_readable(const struct seg_proof *proof) {
    for (int n = 0; n < proof->model->node_count; n++) {
        const struct seg_node *node = &proof->model->nodes[n];
        bool item = node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE;
        uint8_t axis = item ? proof->model->items[node->subject].axis : SEG_NONE;
        axis = node->test == SEG_TEST_SCORE ? node->subject : axis;
        if (axis != SEG_NONE && proof->space.grids[axis].judged) {
            return false;
        }
    }
    return true;
}

/* Marks every cell that the facts leave. */
static void mark_cells(struct seg_proof *proof) {
    const struct seg_model *model = proof->model;
    struct seg_facts facts = proof->facts;
    uint32_t count = 1;
    for (int c = 0; c < model->column_count; c++) {
        count *= (uint32_t)__builtin_popcount(*column_of(model, &facts, c));
    }
    for (uint32_t n = 0; n < count; n++) {
        uint32_t rest = n;
        for (int c = 0; c < model->column_count; c++) {
            uint8_t mask = *column_of(model, &proof->facts, c);
            uint32_t states = (uint32_t)__builtin_popcount(mask);
            *column_of(model, &facts, c) = nth_bit(mask, rest % states);
            rest /= states;
        }
        uint32_t cell = cell_of(model, &facts);
        proof->cells[cell / 8] |= (uint8_t)(1u << cell % 8);
    }
}

void seg_proof_walk(struct seg_proof *proof) {
    bool readable = all_readable(proof);
    bool judged = (proof->space.judged & seg_space_scorable(proof->model)) != 0;
    reach_axes(proof);
    for (uint32_t point = 0; point < proof->space.points; point++) {
        if (!seg_space_exists(&proof->space, point)) {
            continue;
        }
        seg_space_facts(&proof->space, point, &proof->facts);
        if (!judged) {
            mark_cells(proof);
        }
        if (readable && all_single(proof->model, &proof->facts)) {
            visit_known(proof, point);
        } else {
            visit_open(proof, point);
        }
    }
}
