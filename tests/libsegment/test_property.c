/*
 * Random models and random answers: the library against the slow reference. The number of inputs
 * comes from SEG_PROPERTY_ROUNDS, the seed from SEG_PROPERTY_SEED.
 */
#include "chance.h"
#include "completions.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

enum { INPUTS_A_MODEL = 8, MAX_COMPLETIONS = 4000 };

/* One model on both sides. */
struct pair {
    struct chance chance;
    struct ref_model model;
    struct seg_model *compiled;
    uint64_t seed;
};

static uint64_t setting(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void open_pair(struct pair *pair, uint64_t seed) {
    pair->seed = seed;
    pair->chance.state = seed * 0x9E3779B97F4A7C15u + 1;
    chance_below(&pair->chance, 2);
    chance_model(&pair->chance, &pair->model);
    pair->compiled = ref_compile(&pair->model);
}

static void close_pair(struct pair *pair) {
    seg_model_free(pair->compiled);
}

/* Runs a property on as many random models as the setting says, `share` of them. */
static void for_models(void (*property)(struct pair *pair), uint64_t share) {
    uint64_t rounds = setting("SEG_PROPERTY_ROUNDS", 80000) / INPUTS_A_MODEL / share;
    uint64_t seed = setting("SEG_PROPERTY_SEED", 1) << 32;
    for (uint64_t round = 0; round < rounds + 1; round++) {
        struct pair pair;
        open_pair(&pair, seed + round);
        property(&pair);
        close_pair(&pair);
    }
}

#define SAME(pair, a, b, what)                                                                     \
    ck_assert_msg((a) == (b), "%s: %lld is not %lld (model seed %llu)", what, (long long)(a),      \
                  (long long)(b), (unsigned long long)(pair)->seed)

static void same_results(const struct pair *pair, const struct seg_result *a,
                         const struct seg_result *b) {
    SAME(pair, a->segment, b->segment, "segment");
    SAME(pair, a->certain, b->certain, "certain");
    SAME(pair, a->exact, b->exact, "exact");
    SAME(pair, a->possible, b->possible, "possible");
    SAME(pair, a->cell_segments, b->cell_segments, "cell segments");
    SAME(pair, a->review_months, b->review_months, "review months");
    SAME(pair, a->rules_true, b->rules_true, "rules true");
    SAME(pair, a->rules_unknown, b->rules_unknown, "rules unknown");
    SAME(pair, a->signals, b->signals, "signals");
    SAME(pair, a->missing, b->missing, "missing");
    SAME(pair, a->unanswered, b->unanswered, "unanswered");
    SAME(pair, a->disagreements, b->disagreements, "disagreements");
    SAME(pair, a->reason_count, b->reason_count, "number of reasons");
    SAME(pair, memcmp(a->reasons, b->reasons, a->reason_count * sizeof *a->reasons), 0, "reasons");
    SAME(pair, memcmp(a->answers, b->answers, (size_t)pair->model.items), 0, "answers");
    for (int i = 0; i < pair->model.axes; i++) {
        const struct seg_axis_result *x = &a->axes[i], *y = &b->axes[i];
        SAME(pair, x->low, y->low, "low");
        SAME(pair, x->high, y->high, "high");
        SAME(pair, x->sum_low, y->sum_low, "low sum");
        SAME(pair, x->sum_high, y->sum_high, "high sum");
        SAME(pair, x->max_low, y->max_low, "low greatest sum");
        SAME(pair, x->max_high, y->max_high, "high greatest sum");
        SAME(pair, x->states, y->states, "states");
        SAME(pair, x->judged, y->judged, "judged");
        SAME(pair, x->assessed, y->assessed, "assessed");
        SAME(pair, x->missing, y->missing, "missing of an axis");
    }
}

static struct seg_result evaluate(const struct pair *pair, const struct seg_input *input) {
    struct seg_result result;
    SAME(pair, seg_evaluate(pair->compiled, input, &result), SEG_OK, "status");
    return result;
}

static void judge_some(struct pair *pair, struct seg_input *input) {
    for (int a = 0; a < pair->model.axes; a++) {
        if (!chance_percent(&pair->chance, 15)) {
            continue;
        }
        input->axis_state[a] =
            (uint8_t)chance_below(&pair->chance, (uint32_t)pair->model.axis[a].states);
        for (int i = 0; i < pair->model.items; i++) {
            if (pair->model.item[i].axis == a) {
                input->answers[SEG_PROFESSIONAL][i] = SEG_UNKNOWN;
                input->answers[SEG_CLIENT][i] = SEG_UNKNOWN;
            }
        }
    }
}

static void same_as_reference(const struct pair *pair, const struct seg_input *input,
                              const struct seg_result *result) {
    struct ref_person person = person_of(&pair->model, input);
    struct seg_reason reasons[SEG_MAX_REASONS];
    struct ref_decision decision = ref_decide(&pair->model, &person);
    int count = ref_reasons(&pair->model, &person, decision.rules, reasons);
    SAME(pair, result->certain, 1, "certain");
    SAME(pair, result->segment, decision.segment, "segment");
    SAME(pair, result->cell_segments, 1 << decision.cell_segment, "cell");
    SAME(pair, result->rules_true, decision.rules, "rules");
    SAME(pair, result->rules_unknown, 0, "unknown rules");
    SAME(pair, result->signals, decision.signals, "signals");
    SAME(pair, result->review_months, decision.review_months, "review months");
    SAME(pair, result->reason_count, count, "number of reasons");
    for (int r = 0; r < count; r++) {
        SAME(pair, result->reasons[r].code, reasons[r].code, "reason");
        SAME(pair, result->reasons[r].contribution, reasons[r].contribution, "contribution");
        SAME(pair, result->reasons[r].axis, reasons[r].axis, "axis of a reason");
    }
    for (int a = 0; a < pair->model.axes; a++) {
        uint64_t sum, max;
        ref_sums(&pair->model, &person, a, &sum, &max);
        uint64_t score = pair->model.axis[a].method == SEG_POINTS
                             ? sum
                             : sum * pair->model.axis[a].scale / (max > 0 ? max : 1);
        SAME(pair, result->axes[a].states, 1 << decision.states[a], "states");
        SAME(pair, result->axes[a].low, score, "low");
        SAME(pair, result->axes[a].high, score, "high");
    }
}

/* Everything answered, and no choice or item out of place leaves a state open. */
static int settled(const struct pair *pair, const struct seg_input *input) {
    struct ref_person person = person_of(&pair->model, input);
    for (int a = 0; a < pair->model.axes; a++) {
        uint64_t sum, max;
        uint8_t states = ref_states(&pair->model, &person, a);
        ref_sums(&pair->model, &person, a, &sum, &max);
        if ((states & (states - 1)) != 0 || max == 0) {
            return 0;
        }
    }
    return 1;
}

static void complete_inputs(struct pair *pair) {
    for (int n = 0; n < INPUTS_A_MODEL; n++) {
        struct seg_input input;
        struct seg_result general;
        chance_input(&pair->chance, &pair->model, &input);
        struct seg_result result = evaluate(pair, &input);
        seg_evaluate_general(pair->compiled, &input, &general);
        same_results(pair, &result, &general);
        if (settled(pair, &input)) {
            same_as_reference(pair, &input, &result);
        }
    }
}

START_TEST(complete_input__is_decided_as_the_reference_decides) {
    for_models(complete_inputs, 1);
}
END_TEST

/* What all completions of an input give, together. */
struct outcomes {
    uint16_t segments;
    uint8_t states[SEG_MAX_AXES];
    uint32_t rules_any, rules_all, signals_all;
    uint32_t low[SEG_MAX_AXES], high[SEG_MAX_AXES];
};

static void take_score(const struct pair *pair, const struct ref_person *person, int a,
                       struct outcomes *all) {
    uint64_t sum, max;
    const struct ref_axis *axis = &pair->model.axis[a];
    ref_sums(&pair->model, person, a, &sum, &max);
    if (person->judged[a] != SEG_UNKNOWN || max == 0) {
        all->low[a] = 0;
        all->high[a] = axis->method == SEG_RATIO ? axis->scale
                                                 : seg_axis_greatest_sum(pair->compiled, (size_t)a);
        return;
    }
    uint32_t score = (uint32_t)(axis->method == SEG_RATIO ? sum * axis->scale / max : sum);
    all->low[a] = score < all->low[a] ? score : all->low[a];
    all->high[a] = score > all->high[a] ? score : all->high[a];
}

static int complete_all(const struct pair *pair, const struct seg_input *input,
                        struct outcomes *all) {
    struct completions completions;
    struct ref_person person;
    completions_start(&completions, &pair->model, input);
    if (completions.total > MAX_COMPLETIONS) {
        return 0;
    }
    memset(all, 0, sizeof *all);
    memset(all->low, 0xFF, sizeof all->low);
    all->rules_all = all->signals_all = 0xFFFFFFFF;
    do {
        if (!completions_get(&completions, &person)) {
            continue;
        }
        struct ref_decision decision = ref_decide(&pair->model, &person);
        all->segments |= (uint16_t)(1u << decision.segment);
        all->rules_any |= decision.rules;
        all->rules_all &= decision.rules;
        all->signals_all &= decision.signals;
        for (int a = 0; a < pair->model.axes; a++) {
            all->states[a] |= (uint8_t)(1u << decision.states[a]);
            take_score(pair, &person, a, all);
        }
    } while (completions_next(&completions));
    return 1;
}

static uint64_t exact_claims, inexact_but_tight, open_results;

static void sound(const struct pair *pair, const struct seg_input *input) {
    struct seg_result result = evaluate(pair, input);
    struct outcomes all;
    if (!complete_all(pair, input, &all)) {
        return;
    }
    SAME(pair, all.segments & ~result.possible, 0, "a completion outside of `possible`");
    SAME(pair, result.rules_true & ~all.rules_all, 0, "a rule said to hold that need not");
    SAME(pair, all.rules_any & ~(result.rules_true | result.rules_unknown), 0,
         "a rule that may hold and is not said to");
    SAME(pair, result.signals & ~all.signals_all, 0, "a signal that need not hold");
    SAME(pair, result.certain, (result.possible & (result.possible - 1)) == 0, "certain");
    if (result.exact) {
        SAME(pair, result.possible, all.segments, "exact");
    }
    exact_claims += !result.certain && result.exact;
    inexact_but_tight += !result.exact && result.possible == all.segments;
    open_results += !result.certain;
    for (int a = 0; a < pair->model.axes; a++) {
        SAME(pair, all.states[a] & ~result.axes[a].states, 0, "a state outside of the possible");
        SAME(pair, result.axes[a].low, all.low[a], "low end");
        SAME(pair, result.axes[a].high, all.high[a], "high end");
    }
}

static void unknown_inputs(struct pair *pair) {
    for (int n = 0; n < INPUTS_A_MODEL; n++) {
        struct seg_input input;
        chance_input(&pair->chance, &pair->model, &input);
        chance_forget(&pair->chance, &pair->model, 10 + 15 * (n % 3), &input);
        judge_some(pair, &input);
        sound(pair, &input);
    }
}

START_TEST(unknown_input__every_completion_lands_in_possible_and_exact_is_exact) {
    exact_claims = inexact_but_tight = open_results = 0;
    for_models(unknown_inputs, 8);
    ck_assert_uint_gt(exact_claims, open_results / 2);
}
END_TEST

static void two_views(struct pair *pair) {
    for (int n = 0; n < INPUTS_A_MODEL; n++) {
        struct seg_input input, other;
        chance_input(&pair->chance, &pair->model, &input);
        chance_forget(&pair->chance, &pair->model, 15, &input);
        chance_input(&pair->chance, &pair->model, &other);
        memcpy(input.answers[SEG_CLIENT], other.answers[SEG_PROFESSIONAL], SEG_MAX_ITEMS);
        judge_some(pair, &input);
        struct seg_result result = evaluate(pair, &input);
        struct ref_person person = person_of(&pair->model, &input);
        for (int i = 0; i < pair->model.items; i++) {
            SAME(pair, result.answers[i], person.levels[i], "combined answer");
        }
        SAME(pair, (uint32_t)__builtin_popcountll(result.disagreements), person.disagreements,
             "disagreements");
        SAME(pair, result.missing, person.missing, "missing");
        SAME(pair, result.unanswered, person.unanswered, "unanswered");
        sound(pair, &input);
    }
}

START_TEST(two_views__are_combined_by_the_policy) {
    for_models(two_views, 8);
}
END_TEST

/* A table of inputs in columns, some rows of it at fault, and what the batch makes of it. */
enum { ROWS = 97 };

struct table {
    struct seg_input rows[ROWS];
    uint8_t answers[SEG_VIEWS][REF_ITEMS][ROWS];
    uint8_t axis_state[SEG_MAX_AXES][ROWS], flags[SEG_MAX_FLAGS][ROWS], duration[ROWS];
    uint16_t age[ROWS];
    uint8_t segment[ROWS], certain[ROWS], refused[ROWS];
    uint8_t reason[SEG_BATCH_REASONS][ROWS], states[SEG_MAX_AXES][ROWS];
    uint16_t possible[ROWS];
    uint32_t low[SEG_MAX_AXES][ROWS], high[SEG_MAX_AXES][ROWS], signals[ROWS];
    struct seg_batch_input in;
    struct seg_batch_output out;
};

static void fill_row(struct pair *pair, struct seg_input *input) {
    chance_input(&pair->chance, &pair->model, input);
    if (chance_percent(&pair->chance, 40)) {
        chance_forget(&pair->chance, &pair->model, 15, input);
        judge_some(pair, input);
    }
    if (chance_percent(&pair->chance, 10)) {
        struct seg_input other;
        chance_input(&pair->chance, &pair->model, &other);
        memcpy(input->answers[SEG_CLIENT], other.answers[SEG_PROFESSIONAL], SEG_MAX_ITEMS);
    }
    if (chance_percent(&pair->chance, 3) && pair->model.items > 0) {
        input->answers[SEG_PROFESSIONAL][0] = 0x20;
    }
    if (chance_percent(&pair->chance, 2)) {
        input->duration = 0x40;
    }
}

static void fill_table(struct pair *pair, struct table *table) {
    memset(table, 0, sizeof *table);
    table->in.rows = ROWS;
    table->in.duration = table->duration;
    table->in.age = table->age;
    for (int row = 0; row < ROWS; row++) {
        struct seg_input *input = &table->rows[row];
        fill_row(pair, input);
        table->duration[row] = input->duration;
        table->age[row] = input->age;
        for (int i = 0; i < pair->model.items; i++) {
            table->answers[0][i][row] = input->answers[0][i];
            table->answers[1][i][row] = input->answers[1][i];
            table->in.answers[0][i] = table->answers[0][i];
            table->in.answers[1][i] = table->answers[1][i];
        }
        for (int a = 0; a < pair->model.axes; a++) {
            table->axis_state[a][row] = input->axis_state[a];
            table->in.axis_state[a] = table->axis_state[a];
        }
        for (int f = 0; f < pair->model.flags; f++) {
            table->flags[f][row] = input->flags[f];
            table->in.flags[f] = table->flags[f];
        }
    }
    struct seg_batch_output out = {.segment = table->segment,
                                   .certain = table->certain,
                                   .possible = table->possible,
                                   .signals = table->signals,
                                   .refused = table->refused};
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        out.low[a] = table->low[a];
        out.high[a] = table->high[a];
        out.states[a] = table->states[a];
    }
    for (int r = 0; r < SEG_BATCH_REASONS; r++) {
        out.reason[r] = table->reason[r];
    }
    table->out = out;
}

