/* The model language, section by section. */
#include "sample.h"
#include "suites.h"

#include <string.h>

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

static void use(struct seg_builder *b) {
    seg_model_free(model);
    model = sample_compile(b);
}

/* Section 2 and look-ups. */

START_TEST(segments__order_is_partial_and_transitive) {
    ck_assert(seg_segment_below(model, OMATOIMI, HUOLENPITO));
    ck_assert(seg_segment_below(model, TUKI, HUOLENPITO));
    ck_assert(!seg_segment_below(model, TUKI, YHTEISTYO));
    ck_assert(!seg_segment_below(model, YHTEISTYO, TUKI));
    ck_assert(!seg_segment_below(model, TUKI, TUKI));
    ck_assert_uint_eq(seg_segment_lighter(model, HUOLENPITO), 7);
}
END_TEST

START_TEST(codes__are_found_by_index_and_back) {
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "yhteistyo", 9), YHTEISTYO);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "yhteistyot", 9), YHTEISTYO);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "yhteis", 6), -1);
    ck_assert_int_eq(seg_model_find(model, SEG_ITEM, "item7", 5), 7);
    ck_assert_int_eq(seg_model_find(model, SEG_FLAG, "special_support", 15), 0);
    ck_assert_int_eq(seg_axis_state_find(model, COPING, "difficult", 9), DIFFICULT);
    ck_assert_int_eq(seg_option_find(model, OUTLOOK, "lasting", 7), LASTING);
    ck_assert_str_eq(seg_model_code(model, SEG_MODEL, 0), "sample");
    ck_assert_str_eq(seg_segment_process(model, HUOLENPITO), "PPT");
    ck_assert_str_eq(seg_model_code(model, SEG_ITEM, 99), "");
    ck_assert_uint_eq(seg_model_count(model, SEG_CELL), 18);
    ck_assert_uint_eq(seg_cell_segment(model, (const uint8_t[]){DIFFICULT, FEW, TEMPORARY}), TUKI);
    ck_assert_uint_eq(seg_cell_segment(model, (const uint8_t[]){3, FEW, TEMPORARY}), SEG_NONE);
}
END_TEST

/* Section 3. */

START_TEST(cut_off__is_compared_by_cross_multiplication_not_by_the_rounded_score) {
    /* 19 of 48 points are 395.8, 20 are 416.6: the cut-off lies at 400. */
    struct seg_input input = sample_input(2, 0);
    input.answers[SEG_PROFESSIONAL][0] = 0;
    input.answers[SEG_PROFESSIONAL][1] = 1;
    evaluate(&input);
    ck_assert_uint_eq(result.axes[COPING].sum_low, 19);
    ck_assert_uint_eq(result.axes[COPING].low, 395);
    ck_assert_uint_eq(result.axes[COPING].states, 1 << EASY);
    input.answers[SEG_PROFESSIONAL][1] = 2;
    evaluate(&input);
    ck_assert_uint_eq(result.axes[COPING].low, 416);
    ck_assert_uint_eq(result.axes[COPING].states, 1 << DIFFICULT);
}
END_TEST

START_TEST(choice__unanswered_or_unnamed_keeps_every_state_it_names) {
    struct seg_input input = sample_input(3, 0);
    input.answers[SEG_PROFESSIONAL][OUTLOOK] = PASSING;
    evaluate(&input);
    ck_assert_uint_eq(result.axes[COPING].states, 1 << TEMPORARILY_DIFFICULT);
    for (int k = 0; k < 2; k++) {
        input.answers[SEG_PROFESSIONAL][OUTLOOK] = k == 0 ? NOT_KNOWN : SEG_UNKNOWN;
        evaluate(&input);
        ck_assert_uint_eq(result.axes[COPING].states, 1 << TEMPORARILY_DIFFICULT | 1 << DIFFICULT);
        ck_assert_uint_eq(result.segment, TUKI); /* the same either way */
        ck_assert_uint_eq(result.certain, 1);
    }
}
END_TEST

START_TEST(judged_and_scored__for_one_axis_is_an_error_of_the_input) {
    struct seg_input input = sample_input(0, 0);
    struct seg_error error;
    input.axis_state[NEED] = MANY;
    ck_assert_int_eq(seg_evaluate(model, &input, &result), SEG_BAD_INPUT);
    ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_BAD_INPUT);
    ck_assert_int_eq(error.fault, SEG_FAULT_BOTH_WAYS);
    ck_assert_int_eq(error.place.kind, SEG_AXIS);
    ck_assert_int_eq(error.place.index, NEED);
    ck_assert_int_eq(error.other.index, FIRST_NEED);
}
END_TEST

