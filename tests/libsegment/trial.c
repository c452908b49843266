#include "trial.h"
#include "completions.h"

#include <check.h>
#include <string.h>

enum { ITEM, FLAG, DURATION, AGE, STATE };
enum { MOST_DIMS = REF_ITEMS + SEG_MAX_FLAGS + 2 + SEG_MAX_AXES };

struct dim {
    int kind, index, count, stride;
};

/* All inputs that judge the same axes, numbered. */
struct inputs {
    const struct ref_model *model;
    const struct seg_model *compiled;
    unsigned judged;
    int count, total;
    struct dim dims[MOST_DIMS];
    uint16_t ages[COMPLETION_AGES];
    uint8_t segments[TRIAL_INPUTS]; /* the certain one, else SEG_NONE */
    uint16_t possible[TRIAL_INPUTS];
};

static void add(struct inputs *inputs, int kind, int index, int count) {
    struct dim dim = {kind, index, count, inputs->total};
    inputs->dims[inputs->count++] = dim;
    inputs->total = inputs->total * count > TRIAL_INPUTS ? TRIAL_INPUTS + 1 : inputs->total * count;
}

static int is_judged(const struct inputs *inputs, int item) {
    int axis = inputs->model->item[item].axis;
    return axis >= 0 && (inputs->judged >> axis & 1);
}

static void number(struct inputs *inputs, const struct ref_model *model, unsigned judged) {
    struct completions turns;
    struct seg_input unknown;
    seg_input_init(&unknown);
    completions_start(&turns, model, &unknown);
    memcpy(inputs->ages, turns.ages, sizeof turns.ages);
    inputs->model = model;
    inputs->judged = judged;
    inputs->count = 0;
    inputs->total = 1;
    for (int i = 0; i < model->items; i++) {
        if (!is_judged(inputs, i)) {
            add(inputs, ITEM, i, model->item[i].levels + model->item[i].not_applicable);
        }
    }
    for (int f = 0; f < model->flags; f++) {
        add(inputs, FLAG, f, 2);
    }
    for (int a = 0; a < model->axes; a++) {
        if (judged >> a & 1) {
            add(inputs, STATE, a, model->axis[a].states);
        }
    }
    add(inputs, DURATION, 0, model->durations > 0 ? model->durations : 1);
    add(inputs, AGE, 0, turns.age_count);
}

static int digit(const struct dim *dim, int n) {
    return n / dim->stride % dim->count;
}

static void put(const struct inputs *inputs, const struct dim *dim, int value,
                struct seg_input *input) {
    const struct ref_model *model = inputs->model;
    switch (dim->kind) {
    case ITEM:
        input->answers[SEG_PROFESSIONAL][dim->index] =
            value < model->item[dim->index].levels ? (uint8_t)value : SEG_NOT_APPLICABLE;
        break;
    case FLAG:
        input->flags[dim->index] = (uint8_t)value;
        break;
    case STATE:
        input->axis_state[dim->index] = (uint8_t)value;
        break;
    case DURATION:
        input->duration = model->durations > 0 ? (uint8_t)value : SEG_UNKNOWN;
        break;
    default:
        input->age = inputs->ages[value];
        break;
    }
}

static void get(const struct inputs *inputs, int n, struct seg_input *input) {
    seg_input_init(input);
    for (int d = 0; d < inputs->count; d++) {
        put(inputs, &inputs->dims[d], digit(&inputs->dims[d], n), input);
    }
}

static int applies(const struct inputs *inputs, const struct seg_input *input) {
    struct ref_person person = person_of(inputs->model, input);
    for (int a = 0; a < inputs->model->axes; a++) {
        uint64_t sum, max;
        ref_sums(inputs->model, &person, a, &sum, &max);
        if (!(inputs->judged >> a & 1) && max == 0) {
            return 0;
        }
    }
    return 1;
}

/* ---- One input ---- */

static int cell_index(const struct ref_model *model, const struct ref_person *person,
                      const struct ref_decision *decision) {
    int cell = 0;
    for (int c = 0; c < model->columns; c++) {
        int time = model->column[c] == SEG_BY_DURATION;
        cell = cell * (time ? model->durations : model->axis[model->column[c]].states) +
               (time ? person->duration : decision->states[model->column[c]]);
    }
    return cell;
}

/* Which rules moved the segment, found by leaving the later ones out. */
static uint32_t moving_rules(const struct ref_model *model, const struct ref_person *person,
                             const struct ref_decision *decision) {
    struct ref_model shorter = *model;
    uint32_t moved = 0;
    int so_far = decision->cell_segment;
    for (int r = 0; r < model->rules; r++) {
        shorter.rules = r + 1;
        int then = ref_decide(&shorter, person).segment;
        moved |= (uint32_t)((decision->rules >> r & 1) && then != so_far) << r;
        so_far = then;
    }
    return moved;
}

