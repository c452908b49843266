/* Whether a worse judged state, or a longer duration, can ever lead to a lighter segment. */
#include "proof.h"

static void describe_rest(struct seg_proof *proof, const struct seg_facts *facts,
                          struct seg_input *input) {
    const struct seg_model *model = proof->model;
    for (int i = 0; i < model->item_count; i++) {
        input->answers[SEG_PROFESSIONAL][i] = facts->levels[i];
    }
    for (int f = 0; f < model->flag_count; f++) {
        input->flags[f] = facts->flags[f] == SEG_TRUE;
    }
    input->duration =
        model->duration_count > 0 ? (uint8_t)__builtin_ctz(facts->durations) : SEG_UNKNOWN;
    input->age = model->any_age ? facts->age_low : SEG_AGE_UNKNOWN;
}

/* Answers to an axis that add up to the class it has at the point. */
static void describe_class(struct seg_proof *proof, int axis, uint32_t point, uint8_t *answers) {
    const struct seg_space *space = &proof->space;
    const struct seg_grid *grid = &space->grids[axis];
    uint32_t stride = seg_space_class_stride(space, axis);
    uint32_t class = point / stride % (uint32_t)grid->class_count;
    seg_space_sums(space, axis, point, -1, proof->model->axes[axis].item_count, proof->bits,
                   proof->work);
    for (size_t bit = 0; bit < grid->bits; bit++) {
        if (grid->classes[bit] == class && (proof->bits[bit / 64] >> bit % 64 & 1)) {
            seg_space_answers(space, axis, point, -1, bit, proof->bits, proof->work, answers);
            return;
        }
    }
}

/* Answers are found from the last item back, each from the sums of those before it. A word of a set
 * of sums is shifted in within less than half a nanosecond. */
static uint64_t describe_effort(const struct seg_proof *proof, int axis) {
    const struct seg_axis_rec *rec = &proof->model->axes[axis];
    uint64_t options = 0;
    for (int k = 0; k < rec->item_count; k++) {
        options += proof->model->levels[rec->scored[k]] +
                   (uint64_t)proof->model->items[rec->scored[k]].not_applicable;
    }
    return options * rec->item_count / 2 * proof->space.grids[axis].words * 2 / 5;
}

void seg_proof_describe(struct seg_proof *proof, int axis, int without, uint32_t point, size_t rest,
                        struct seg_input *input) {
    uint8_t *answers = input->answers[SEG_PROFESSIONAL];
    struct seg_facts facts;
    for (int a = 0; a < proof->model->axis_count; a++) {
        proof->effort += proof->space.grids[a].judged ? 0 : describe_effort(proof, a);
    }
    seg_input_init(input);
    seg_space_facts(&proof->space, point, &facts);
    describe_rest(proof, &facts, input);
    for (int a = 0; a < proof->model->axis_count; a++) {
        if (proof->space.grids[a].judged) {
            input->axis_state[a] = (uint8_t)__builtin_ctz(facts.axes[a].states);
        } else if (a == axis) {
            seg_space_answers(&proof->space, a, point, without, rest, proof->bits, proof->work,
                              answers);
        } else {
            describe_class(proof, a, point, answers);
        }
    }
}

/* Which states have an order: those of an axis that is judged, or SEG_MAX_AXES: of the duration. */
static int subject_of(const struct seg_space *space, const struct seg_dim *dim) {
    if (dim->kind == SPACE_DURATION) {
        return SEG_MAX_AXES;
    }
    return dim->kind == SPACE_CLASS && space->grids[dim->index].judged ? dim->index : -1;
}

static void add_finding(struct seg_proof *proof, int subject, uint32_t before, uint32_t after,
                        uint32_t from, uint32_t to) {
    bool time = subject == SEG_MAX_AXES;
    enum seg_kind kind = time ? SEG_DURATION : SEG_STATE;
    struct seg_finding finding =
        seg_proof_finding(SEG_WORSE_IS_LIGHTER, kind, (int)to, time ? -1 : subject);
    finding.other = finding.place;
    finding.other.index = (int)from;
    finding.from = (uint8_t)from;
    finding.to = (uint8_t)to;
    finding.segment_before = proof->outcomes[before];
    finding.segment_after = proof->outcomes[after];
    finding.has_inputs = true;
    seg_proof_describe(proof, -1, -1, before, 0, &finding.before);
    finding.after = finding.before;
    *(time ? &finding.after.duration : &finding.after.axis_state[subject]) = (uint8_t)to;
    proof->reported_states[subject][from][to] = 1;
    seg_proof_report(proof, &finding);
}

/* Compares one point with those that differ from it by a worse state. */
static void try_point(struct seg_proof *proof, const struct seg_dim *dim, int subject,
                      uint32_t point) {
    uint32_t from = seg_space_digit(dim, point);
    uint8_t before = proof->outcomes[point];
    for (uint32_t to = from + 1; before != SEG_NONE && to < dim->count; to++) {
        uint32_t other = point + (to - from) * dim->stride;
        uint8_t after = proof->outcomes[other];
        if (after != SEG_NONE && !proof->reported_states[subject][from][to] &&
            (proof->model->segments[before].lighter >> after & 1)) {
            add_finding(proof, subject, point, other, from, to);
        }
    }
}

bool seg_proof_worse_states(struct seg_proof *proof) {
    const struct seg_space *space = &proof->space;
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        int subject = subject_of(space, dim);
        proof->effort += subject < 0 ? 0 : (uint64_t)space->points * dim->count * 4;
        if (proof->effort > SEG_MAX_EFFORT) {
            return false;
        }
        for (uint32_t point = 0; subject >= 0 && point < space->points && !proof->stopped;
             point++) {
            try_point(proof, dim, subject, point);
        }
    }
    return true;
}