START_TEST(judged_and_scored__over_different_axes_mix) {
    struct seg_input input = sample_input(0, SEG_UNKNOWN);
    input.axis_state[NEED] = MANY;
    evaluate(&input);
    ck_assert_uint_eq(result.segment, YHTEISTYO);
    ck_assert_uint_eq(result.axes[NEED].judged, 1);
    ck_assert_uint_eq(result.axes[NEED].low, 0);
    ck_assert_uint_eq(result.axes[NEED].high, 1000);
    ck_assert_uint_eq(result.missing, 0);
}
END_TEST

START_TEST(axis__of_which_nothing_applies_is_not_assessed) {
    struct seg_input input = sample_input(SEG_NOT_APPLICABLE, 0);
    evaluate(&input);
    ck_assert_uint_eq(result.axes[COPING].assessed, 0);
    ck_assert_uint_eq(result.axes[COPING].low, 0);
    ck_assert_uint_eq(result.axes[COPING].high, 1000);
    ck_assert_uint_eq(result.axes[COPING].states, 7);
    ck_assert_uint_eq(result.possible, 1 << OMATOIMI | 1 << TUKI);
    ck_assert_uint_eq(result.exact, 1);
}
END_TEST

/* Section 4. */

START_TEST(not_applicable__takes_the_item_out_of_sum_and_maximum) {
    struct seg_input input = sample_input(0, 0);
    input.answers[SEG_PROFESSIONAL][COPING_ITEMS - 1] = 4;
    input.answers[SEG_PROFESSIONAL][1] = 4;
    evaluate(&input);
    ck_assert_uint_eq(result.axes[COPING].max_low, 48);
    ck_assert_uint_eq(result.axes[COPING].low, 83);
    input.answers[SEG_PROFESSIONAL][0] = SEG_NOT_APPLICABLE; /* weight 2: eight points */
    evaluate(&input);
    ck_assert_uint_eq(result.axes[COPING].max_low, 40);
    ck_assert_uint_eq(result.axes[COPING].low, 100);
    ck_assert_uint_eq(result.reasons[0].contribution, 100);
}
END_TEST

START_TEST(reversed__counts_from_the_other_end) {
    struct seg_input input = sample_input(0, 0);
    evaluate(&input);
    ck_assert_uint_eq(result.axes[COPING].sum_low, 4);
    ck_assert_uint_eq(result.reasons[0].code, COPING_ITEMS - 1);
    ck_assert_uint_eq(seg_option_points(model, COPING_ITEMS - 1, 4), 0);
}
END_TEST

START_TEST(count__is_put_into_a_level_by_its_bands) {
    struct seg_builder *b = sample_builder();
    struct seg_item_def def = {"visits", SEG_COUNT, NEED, 1, 0, 0, 0, SEG_POLICY_DEFAULT};
    static const uint32_t froms[] = {0, 1, 4, 12};
    int item = seg_add_item(b, &def);
    for (uint32_t o = 0; o < 4; o++) {
        seg_add_option(b, item, &(struct seg_option_def){NULL, o, froms[o]});
    }
    use(b);
    ck_assert_int_eq(seg_item_level(model, (size_t)item, 0), 0);
    ck_assert_int_eq(seg_item_level(model, (size_t)item, 3), 1);
    ck_assert_int_eq(seg_item_level(model, (size_t)item, 4), 2);
    ck_assert_int_eq(seg_item_level(model, (size_t)item, 9999), 3);
    ck_assert_int_eq(seg_item_level(model, (size_t)item, 10000), -1);
    ck_assert_int_eq(seg_item_level(model, 0, 4), 4);
    ck_assert_int_eq(seg_item_level(model, 0, 5), -1);
    ck_assert_int_eq(seg_item_level(model, OUTLOOK, 0), -1);
}
END_TEST

