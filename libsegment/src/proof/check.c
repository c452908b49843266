/* What a model promises, proved over every complete input. */
#include "proof.h"

#include <string.h>

static void add_finding(struct seg_proof *proof, enum seg_finding_kind kind,
                        enum seg_verdict verdict, enum seg_kind place, int index, int of) {
    struct seg_finding finding = seg_proof_finding(kind, place, index, of);
    finding.verdict = verdict;
    seg_proof_report(proof, &finding);
}

static uint32_t scored_items(const struct seg_model *model) {
    uint32_t count = 0;
    for (int a = 0; a < model->axis_count; a++) {
        count += model->axes[a].item_count;
    }
    return count;
}

/* True when some answering, though no complete input, makes the node true: never more than all
 * lack.
 */
static bool may_be_answered_so(const struct seg_model *model, const struct seg_node *node) {
    switch (node->test) {
    case SEG_TEST_UNANSWERED:
        return true;
    case SEG_TEST_MISSING:
        return node->from <= scored_items(model);
    case SEG_TEST_DISAGREEMENTS:
        return node->from <= model->item_count;
    default:
        return false;
    }
}

/* True when the condition reads how an input was answered: of complete inputs it says nothing. */
static bool reads_answering(const struct seg_model *model, const struct seg_rule_rec *rule) {
    for (uint16_t n = rule->node; n < model->nodes[rule->node].end; n++) {
        if (may_be_answered_so(model, &model->nodes[n])) {
            return true;
        }
    }
    return false;
}

static bool any_reads_answering(const struct seg_model *model) {
    for (int r = 0; r < model->rule_count; r++) {
        if (reads_answering(model, &model->rules[r])) {
            return true;
        }
    }
    return false;
}

/* What is not met at all; where judging lies beyond the bounds, that may yet meet it. */
static void report_unmet(struct seg_proof *proof, enum seg_finding_kind kind, enum seg_kind place,
                         int index, bool open) {
    enum seg_verdict verdict = open || proof->beyond ? SEG_UNDECIDED : SEG_FOUND;
    add_finding(proof, kind, verdict, place, index, -1);
}

/* The rule that reads whether the views disagree, which a worse answer may change too; or -1. */
static int rule_of_disagreements(const struct seg_model *model) {
    for (int r = 0; r < model->rule_count; r++) {
        const struct seg_rule_rec *rule = &model->rules[r];
        for (uint16_t n = rule->node; n < model->nodes[rule->node].end; n++) {
            if (model->nodes[n].test == SEG_TEST_DISAGREEMENTS) {
                return r;
            }
        }
    }
    return -1;
}

static void report_segments(struct seg_proof *proof) {
    bool open = any_reads_answering(proof->model);
    for (int s = 0; s < proof->model->segment_count; s++) {
        if (!(proof->met.segments >> s & 1)) {
            report_unmet(proof, SEG_SEGMENT_UNREACHED, SEG_SEGMENT, s, open);
        } else if (!(proof->answered.segments >> s & 1)) {
            add_finding(proof, SEG_JUDGED_ONLY, SEG_FOUND, SEG_SEGMENT, s, -1);
        }
    }
}

static void report_rule(struct seg_proof *proof, int r) {
    if (reads_answering(proof->model, &proof->model->rules[r])) {
        return;
    }
    if (!(proof->met.rules_held >> r & 1)) {
        report_unmet(proof, SEG_RULE_DEAD, SEG_RULE, r, false);
    } else if (!(proof->met.rules_moved >> r & 1)) {
        report_unmet(proof, SEG_RULE_IDLE, SEG_RULE, r, false);
    } else if (!(proof->answered.rules_moved >> r & 1)) {
        add_finding(proof, SEG_JUDGED_ONLY, SEG_FOUND, SEG_RULE, r, -1);
    }
}