static void same_row(const struct pair *pair, const struct table *table, int row, int kernel) {
    struct seg_result one;
    int refused = seg_evaluate(pair->compiled, &table->rows[row], &one) != SEG_OK;
    SAME(pair, table->refused[row], refused, "refused");
    ck_assert_msg(table->segment[row] == (refused ? SEG_NONE : one.segment),
                  "segment of row %d by kernel %d: %d is not %d (model seed %llu)", row, kernel,
                  table->segment[row], one.segment, (unsigned long long)pair->seed);
    if (refused) {
        return;
    }
    SAME(pair, table->certain[row], one.certain, "certain of a row");
    SAME(pair, table->possible[row], one.possible, "possible of a row");
    SAME(pair, table->signals[row], one.signals, "signals of a row");
    for (int a = 0; a < pair->model.axes; a++) {
        SAME(pair, table->low[a][row], one.axes[a].low, "low of a row");
        SAME(pair, table->high[a][row], one.axes[a].high, "high of a row");
        SAME(pair, table->states[a][row], one.axes[a].states, "states of a row");
    }
    for (int r = 0; r < SEG_BATCH_REASONS; r++) {
        int code = r < one.reason_count ? one.reasons[r].code : SEG_NONE;
        SAME(pair, table->reason[r][row], code, "reason of a row");
    }
}

