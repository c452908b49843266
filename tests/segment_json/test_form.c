#include "suites.h"

#include <stdlib.h>
#include <string.h>

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
    ck_assert_str_eq(json_string_value(json_object_get(tree, "code")), "helsinki");
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
    struct segj_model *model = shipped(shipped_names[_i]);
    json_t *tree = form(model, SEGJ_NO_LANGUAGE, 0);
    json_t *text = json_object_get(json_array_get(json_object_get(tree, "items"), 0), "text");
    ck_assert_uint_eq(json_object_size(text), 3);
    json_decref(tree);
    segj_model_free(model);
}
END_TEST

/* The stored document has its members in another order than the file. */
START_TEST(form__is_the_same_whatever_the_order_of_members) {
    struct segj_model *model = shipped(shipped_names[_i]), *stored = NULL;
    struct segj_faults *faults = malloc(sizeof *faults);
    struct segj_buffer one = {0}, other = {0};
    size_t length;
    const char *canonical = segj_model_canonical(model, &length);
    ck_assert_int_eq(segj_model_read(canonical, length, &stored, faults), SEGJ_OK);
    for (int language = SEGJ_NO_LANGUAGE; language <= SEGJ_EN; language++) {
        one.length = other.length = 0;
        segj_form_write(model, (enum segj_language)language, &one);
        segj_form_write(stored, (enum segj_language)language, &other);
        ck_assert_uint_eq(one.length, other.length);
        ck_assert_mem_eq(one.data, other.data, one.length);
    }
    segj_buffer_clear(&one);
    segj_buffer_clear(&other);
    segj_model_free(stored);
    segj_model_free(model);
    free(faults);
}
END_TEST

/* What only forms read: groups, the client's words, units; and what every form needs. */
START_TEST(form__has_what_a_frontend_draws_beside_questions) {
    struct segj_model *model = shipped("helsinki");
    json_t *tree = form(model, SEGJ_EN, 0);
    const json_t *items = json_object_get(tree, "items"), *first = json_array_get(items, 0),
                 *visits = json_array_get(items, 22), *option = NULL;
    ck_assert_uint_eq(json_array_size(json_object_get(tree, "groups")), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(first, "other_answers")), 2);
    ck_assert_str_eq(json_string_value(json_object_get(visits, "unit")), "visits");
    ck_assert_str_eq(json_string_value(json_object_get(visits, "group")), "history");
    ck_assert_int_eq(json_integer_value(json_object_get(visits, "most")), SEG_MAX_COUNT);
    option = json_array_get(json_object_get(visits, "options"), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(option, "to")), 5);
    ck_assert_ptr_nonnull(json_object_get(first, "client_text"));
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(tree, "labels"), "unknown")),
                     "Not known");
    json_decref(tree);
    segj_model_free(model);
}
END_TEST

/* Every linkId once in `seen`; helps are no questions. */
static size_t count_links(const json_t *items, json_t *seen) {
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const char *link = json_string_value(json_object_get(item, "linkId"));
        const char *type = json_string_value(json_object_get(item, "type"));
        ck_assert_msg(!json_object_get(seen, link), "%s twice", link);
        json_object_set_new(seen, link, json_string(type));
        count += strcmp(type, "display") != 0;
        count += count_links(json_object_get(item, "item"), seen);
    }
    return count;
}

static json_t *links(const struct segj_model *model) {
    json_t *tree = form(model, SEGJ_SV, 1), *seen = json_object();
    count_links(json_object_get(tree, "item"), seen);
    json_decref(tree);
    return seen;
}

START_TEST(form__questionnaire_holds_every_question_once) {
    struct segj_model *model = shipped(shipped_names[_i]);
    const struct seg_model *engine = segj_model_engine(model);
    json_t *tree = form(model, SEGJ_SV, 1), *seen = json_object();
    json_t *items = json_object_get(tree, "item");
    size_t count = count_links(items, seen);
    size_t wanted = seg_model_count(engine, SEG_ITEM) + seg_model_count(engine, SEG_FLAG) +
                    (seg_model_count(engine, SEG_DURATION) ? 1 : 0) +
                    (json_object_get(seen, "age") ? 1 : 0);
    ck_assert_uint_eq(count, wanted + json_array_size(items));
    json_decref(tree);
    json_decref(seen);
    segj_model_free(model);
}
END_TEST