static void report_signal(struct seg_proof *proof, int s) {
    if (reads_answering(proof->model, &proof->model->signals[s])) {
        return;
    }
    if (!(proof->met.signals >> s & 1)) {
        report_unmet(proof, SEG_SIGNAL_DEAD, SEG_SIGNAL, s, false);
    } else if (!(proof->answered.signals >> s & 1)) {
        add_finding(proof, SEG_JUDGED_ONLY, SEG_FOUND, SEG_SIGNAL, s, -1);
    }
}

static void report_rules(struct seg_proof *proof) {
    for (int r = 0; r < proof->model->rule_count; r++) {
        report_rule(proof, r);
    }
    for (int s = 0; s < proof->model->signal_count; s++) {
        report_signal(proof, s);
    }
    seg_proof_report_order(proof);
}

static void report_cell(struct seg_proof *proof, uint32_t cell) {
    const struct seg_model *model = proof->model;
    struct seg_finding finding =
        seg_proof_finding(SEG_CELL_UNREACHED, SEG_CELL, (int)cell, model->cell_rows[cell]);
    for (int c = 0; c < model->column_count; c++) {
        uint8_t column = model->columns[c];
        bool time = column == SEG_BY_DURATION;
        uint32_t stride = time ? model->duration_stride : model->axes[column].stride;
        uint32_t count = time ? model->duration_count : model->axes[column].state_count;
        finding.cell[c] = (uint8_t)(cell / stride % count);
    }
    seg_proof_report(proof, &finding);
}

static void report_cells(struct seg_proof *proof) {
    const struct seg_model *model = proof->model;
    for (uint32_t cell = 0; cell < model->cell_count; cell++) {
        if (!(proof->cells[cell / 8] >> cell % 8 & 1)) {
            report_cell(proof, cell);
        }
    }
    for (int row = 0; row < model->row_count; row++) {
        bool used = false;
        for (uint32_t cell = 0; cell < model->cell_count && !used; cell++) {
            used = model->cell_rows[cell] == row;
        }
        if (!used) {
            add_finding(proof, SEG_ROW_UNUSED, SEG_FOUND, SEG_ROW, row, -1);
        }
    }
}

/* The classes of the axis that some complete input reaches. */
static uint64_t classes_reached(const struct seg_space *space, int axis) {
    uint64_t classes = 0;
    for (uint32_t c = 0; c < space->combinations[axis]; c++) {
        classes |= space->reached[axis][c];
    }
    return classes;
}

/* True when some reached class lies in the band: at or above its cut-off, below the next one. */
static bool band_reached(const struct seg_grid *grid, const struct seg_axis_rec *axis, int band,
                         uint64_t classes) {
    uint32_t from = axis->bands[band].from;
    for (int class = 0; class < grid->class_count; class ++) {
        if (!(classes >> class & 1)) {
            continue;
        }
        uint32_t at_least = class == 0 ? 0 : grid->thresholds[class - 1];
        if (at_least >= from &&
            (band == axis->band_count - 1 || at_least < axis->bands[band + 1].from)) {
            return true;
        }
    }
    return false;
}

static void report_bands(struct seg_proof *proof) {
    for (int a = 0; a < proof->model->axis_count; a++) {
        const struct seg_axis_rec *axis = &proof->model->axes[a];
        const struct seg_grid *grid = &proof->space.grids[a];
        uint64_t classes = grid->judged ? 0 : classes_reached(&proof->space, a);
        uint8_t given = 0;
        for (int b = 0; b < axis->band_count; b++) {
            given |= axis->bands[b].states;
            if (!grid->judged && !band_reached(grid, axis, b, classes)) {
                add_finding(proof, SEG_BAND_UNREACHED, SEG_FOUND, SEG_BAND, b, a);
            }
        }
        for (int s = 0; !grid->judged && s < axis->state_count; s++) {
            if (!(given >> s & 1)) {
                add_finding(proof, SEG_STATE_UNUSED, SEG_FOUND, SEG_STATE, s, a);
            }
        }
    }
}