static void batches(struct pair *pair) {
    static const enum seg_kernel kernels[] = {SEG_KERNEL_AUTO, SEG_KERNEL_SCALAR, SEG_KERNEL_AVX2,
                                              SEG_KERNEL_AVX512};
    static struct table table;
    fill_table(pair, &table);
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        memset(table.segment, 0x77, sizeof table.segment);
        memset(table.reason, 0x77, sizeof table.reason);
        size_t refused = seg_batch_with(kernels[k], pair->compiled, &table.in, &table.out);
        size_t counted = 0;
        for (int row = 0; row < ROWS; row++) {
            same_row(pair, &table, row, (int)kernels[k]);
            counted += table.refused[row];
        }
        SAME(pair, refused, counted, "refused rows");
    }
}

START_TEST(batch__gives_every_row_what_a_single_decision_gives) {
    for_models(batches, 8);
}
END_TEST

/* The open questions of an input, found anew; flags that nothing reads are no questions. */
static int open_questions(const struct pair *pair, const struct seg_input *input,
                          struct seg_answer *questions) {
    const struct ref_model *model = &pair->model;
    int count = 0;
    for (int i = 0; i < model->items; i++) {
        int axis = model->item[i].axis;
        int judged = axis >= 0 && input->axis_state[axis] != SEG_UNKNOWN;
        if (!judged && input->answers[0][i] == SEG_UNKNOWN) {
            struct seg_answer item = {SEG_ITEM, (uint8_t)i, (uint8_t)model->item[i].levels};
            questions[count++] = item;
        }
    }
    for (int f = 0; f < model->flags; f++) {
        int read = 0;
        for (int n = 0; n < model->nodes; n++) {
            read |= model->node[n].test == SEG_TEST_FLAG && model->node[n].subject == f;
        }
        if (read && input->flags[f] == SEG_UNKNOWN) {
            struct seg_answer flag = {SEG_FLAG, (uint8_t)f, 2};
            questions[count++] = flag;
        }
    }
    if (model->durations > 1 && input->duration == SEG_UNKNOWN) {
        struct seg_answer duration = {SEG_DURATION, 0, (uint8_t)model->durations};
        questions[count++] = duration;
    }
    return count;
}