static uint16_t possible_of(const struct ref_model *model, const struct seg_input *input) {
    struct completions open;
    struct ref_person person;
    uint16_t possible = 0;
    completions_start(&open, model, input);
    do {
        if (completions_get(&open, &person)) {
            possible |= (uint16_t)(1u << ref_decide(model, &person).segment);
        }
    } while (completions_next(&open));
    return possible;
}

/* Everything that the completions of one input have in common, or meet. */
static struct trial_met meet(const struct ref_model *model, const struct seg_input *input,
                             uint8_t *cells) {
    struct completions open;
    struct ref_person person;
    struct trial_met met = {0, UINT32_MAX, 0, UINT32_MAX};
    completions_start(&open, model, input);
    do {
        if (completions_get(&open, &person)) {
            struct ref_decision decision = ref_decide(model, &person);
            met.segments |= (uint16_t)(1u << decision.segment);
            met.held &= decision.rules;
            met.signals &= decision.signals;
            met.moved |= moving_rules(model, &person, &decision);
            cells[cell_index(model, &person, &decision)] = 1;
        }
    } while (completions_next(&open));
    met.moved &= met.held;
    return met;
}

static int is_single(uint16_t segments) {
    return (segments & (segments - 1)) == 0;
}

static void meet_bands(const struct inputs *inputs, const struct seg_input *input,
                       struct trial *trial) {
    const struct ref_model *model = inputs->model;
    struct ref_person person = person_of(model, input);
    for (int a = 0; a < model->axes; a++) {
        uint64_t sum, max;
        int band = 0;
        ref_sums(model, &person, a, &sum, &max);
        for (int b = 0; b < model->axis[a].bands; b++) {
            uint64_t from = model->axis[a].band[b].from;
            int ratio = model->axis[a].method == SEG_RATIO;
            band = (ratio ? sum * model->axis[a].scale >= from * max : sum >= from) ? b : band;
        }
        trial->bands[a] |= (uint8_t)(1u << band);
    }
}

/* Marks the cells of all states that the input leaves to each axis by itself. */
static void mark_cells(const struct ref_model *model, const struct seg_input *input,
                       const struct seg_result *result, int column, int cell, uint8_t *cells) {
    if (column == model->columns) {
        cells[cell] = 1;
        return;
    }
    int by = model->column[column], time = by == SEG_BY_DURATION;
    int count = time ? model->durations : model->axis[by].states;
    unsigned states = time ? 1u << input->duration : result->axes[by].states;
    for (int s = 0; s < count; s++) {
        if (states >> s & 1) {
            mark_cells(model, input, result, column + 1, cell * count + s, cells);
        }
    }
}

/* Tries one input; `by_answers`: no axis is judged without need. */
static void meet_input(struct inputs *inputs, int n, int by_answers, struct trial *trial) {
    uint8_t ignored[SEG_MAX_CELLS];
    struct seg_input input;
    struct seg_result result;
    get(inputs, n, &input);
    inputs->segments[n] = SEG_NONE;
    inputs->possible[n] = 0;
    if (!applies(inputs, &input)) {
        return;
    }
    struct trial_met met = meet(inputs->model, &input, by_answers ? trial->cells : ignored);
    ck_assert_int_eq(seg_evaluate(inputs->compiled, &input, &result), SEG_OK);
    trial->inexact |= result.possible != met.segments || result.rules_true != met.held ||
                      result.signals != met.signals;
    trial->inputs += input.age == inputs->ages[0];
    trial->met.held |= met.held;
    trial->met.moved |= met.moved;
    trial->met.signals |= met.signals;
    inputs->possible[n] = met.segments;
    if (is_single(met.segments)) {
        inputs->segments[n] = result.segment;
        trial->met.segments |= met.segments;
    }
    if (by_answers) {
        mark_cells(inputs->model, &input, &result, 0, 0, trial->open_cells);
        meet_bands(inputs, &input, trial);
    }
}

/* ---- Worse answers, states and durations ---- */

static uint8_t *place_of(const struct inputs *inputs, const struct dim *dim, int from, int to,
                         struct trial *trial) {
    const struct ref_model *model = inputs->model;
    if (dim->kind == STATE || (dim->kind == DURATION && model->durations > 0)) {
        int subject = dim->kind == STATE ? dim->index : SEG_MAX_AXES;
        return from < to ? &trial->worse_states[subject][from][to] : NULL;
    }
    int levels = dim->kind == ITEM ? model->item[dim->index].levels : 0;
    if (dim->kind != ITEM || !ref_scored(model, dim->index) || from >= levels || to >= levels ||
        ref_points(model, dim->index, to) <= ref_points(model, dim->index, from)) {
        return NULL;
    }
    return &trial->worse[dim->index][from][to];
}