/* a x b, and UINT64_MAX for all that is greater. */
static uint64_t times(uint64_t a, uint64_t b) {
    return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

static void multiply(struct seg_check_summary *summary, uint64_t by) {
    summary->inputs = times(summary->inputs, by);
    summary->inputs_exact &= summary->inputs != UINT64_MAX;
}

static uint64_t options_of(const struct seg_model *model, int item) {
    return (uint64_t)model->levels[item] + model->items[item].not_applicable;
}

/* Answers to the items of an axis, those left out under which nothing applies; or its states. */
static void count_axis(const struct seg_model *model, int a, struct seg_check_summary *summary) {
    const struct seg_axis_rec *axis = &model->axes[a];
    uint64_t all = 1, nothing = 1;
    for (int i = 0; i < model->item_count; i++) {
        const struct seg_item_rec *item = &model->items[i];
        if (axis->items >> i & 1) {
            bool counts = item->scored && item->greatest > 0;
            all = times(all, options_of(model, i));
            nothing = times(nothing, counts ? item->not_applicable : options_of(model, i));
        }
    }
    multiply(summary, all == UINT64_MAX ? all : all - nothing + axis->state_count);
}

static void count_inputs(const struct seg_model *model, struct seg_check_summary *summary) {
    summary->inputs = 1;
    summary->inputs_exact = true;
    for (int a = 0; a < model->axis_count; a++) {
        count_axis(model, a, summary);
    }
    for (int i = 0; i < model->item_count; i++) {
        if (model->items[i].axis == SEG_NONE) {
            multiply(summary, options_of(model, i));
        }
    }
    multiply(summary, (uint64_t)1 << model->flag_count);
    multiply(summary, model->duration_count > 0 ? model->duration_count : 1);
}

/* Room for one proof, laid out one after another in the caller's memory. */
static size_t aligned(size_t size) {
    return (size + 15) & ~(size_t)15;
}

static size_t room_for(const struct seg_space *space) {
    size_t size = aligned(sizeof(struct seg_proof));
    if (space->points == 0) {
        return size;
    }
    size += aligned(space->points) + 2 * aligned(space->words * sizeof(uint64_t));
    for (int a = 0; a < space->model->axis_count; a++) {
        size += aligned(space->grids[a].bits);
        size += aligned(space->combinations[a] * sizeof(uint64_t));
    }
    return size;
}

static void *take(char **at, size_t size) {
    void *taken = *at;
    *at += aligned(size);
    return taken;
}

static void lay_out(struct seg_proof *proof) {
    struct seg_space *space = &proof->space;
    char *at = (char *)proof + aligned(sizeof *proof);
    proof->bits = take(&at, space->words * sizeof(uint64_t));
    proof->work = take(&at, space->words * sizeof(uint64_t));
    for (int a = 0; a < proof->model->axis_count; a++) {
        space->reached[a] = take(&at, space->combinations[a] * sizeof(uint64_t));
        memset(space->reached[a], 0, space->combinations[a] * sizeof(uint64_t));
        space->grids[a].classes = take(&at, space->grids[a].bits);
        seg_grid_classify(proof->model, &space->grids[a]);
    }
    proof->outcomes = take(&at, space->points);
    memset(proof->outcomes, SEG_NONE, space->points);
}

size_t seg_check_scratch_size(const struct seg_model *model) {
    uint8_t scorable = seg_space_scorable(model);
    size_t most = 0;
    for (unsigned judged = 0; judged <= scorable; judged++) {
        struct seg_space space;
        if (judged & ~(unsigned)scorable) {
            continue;
        }
        seg_space_plan(model, (uint8_t)judged, &space);
        size_t room = room_for(&space);
        most = room > most ? room : most;
    }
    return most;
}

static void report_undecided(struct seg_proof *proof) {
    static const enum seg_finding_kind kinds[] = {
        SEG_SEGMENT_UNREACHED, SEG_WORSE_IS_LIGHTER, SEG_RULE_DEAD,  SEG_RULE_ORDER,
        SEG_BAND_UNREACHED,    SEG_CELL_UNREACHED,   SEG_SIGNAL_DEAD};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        add_finding(proof, kinds[k], SEG_UNDECIDED, SEG_MODEL, 0, -1);
    }
}

