/* What check says of random models, against every complete input tried by hand. */
#include "chance.h"
#include "property.h"
#include "sample.h"
#include "suites.h"
#include "trial.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_KINDS = SEG_JUDGED_ONLY + 1 };

/* Everything that a proof told. */
struct told {
    uint8_t segments[SEG_MAX_SEGMENTS], dead[SEG_MAX_RULES], idle[SEG_MAX_RULES];
    uint8_t signals[SEG_MAX_SIGNALS];
    uint8_t judged_segments[SEG_MAX_SEGMENTS], judged_rules[SEG_MAX_RULES],
        judged_signals[SEG_MAX_SIGNALS];
    uint8_t cells[SEG_MAX_CELLS];
    uint8_t bands[SEG_MAX_AXES], unused[SEG_MAX_AXES];
    uint8_t worse[SEG_MAX_ITEMS][SEG_MAX_LEVELS][SEG_MAX_LEVELS];
    uint8_t worse_states[SEG_MAX_AXES + 1][SEG_MAX_STATES][SEG_MAX_STATES];
    int order[SEG_MAX_RULES];
    int undecided, counts[MAX_KINDS];
    const struct seg_model *compiled;
};

static uint8_t segment_of(const struct seg_model *model, const struct seg_input *input) {
    struct seg_result result;
    ck_assert_int_eq(seg_evaluate(model, input, &result), SEG_OK);
    return result.certain ? result.segment : SEG_NONE;
}

/* Where the answer, state or duration of which the finding tells stands in an input. */
static uint8_t *place_in(struct seg_input *input, const struct seg_finding *finding) {
    if (finding->place.kind == SEG_STATE) {
        return &input->axis_state[finding->place.of];
    }
    return finding->place.kind == SEG_DURATION
               ? &input->duration
               : &input->answers[SEG_PROFESSIONAL][finding->place.index];
}

/* A counterexample has to be one: the two inputs differ in the one thing, and show the breach. */
static void check_example(const struct told *told, const struct seg_finding *finding) {
    const struct seg_model *model = told->compiled;
    struct seg_input after = finding->before;
    ck_assert_uint_eq(*place_in(&after, finding), finding->from);
    *place_in(&after, finding) = finding->to;
    ck_assert_int_eq(memcmp(after.answers, finding->after.answers, sizeof after.answers), 0);
    ck_assert_int_eq(memcmp(after.axis_state, finding->after.axis_state, sizeof after.axis_state),
                     0);
    ck_assert_uint_eq(after.duration, finding->after.duration);
    ck_assert_uint_eq(segment_of(model, &finding->before), finding->segment_before);
    ck_assert_uint_eq(segment_of(model, &finding->after), finding->segment_after);
    ck_assert(seg_segment_below(model, finding->segment_after, finding->segment_before));
}

static void collect_worse(struct told *told, const struct seg_finding *finding) {
    check_example(told, finding);
    if (finding->place.kind == SEG_ITEM) {
        told->worse[finding->place.index][finding->from][finding->to]++;
        return;
    }
    int subject = finding->place.kind == SEG_STATE ? finding->place.of : SEG_MAX_AXES;
    told->worse_states[subject][finding->from][finding->to]++;
}

static void collect_judged(struct told *told, struct seg_place place) {
    uint8_t *list = place.kind == SEG_SEGMENT ? told->judged_segments
                    : place.kind == SEG_RULE  ? told->judged_rules
                                              : told->judged_signals;
    list[place.index] = 1;
}

static int collect(const struct seg_finding *finding, void *data) {
    struct told *told = data;
    int index = finding->place.index;
    told->counts[finding->kind]++;
    if (finding->verdict == SEG_UNDECIDED) {
        told->undecided = 1;
        return 0;
    }
    switch (finding->kind) {
    case SEG_SEGMENT_UNREACHED:
        told->segments[index] = 1;
        break;
    case SEG_RULE_DEAD:
        told->dead[index] = 1;
        break;
    case SEG_RULE_IDLE:
        told->idle[index] = 1;
        break;
    case SEG_SIGNAL_DEAD:
        told->signals[index] = 1;
        break;
    case SEG_CELL_UNREACHED:
        told->cells[index] = 1;
        break;
    case SEG_WORSE_IS_LIGHTER:
        collect_worse(told, finding);
        break;
    case SEG_RULE_ORDER:
        told->order[index] = finding->other.index;
        break;
    case SEG_BAND_UNREACHED:
        told->bands[finding->place.of] |= (uint8_t)(1u << index);
        break;
    case SEG_STATE_UNUSED:
        told->unused[finding->place.of] |= (uint8_t)(1u << index);
        break;
    case SEG_JUDGED_ONLY:
        collect_judged(told, finding->place);
        break;
    default:
        break;
    }
    return 0;
}