START_TEST(input__that_does_not_fit_is_refused_with_its_place) {
    struct seg_error error;
    struct seg_input input = sample_input(0, 0);
    input.answers[SEG_CLIENT][3] = 5;
    ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_BAD_INPUT);
    ck_assert_int_eq(error.fault, SEG_FAULT_ANSWER);
    ck_assert_int_eq(error.place.index, 3);
    ck_assert_int_eq(seg_evaluate(model, &input, &result), SEG_BAD_INPUT);
    input = sample_input(0, 0);
    input.answers[SEG_PROFESSIONAL][OUTLOOK] = SEG_NOT_APPLICABLE;
    ck_assert_int_eq(seg_evaluate(model, &input, &result), SEG_BAD_INPUT);
    input = sample_input(0, 0);
    input.flags[0] = 2;
    ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_BAD_INPUT);
    ck_assert_int_eq(error.place.kind, SEG_FLAG);
    ck_assert_int_eq(seg_evaluate(model, &input, &result), SEG_BAD_INPUT);
    input = sample_input(0, 0);
    input.age = 151;
    ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_BAD_INPUT);
    ck_assert_int_eq(error.place.kind, SEG_AGE);
    ck_assert_int_eq(seg_evaluate(model, &input, &result), SEG_BAD_INPUT);
    input = sample_input(0, 0);
    input.duration = 3;
    ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_BAD_INPUT);
    ck_assert_int_eq(error.place.kind, SEG_DURATION);
    ck_assert_int_eq(seg_evaluate(model, &input, &result), SEG_BAD_INPUT);
    input = sample_input(0, 0);
    ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_OK);
    ck_assert_int_eq(error.fault, SEG_FAULT_NONE);
}
END_TEST

/* Section 5: what the two views come to. */

static uint8_t combined(enum seg_policy policy, uint8_t professional, uint8_t client) {
    struct seg_builder *b = sample_builder();
    struct seg_input input = sample_input(0, 0);
    seg_set_views(b, policy, 2);
    use(b);
    input.answers[SEG_PROFESSIONAL][1] = professional;
    input.answers[SEG_CLIENT][1] = client;
    evaluate(&input);
    return result.answers[1];
}

START_TEST(policies__combine_the_two_views) {
    const uint8_t na = SEG_NOT_APPLICABLE, none = SEG_UNKNOWN;
    ck_assert_uint_eq(combined(SEG_PROFESSIONAL_FIRST, 1, 4), 1);
    ck_assert_uint_eq(combined(SEG_PROFESSIONAL_FIRST, none, 4), 4);
    ck_assert_uint_eq(combined(SEG_PROFESSIONAL_FIRST, na, 4), na);
    ck_assert_uint_eq(combined(SEG_CLIENT_FIRST, 1, 4), 4);
    ck_assert_uint_eq(combined(SEG_CLIENT_FIRST, 1, none), 1);
    ck_assert_uint_eq(combined(SEG_WORST, 1, 4), 4);
    ck_assert_uint_eq(combined(SEG_WORST, 4, 1), 4);
    ck_assert_uint_eq(combined(SEG_WORST, 1, na), 1);
    ck_assert_uint_eq(combined(SEG_MEAN, 1, 3), 2);
    ck_assert_uint_eq(combined(SEG_MEAN, 1, 4), 3); /* towards more points */
    ck_assert_uint_eq(combined(SEG_MEAN, na, 2), 2);
}
END_TEST

START_TEST(disagreement__is_a_difference_of_two_levels_or_any_of_a_choice) {
    struct seg_input input = sample_input(1, 1);
    input.answers[SEG_CLIENT][0] = 2;
    input.answers[SEG_CLIENT][1] = 3;
    input.answers[SEG_CLIENT][2] = SEG_NOT_APPLICABLE;
    input.answers[SEG_CLIENT][OUTLOOK] = PASSING;
    evaluate(&input);
    ck_assert_uint_eq(result.disagreements, (uint64_t)1 << 1 | (uint64_t)1 << OUTLOOK);
    ck_assert(result.signals >> SIGNAL_VIEWS & 1);
}
END_TEST

/* Sections 7 to 9. */

START_TEST(final_rule__ends_the_trying) {
    struct seg_builder *b = sample_builder();
    struct seg_rule_def young = {"young", seg_when_age(b, 0, 18), SEG_SET, TUKI, 1};
    struct seg_rule_def any = {"any", seg_when_age(b, 0, SEG_NO_LIMIT), SEG_AT_LEAST, HUOLENPITO,
                               0};
    seg_add_rule(b, &young);
    seg_add_rule(b, &any);
    use(b);
    struct seg_input input = sample_input(0, 0);
    input.age = 17;
    evaluate(&input);
    ck_assert_uint_eq(result.segment, TUKI);
    ck_assert_uint_eq(result.rules_true, 1 << 2);
    input.age = 18;
    evaluate(&input);
    ck_assert_uint_eq(result.segment, HUOLENPITO);
    input.age = SEG_AGE_UNKNOWN;
    evaluate(&input);
    ck_assert_uint_eq(result.possible, 1 << TUKI | 1 << HUOLENPITO);
    ck_assert_uint_eq(result.segment, SEG_NONE); /* whether the second is tried is not known */
    ck_assert_uint_eq(result.exact, 1);
}
END_TEST

