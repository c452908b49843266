#include "sample.h"
#include "suites.h"

#include <stdio.h>

static struct seg_model *model;
static struct seg_result result;

static void open_model(void) {
    model = sample_model();
}

static void close_model(void) {
    seg_model_free(model);
}

static void evaluate(const struct seg_input *input) {
    ck_assert_int_eq(seg_evaluate(model, input, &result), SEG_OK);
}

static struct seg_input judged(uint8_t coping, uint8_t need, uint8_t duration) {
    struct seg_input input;
    seg_input_init(&input);
    input.axis_state[COPING] = coping;
    input.axis_state[NEED] = need;
    input.duration = duration;
    input.flags[0] = 0;
    return input;
}

START_TEST(judged_axes__every_combination_gives_its_cell) {
    static const uint8_t expected[3][2] = {
        {OMATOIMI, YHTEISTYO}, {TUKI, HUOLENPITO}, {TUKI, HUOLENPITO}};
    for (uint8_t coping = 0; coping < 3; coping++) {
        for (uint8_t need = 0; need < 2; need++) {
            for (uint8_t duration = 0; duration < 3; duration++) {
                struct seg_input input = judged(coping, need, duration);
                evaluate(&input);
                ck_assert_uint_eq(result.certain, 1);
                ck_assert_uint_eq(result.segment, expected[coping][need]);
            }
        }
    }
}
END_TEST

START_TEST(duration__unknown_leaves_a_segment_certain_that_does_not_depend_on_it) {
    struct seg_input input = judged(EASY, MANY, SEG_UNKNOWN);
    evaluate(&input);
    ck_assert_uint_eq(result.certain, 1);
    ck_assert_uint_eq(result.segment, YHTEISTYO);
    ck_assert_uint_eq(result.signals, 1u << SIGNAL_OUTLOOK & 0u);
}
END_TEST

START_TEST(answers__all_none_is_self_reliant_with_score_zero) {
    struct seg_input input = sample_input(0, 0);
    input.answers[SEG_PROFESSIONAL][COPING_ITEMS - 1] = 4; /* resources: more is better */
    evaluate(&input);
    ck_assert_uint_eq(result.segment, OMATOIMI);
    ck_assert_uint_eq(result.axes[COPING].low, 0);
    ck_assert_uint_eq(result.axes[COPING].high, 0);
    ck_assert_uint_eq(result.reason_count, 0);
}
END_TEST

START_TEST(answers__unknown_flag_keeps_the_known_segment_but_not_certain) {
    struct seg_input input = sample_input(0, 0);
    input.flags[0] = SEG_UNKNOWN;
    evaluate(&input);
    ck_assert_uint_eq(result.certain, 0);
    ck_assert_uint_eq(result.segment, OMATOIMI);
    ck_assert_uint_eq(result.possible, 1u << OMATOIMI | 1u << YHTEISTYO);
}
END_TEST

START_TEST(answers__special_support_lifts_with_its_reason_first) {
    struct seg_input input = sample_input(3, 0);
    input.flags[0] = 1;
    evaluate(&input);
    ck_assert_uint_eq(result.segment, HUOLENPITO);
    ck_assert_uint_eq(result.rules_true, 1u << RULE_SUPPORT_DIFFICULT | 1u << RULE_SUPPORT);
    ck_assert_uint_eq(result.reasons[0].code, SEG_REASON_RULE | RULE_SUPPORT_DIFFICULT);
    ck_assert_uint_eq(result.reasons[2].code, 0); /* weight 2, the first of the heaviest */
}
END_TEST

/* A rule for every flag: so many that no table holds all decisions. */
static struct seg_model *model_of_many_flags(int flags) {
    struct seg_builder *b = sample_builder();
    for (int f = 1; f <= flags; f++) {
        char code[24];
        snprintf(code, sizeof code, "more_%d", f);
        struct seg_rule_def rule = {.code = code,
                                    .condition = seg_when_flag(b, seg_add_flag(b, code), 1),
                                    .effect = f % 2 ? SEG_AT_LEAST : SEG_SET,
                                    .segment = f % 4};
        ck_assert_int_ge(seg_add_rule(b, &rule), 0);
    }
    return sample_compile(b);
}

START_TEST(many_flags__are_decided_as_the_general_way_decides) {
    enum { FLAGS = 13 };
    seg_model_free(model);
    model = model_of_many_flags(FLAGS);
    for (uint32_t set = 0; set < 1u << FLAGS; set += 37) {
        struct seg_input input = sample_input((uint8_t)(set % 5), (uint8_t)(set % 3));
        struct seg_result general;
        input.answers[SEG_PROFESSIONAL][OUTLOOK] = (uint8_t)(set % 3);
        if (set % 2) {
            input.answers[SEG_PROFESSIONAL][set % COPING_ITEMS] = SEG_NOT_APPLICABLE;
        }
        for (int f = 0; f <= FLAGS; f++) {
            input.flags[f] = set >> f & 1;
        }
        enum seg_status status = seg_evaluate_general(model, &input, &general);
        ck_assert_int_eq(seg_evaluate(model, &input, &result), status);
        if (status != SEG_OK) {
            continue;
        }
        ck_assert_uint_eq(result.segment, general.segment);
        ck_assert_uint_eq(result.possible, general.possible);
        ck_assert_uint_eq(result.exact, general.exact);
        ck_assert_uint_eq(result.rules_true, general.rules_true);
        ck_assert_uint_eq(result.signals, general.signals);
        ck_assert_uint_eq(result.reason_count, general.reason_count);
        ck_assert_mem_eq(result.reasons, general.reasons,
                         general.reason_count * sizeof *general.reasons);
    }
}
END_TEST