/* What reaching every combination of every axis, and looking at every point, will cost. */
static uint64_t reach_effort(const struct seg_proof *proof) {
    const struct seg_model *model = proof->model;
    uint64_t each_point = 128 + 4 * (uint64_t)model->node_count;
    for (int r = 0; r < model->rule_count; r++) {
        int nodes = model->nodes[model->rules[r].node].end - model->rules[r].node;
        each_point +=
            model->rules[r].reads_segment ? 8u * (unsigned)nodes * model->segment_count : 8;
    }
    uint64_t effort = proof->space.points * each_point;
    for (int a = 0; a < model->axis_count; a++) {
        uint64_t each = seg_proof_sums_effort(proof, a) + proof->space.grids[a].bits;
        effort += proof->space.combinations[a] * each;
    }
    return effort;
}

/* Walks over the inputs that judge these axes; false when they lie beyond the bounds. */
static bool walk(struct seg_proof *proof, uint8_t judged) {
    memset(&proof->space, 0, sizeof proof->space);
    seg_space_plan(proof->model, judged, &proof->space);
    if (proof->space.points == 0) {
        return false;
    }
    proof->effort += reach_effort(proof);
    if (proof->effort > SEG_MAX_EFFORT) {
        return false;
    }
    lay_out(proof);
    seg_proof_walk(proof);
    return true;
}

static bool all_worse_tried(struct seg_proof *proof) {
    return seg_proof_worse(proof) && seg_proof_worse_states(proof);
}

/* Every way to judge axes that answers could score. False when a worse answer is undecided. */
static bool judge_axes(struct seg_proof *proof) {
    uint8_t scorable = seg_space_scorable(proof->model);
    bool tried = true;
    for (unsigned judged = 1; judged <= scorable && !proof->beyond && !proof->stopped; judged++) {
        if ((judged & ~(unsigned)scorable) == 0) {
            proof->beyond = !walk(proof, (uint8_t)judged);
            tried = tried && !proof->beyond && all_worse_tried(proof);
        }
    }
    return tried;
}

static void prove(struct seg_proof *proof) {
    proof->answered = proof->met;
    report_bands(proof);
    report_cells(proof);
    bool tried = all_worse_tried(proof);
    tried = judge_axes(proof) && tried;
    report_segments(proof);
    report_rules(proof);
    int rule = rule_of_disagreements(proof->model);
    if (!tried) {
        add_finding(proof, SEG_WORSE_IS_LIGHTER, SEG_UNDECIDED, SEG_MODEL, 0, -1);
    } else if (rule >= 0) {
        add_finding(proof, SEG_WORSE_IS_LIGHTER, SEG_UNDECIDED, SEG_RULE, rule, -1);
    }
}

static void start(struct seg_proof *proof, const struct seg_model *model) {
    memset(proof, 0, sizeof *proof);
    memset(proof->order, SEG_NONE, sizeof proof->order);
    proof->model = model;
    proof->exchanged = *model;
}

enum seg_status seg_check(const struct seg_model *model, struct seg_scratch scratch,
                          int (*report)(const struct seg_finding *finding, void *data), void *data,
                          struct seg_check_summary *summary) {
    struct seg_proof *proof = scratch.memory;
    if (proof == NULL || scratch.size < seg_check_scratch_size(model)) {
        return SEG_NO_ROOM;
    }
    start(proof, model);
    memset(summary, 0, sizeof *summary);
    proof->report = report;
    proof->data = data;
    proof->summary = summary;
    count_inputs(model, summary);
    if (walk(proof, 0)) {
        prove(proof);
        summary->reached = proof->met.segments;
    } else {
        report_undecided(proof);
    }
    seg_proof_report_unread(proof);
    return SEG_OK;
}