START_TEST(rule__that_depends_on_the_cell_is_weighed_cell_by_cell) {
    /* Lifted when easy, and set when not: each cell has one outcome, which the rules at once over
     * all cells could not see. */
    struct seg_builder *b = sample_builder();
    struct seg_rule_def easy = {"easy", seg_when_axis(b, COPING, 1 << EASY), SEG_SET, YHTEISTYO, 1};
    struct seg_rule_def rest = {"rest", seg_when_age(b, 0, SEG_NO_LIMIT), SEG_SET, TUKI, 0};
    seg_add_rule(b, &easy);
    seg_add_rule(b, &rest);
    use(b);
    struct seg_input input = sample_input(SEG_UNKNOWN, 4);
    evaluate(&input);
    ck_assert_uint_eq(result.possible, 1 << YHTEISTYO | 1 << TUKI);
    ck_assert_uint_eq(result.exact, 1);
    ck_assert_uint_eq(result.segment, SEG_NONE);
}
END_TEST

/* `any` of states that exclude each other, of which one is the client's: in Kleene's logic it is
 * unknown until the state is known, for a rule and for a signal. */
START_TEST(any__of_two_exclusive_states_is_unknown_for_rule_and_signal_alike) {
    struct seg_builder *b = sample_builder();
    int any[2];
    for (int i = 0; i < 2; i++) {
        any[i] = seg_when_group(b, SEG_SOME);
        seg_when_add(b, any[i], seg_when_axis(b, COPING, 1 << EASY));
        seg_when_add(b, any[i], seg_when_axis(b, COPING, 1 << TEMPORARILY_DIFFICULT));
        seg_when_add(b, any[i], seg_when_axis(b, COPING, 1 << DIFFICULT));
    }
    struct seg_rule_def rule = {"any", any[0], SEG_AT_LEAST, YHTEISTYO, 0};
    struct seg_signal_def signal = {"any", any[1], 0};
    int r = seg_add_rule(b, &rule), s = seg_add_signal(b, &signal);
    use(b);
    struct seg_input input = sample_input(SEG_UNKNOWN, 0);
    evaluate(&input);
    ck_assert_uint_eq(result.rules_true >> r & 1, 0);
    ck_assert_uint_eq(result.rules_unknown >> r & 1, 1);
    ck_assert_uint_eq(result.signals >> s & 1, 0);
    /* What is possible does not depend on it: every cell is lifted. */
    ck_assert_uint_eq(result.possible, 1 << YHTEISTYO);
    struct seg_trace_entry entries[SEG_MAX_TRACE];
    size_t count, found = 0;
    ck_assert_int_eq(seg_trace(model, &input, entries, SEG_MAX_TRACE, &count), SEG_OK);
    for (size_t i = 0; i < count; i++) {
        int its = entries[i].owner_index == (entries[i].owner == SEG_RULE ? r : s);
        if (its && entries[i].depth == 0) {
            ck_assert_int_eq(entries[i].value, SEG_OPEN);
            found++;
        }
    }
    ck_assert_uint_eq(found, 2);
    input = sample_input(4, 0);
    evaluate(&input);
    ck_assert_uint_eq(result.rules_true >> r & 1, 1);
    ck_assert_uint_eq(result.signals >> s & 1, 1);
}
END_TEST

/* The same of one that reads the segment so far. */
START_TEST(any__of_two_segments_so_far_is_known_for_each_that_is_left) {
    struct seg_builder *b = sample_builder();
    int any = seg_when_group(b, SEG_SOME);
    seg_when_add(b, any, seg_when_segment(b, 1 << OMATOIMI));
    seg_when_add(b, any, seg_when_segment(b, 1 << TUKI));
    int mixed = seg_when_group(b, SEG_SOME);
    seg_when_add(b, mixed, seg_when_axis(b, COPING, 1 << EASY));
    seg_when_add(b, mixed, seg_when_axis(b, COPING, 1 << TEMPORARILY_DIFFICULT | 1 << DIFFICULT));
    seg_when_add(b, mixed, seg_when_segment(b, 1 << HUOLENPITO));
    struct seg_rule_def either = {"either", any, SEG_AT_LEAST, TUKI, 0};
    struct seg_rule_def each = {"each", mixed, SEG_AT_LEAST, TUKI, 0};
    int r = seg_add_rule(b, &either), q = seg_add_rule(b, &each);
    use(b);
    struct seg_input input = sample_input(SEG_UNKNOWN, 0);
    evaluate(&input);
    ck_assert_uint_eq(result.rules_true >> r & 1, 1);
    ck_assert_uint_eq(result.rules_true >> q & 1, 0);
    ck_assert_uint_eq(result.rules_unknown >> q & 1, 1);
}
END_TEST