START_TEST(form__asks_the_age_where_the_model_reads_it) {
    struct segj_model *reads = shipped("bridges-to-health"), *does_not = shipped("lace");
    json_t *tree = form(reads, SEGJ_EN, 0), *other = form(does_not, SEGJ_EN, 0);
    json_t *seen = links(reads), *unseen = links(does_not);
    ck_assert(json_is_true(json_object_get(tree, "age")));
    ck_assert(json_is_false(json_object_get(other, "age")));
    ck_assert_str_eq(json_string_value(json_object_get(seen, "age")), "integer");
    ck_assert_ptr_null(json_object_get(unseen, "age"));
    json_decref(seen);
    json_decref(unseen);
    json_decref(tree);
    json_decref(other);
    segj_model_free(reads);
    segj_model_free(does_not);
}
END_TEST

/* FHIR wants each linkId once (que-2), and a name that a program can use (que-0). */
START_TEST(form__questionnaire_of_like_codes_is_valid) {
    json_t *tree = read_source_json("libsegment/models/lace.json"),
           *flags = json_object_get(tree, "flags");
    static const char *const like[] = {"lace", "comorbidity", "duration", "age", "other"};
    for (size_t i = 0; i < sizeof like / sizeof *like; i++) {
        json_t *names = json_pack("{s:s,s:s,s:s}", "fi", "a", "sv", "b", "en", "c");
        json_array_append_new(flags, json_pack("{s:s,s:o}", "code", like[i], "names", names));
    }
    json_object_set_new(tree, "code", json_string("my-county"));
    struct segj_model *model = model_of(tree);
    json_t *seen = links(model), *questionnaire = form(model, SEGJ_FI, 1);
    ck_assert_str_eq(json_string_value(json_object_get(seen, "flag.age")), "boolean");
    ck_assert_str_eq(json_string_value(json_object_get(questionnaire, "name")), "My_county");
    json_decref(questionnaire);
    json_decref(seen);
    json_decref(tree);
    segj_model_free(model);
}
END_TEST

START_TEST(form__questionnaire_carries_the_help_of_its_questions) {
    struct segj_model *model = shipped("helsinki");
    json_t *seen = links(model);
    ck_assert_str_eq(json_string_value(json_object_get(seen, "d5_self_care.help")), "display");
    ck_assert_str_eq(json_string_value(json_object_get(seen, "flag.special_support.help")),
                     "display");
    json_decref(seen);
    segj_model_free(model);
}
END_TEST

START_TEST(form__questionnaire_takes_any_url) {
    struct segj_model *model = shipped("lace");
    struct segj_buffer buffer = {0};
    segj_form_write_fhir(model, SEGJ_FI, "urn:x:\"\\", &buffer);
    json_t *tree = json_loadb(buffer.data, buffer.length, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(tree);
    ck_assert_str_eq(json_string_value(json_object_get(tree, "url")), "urn:x:\"\\");
    json_decref(tree);
    segj_buffer_clear(&buffer);
    segj_model_free(model);
}
END_TEST

Suite *form_suite(void) {
    Suite *suite = suite_create("form");
    TCase *cases = tcase_create("form");
    tcase_add_test(cases, form__names_model_items_options_and_flags);
    tcase_add_loop_test(cases, form__is_the_same_whatever_the_order_of_members, 0, SHIPPED);
    tcase_add_test(cases, form__has_what_a_frontend_draws_beside_questions);
    tcase_add_loop_test(cases, form__without_language_has_all_three, 0, SHIPPED);
    tcase_add_loop_test(cases, form__questionnaire_holds_every_question_once, 0, SHIPPED);
    tcase_add_test(cases, form__asks_the_age_where_the_model_reads_it);
    tcase_add_test(cases, form__questionnaire_of_like_codes_is_valid);
    tcase_add_test(cases, form__questionnaire_carries_the_help_of_its_questions);
    tcase_add_test(cases, form__questionnaire_takes_any_url);
    suite_add_tcase(suite, cases);
    return suite;
}