static void answer(struct seg_input *input, struct seg_answer question, int value) {
    if (question.kind == SEG_ITEM) {
        input->answers[SEG_PROFESSIONAL][question.index] = (uint8_t)value;
    } else if (question.kind == SEG_FLAG) {
        input->flags[question.index] = (uint8_t)value;
    } else {
        input->duration = (uint8_t)value;
    }
}

static int64_t width_of(const struct pair *pair, const struct seg_result *result) {
    int64_t width = 0;
    for (int a = 0; a < pair->model.axes; a++) {
        uint32_t full = seg_axis_scale(pair->compiled, (size_t)a);
        if (!result->axes[a].judged && full > 0) {
            width += (int64_t)(result->axes[a].high - result->axes[a].low) * 1000 / full;
        }
    }
    return width;
}

static void one_next_question(struct pair *pair, const struct seg_input *input) {
    struct seg_answer questions[REF_ITEMS + SEG_MAX_FLAGS + 1];
    struct seg_question asked;
    struct seg_result now = evaluate(pair, input);
    int count = now.certain ? 0 : open_questions(pair, input, questions);
    int best = -1;
    int64_t best_settled = 0, best_narrowed = 0, best_answers = 1;
    for (int q = 0; q < count; q++) {
        int64_t settled = 0, narrowed = 0, answers = questions[q].value;
        for (int value = 0; value < answers; value++) {
            struct seg_input then_input = *input;
            answer(&then_input, questions[q], value);
            struct seg_result then = evaluate(pair, &then_input);
            settled += __builtin_popcount(now.possible) - __builtin_popcount(then.possible);
            narrowed += width_of(pair, &now) - width_of(pair, &then);
        }
        int64_t more = settled * best_answers - best_settled * answers;
        int64_t wider = narrowed * best_answers - best_narrowed * answers;
        if (best < 0 || more > 0 || (more == 0 && wider > 0)) {
            best = q;
            best_settled = settled;
            best_narrowed = narrowed;
            best_answers = answers;
        }
    }
    SAME(pair, seg_next_question(pair->compiled, input, &asked), SEG_OK, "status");
    SAME(pair, asked.kind, best < 0 ? SEG_MODEL : questions[best].kind, "kind of the question");
    if (best >= 0) {
        SAME(pair, asked.index, questions[best].index, "question");
    }
}