START_TEST(reasons__come_by_their_share_over_all_axes) {
    struct seg_input input = sample_input(0, 0);
    input.answers[SEG_PROFESSIONAL][COPING_ITEMS - 1] = 4;
    input.answers[SEG_PROFESSIONAL][1] = 3;  /* 3 of 48 */
    input.answers[SEG_PROFESSIONAL][11] = 4; /* 4 of 64: the same share, later item */
    input.answers[SEG_PROFESSIONAL][15] = 4; /* weight 2: 8 of 64 */
    evaluate(&input);
    ck_assert_uint_eq(result.reason_count, 3);
    ck_assert_uint_eq(result.reasons[0].code, 15);
    ck_assert_uint_eq(result.reasons[1].code, 1);
    ck_assert_uint_eq(result.reasons[2].code, 11);
    ck_assert_uint_eq(result.reasons[1].contribution, 62);
    ck_assert_uint_eq(result.reasons[1].axis, COPING);
}
END_TEST

START_TEST(review__is_the_least_of_the_segment_and_its_signals) {
    struct seg_input input = sample_input(0, 4);
    evaluate(&input);
    ck_assert_uint_eq(result.review_months, 12);
    input.duration = OCCASIONAL;
    evaluate(&input);
    ck_assert_uint_eq(result.review_months, 3);
    ck_assert_uint_eq(result.signals, 1 << SIGNAL_MISMATCH);
}
END_TEST

START_TEST(batch__takes_missing_columns_as_unknown) {
    uint8_t segment[3], certain[3], judged[3] = {EASY, DIFFICULT, 9}, few[3] = {FEW, MANY, FEW};
    uint8_t flag[3] = {0, 0, 0};
    struct seg_batch_input in = {.rows = 3, .axis_state = {judged, few}, .flags = {flag}};
    struct seg_batch_output out = {.segment = segment, .certain = certain};
    ck_assert_uint_eq(seg_batch(model, &in, &out), 1);
    ck_assert_uint_eq(segment[0], OMATOIMI);
    ck_assert_uint_eq(segment[1], HUOLENPITO);
    ck_assert_uint_eq(certain[1], 1);
    ck_assert_uint_eq(segment[2], SEG_NONE);
}
END_TEST

Suite *language_suite(void) {
    Suite *suite = suite_create("language");
    TCase *tests = tcase_create("sections");
    tcase_add_checked_fixture(tests, open_model, close_model);
    tcase_add_test(tests, segments__order_is_partial_and_transitive);
    tcase_add_test(tests, codes__are_found_by_index_and_back);
    tcase_add_test(tests, cut_off__is_compared_by_cross_multiplication_not_by_the_rounded_score);
    tcase_add_test(tests, choice__unanswered_or_unnamed_keeps_every_state_it_names);
    tcase_add_test(tests, judged_and_scored__for_one_axis_is_an_error_of_the_input);
    tcase_add_test(tests, judged_and_scored__over_different_axes_mix);
    tcase_add_test(tests, axis__of_which_nothing_applies_is_not_assessed);
    tcase_add_test(tests, not_applicable__takes_the_item_out_of_sum_and_maximum);
    tcase_add_test(tests, reversed__counts_from_the_other_end);
    tcase_add_test(tests, count__is_put_into_a_level_by_its_bands);
    tcase_add_test(tests, input__that_does_not_fit_is_refused_with_its_place);
    tcase_add_test(tests, policies__combine_the_two_views);
    tcase_add_test(tests, disagreement__is_a_difference_of_two_levels_or_any_of_a_choice);
    tcase_add_test(tests, final_rule__ends_the_trying);
    tcase_add_test(tests, rule__that_depends_on_the_cell_is_weighed_cell_by_cell);
    tcase_add_test(tests, any__of_two_exclusive_states_is_unknown_for_rule_and_signal_alike);
    tcase_add_test(tests, any__of_two_segments_so_far_is_known_for_each_that_is_left);
    tcase_add_test(tests, reasons__come_by_their_share_over_all_axes);
    tcase_add_test(tests, review__is_the_least_of_the_segment_and_its_signals);
    tcase_add_test(tests, batch__takes_missing_columns_as_unknown);
    suite_add_tcase(suite, tests);
    return suite;
}
