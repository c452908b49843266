/* What check says of random models, against every complete input tried by hand. */
#include "chance.h"
#include "completions.h"
#include "property.h"
#include "sample.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_INPUTS = 20000, MAX_KINDS = SEG_STATE_UNUSED + 1 };

/* Everything that a proof told, or that trying every input found. */
struct told {
    uint8_t segments[SEG_MAX_SEGMENTS], dead[SEG_MAX_RULES], idle[SEG_MAX_RULES];
    uint8_t signals[SEG_MAX_SIGNALS];
    uint8_t cells[SEG_MAX_CELLS];
    uint8_t worse[SEG_MAX_ITEMS][SEG_MAX_LEVELS][SEG_MAX_LEVELS];
    int undecided, counts[MAX_KINDS];
    const struct seg_model *compiled;
};

static uint8_t segment_of(const struct seg_model *model, const struct seg_input *input) {
    struct seg_result result;
    ck_assert_int_eq(seg_evaluate(model, input, &result), SEG_OK);
    return result.certain ? result.segment : SEG_NONE;
}

/* A counterexample has to be one: the two inputs differ in the one answer, and show the breach. */
static void check_example(const struct told *told, const struct seg_finding *finding) {
    const struct seg_model *model = told->compiled;
    struct seg_input after = finding->before;
    after.answers[SEG_PROFESSIONAL][finding->place.index] = finding->to;
    ck_assert_int_eq(memcmp(after.answers, finding->after.answers, sizeof after.answers), 0);
    ck_assert_uint_eq(segment_of(model, &finding->before), finding->segment_before);
    ck_assert_uint_eq(segment_of(model, &finding->after), finding->segment_after);
    ck_assert(seg_segment_below(model, finding->segment_after, finding->segment_before));
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
        told->worse[index][finding->from][finding->to] = 1;
        check_example(told, finding);
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
    told->compiled = model;
    scratch.memory = malloc(scratch.size);
    ck_assert_ptr_nonnull(scratch.memory);
    ck_assert_int_eq(seg_check(model, scratch, collect, told, summary), SEG_OK);
    free(scratch.memory);
}

/* What trying every complete input meets. */
struct met {
    uint16_t segments;
    uint32_t rules, moved, signals;
    uint8_t cells[SEG_MAX_CELLS];
    uint64_t inputs;
    struct told breaches;
};

static int total_points(const struct ref_model *model, int axis) {
    int total = 0;
    for (int i = 0; i < model->items; i++) {
        if (ref_scored(model, i) && model->item[i].axis == axis) {
            total += (int)ref_greatest(model, i);
        }
    }
    return total;
}

/* Models that a proof by hand can follow: answers settle every axis and say every state. */
static int provable_by_hand(const struct ref_model *model) {
    double inputs = 1;
    for (int n = 0; n < model->nodes; n++) {
        if (model->node[n].test >= SEG_TEST_UNANSWERED) {
            return 0;
        }
    }
    for (int a = 0; a < model->axes; a++) {
        if (total_points(model, a) == 0) {
            return 0;
        }
        for (int b = 0; b < model->axis[a].bands; b++) {
            const struct ref_band *band = &model->axis[a].band[b];
            for (int o = 0; band->item >= 0 && o < model->item[band->item].levels; o++) {
                if (band->by_option[o] < 0) {
                    return 0;
                }
            }
        }
    }
    for (int i = 0; i < model->items; i++) {
        inputs *= model->item[i].levels + model->item[i].not_applicable;
    }
    for (int f = 0; f < model->flags; f++) {
        inputs *= 2;
    }
    return inputs * (model->durations > 0 ? model->durations : 1) * 4 <= (double)MAX_INPUTS;
}

static int something_applies(const struct ref_model *model, const struct ref_person *person) {
    for (int a = 0; a < model->axes; a++) {
        uint64_t sum, max;
        ref_sums(model, person, a, &sum, &max);
        if (max == 0) {
            return 0;
        }
    }
    return 1;
}

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

