/* Model files: a fault or a model. A model's canonical form is the same model, and the engine bears
 * it: proof in bounded memory, and inputs at random, decided alike by every way there is. */
#include "mutate_json.h"

#include "segment_json.h"

enum { ROWS = 80, SCRATCH_BYTES = 256 * 1024 };

static uint8_t scratch_bytes[SCRATCH_BYTES] __attribute__((aligned(16)));

/* ---- Inputs ------------------------------------------------------------------------------- */

/* Mostly an answer that the item has; now and then none, and rarely one that it lacks. */
static uint8_t any_answer(struct seg_item_info item, unsigned *state) {
    unsigned luck = mutate_dice(state, 100);
    if (luck < 15) {
        return SEG_UNKNOWN;
    }
    if (luck < 20) {
        return SEG_NOT_APPLICABLE;
    }
    return (uint8_t)(luck < 21 ? mutate_dice(state, 256) : mutate_dice(state, item.levels));
}

static uint8_t any_of(size_t count, unsigned *state) {
    unsigned value = mutate_dice(state, (unsigned)count + 2);
    return value < count ? (uint8_t)value : SEG_UNKNOWN;
}

static void any_input(const struct seg_model *model, unsigned *state, struct seg_input *input) {
    int both = mutate_dice(state, 3) == 0;
    seg_input_init(input);
    for (size_t i = 0; i < seg_model_count(model, SEG_ITEM); i++) {
        for (int view = 0; view <= both; view++) {
            input->answers[view][i] = any_answer(seg_item(model, i), state);
        }
    }
    for (size_t f = 0; f < seg_model_count(model, SEG_FLAG); f++) {
        input->flags[f] = any_of(2, state);
    }
    for (size_t a = 0; a < seg_model_count(model, SEG_AXIS); a++) {
        if (mutate_dice(state, 16) == 0) {
            input->axis_state[a] = any_of(seg_axis_states(model, a), state);
        }
    }
    input->duration = any_of(seg_model_count(model, SEG_DURATION), state);
    unsigned age = mutate_dice(state, 160);
    input->age = age > SEG_MAX_AGE ? SEG_AGE_UNKNOWN : (uint16_t)age;
}

/* ---- One input ---------------------------------------------------------------------------- */

static void same_result(const struct seg_model *model, const struct seg_result *a,
                        const struct seg_result *b) {
    must_hold(a->segment == b->segment && a->certain == b->certain && a->exact == b->exact);
    must_hold(a->possible == b->possible && a->cell_segments == b->cell_segments);
    must_hold(a->rules_true == b->rules_true && a->rules_unknown == b->rules_unknown);
    must_hold(a->signals == b->signals && a->review_months == b->review_months);
    must_hold(a->missing == b->missing && a->unanswered == b->unanswered);
    must_hold(a->disagreements == b->disagreements && a->reason_count == b->reason_count);
    must_hold(memcmp(a->reasons, b->reasons, a->reason_count * sizeof *a->reasons) == 0);
    must_hold(memcmp(a->answers, b->answers, seg_model_count(model, SEG_ITEM)) == 0);
    must_hold(memcmp(a->axes, b->axes, seg_model_count(model, SEG_AXIS) * sizeof *a->axes) == 0);
}

static void sound_result(const struct seg_result *result) {
    must_hold(result->possible != 0);
    must_hold(result->certain == ((result->possible & (result->possible - 1)) == 0));
    must_hold(result->segment == SEG_NONE || (result->possible >> result->segment & 1));
    must_hold(!result->certain || result->segment != SEG_NONE);
    for (size_t a = 0; a < SEG_MAX_AXES; a++) {
        must_hold(result->axes[a].low <= result->axes[a].high);
    }
}

/* Both ways of one decision; false where the input does not fit the model. */
static int decide(const struct seg_model *model, const struct seg_input *input,
                  struct seg_result *result) {
    static struct seg_result general;
    memset(result, 0, sizeof *result);
    memset(&general, 0, sizeof general);
    enum seg_status status = seg_evaluate(model, input, result);
    must_hold(status == seg_input_check(model, input, NULL));
    must_hold(status == seg_evaluate_general(model, input, &general));
    if (status != SEG_OK) {
        return 0;
    }
    sound_result(result);
    same_result(model, result, &general);
    return 1;
}

/* ---- Many inputs -------------------------------------------------------------------------- */

