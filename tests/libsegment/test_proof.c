/* Each kind of finding of a proof, on a model that has it. */
#include "findings.h"
#include "sample.h"
#include "suites.h"

START_TEST(check__passes_a_sound_model) {
    struct seg_model *model = sample_model();
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
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
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_eq(found.counts[SEG_WORSE_IS_LIGHTER] > 0, 1);
    ck_assert_int_eq(found.counts[SEG_BAND_UNREACHED], 0); /* a full score lies there */
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_a_band_above_the_greatest_score) {
    struct seg_builder *b = sample_builder();
    seg_add_band(b, NEED, 1001, MANY);
    struct seg_model *model = sample_compile(b);
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_eq(found.counts[SEG_BAND_UNREACHED], 1);
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
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_eq(found.counts[SEG_RULE_DEAD], 1);
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
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_eq(found.order[2], 4); /* not with the one between: they never both hold */
    ck_assert_int_eq(found.order[3], -1);
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
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_uint_eq(found.worse_states[NEED][FEW][2], 1);
    ck_assert_uint_eq(found.worse_states[NEED][MANY][2], 1);
    ck_assert_int_eq(found.counts[SEG_WORSE_IS_LIGHTER], 2);
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_what_only_judgement_leads_to_without_calling_it_dead) {
    struct seg_model *model = sample_compile(judged_builder());
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_eq(found.counts[SEG_SIGNAL_DEAD], 0);
    ck_assert_uint_eq(found.judged_signals[4], 1);
    ck_assert_int_eq(found.counts[SEG_JUDGED_ONLY], 1);
    seg_model_free(model);
}
END_TEST

START_TEST(check__tells_a_longer_duration_that_gives_a_lighter_segment) {
    struct seg_builder *b = sample_builder();
    add_rule(b, "lasts", seg_when_duration(b, 1 << CONTINUOUS), OMATOIMI, 0);
    struct seg_model *model = sample_compile(b);
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_uint_eq(found.worse_states[SEG_MAX_AXES][OCCASIONAL][CONTINUOUS], 1);
    ck_assert_uint_eq(found.worse_states[SEG_MAX_AXES][OCCASIONAL][TEMPORARY], 0);
    seg_model_free(model);
}
END_TEST

START_TEST(check__of_a_rule_that_reads_disagreements_leaves_worse_answers_undecided) {
    struct seg_builder *b = sample_builder();
    add_rule(b, "apart", seg_when_disagreements(b, 1), HUOLENPITO, 0);
    struct seg_model *model = sample_compile(b);
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_eq(found.counts[SEG_WORSE_IS_LIGHTER], 1);
    ck_assert_int_eq(found.undecided, 1);
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
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_ge(found.counts[SEG_RULE_ORDER], 1);
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
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_uint_eq(summary.found, 0);
    ck_assert_uint_gt(summary.undecided, 0);
    seg_model_free(model);
}
END_TEST

/* Four axes whose answers give one state of eight, and twelve flags: few inputs by answers, too
 * many once all four axes are judged. */
static struct seg_model *mostly_judged_model(void) {
    struct seg_builder *b = seg_builder_new(NULL);
    struct seg_segment_def segment = {"one", NULL, 0};
    uint8_t masks[1] = {0};
    int all = seg_when_group(b, SEG_ALL);
    seg_set_name(b, "judged", 1);
    seg_add_segment(b, &segment);
    for (int a = 0; a < 4; a++) {
        char code[] = {'a', (char)('0' + a), '\0'}, item[] = {'i', (char)('0' + a), '\0'};
        struct seg_axis_def axis = {code, SEG_POINTS, 0};
        struct seg_item_def def = {item, SEG_LEVEL, a, 1, 0, 1, 0, SEG_POLICY_DEFAULT};
        seg_add_axis(b, &axis);
        for (char n = '0'; n < '8'; n++) {
            seg_add_state(b, a, (char[]){'s', n, '\0'});
        }
        seg_add_band(b, a, 0, 0);
        seg_add_item(b, &def);
        for (uint32_t points = 0; points < 2; points++) {
            struct seg_option_def option = {NULL, points, 0};
            seg_add_option(b, a, &option);
        }
        seg_when_add(b, all, seg_when_axis(b, a, 1 << 7));
    }
    struct seg_signal_def first = {"first", seg_when_axis(b, 0, 1 << 7), 0};
    struct seg_signal_def every = {"every", all, 0};
    seg_add_signal(b, &first);
    seg_add_signal(b, &every);
    for (char n = 'a'; n < 'm'; n++) {
        char code[] = {'f', n, '\0'};
        int flag = seg_add_flag(b, code);
        struct seg_signal_def def = {code, seg_when_flag(b, flag, 1), 0};
        seg_add_signal(b, &def);
    }
    seg_add_row(b, masks, 0, 0);
    return sample_compile(b);
}

