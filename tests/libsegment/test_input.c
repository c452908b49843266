/* Inputs that do not fit a model, and inputs carried over to another one. */
#include "property.h"
#include "sample.h"
#include "suites.h"

#include <string.h>

static struct seg_model *model;

static void open_model(void) {
    model = sample_model();
}

static void close_model(void) {
    seg_model_free(model);
}

/* ---- What does not fit -------------------------------------------------------------------- */

static void refused(const struct seg_input *input, enum seg_fault fault, enum seg_kind kind,
                    int index) {
    struct seg_error error;
    struct seg_result result;
    struct seg_trace_entry entry[1];
    struct seg_question question;
    size_t count;
    ck_assert_int_eq(seg_input_check(model, input, &error), SEG_BAD_INPUT);
    ck_assert_int_eq(error.fault, fault);
    ck_assert_int_eq(error.place.kind, kind);
    ck_assert_int_eq(error.place.index, index);
    ck_assert_uint_gt(strlen(error.text), 10);
    ck_assert_int_eq(seg_input_check(model, input, NULL), SEG_BAD_INPUT);
    ck_assert_int_eq(seg_evaluate(model, input, &result), SEG_BAD_INPUT);
    ck_assert_int_eq(seg_evaluate_general(model, input, &result), SEG_BAD_INPUT);
    ck_assert_int_eq(seg_trace(model, input, entry, 1, &count), SEG_BAD_INPUT);
    ck_assert_int_eq(seg_next_question(model, input, &question), SEG_BAD_INPUT);
}

START_TEST(input__with_an_answer_that_the_item_has_not_is_refused) {
    for (int view = 0; view < SEG_VIEWS; view++) {
        struct seg_input input = sample_input(1, 1);
        input.answers[view][3] = 5;
        refused(&input, SEG_FAULT_ANSWER, SEG_ITEM, 3);
        input.answers[view][3] = SEG_MAX_LEVELS;
        refused(&input, SEG_FAULT_ANSWER, SEG_ITEM, 3);
        input.answers[view][3] = 0xFD;
        refused(&input, SEG_FAULT_ANSWER, SEG_ITEM, 3);
        input = sample_input(1, 1);
        input.answers[view][OUTLOOK] = SEG_NOT_APPLICABLE;
        refused(&input, SEG_FAULT_ANSWER, SEG_ITEM, OUTLOOK);
    }
}
END_TEST

START_TEST(input__with_a_state_duration_flag_or_age_that_is_not_there_is_refused) {
    struct seg_input input;
    seg_input_init(&input);
    input.axis_state[COPING] = 3;
    refused(&input, SEG_FAULT_RANGE, SEG_AXIS, COPING);
    input = sample_input(1, 1);
    input.flags[0] = 2;
    refused(&input, SEG_FAULT_RANGE, SEG_FLAG, 0);
    input.flags[0] = SEG_NOT_APPLICABLE;
    refused(&input, SEG_FAULT_RANGE, SEG_FLAG, 0);
    input = sample_input(1, 1);
    input.duration = 3;
    refused(&input, SEG_FAULT_RANGE, SEG_DURATION, 3);
    input = sample_input(1, 1);
    input.age = SEG_MAX_AGE + 1;
    refused(&input, SEG_FAULT_RANGE, SEG_AGE, SEG_MAX_AGE + 1);
    input.age = SEG_AGE_UNKNOWN - 1;
    refused(&input, SEG_FAULT_RANGE, SEG_AGE, SEG_AGE_UNKNOWN - 1);
    input.age = SEG_MAX_AGE;
    ck_assert_int_eq(seg_input_check(model, &input, NULL), SEG_OK);
}
END_TEST

/* Not only what scores: the outlook decides a state of the axis that is judged. */
START_TEST(input__with_an_axis_judged_and_answered_names_both) {
    static const int items[] = {0, COPING_ITEMS - 1, OUTLOOK};
    struct seg_error error;
    for (size_t i = 0; i < 3; i++) {
        for (int view = 0; view < SEG_VIEWS; view++) {
            struct seg_input input;
            seg_input_init(&input);
            input.axis_state[COPING] = EASY;
            input.answers[view][items[i]] = 1;
            refused(&input, SEG_FAULT_BOTH_WAYS, SEG_AXIS, COPING);
            ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_BAD_INPUT);
            ck_assert_int_eq(error.other.kind, SEG_ITEM);
            ck_assert_int_eq(error.other.index, items[i]);
            input.axis_state[COPING] = SEG_UNKNOWN;
            input.axis_state[NEED] = FEW; /* another axis may be */
            ck_assert_int_eq(seg_input_check(model, &input, &error), SEG_OK);
            ck_assert_int_eq(error.fault, SEG_FAULT_NONE);
        }
    }
}
END_TEST