static struct seg_scratch scratch_of(const struct pair *pair) {
    struct seg_scratch scratch = {NULL, seg_scratch_size(pair->compiled)};
    scratch.memory = malloc(scratch.size);
    ck_assert_ptr_nonnull(scratch.memory);
    return scratch;
}

/* The fewest answers that leave one segment, by trying all; `limit` or more: none. */
static int fewest_by_hand(const struct pair *pair, const struct seg_input *input,
                          const struct seg_answer *questions, int count, int limit) {
    struct seg_result result = evaluate(pair, input);
    if (result.certain) {
        return 0;
    }
    int best = limit;
    for (int q = 0; q < count && best > 1; q++) {
        for (int value = 0; value < questions[q].value; value++) {
            struct seg_input then_input = *input;
            answer(&then_input, questions[q], value);
            int more =
                1 + fewest_by_hand(pair, &then_input, questions + q + 1, count - q - 1, best - 1);
            best = more < best ? more : best;
        }
    }
    return best;
}

static uint64_t fewest_complete, fewest_all;

static void one_fewest(struct pair *pair, const struct seg_input *input) {
    struct seg_answer questions[REF_ITEMS + SEG_MAX_FLAGS + 1];
    struct seg_fewest fewest;
    int count = open_questions(pair, input, questions);
    double tries = 1;
    for (int q = 0; q < count; q++) {
        tries *= 1 + questions[q].value;
    }
    if (tries > 3000) {
        return;
    }
    struct seg_scratch scratch = scratch_of(pair);
    SAME(pair, seg_fewest_answers(pair->compiled, input, scratch, &fewest), SEG_OK, "status");
    free(scratch.memory);
    int expected = fewest_by_hand(pair, input, questions, count, count + 1);
    fewest_all++;
    fewest_complete += fewest.complete;
    if (fewest.complete) {
        SAME(pair, fewest.at_least, fewest.at_most, "bounds");
        SAME(pair, fewest.at_most, expected > count ? SEG_NONE : expected, "fewest answers");
    } else {
        ck_assert_int_le(fewest.at_least, expected > count ? SEG_NONE : expected);
        ck_assert_int_ge(fewest.at_most, expected > count ? 0 : expected);
    }
    struct seg_input then_input = *input;
    for (int n = 0; n < fewest.count; n++) {
        answer(&then_input, fewest.answers[n], fewest.answers[n].value);
    }
    struct seg_result then = evaluate(pair, &then_input);
    SAME(pair, then.certain, fewest.at_most != SEG_NONE, "the answers settle");
}