START_TEST(check__of_judged_axes_beyond_its_bounds_is_undecided_where_only_they_could) {
    struct seg_model *model = mostly_judged_model();
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_eq(found.counts[SEG_WORSE_IS_LIGHTER], 1); /* undecided */
    ck_assert_int_eq(found.counts[SEG_SIGNAL_DEAD], 1);
    ck_assert_int_eq(found.signals[1], 0); /* not called dead: undecided */
    ck_assert_int_eq(found.judged_signals[0], 1);
    ck_assert_int_eq(found.counts[SEG_JUDGED_ONLY], 1);
    ck_assert_uint_eq(summary.undecided, 2);
    seg_model_free(model);
}
END_TEST

/* Forty-one items that may not apply, of many weights, on an axis whose highest state is light. */
static struct seg_model *laborious_model(void) {
    struct seg_builder *b = seg_builder_new(NULL);
    struct seg_segment_def light = {"light", NULL, 0}, heavy = {"heavy", NULL, 0};
    struct seg_axis_def axis = {"axis", SEG_RATIO, 1000};
    seg_set_name(b, "laborious", 1);
    seg_add_segment(b, &light);
    seg_add_segment(b, &heavy);
    seg_add_above(b, 1, 0);
    seg_add_axis(b, &axis);
    seg_add_column(b, 0);
    for (int s = 0; s < 3; s++) {
        uint8_t mask = (uint8_t)(1u << s);
        seg_add_state(b, 0, (char[]){'s', (char)('0' + s), '\0'});
        seg_add_band(b, 0, (uint32_t)s * 300, s);
        seg_add_row(b, &mask, 1, s == 1);
    }
    for (int i = 0; i < 41; i++) {
        char code[] = {'i', (char)('a' + i / 10), (char)('0' + i % 10), '\0'};
        struct seg_item_def def = {code, SEG_LEVEL, 0, 1 + (uint32_t)i * 7 % 20,
                                   0,    1,         1, SEG_POLICY_DEFAULT};
        seg_add_item(b, &def);
        for (uint32_t o = 0; o < 5; o++) {
            struct seg_option_def option = {NULL, o, 0};
            seg_add_option(b, i, &option);
        }
    }
    return sample_compile(b);
}

/* Every breach comes with two inputs, and finding those is most of the work. */
START_TEST(check__of_a_laborious_model_ends_undecided_after_some_seconds) {
    struct seg_model *model = laborious_model();
    struct findings found;
    struct seg_check_summary summary;
    prove(model, &found, &summary);
    ck_assert_int_gt(found.counts[SEG_WORSE_IS_LIGHTER], 10);
    ck_assert_uint_lt(summary.found, 300); /* of 411 */
    ck_assert_uint_eq(summary.undecided, 1);
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
    suite_add_tcase(suite, tests);
    TCase *slow = tcase_create("bounds of the search");
    tcase_set_timeout(slow, 0);
    tcase_set_tags(slow, "long");
    tcase_add_test(slow, check__of_a_laborious_model_ends_undecided_after_some_seconds);
    tcase_add_test(slow,
                   check__of_judged_axes_beyond_its_bounds_is_undecided_where_only_they_could);
    suite_add_tcase(suite, slow);
    return suite;
}