static void try_worse(const struct inputs *inputs, int n, struct trial *trial) {
    for (int d = 0; d < inputs->count; d++) {
        const struct dim *dim = &inputs->dims[d];
        int from = digit(dim, n);
        for (int to = 0; to < dim->count; to++) {
            uint8_t *place = place_of(inputs, dim, from, to, trial);
            uint8_t before = inputs->segments[n];
            uint8_t after = inputs->segments[n + (to - from) * dim->stride];
            if (place != NULL && before != SEG_NONE && after != SEG_NONE &&
                ref_below(inputs->model, after, before)) {
                *place = 1;
            }
        }
    }
}

/* ---- The order of the rules ---- */

/* 1 when some input's possible segments are others then. Where the library, that way about, knows
 * less than the completions say, the model is set aside. */
static int exchange_matters(const struct inputs *inputs, int one, int other, struct trial *trial) {
    struct ref_model exchanged = *inputs->model;
    int matters = 0;
    exchanged.rule[one] = inputs->model->rule[other];
    exchanged.rule[other] = inputs->model->rule[one];
    struct seg_model *compiled = ref_compile(&exchanged);
    for (int n = 0; n < inputs->total; n++) {
        struct seg_input input;
        struct seg_result result;
        get(inputs, n, &input);
        if (inputs->possible[n] == 0) {
            continue;
        }
        uint16_t possible = possible_of(&exchanged, &input);
        ck_assert_int_eq(seg_evaluate(compiled, &input, &result), SEG_OK);
        trial->inexact |= result.possible != possible;
        matters |= possible != inputs->possible[n];
    }
    seg_model_free(compiled);
    return matters;
}

static void try_order(const struct inputs *inputs, struct trial *trial) {
    int rules = inputs->model->rules;
    for (int one = 0; one < rules; one++) {
        int end = trial->order[one] < 0 ? rules : trial->order[one];
        for (int other = one + 1; other < end; other++) {
            if (exchange_matters(inputs, one, other, trial)) {
                trial->order[one] = other;
                break;
            }
        }
    }
}

/* ---- The whole ---- */

static unsigned unscored_axes(const struct ref_model *model) {
    unsigned axes = (1u << model->axes) - 1;
    for (int i = 0; i < model->items; i++) {
        if (ref_scored(model, i) && ref_greatest(model, i) > 0) {
            axes &= ~(1u << model->item[i].axis);
        }
    }
    return axes;
}

static int reads_answering(const struct ref_model *model) {
    for (int n = 0; n < model->nodes; n++) {
        if (model->node[n].test >= SEG_TEST_UNANSWERED) {
            return 1;
        }
    }
    return 0;
}

/* 1 when all inputs that judge these axes, with all that they leave open, are not too many. */
static int can_be_tried(struct inputs *inputs) {
    struct seg_input input;
    struct completions open;
    if (inputs->total > TRIAL_INPUTS) {
        return 0;
    }
    get(inputs, 0, &input);
    completions_start(&open, inputs->model, &input);
    return inputs->total * open.total <= (double)TRIAL_WORK;
}

static int try_all(struct inputs *inputs, int by_answers, struct trial *trial) {
    if (!can_be_tried(inputs)) {
        return 0;
    }
    for (int n = 0; n < inputs->total; n++) {
        meet_input(inputs, n, by_answers, trial);
    }
    for (int n = 0; n < inputs->total; n++) {
        try_worse(inputs, n, trial);
    }
    try_order(inputs, trial);
    return 1;
}

int trial_run(const struct ref_model *model, const struct seg_model *compiled,
              struct trial *trial) {
    static struct inputs inputs;
    unsigned unscored = unscored_axes(model);
    memset(trial, 0, sizeof *trial);
    memset(trial->order, -1, sizeof trial->order);
    if (reads_answering(model)) {
        return 0;
    }
    inputs.compiled = compiled;
    trial->scored = ~unscored;
    for (unsigned judged = 0; judged < 1u << model->axes; judged++) {
        if ((judged & unscored) != unscored) {
            continue;
        }
        number(&inputs, model, judged);
        if (!try_all(&inputs, judged == unscored, trial)) {
            return 0;
        }
        if (judged == unscored) {
            trial->answered = trial->met;
        }
    }
    return 1;
}