/* What lies behind the model's own items, flags and axes is nobody's. */
START_TEST(input__is_read_no_further_than_the_model_goes) {
    struct seg_input input = sample_input(2, 2), other = input;
    struct seg_result one, two;
    memset(other.answers[SEG_PROFESSIONAL] + ALL_ITEMS, 0x77, SEG_MAX_ITEMS - ALL_ITEMS);
    memset(other.axis_state + 2, 0x77, SEG_MAX_AXES - 2);
    memset(other.flags + 1, 0x77, SEG_MAX_FLAGS - 1);
    ck_assert_int_eq(seg_input_check(model, &other, NULL), SEG_OK);
    ck_assert_int_eq(seg_evaluate(model, &input, &one), SEG_OK);
    ck_assert_int_eq(seg_evaluate(model, &other, &two), SEG_OK);
    ck_assert_uint_eq(one.segment, two.segment);
    ck_assert_uint_eq(one.unanswered, two.unanswered);
}
END_TEST

/* Spoils one byte of an input, anywhere. */
static void spoil(struct pair *pair, struct seg_input *input) {
    uint8_t *bytes = (uint8_t *)input;
    size_t at = chance_below(&pair->chance, sizeof *input);
    bytes[at] = (uint8_t)chance_below(&pair->chance, 256);
}

static void one_check(struct pair *pair) {
    for (int n = 0; n < 40; n++) {
        struct seg_input input;
        struct seg_result result;
        struct seg_error error;
        chance_input(&pair->chance, &pair->model, &input);
        chance_forget(&pair->chance, &pair->model, 20, &input);
        judge_some(pair, &input);
        spoil(pair, &input);
        enum seg_status checked = seg_input_check(pair->compiled, &input, &error);
        SAME(pair, seg_evaluate(pair->compiled, &input, &result), checked, "evaluate");
        SAME(pair, seg_evaluate_general(pair->compiled, &input, &result), checked, "general");
        SAME(pair, error.fault != SEG_FAULT_NONE, checked != SEG_OK, "fault");
    }
}

START_TEST(input__is_evaluated_just_where_the_check_takes_it) {
    for_models(one_check, 10);
}
END_TEST

/* ---- Carried over ------------------------------------------------------------------------- */

/* The sample turned round: other orders, an item of another kind, one of fewer levels, and
 * without the last states, option, flag and duration. */
static struct seg_model *turned_model(void) {
    static const char *const codes[] = {"item3", "item0", "item1", "item10", "item2"};
    struct seg_builder *b = seg_builder_new(NULL);
    seg_set_name(b, "turned", 2);
    seg_add_segment(b, &(struct seg_segment_def){"only", NULL, 0});
    seg_add_axis(b, &(struct seg_axis_def){"need", SEG_RATIO, 0});
    seg_add_axis(b, &(struct seg_axis_def){"coping", SEG_RATIO, 0});
    seg_add_state(b, 0, "many");
    seg_add_state(b, 1, "difficult");
    seg_add_state(b, 1, "easy");
    for (int i = 0; i < 5; i++) {
        struct seg_item_def def = {.code = codes[i], .axis = -1, .not_applicable = i == 1};
        def.kind = i == 3 ? SEG_CHOICE : i == 4 ? SEG_COUNT : SEG_LEVEL;
        int item = seg_add_item(b, &def);
        for (uint32_t o = 0; o < (i == 2 ? 3u : i == 3 ? 2u : 5u); o++) {
            static const char *const outlooks[] = {"lasting", "passing"};
            seg_add_option(b, item, &(struct seg_option_def){i == 3 ? outlooks[o] : NULL, o, o});
        }
    }
    seg_add_duration(b, "continuous");
    seg_add_duration(b, "occasional");
    seg_add_flag(b, "other");
    seg_add_flag(b, "special_support");
    seg_add_row(b, NULL, 0, 0);
    return sample_compile(b);
}