struct columns {
    uint8_t answers[SEG_VIEWS][SEG_MAX_ITEMS][ROWS];
    uint8_t axis_state[SEG_MAX_AXES][ROWS], flags[SEG_MAX_FLAGS][ROWS], duration[ROWS];
    uint16_t age[ROWS];
};

struct outcome {
    uint8_t segment[ROWS], certain[ROWS], refused[ROWS];
    uint16_t possible[ROWS];
    uint32_t low[SEG_MAX_AXES][ROWS], high[SEG_MAX_AXES][ROWS], signals[ROWS];
    uint8_t states[SEG_MAX_AXES][ROWS], reason[SEG_BATCH_REASONS][ROWS];
};

static void put_input(struct columns *columns, size_t row, const struct seg_input *input) {
    for (size_t view = 0; view < SEG_VIEWS; view++) {
        for (size_t i = 0; i < SEG_MAX_ITEMS; i++) {
            columns->answers[view][i][row] = input->answers[view][i];
        }
    }
    for (size_t a = 0; a < SEG_MAX_AXES; a++) {
        columns->axis_state[a][row] = input->axis_state[a];
    }
    for (size_t f = 0; f < SEG_MAX_FLAGS; f++) {
        columns->flags[f][row] = input->flags[f];
    }
    columns->duration[row] = input->duration;
    columns->age[row] = input->age;
}

static struct seg_batch_input batch_input(const struct columns *columns) {
    struct seg_batch_input input = {.rows = ROWS, .duration = columns->duration};
    for (size_t view = 0; view < SEG_VIEWS; view++) {
        for (size_t i = 0; i < SEG_MAX_ITEMS; i++) {
            input.answers[view][i] = columns->answers[view][i];
        }
    }
    for (size_t a = 0; a < SEG_MAX_AXES; a++) {
        input.axis_state[a] = columns->axis_state[a];
    }
    for (size_t f = 0; f < SEG_MAX_FLAGS; f++) {
        input.flags[f] = columns->flags[f];
    }
    input.age = columns->age;
    return input;
}

static void batch(const struct seg_model *model, enum seg_kernel kernel,
                  const struct columns *columns, struct outcome *outcome) {
    struct seg_batch_input input = batch_input(columns);
    struct seg_batch_output output = {.segment = outcome->segment,
                                      .certain = outcome->certain,
                                      .possible = outcome->possible,
                                      .signals = outcome->signals,
                                      .refused = outcome->refused};
    memset(outcome, 0, sizeof *outcome);
    for (size_t a = 0; a < SEG_MAX_AXES; a++) {
        output.low[a] = outcome->low[a];
        output.high[a] = outcome->high[a];
        output.states[a] = outcome->states[a];
    }
    for (size_t r = 0; r < SEG_BATCH_REASONS; r++) {
        output.reason[r] = outcome->reason[r];
    }
    size_t refused = seg_batch_with(kernel, model, &input, &output);
    for (size_t row = 0; row < ROWS; row++) {
        refused -= outcome->refused[row];
    }
    must_hold(refused == 0);
}

static void same_row(const struct outcome *outcome, size_t row, int good,
                     const struct seg_result *result) {
    must_hold(outcome->refused[row] == !good);
    if (!good) {
        return;
    }
    must_hold(outcome->segment[row] == result->segment);
    must_hold(outcome->certain[row] == result->certain);
    must_hold(outcome->possible[row] == result->possible);
    must_hold(outcome->signals[row] == result->signals);
    for (size_t r = 0; r < SEG_BATCH_REASONS; r++) {
        must_hold(outcome->reason[r][row] ==
                  (r < result->reason_count ? result->reasons[r].code : SEG_NONE));
    }
}

/* ---- Explanations and proof --------------------------------------------------------------- */

static void explain(const struct segj_model *model, const struct seg_input *input,
                    const struct seg_result *result) {
    struct segj_result_options options = {
        .language = SEGJ_FI, .trace = 1, .views = 1, .next = 1, .fewest = 1, .what_if = 1};
    struct segj_buffer out = {0};
    if (seg_scratch_size(segj_model_engine(model)) <= SCRATCH_BYTES) {
        options.scratch = (struct seg_scratch){scratch_bytes, SCRATCH_BYTES};
    }
    segj_result_write(model, input, result, &options, (char[65]){""}, &out);
    json_t *tree = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    must_hold(tree != NULL);
    json_decref(tree);
    segj_buffer_clear(&out);
}

