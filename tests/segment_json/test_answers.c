#include "suites.h"

#include <stdio.h>
#include <string.h>

struct told {
    char text[2048];
};

static void note(void *data, const struct segj_input_fault *fault) {
    struct told *told = data;
    strcat(
        strcat(strcat(strcat(told->text, fault->pointer), " "), segj_input_code_word(fault->code)),
        "\n");
}

static void check_faults(const char *body, const char *wanted) {
    struct segj_model *model = shipped("helsinki");
    static const char *const also[] = {"model", NULL};
    struct segj_answers answers;
    struct told told = {""};
    json_t *tree = json_loads(body, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    segj_answers_read(model, tree, also, &answers, note, &told);
    ck_assert_str_eq(told.text, wanted);
    json_decref(tree);
    segj_model_free(model);
}

START_TEST(answers__all_faults_are_told_at_once) {
    check_faults("{\"model\":\"helsinki\",\"answers\":{\"professional\":{\"d5_self_care\":5,"
                 "\"d2_tasks\":\"x\",\"a/b~\":1,\"coping_outlook\":\"soon\",\"h2_visits\":10000}},"
                 "\"duration\":\"short\",\"age\":151,\"flags\":{\"tired\":true},\"colour\":1}",
                 "/answers/professional/d5_self_care out_of_range\n"
                 "/answers/professional/d2_tasks wrong_type\n"
                 "/answers/professional/a~1b~0 unknown_item\n"
                 "/answers/professional/coping_outlook not_in_list\n"
                 "/answers/professional/h2_visits out_of_range\n"
                 "/duration not_in_list\n"
                 "/age out_of_range\n"
                 "/flags/tired unknown_flag\n"
                 "/colour unknown_member\n");
}
END_TEST

START_TEST(answers__whole_numbers_are_taken_in_every_form) {
    check_faults(
        "{\"age\":47.0,\"answers\":{\"professional\":{\"d2_tasks\":-0.0,\"h2_visits\":1e2}}}", "");
    check_faults("{\"age\":47.5,\"answers\":{\"professional\":{\"d2_tasks\":0.1}}}",
                 "/age wrong_type\n/answers/professional/d2_tasks wrong_type\n");
    check_faults("{\"age\":1e300,\"answers\":{\"professional\":{\"h2_visits\":1e18}}}",
                 "/age out_of_range\n/answers/professional/h2_visits out_of_range\n");
    check_faults("{\"age\":150.0,\"answers\":{\"professional\":{\"h2_visits\":9999.0}}}", "");
    check_faults("{\"age\":151.0,\"answers\":{\"professional\":{\"h2_visits\":10000.0}}}",
                 "/age out_of_range\n/answers/professional/h2_visits out_of_range\n");
    check_faults("{\"age\":-1.0,\"answers\":{\"professional\":{\"h2_visits\":-1}}}",
                 "/age out_of_range\n/answers/professional/h2_visits out_of_range\n");
}
END_TEST

/* "é" has two bytes, U+1F600 four. */
START_TEST(answers__pointer_too_long_is_cut_at_a_character) {
    static const char *const characters[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "~"};
    for (size_t each = 0; each < 4; each++) {
        for (int before = 0; before < 4; before++) {
            char name[1300] = "", body[1400];
            struct told told = {""};
            struct segj_answers answers;
            for (int i = 0; i < before; i++) {
                strcat(name, "x");
            }
            for (int i = 0; i < 300; i++) {
                strcat(name, characters[each]);
            }
            snprintf(body, sizeof body, "{\"%s\":1}", name);
            json_t *tree = json_loads(body, 0, NULL);
            struct segj_model *model = shipped("helsinki");
            segj_answers_read(model, tree, NULL, &answers, note, &told);
            char *end = strchr(told.text, ' ');
            ck_assert_ptr_nonnull(end);
            *end = 0;
            json_t *pointer = json_string(told.text);
            ck_assert_msg(pointer != NULL, "no UTF-8: %zu, %d", each, before);
            ck_assert_uint_gt(strlen(told.text), SEGJ_MAX_POINTER - 6);
            ck_assert_uint_lt(strlen(told.text), SEGJ_MAX_POINTER);
            ck_assert(told.text[strlen(told.text) - 1] != '~');
            json_decref(pointer), json_decref(tree);
            segj_model_free(model);
        }
    }
}
END_TEST

START_TEST(answers__axis_judged_and_answered_is_given_twice) {
    check_faults("{\"coping\":\"easy\",\"answers\":{\"client\":{\"d1_learning\":0}}}",
                 "/coping axis_given_twice\n");
    check_faults("{\"coping\":\"easy\",\"answers\":{\"client\":{\"d1_learning\":8}}}", "");
    check_faults("{\"coping\":\"easy\",\"answers\":{\"client\":{\"s1_daily_life\":0}}}", "");
}
END_TEST

START_TEST(answers__icf_qualifiers_8_and_9) {
    check_faults("{\"answers\":{\"professional\":{\"d1_learning\":8,\"d2_tasks\":9}}}", "");
    check_faults("{\"answers\":{\"professional\":{\"resources\":9}}}",
                 "/answers/professional/resources not_applicable_refused\n");
    check_faults("{\"answers\":{\"professional\":{\"resources\":10}}}",
                 "/answers/professional/resources out_of_range\n");
}
END_TEST

START_TEST(answers__of_ten_levels_8_and_9_are_levels) {
    json_t *tree = read_source_json("libsegment/models/lace.json");
    json_t *item = json_array_get(json_object_get(tree, "items"), 1);
    json_t *options = json_object_get(item, "options");
    for (int value = 2; value < 10; value++) {
        json_t *option = json_deep_copy(json_array_get(options, 1));
        json_object_set_new(option, "value", json_integer(value));
        json_array_append_new(options, option);
    }
    struct segj_model *model = model_of(tree);
    struct segj_answers answers;
    json_t *body = json_loads("{\"answers\":{\"professional\":{\"acute_admission\":9},\"client\":{"
                              "\"acute_admission\":8}}}",
                              0, NULL);
    ck_assert_uint_eq(segj_answers_read(model, body, NULL, &answers, NULL, NULL), 0);
    ck_assert_int_eq(answers.input.answers[SEG_PROFESSIONAL][1], 9);
    ck_assert_int_eq(answers.input.answers[SEG_CLIENT][1], 8);
    json_decref(body);
    segj_model_free(model);
    json_decref(tree);
}
END_TEST

START_TEST(answers__wrong_shapes_are_told) {
    check_faults("[]", " wrong_type\n");
    check_faults("{\"answers\":[],\"flags\":1,\"age\":1.5,\"duration\":3,\"need\":true}",
                 "/answers wrong_type\n/flags wrong_type\n/age wrong_type\n/duration wrong_type\n"
                 "/need wrong_type\n");
    check_faults("{\"answers\":{\"nurse\":{},\"client\":4}}",
                 "/answers/nurse unknown_member\n/answers/client wrong_type\n");
    check_faults("{\"answers\":null,\"flags\":null,\"age\":null,\"duration\":null,\"need\":null}",
                 "");
}
END_TEST

START_TEST(answers__written_back_as_they_were_given) {
    static const char given[] =
        "{\"age\":47,\"answers\":{\"client\":{\"d1_learning\":8,\"h2_visits\":11},"
        "\"professional\":{\"coping_outlook\":\"lasting\",\"d2_tasks\":9}},"
        "\"duration\":\"temporary\",\"flags\":{\"special_support\":false},\"need\":\"few\"}";
    struct segj_model *model = shipped("helsinki");
    struct segj_answers answers;
    struct segj_buffer buffer = {0};
    json_t *tree = json_loads(given, 0, NULL);
    json_object_del(json_object_get(json_object_get(tree, "answers"), "client"), "h2_visits");
    ck_assert_uint_eq(segj_answers_read(model, tree, NULL, &answers, NULL, NULL), 0);
    segj_answers_write(model, &answers, &buffer);
    json_t *again = json_loadb(buffer.data, buffer.length, 0, NULL);
    ck_assert(json_equal(tree, again));
    struct segj_buffer canonical = {0};
    segj_canonical(tree, &canonical);
    ck_assert_uint_eq(canonical.length, buffer.length);
    ck_assert_int_eq(memcmp(canonical.data, buffer.data, buffer.length), 0);
    segj_buffer_clear(&canonical);
    segj_buffer_clear(&buffer);
    json_decref(again);
    json_decref(tree);
    segj_model_free(model);
}
END_TEST

START_TEST(answers__nothing_given_is_an_empty_object) {
    struct segj_model *model = shipped("helsinki");
    struct segj_answers answers;
    struct segj_buffer buffer = {0};
    segj_answers_init(&answers);
    segj_answers_write(model, &answers, &buffer);
    ck_assert_uint_eq(buffer.length, 2);
    ck_assert_int_eq(memcmp(buffer.data, "{}", 2), 0);
    answers.given[SEG_CLIENT][0] = 3;
    buffer.length = 0;
    segj_answers_write(model, &answers, &buffer);
    segj_buffer_append(&buffer, "", 1);
    ck_assert_str_eq(buffer.data, "{\"answers\":{\"client\":{\"d1_learning\":3}}}");
    answers.given[SEG_CLIENT][0] = SEGJ_NOT_GIVEN;
    answers.given[SEG_PROFESSIONAL][0] = 0;
    buffer.length = 0;
    segj_answers_write(model, &answers, &buffer);
    segj_buffer_append(&buffer, "", 1);
    ck_assert_str_eq(buffer.data, "{\"answers\":{\"professional\":{\"d1_learning\":0}}}");
    segj_buffer_clear(&buffer);
    segj_model_free(model);
}
END_TEST

Suite *answers_suite(void) {
    Suite *suite = suite_create("answers");
    TCase *cases = tcase_create("answers");
    tcase_add_test(cases, answers__all_faults_are_told_at_once);
    tcase_add_test(cases, answers__whole_numbers_are_taken_in_every_form);
    tcase_add_test(cases, answers__pointer_too_long_is_cut_at_a_character);
    tcase_add_test(cases, answers__axis_judged_and_answered_is_given_twice);
    tcase_add_test(cases, answers__icf_qualifiers_8_and_9);
    tcase_add_test(cases, answers__of_ten_levels_8_and_9_are_levels);
    tcase_add_test(cases, answers__wrong_shapes_are_told);
    tcase_add_test(cases, answers__written_back_as_they_were_given);
    tcase_add_test(cases, answers__nothing_given_is_an_empty_object);
    suite_add_tcase(suite, cases);
    return suite;
}