static void prove(const struct seg_model *model, struct told *told,
                  struct seg_check_summary *summary) {
    struct seg_scratch scratch = {NULL, seg_check_scratch_size(model)};
    memset(told, 0, sizeof *told);
    memset(told->order, -1, sizeof told->order);
    told->compiled = model;
    scratch.memory = malloc(scratch.size);
    ck_assert_ptr_nonnull(scratch.memory);
    ck_assert_int_eq(seg_check(model, scratch, collect, told, summary), SEG_OK);
    free(scratch.memory);
}

static uint8_t states_of(const struct ref_band *band) {
    uint8_t states = band->item < 0 ? (uint8_t)(1u << band->state) : 0;
    for (int o = 0; band->item >= 0 && o < SEG_MAX_LEVELS; o++) {
        states |= (uint8_t)(band->by_option[o] >= 0 ? 1u << band->by_option[o] : 0);
    }
    return states;
}

static void compare_axes(const struct ref_model *model, const struct told *told,
                         const struct trial *trial) {
    for (int a = 0; a < model->axes; a++) {
        const struct ref_axis *axis = &model->axis[a];
        uint8_t given = 0;
        for (int b = 0; b < axis->bands; b++) {
            given |= states_of(&axis->band[b]);
        }
        if (trial->scored >> a & 1) {
            ck_assert_uint_eq(told->bands[a], ((1u << axis->bands) - 1) & ~trial->bands[a]);
            ck_assert_uint_eq(told->unused[a], ((1u << axis->states) - 1) & ~given);
        }
    }
}

/* What is met at all, by answers, and what was told of it. */
static void compare_met(uint32_t met, uint32_t by_answers, int index, int unmet, int judged) {
    ck_assert_int_eq(unmet, !(met >> index & 1));
    ck_assert_int_eq(judged, (met & ~by_answers) >> index & 1);
}

static void compare_lists(const struct ref_model *model, const struct told *told,
                          const struct trial *trial) {
    const struct trial_met *met = &trial->met, *answered = &trial->answered;
    for (int s = 0; s < model->segments; s++) {
        compare_met(met->segments, answered->segments, s, told->segments[s],
                    told->judged_segments[s]);
    }
    for (int s = 0; s < model->signals; s++) {
        compare_met(met->signals, answered->signals, s, told->signals[s], told->judged_signals[s]);
    }
    for (int r = 0; r < model->rules; r++) {
        compare_met(met->moved, answered->moved, r, told->dead[r] || told->idle[r],
                    told->judged_rules[r]);
        ck_assert_int_eq(told->dead[r], !(met->held >> r & 1));
        ck_assert_msg(told->order[r] == trial->order[r], "rule %d: told %d, tried %d", r,
                      told->order[r], trial->order[r]);
    }
}

static void compare_worse(const struct told *told, const struct trial *trial) {
    for (int i = 0; i < REF_ITEMS; i++) {
        ck_assert_int_eq(memcmp(told->worse[i], trial->worse[i], sizeof trial->worse[i]), 0);
    }
    ck_assert_int_eq(memcmp(told->worse_states, trial->worse_states, sizeof trial->worse_states),
                     0);
}

static void compare(const struct ref_model *model, const struct seg_model *compiled,
                    const struct trial *trial) {
    static struct told told;
    struct seg_check_summary summary;
    prove(compiled, &told, &summary);
    ck_assert_int_eq(told.undecided, 0);
    ck_assert_uint_eq(summary.reached, trial->met.segments);
    compare_lists(model, &told, trial);
    compare_axes(model, &told, trial);
    compare_worse(&told, trial);
    for (size_t c = 0; c < seg_model_count(compiled, SEG_CELL); c++) {
        ck_assert_msg(told.cells[c] == !trial->cells[c], "cell %zu", c);
    }
}