static void questions(struct pair *pair) {
    for (int n = 0; n < INPUTS_A_MODEL; n++) {
        struct seg_input input;
        chance_input(&pair->chance, &pair->model, &input);
        chance_forget(&pair->chance, &pair->model, 45, &input);
        one_next_question(pair, &input);
        one_fewest(pair, &input);
    }
}

START_TEST(next_question_and_fewest__are_those_of_trying_everything) {
    fewest_complete = fewest_all = 0;
    for_models(questions, 32);
    ck_assert_uint_gt(fewest_complete * 10, fewest_all * 6);
}
END_TEST

/* A set of changes: the new level of each item, or 0xFF. */
struct changes {
    uint8_t to[REF_ITEMS];
    int items, steps;
};

static int smaller(const struct changes *a, const struct changes *b) {
    if (a->items != b->items) {
        return a->items < b->items;
    }
    return a->steps != b->steps ? a->steps < b->steps : memcmp(a->to, b->to, sizeof a->to) < 0;
}

/* Every set of changes to the items from `item` on; keeps the smallest for each segment. */
static void try_changes(const struct pair *pair, struct seg_input *input, int item,
                        struct changes *changes, struct changes *best) {
    if (item == pair->model.items) {
        struct seg_result result = evaluate(pair, input);
        if (result.certain && smaller(changes, &best[result.segment])) {
            best[result.segment] = *changes;
        }
        return;
    }
    try_changes(pair, input, item + 1, changes, best);
    uint8_t from = input->answers[SEG_PROFESSIONAL][item];
    if (!pair->model.item[item].changeable || from >= SEG_MAX_LEVELS) {
        return;
    }
    for (uint8_t to = 0; to < pair->model.item[item].levels; to++) {
        if (to == from) {
            continue;
        }
        struct changes more = *changes;
        int steps = to > from ? to - from : from - to;
        more.to[item] = to;
        more.items++;
        more.steps += pair->model.item[item].kind == SEG_CHOICE ? 1 : steps;
        input->answers[SEG_PROFESSIONAL][item] = to;
        try_changes(pair, input, item + 1, &more, best);
    }
    input->answers[SEG_PROFESSIONAL][item] = from;
}