/* What a finding says, its inputs show. */
static int shown(const struct seg_finding *finding, void *data) {
    static struct segj_fault fault;
    struct segj_model *model = data;
    struct seg_result before, after;
    segj_finding(model, finding, &fault);
    if (!finding->has_inputs) {
        return 0;
    }
    must_hold(decide(segj_model_engine(model), &finding->before, &before));
    if (finding->kind != SEG_WORSE_IS_LIGHTER) {
        return 0;
    }
    must_hold(decide(segj_model_engine(model), &finding->after, &after));
    must_hold(before.segment == finding->segment_before);
    must_hold(after.segment == finding->segment_after);
    must_hold(seg_segment_below(segj_model_engine(model), after.segment, before.segment));
    return 0;
}

/* A remark names a place of the file. */
static void remarked(void *data, const struct segj_fault *remark) {
    (void)data;
    must_hold(remark->pointer[0] == '/' && remark->text[0] != 0 && remark->fix[0] != 0);
}

/* Segments that some input gives must be told as reached, where the proof is complete. */
static uint16_t prove(struct segj_model *model) {
    struct seg_check_summary summary;
    struct seg_scratch scratch = {scratch_bytes, SCRATCH_BYTES};
    const struct seg_model *engine = segj_model_engine(model);
    int fits = seg_check_scratch_size(engine) <= SCRATCH_BYTES;
    enum seg_status status = seg_check(engine, scratch, shown, model, &summary);
    must_hold(status == (fits ? SEG_OK : SEG_NO_ROOM));
    return status == SEG_OK && summary.undecided == 0 ? summary.reached : 0xFFFF;
}

/* ---- A model ------------------------------------------------------------------------------ */

static int complete(const struct seg_model *model, const struct seg_input *input,
                    const struct seg_result *result) {
    for (size_t a = 0; a < seg_model_count(model, SEG_AXIS); a++) {
        if (result->axes[a].judged || !result->axes[a].assessed) {
            return 0;
        }
    }
    for (size_t f = 0; f < seg_model_count(model, SEG_FLAG); f++) {
        if (input->flags[f] == SEG_UNKNOWN) {
            return 0;
        }
    }
    return result->certain && result->unanswered == 0 && input->age != SEG_AGE_UNKNOWN &&
           (input->duration != SEG_UNKNOWN || seg_model_count(model, SEG_DURATION) == 0);
}

static void try_engine(struct segj_model *model, unsigned state) {
    static struct columns columns;
    static struct outcome scalar, vector;
    static struct seg_input inputs[ROWS];
    static struct seg_result results[ROWS];
    const struct seg_model *engine = segj_model_engine(model);
    uint16_t reached = prove(model);
    segj_remarks(model, remarked, NULL);
    int good[ROWS];
    for (size_t row = 0; row < ROWS; row++) {
        any_input(engine, &state, &inputs[row]);
        put_input(&columns, row, &inputs[row]);
        good[row] = decide(engine, &inputs[row], &results[row]);
        if (good[row] && complete(engine, &inputs[row], &results[row])) {
            must_hold(reached >> results[row].segment & 1);
        }
        if (good[row] && row < 2) {
            explain(model, &inputs[row], &results[row]);
        }
    }
    batch(engine, SEG_KERNEL_SCALAR, &columns, &scalar);
    batch(engine, SEG_KERNEL_AUTO, &columns, &vector);
    must_hold(memcmp(&scalar, &vector, sizeof scalar) == 0);
    for (size_t row = 0; row < ROWS; row++) {
        same_row(&scalar, row, good[row], &results[row]);
    }
}

static unsigned seed_of(const uint8_t *bytes, size_t length) {
    unsigned seed = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        seed = (seed ^ bytes[i]) * 16777619u;
    }
    return seed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct segj_faults faults;
    struct segj_model *model = NULL, *again = NULL;
    memset(&faults, 0, sizeof faults);
    if (segj_model_read((const char *)bytes, length, &model, &faults) != SEGJ_OK) {
        must_hold(faults.total > 0);
        return 0;
    }
    size_t size;
    const char *canonical = segj_model_canonical(model, &size);
    must_hold(segj_model_read(canonical, size, &again, &faults) == SEGJ_OK);
    must_hold(strcmp(segj_model_hash(model), segj_model_hash(again)) == 0);
    segj_model_free(again);
    try_engine(model, seed_of(bytes, length));
    segj_model_free(model);
    return 0;
}