START_TEST(translate__carries_by_codes_what_the_other_model_has) {
    struct seg_model *other = turned_model();
    struct seg_input input = sample_input(2, 2), out;
    input.answers[SEG_CLIENT][0] = 4;
    input.answers[SEG_PROFESSIONAL][0] = SEG_NOT_APPLICABLE;
    input.answers[SEG_PROFESSIONAL][3] = SEG_NOT_APPLICABLE;
    input.answers[SEG_CLIENT][1] = 3;
    input.duration = OCCASIONAL;
    input.flags[0] = 1;
    seg_input_translate(model, &input, other, &out);
    ck_assert_uint_eq(out.answers[SEG_PROFESSIONAL][1], SEG_NOT_APPLICABLE);
    ck_assert_uint_eq(out.answers[SEG_CLIENT][1], 4);
    ck_assert_uint_eq(out.answers[SEG_PROFESSIONAL][0], SEG_UNKNOWN); /* applies there */
    ck_assert_uint_eq(out.answers[SEG_PROFESSIONAL][2], 2);
    ck_assert_uint_eq(out.answers[SEG_CLIENT][2], SEG_UNKNOWN);       /* has three levels there */
    ck_assert_uint_eq(out.answers[SEG_PROFESSIONAL][3], 0);           /* lasting */
    ck_assert_uint_eq(out.answers[SEG_PROFESSIONAL][4], SEG_UNKNOWN); /* a count there */
    ck_assert_uint_eq(out.duration, 1);
    ck_assert_uint_eq(out.flags[0], SEG_UNKNOWN);
    ck_assert_uint_eq(out.flags[1], 1);
    ck_assert_uint_eq(out.age, 47);
    ck_assert_int_eq(seg_input_check(other, &out, NULL), SEG_OK);
    seg_model_free(other);
}
END_TEST

START_TEST(translate__leaves_unknown_what_the_other_model_lacks) {
    struct seg_model *other = turned_model();
    struct seg_input input, out;
    seg_input_init(&input);
    input.axis_state[COPING] = DIFFICULT;
    input.axis_state[NEED] = FEW; /* not there */
    input.duration = TEMPORARY;   /* not there */
    seg_input_translate(model, &input, other, &out);
    ck_assert_uint_eq(out.axis_state[1], 0);
    ck_assert_uint_eq(out.axis_state[0], SEG_UNKNOWN);
    ck_assert_uint_eq(out.duration, SEG_UNKNOWN);
    seg_input_init(&input);
    input.answers[SEG_PROFESSIONAL][OUTLOOK] = NOT_KNOWN; /* an option that is not there */
    input.axis_state[NEED] = 7;                           /* fits neither */
    seg_input_translate(model, &input, other, &out);
    ck_assert_uint_eq(out.answers[SEG_PROFESSIONAL][3], SEG_UNKNOWN);
    ck_assert_uint_eq(out.axis_state[0], SEG_UNKNOWN);
    seg_model_free(other);
}
END_TEST

static void one_translation(struct pair *pair) {
    struct seg_input input, out;
    chance_input(&pair->chance, &pair->model, &input);
    chance_forget(&pair->chance, &pair->model, 20, &input);
    judge_some(pair, &input);
    seg_input_translate(pair->compiled, &input, pair->compiled, &out);
    SAME(pair, memcmp(&input, &out, sizeof input), 0, "the same input");
    seg_input_translate(pair->compiled, &input, model, &out);
    SAME(pair, seg_input_check(model, &out, NULL), SEG_OK, "fits the other model");
}

START_TEST(translate__to_the_same_model_changes_nothing_and_to_another_fits_it) {
    for_models(one_translation, 10);
}
END_TEST

Suite *input_suite(void) {
    Suite *suite = suite_create("input");
    TCase *tests = tcase_create("inputs");
    tcase_set_timeout(tests, 0);
    tcase_add_checked_fixture(tests, open_model, close_model);
    tcase_add_test(tests, input__with_an_answer_that_the_item_has_not_is_refused);
    tcase_add_test(tests, input__with_a_state_duration_flag_or_age_that_is_not_there_is_refused);
    tcase_add_test(tests, input__with_an_axis_judged_and_answered_names_both);
    tcase_add_test(tests, input__is_read_no_further_than_the_model_goes);
    tcase_add_test(tests, input__is_evaluated_just_where_the_check_takes_it);
    tcase_add_test(tests, translate__carries_by_codes_what_the_other_model_has);
    tcase_add_test(tests, translate__leaves_unknown_what_the_other_model_lacks);
    tcase_add_test(tests, translate__to_the_same_model_changes_nothing_and_to_another_fits_it);
    suite_add_tcase(suite, tests);
    return suite;
}