/* One cell, which gives b, and a flag; rules are added behind. */
static struct seg_builder *one_cell(void) {
    static const struct seg_segment_def segments[] = {
        {"a", NULL, 0}, {"b", NULL, 0}, {"c", NULL, 0}, {"d", NULL, 0}};
    struct seg_builder *b = seg_builder_new(NULL);
    seg_set_name(b, "one", 1);
    for (int s = 0; s < 4; s++) {
        seg_add_segment(b, &segments[s]);
        if (s > 0) {
            seg_add_above(b, s, s - 1);
        }
    }
    seg_add_flag(b, "flag");
    seg_add_row(b, NULL, 0, 1);
    return b;
}

/* `result`: of an input that tells nothing. */
static void tell_nothing(struct seg_builder *b) {
    struct seg_model *ruled = sample_compile(b);
    struct seg_input empty;
    struct seg_result general;
    seg_input_init(&empty);
    ck_assert_int_eq(seg_evaluate(ruled, &empty, &result), SEG_OK);
    seg_evaluate_general(ruled, &empty, &general);
    ck_assert_uint_eq(result.segment, general.segment);
    seg_model_free(ruled);
}

/* Whether the second holds depends on whether the first does: on neither is a segment built. */
START_TEST(rules__one_whose_truth_hangs_on_an_unknown_one_names_no_segment) {
    struct seg_builder *b = one_cell();
    struct seg_rule_def lift = {"lift", seg_when_flag(b, 0, 1), SEG_AT_LEAST, 2, 0};
    struct seg_rule_def set = {"set", seg_when_segment(b, 1 << 1), SEG_SET, 3, 0};
    seg_add_rule(b, &lift);
    seg_add_rule(b, &set);
    tell_nothing(b);
    ck_assert_uint_eq(result.possible, 1 << 2 | 1 << 3);
    ck_assert_uint_eq(result.rules_true, 0);
    ck_assert_uint_eq(result.segment, SEG_NONE);
}
END_TEST

/* Its condition holds, but whether it is tried is unknown. */
START_TEST(rules__one_behind_an_unknown_final_one_names_no_segment) {
    struct seg_builder *b = one_cell();
    struct seg_rule_def last = {"last", seg_when_flag(b, 0, 1), SEG_SET, 0, 1};
    struct seg_rule_def set = {"set", seg_when_missing(b, 0), SEG_SET, 3, 0};
    seg_add_rule(b, &last);
    seg_add_rule(b, &set);
    tell_nothing(b);
    ck_assert_uint_eq(result.possible, 1 << 0 | 1 << 3);
    ck_assert_uint_eq(result.rules_true, 0);
    ck_assert_uint_eq(result.segment, SEG_NONE);
}
END_TEST

START_TEST(rules__one_that_holds_before_an_unknown_one_names_the_segment) {
    struct seg_builder *b = one_cell();
    struct seg_rule_def set = {"set", seg_when_missing(b, 0), SEG_SET, 0, 0};
    struct seg_rule_def lift = {"lift", seg_when_flag(b, 0, 1), SEG_AT_LEAST, 2, 0};
    seg_add_rule(b, &set);
    seg_add_rule(b, &lift);
    tell_nothing(b);
    ck_assert_uint_eq(result.possible, 1 << 0 | 1 << 2);
    ck_assert_uint_eq(result.segment, 0);
}
END_TEST

START_TEST(nothing_known__every_segment_is_possible) {
    struct seg_input input;
    seg_input_init(&input);
    evaluate(&input);
    ck_assert_uint_eq(result.possible, 0xF);
    ck_assert_uint_eq(result.segment, SEG_NONE);
    ck_assert_uint_eq(result.axes[COPING].low, 0);
    ck_assert_uint_eq(result.axes[COPING].high, 1000);
    ck_assert_uint_eq(result.missing, COPING_ITEMS + NEED_ITEMS);
}
END_TEST

Suite *evaluate_suite(void) {
    Suite *suite = suite_create("evaluate");
    TCase *tests = tcase_create("decision");
    tcase_add_checked_fixture(tests, open_model, close_model);
    tcase_add_test(tests, judged_axes__every_combination_gives_its_cell);
    tcase_add_test(tests, duration__unknown_leaves_a_segment_certain_that_does_not_depend_on_it);
    tcase_add_test(tests, answers__all_none_is_self_reliant_with_score_zero);
    tcase_add_test(tests, answers__unknown_flag_keeps_the_known_segment_but_not_certain);
    tcase_add_test(tests, answers__special_support_lifts_with_its_reason_first);
    tcase_add_test(tests, many_flags__are_decided_as_the_general_way_decides);
    tcase_add_test(tests, rules__one_whose_truth_hangs_on_an_unknown_one_names_no_segment);
    tcase_add_test(tests, rules__one_behind_an_unknown_final_one_names_no_segment);
    tcase_add_test(tests, rules__one_that_holds_before_an_unknown_one_names_the_segment);
    tcase_add_test(tests, nothing_known__every_segment_is_possible);
    suite_add_tcase(suite, tests);
    return suite;
}