/* Every promise of a proof, over models with final and setting rules, judged axes, choices that
 * leave a state open, counts, answers that do not apply, flags, age and duration. */
START_TEST(check__finds_what_trying_every_input_finds_and_nothing_else) {
    uint64_t count = property_rounds() / 100, compared = 0, inexact = 0;
    for (uint64_t seed = 1; compared < count; seed++) {
        static struct ref_model model;
        static struct trial trial;
        struct chance chance = {seed * 0x9E3779B97F4A7C15u + 7};
        chance_below(&chance, 2);
        chance_model(&chance, &model);
        struct seg_model *compiled = ref_compile(&model);
        if (trial_run(&model, compiled, &trial)) {
            inexact += (uint64_t)trial.inexact;
            compared += !trial.inexact;
            if (!trial.inexact) {
                compare(&model, compiled, &trial);
            }
        }
        seg_model_free(compiled);
    }
    ck_assert_msg(inexact <= compared / 20, "%llu models leave more open than they must",
                  (unsigned long long)inexact);
}
END_TEST

START_TEST(check__passes_a_sound_model) {
    struct seg_model *model = sample_model();
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_uint_eq(summary.found, 0);
    ck_assert_uint_eq(summary.undecided, 0);
    ck_assert_uint_eq(summary.reached, 0xF);
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_a_cut_off_that_no_score_can_hit) {
    struct seg_builder *b = sample_builder();
    seg_add_band(b, NEED, 999, FEW); /* the sums of need jump from 982 to 1000 */
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_int_eq(told.counts[SEG_WORSE_IS_LIGHTER] > 0, 1);
    ck_assert_int_eq(told.counts[SEG_BAND_UNREACHED], 0); /* a full score lies there */
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_a_band_above_the_greatest_score) {
    struct seg_builder *b = sample_builder();
    seg_add_band(b, NEED, 1001, MANY);
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_int_eq(told.counts[SEG_BAND_UNREACHED], 1);
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_a_rule_that_can_never_hold) {
    struct seg_builder *b = sample_builder();
    int both = seg_when_group(b, SEG_ALL);
    seg_when_add(b, both, seg_when_axis(b, NEED, 1 << FEW));
    seg_when_add(b, both, seg_when_score(b, NEED, 500, SEG_NO_LIMIT));
    struct seg_rule_def def = {"never", both, SEG_AT_LEAST, HUOLENPITO, 0};
    seg_add_rule(b, &def);
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_int_eq(told.counts[SEG_RULE_DEAD], 1);
    seg_model_free(model);
}
END_TEST

static void add_rule(struct seg_builder *b, const char *code, int condition, int segment,
                     int final) {
    struct seg_rule_def def = {code, condition, SEG_SET, segment, final};
    seg_add_rule(b, &def);
}

START_TEST(check__tells_two_final_rules_whose_order_matters) {
    struct seg_builder *b = sample_builder();
    add_rule(b, "young", seg_when_age(b, 18, 30), TUKI, 1);
    add_rule(b, "old", seg_when_age(b, 80, SEG_NO_LIMIT), HUOLENPITO, 1);
    add_rule(b, "grown", seg_when_age(b, 20, 40), YHTEISTYO, 1);
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_int_eq(told.order[2], 4); /* not with the one between: they never both hold */
    ck_assert_int_eq(told.order[3], -1);
    seg_model_free(model);
}
END_TEST

/* Need has a state that no band gives: only by judgement it leads back to the lightest segment. */
static struct seg_builder *judged_builder(void) {
    struct seg_builder *b = sample_builder();
    int greatest = seg_add_state(b, NEED, "greatest");
    uint8_t masks[] = {SEG_ANY, (uint8_t)(1 << greatest), SEG_ANY};
    seg_add_row(b, masks, 3, OMATOIMI);
    struct seg_signal_def def = {"greatest_need", seg_when_axis(b, NEED, (uint8_t)(1 << greatest)),
                                 0};
    seg_add_signal(b, &def);
    return b;
}

