#include <string.h>

#include "suites.h"

static const char *const codes[] = {"helsinki", "paijathame", "bridges-to-health", "lace"};

static json_t *form(const struct segj_model *model, enum segj_language language, int fhir) {
    struct segj_buffer buffer = {0};
    if (fhir) {
        segj_form_write_fhir(model, language, "https://example.org/Questionnaire/q", &buffer);
    } else {
        segj_form_write(model, language, &buffer);
    }
    json_t *tree = json_loadb(buffer.data, buffer.length, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(tree != NULL, "%.*s", (int)buffer.length, buffer.data);
    segj_buffer_clear(&buffer);
    return tree;
}

START_TEST(form__names_model_items_options_and_flags) {
    struct segj_model *model = shipped("helsinki");
    json_t *tree = form(model, SEGJ_FI, 0);
    json_t *items = json_object_get(tree, "items"), *item = json_array_get(items, 4);
    ck_assert_str_eq(json_string_value(json_object_get(tree, "model")), "helsinki");
    ck_assert_uint_eq(json_array_size(items), 25);
    ck_assert_str_eq(json_string_value(json_object_get(item, "code")), "d5_self_care");
    ck_assert_str_eq(json_string_value(json_object_get(item, "axis")), "coping");
    ck_assert_str_eq(json_string_value(json_object_get(item, "text")), "Itsestä huolehtiminen");
    ck_assert_uint_eq(json_array_size(json_object_get(item, "options")), 5);
    ck_assert_uint_eq(json_array_size(json_object_get(tree, "flags")), 1);
    json_decref(tree);
    segj_model_free(model);
}
END_TEST

START_TEST(form__without_language_has_all_three) {
    struct segj_model *model = shipped(codes[_i]);
    json_t *tree = form(model, SEGJ_NO_LANGUAGE, 0);
    json_t *text = json_object_get(json_array_get(json_object_get(tree, "items"), 0), "text");
    ck_assert_uint_eq(json_object_size(text), 3);
    json_decref(tree);
    segj_model_free(model);
}
END_TEST

static size_t count_links(const json_t *items) {
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        ck_assert_ptr_nonnull(json_object_get(item, "linkId"));
        ck_assert_ptr_nonnull(json_object_get(item, "type"));
        count += 1 + count_links(json_object_get(item, "item"));
    }
    return count;
}

START_TEST(form__questionnaire_holds_every_question_once) {
    struct segj_model *model = shipped(codes[_i]);
    const struct seg_model *engine = segj_model_engine(model);
    json_t *tree = form(model, SEGJ_SV, 1);
    json_t *items = json_object_get(tree, "item");
    size_t durations = seg_model_count(engine, SEG_DURATION);
    size_t wanted =
        seg_model_count(engine, SEG_ITEM) + seg_model_count(engine, SEG_FLAG) + (durations ? 1 : 0);
    ck_assert_uint_eq(count_links(items), wanted + json_array_size(items));
    json_decref(tree);
    segj_model_free(model);
}
END_TEST

Suite *form_suite(void) {
    Suite *suite = suite_create("form");
    TCase *cases = tcase_create("form");
    tcase_add_test(cases, form__names_model_items_options_and_flags);
    tcase_add_loop_test(cases, form__without_language_has_all_three, 0, 4);
    tcase_add_loop_test(cases, form__questionnaire_holds_every_question_once, 0, 4);
    suite_add_tcase(suite, cases);
    return suite;
}