static void same_way(const struct pair *pair, const struct seg_way *way,
                     const struct changes *best) {
    SAME(pair, way->complete, 1, "complete");
    SAME(pair, way->found, best->items < 100, "found");
    if (!way->found) {
        return;
    }
    SAME(pair, way->count, best->items, "items changed");
    SAME(pair, way->steps, best->steps, "steps");
    for (int c = 0; c < way->count; c++) {
        SAME(pair, way->changes[c].to, best->to[way->changes[c].item], "change");
    }
}

static void one_what_if(struct pair *pair, const struct seg_input *input) {
    struct changes best[SEG_MAX_SEGMENTS], none;
    struct seg_what_if what_if;
    struct seg_result result = evaluate(pair, input);
    double tries = 1;
    for (int i = 0; i < pair->model.items; i++) {
        int changes = pair->model.item[i].changeable && input->answers[0][i] < SEG_MAX_LEVELS;
        tries *= changes ? pair->model.item[i].levels : 1;
    }
    if (tries > 3000) {
        return;
    }
    memset(&none, 0xFF, sizeof none);
    none.items = none.steps = 1000;
    for (int s = 0; s < SEG_MAX_SEGMENTS; s++) {
        best[s] = none;
    }
    memset(&none, 0xFF, sizeof none);
    none.items = none.steps = 0;
    struct seg_input tried = *input;
    try_changes(pair, &tried, 0, &none, best);
    struct seg_scratch scratch = scratch_of(pair);
    SAME(pair, seg_what_if(pair->compiled, input, scratch, &what_if), SEG_OK, "status");
    free(scratch.memory);
    int at = 0;
    for (int s = 0; s < pair->model.segments; s++) {
        if (result.segment != SEG_NONE && ref_below(&pair->model, s, result.segment)) {
            SAME(pair, what_if.ways[at].segment, s, "segment of a way");
            same_way(pair, &what_if.ways[at++], &best[s]);
        }
    }
    SAME(pair, what_if.count, at, "number of ways");
}

static void what_ifs(struct pair *pair) {
    for (int n = 0; n < INPUTS_A_MODEL; n++) {
        struct seg_input input;
        chance_input(&pair->chance, &pair->model, &input);
        chance_forget(&pair->chance, &pair->model, n % 2 ? 0 : 20, &input);
        one_what_if(pair, &input);
    }
}

START_TEST(what_if__is_the_smallest_of_all_sets_of_changes) {
    for_models(what_ifs, 32);
}
END_TEST

Suite *property_suite(void) {
    Suite *suite = suite_create("property");
    TCase *tests = tcase_create("against the reference");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, complete_input__is_decided_as_the_reference_decides);
    tcase_add_test(tests, unknown_input__every_completion_lands_in_possible_and_exact_is_exact);
    tcase_add_test(tests, two_views__are_combined_by_the_policy);
    tcase_add_test(tests, batch__gives_every_row_what_a_single_decision_gives);
    tcase_add_test(tests, next_question_and_fewest__are_those_of_trying_everything);
    tcase_add_test(tests, what_if__is_the_smallest_of_all_sets_of_changes);
    suite_add_tcase(suite, tests);
    return suite;
}