START_TEST(check__tells_a_worse_judged_state_that_gives_a_lighter_segment) {
    struct seg_model *model = sample_compile(judged_builder());
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_uint_eq(told.worse_states[NEED][FEW][2], 1);
    ck_assert_uint_eq(told.worse_states[NEED][MANY][2], 1);
    ck_assert_int_eq(told.counts[SEG_WORSE_IS_LIGHTER], 2);
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_what_only_judgement_leads_to_without_calling_it_dead) {
    struct seg_model *model = sample_compile(judged_builder());
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_int_eq(told.counts[SEG_SIGNAL_DEAD], 0);
    ck_assert_uint_eq(told.judged_signals[4], 1);
    ck_assert_int_eq(told.counts[SEG_JUDGED_ONLY], 1);
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_a_longer_duration_that_gives_a_lighter_segment) {
    struct seg_builder *b = sample_builder();
    add_rule(b, "lasts", seg_when_duration(b, 1 << CONTINUOUS), OMATOIMI, 0);
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_uint_eq(told.worse_states[SEG_MAX_AXES][OCCASIONAL][CONTINUOUS], 1);
    ck_assert_uint_eq(told.worse_states[SEG_MAX_AXES][OCCASIONAL][TEMPORARY], 0);
    seg_model_free(model);
}
END_TEST

START_TEST(check__of_a_rule_that_reads_disagreements_leaves_worse_answers_undecided) {
    struct seg_builder *b = sample_builder();
    add_rule(b, "apart", seg_when_disagreements(b, 1), HUOLENPITO, 0);
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_int_eq(told.counts[SEG_WORSE_IS_LIGHTER], 1);
    ck_assert_int_eq(told.undecided, 1);
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_two_rules_whose_order_matters) {
    struct seg_builder *b = sample_builder();
    struct seg_rule_def first = {"first", seg_when_age(b, 18, 30), SEG_AT_LEAST, TUKI, 0};
    struct seg_rule_def second = {"second", seg_when_age(b, 20, 40), SEG_AT_LEAST, YHTEISTYO, 0};
    seg_add_rule(b, &first);
    seg_add_rule(b, &second);
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_int_ge(told.counts[SEG_RULE_ORDER], 1);
    seg_model_free(model);
}
END_TEST

START_TEST(check__beyond_its_bounds_is_undecided) {
    struct seg_builder *b = sample_builder();
    for (int i = 0; i < 12; i++) {
        char code[] = {'f', (char)('a' + i), '\0'};
        int flag = seg_add_flag(b, code);
        struct seg_signal_def def = {code, seg_when_flag(b, flag, 1), 0};
        seg_add_signal(b, &def);
    }
    for (int i = 0; i < 8; i++) {
        char code[] = {'l', (char)('a' + i), '\0'};
        struct seg_signal_def def = {code, seg_when_level(b, i, 2, SEG_NO_LIMIT), 0};
        seg_add_signal(b, &def);
    }
    struct seg_model *model = sample_compile(b);
    struct told told;
    struct seg_check_summary summary;
    prove(model, &told, &summary);
    ck_assert_uint_eq(summary.found, 0);
    ck_assert_uint_gt(summary.undecided, 0);
    seg_model_free(model);
}
END_TEST

Suite *proof_suite(void) {
    Suite *suite = suite_create("proof");
    TCase *tests = tcase_create("check");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, check__passes_a_sound_model);
    tcase_add_test(tests, check__tells_a_cut_off_that_no_score_can_hit);
    tcase_add_test(tests, check__tells_a_band_above_the_greatest_score);
    tcase_add_test(tests, check__tells_a_rule_that_can_never_hold);
    tcase_add_test(tests, check__tells_two_rules_whose_order_matters);
    tcase_add_test(tests, check__tells_two_final_rules_whose_order_matters);
    tcase_add_test(tests, check__tells_a_worse_judged_state_that_gives_a_lighter_segment);
    tcase_add_test(tests, check__tells_what_only_judgement_leads_to_without_calling_it_dead);
    tcase_add_test(tests, check__tells_a_longer_duration_that_gives_a_lighter_segment);
    tcase_add_test(tests, check__of_a_rule_that_reads_disagreements_leaves_worse_answers_undecided);
    tcase_add_test(tests, check__beyond_its_bounds_is_undecided);
    tcase_add_test(tests, check__finds_what_trying_every_input_finds_and_nothing_else);
    suite_add_tcase(suite, tests);
    return suite;
}