/* Which rules moved the segment, told by leaving the later ones out. */
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

static void try_worse(const struct ref_model *model, const struct ref_person *person, int segment,
                      struct met *met) {
    for (int i = 0; i < model->items; i++) {
        int from = person->levels[i];
        for (int to = 0;
             ref_scored(model, i) && from < SEG_MAX_LEVELS && to < model->item[i].levels; to++) {
            struct ref_person worse = *person;
            worse.levels[i] = (uint8_t)to;
            if (ref_points(model, i, to) > ref_points(model, i, from) &&
                ref_below(model, ref_decide(model, &worse).segment, segment)) {
                met->breaches.worse[i][from][to] = 1;
            }
        }
    }
}

static void meet_all(const struct ref_model *model, struct met *met) {
    struct seg_input unknown;
    struct completions completions;
    struct ref_person person;
    seg_input_init(&unknown);
    completions_start(&completions, model, &unknown);
    completions.known.unanswered = 0;
    completions.known.missing = 0;
    memset(met, 0, sizeof *met);
    do {
        if (!completions_get(&completions, &person) || !something_applies(model, &person)) {
            continue;
        }
        struct ref_decision decision = ref_decide(model, &person);
        met->inputs++;
        met->segments |= (uint16_t)(1u << decision.segment);
        met->rules |= decision.rules;
        met->signals |= decision.signals;
        met->moved |= moving_rules(model, &person, &decision);
        met->cells[cell_index(model, &person, &decision)] = 1;
        try_worse(model, &person, decision.segment, met);
    } while (completions_next(&completions));
}

static void compare(const struct ref_model *model, const struct seg_model *compiled,
                    uint64_t seed) {
    static struct told told;
    static struct met met;
    struct seg_check_summary summary;
    prove(compiled, &told, &summary);
    meet_all(model, &met);
    ck_assert_int_eq(told.undecided, 0);
    ck_assert_msg(summary.reached == met.segments, "segments (model seed %llu)",
                  (unsigned long long)seed);
    for (int s = 0; s < model->segments; s++) {
        ck_assert_int_eq(told.segments[s], !(met.segments >> s & 1));
    }
    for (int r = 0; r < model->rules; r++) {
        int held = met.rules >> r & 1, moved = met.moved >> r & 1;
        ck_assert_msg(told.dead[r] == !held, "dead rule %d (model seed %llu)", r,
                      (unsigned long long)seed);
        ck_assert_msg(told.idle[r] == (held && !moved), "idle rule %d (model seed %llu)", r,
                      (unsigned long long)seed);
    }
    for (int s = 0; s < model->signals; s++) {
        ck_assert_int_eq(told.signals[s], !(met.signals >> s & 1));
    }
    for (size_t c = 0; c < seg_model_count(compiled, SEG_CELL); c++) {
        ck_assert_msg(told.cells[c] == !met.cells[c], "cell %zu (model seed %llu)", c,
                      (unsigned long long)seed);
    }
    ck_assert_msg(memcmp(told.worse, met.breaches.worse, sizeof told.worse) == 0,
                  "worse answers (model seed %llu)", (unsigned long long)seed);
}

START_TEST(check__finds_what_trying_every_input_finds_and_nothing_else) {
    uint64_t count = property_rounds() / 200;
    for (uint64_t seed = 1, compared = 0; compared < count; seed++) {
        static struct ref_model model;
        struct chance chance = {seed * 0x9E3779B97F4A7C15u + 7};
        chance_below(&chance, 2);
        chance_model(&chance, &model);
        if (provable_by_hand(&model)) {
            struct seg_model *compiled = ref_compile(&model);
            compare(&model, compiled, seed);
            seg_model_free(compiled);
            compared++;
        }
    }
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
    tcase_add_test(tests, check__beyond_its_bounds_is_undecided);
    tcase_add_test(tests, check__finds_what_trying_every_input_finds_and_nothing_else);
    suite_add_tcase(suite, tests);
    return suite;
}
