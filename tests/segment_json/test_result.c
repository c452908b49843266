#include "suites.h"

#include <stdlib.h>
#include <string.h>

static const struct segj_result_options bare = {.language = SEGJ_NO_LANGUAGE};
static const char body[] =
    "{\"answers\":{\"professional\":{\"d5_self_care\":3,\"d2_tasks\":2,\"h2_visits\":11},"
    "\"client\":{\"d5_self_care\":0}},\"duration\":\"temporary\",\"flags\":{\"special_support\":"
    "true}}";

static struct segj_result_options everything(const struct segj_model *model,
                                             enum segj_language language) {
    size_t size = seg_scratch_size(segj_model_engine(model));
    return (struct segj_result_options){language, 1, 1, 1, 1, 1, {malloc(size), size}};
}

static const char *string_at(const json_t *tree, const char *member) {
    return json_string_value(json_object_get(tree, member));
}

START_TEST(result__shape_is_the_promised_one) {
    static const char *const members[] = {"certain", "consequences", "exact",   "missing",
                                          "model",   "possible",     "process", "reasons",
                                          "scores",  "segment",      "signals", "result_hash"};
    struct segj_model *model = shipped("helsinki");
    json_t *result = evaluate(model, body, &bare);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        ck_assert_msg(json_object_get(result, members[i]) != NULL, "%s", members[i]);
    }
    ck_assert_uint_eq(json_object_size(result), sizeof members / sizeof *members);
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(result__published_combination_gives_segment_and_consequences) {
    struct segj_model *model = shipped("helsinki");
    json_t *result =
        evaluate(model,
                 "{\"coping\":\"easy\",\"need\":\"many\",\"duration\":\"continuous\",\"flags\":{"
                 "\"special_support\":false}}",
                 &bare);
    json_t *consequences = json_object_get(result, "consequences");
    ck_assert_str_eq(string_at(result, "segment"), "yhteistyo");
    ck_assert_str_eq(string_at(result, "process"), "PPT");
    ck_assert(json_is_true(json_object_get(result, "certain")));
    ck_assert_str_eq(string_at(consequences, "contact_person"), "required");
    ck_assert_int_eq(json_integer_value(json_object_get(consequences, "review_months")), 12);
    ck_assert_uint_eq(json_array_size(json_object_get(result, "signals")), 0);
    json_t *coping = json_object_get(json_object_get(result, "scores"), "coping");
    ck_assert(json_is_null(json_object_get(coping, "low")));
    ck_assert(json_is_true(json_object_get(coping, "judged")));
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(result__hash_is_of_the_bare_members_and_no_option_moves_it) {
    struct segj_model *model = shipped("helsinki");
    json_t *plain = evaluate(model, body, &bare);
    char hash[65], hex[65];
    snprintf(hash, sizeof hash, "%s", string_at(plain, "result_hash"));
    for (int language = -1; language < 3; language++) {
        struct segj_result_options options = everything(model, (enum segj_language)language);
        json_t *full = evaluate(model, body, &options);
        ck_assert_str_eq(string_at(full, "result_hash"), hash);
        free(options.scratch.memory);
        json_decref(full);
    }
    struct segj_buffer buffer = {0};
    json_object_del(plain, "result_hash");
    segj_canonical(plain, &buffer);
    segj_hash_hex(buffer.data, buffer.length, hex);
    ck_assert_str_eq(hex, hash);
    segj_buffer_clear(&buffer);
    json_decref(plain);
    segj_model_free(model);
}
END_TEST

START_TEST(result__bytes_are_canonical_with_every_option) {
    struct segj_model *model = shipped("helsinki");
    struct segj_result_options options = everything(model, SEGJ_FI);
    options.views = 0; /* kappa is a real number: the canonical writer here refuses those */
    json_t *tree = json_loads(body, 0, NULL);
    struct segj_answers answers;
    struct seg_result result;
    struct segj_buffer bytes = {0}, canonical = {0};
    segj_answers_read(model, tree, NULL, &answers, NULL, NULL);
    ck_assert_int_eq(seg_evaluate(segj_model_engine(model), &answers.input, &result), SEG_OK);
    segj_result_write(model, &answers.input, &result, &options, (char[65]){""}, &bytes);
    json_t *again = json_loadb(bytes.data, bytes.length, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(again);
    segj_canonical(again, &canonical);
    ck_assert_uint_eq(canonical.length, bytes.length);
    ck_assert_int_eq(memcmp(canonical.data, bytes.data, bytes.length), 0);
    json_decref(again);
    json_decref(tree);
    segj_buffer_clear(&bytes);
    segj_buffer_clear(&canonical);
    free(options.scratch.memory);
    segj_model_free(model);
}
END_TEST

START_TEST(result__texts_come_in_the_language_asked_for) {
    struct segj_model *model = shipped("helsinki");
    struct segj_result_options options = {.language = SEGJ_SV};
    json_t *result = evaluate(model, "{\"coping\":\"difficult\",\"need\":\"many\"}", &options);
    ck_assert_str_eq(string_at(result, "segment_name"), "Omsorgsklientskap");
    json_t *texts = json_object_get(json_object_get(result, "consequences"), "texts");
    ck_assert_str_eq(string_at(texts, "booking"), "Kontaktpersonen bokar tiderna");
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(result__reasons_name_the_rule_first_then_items) {
    struct segj_model *model = shipped("helsinki");
    struct segj_result_options options = {.language = SEGJ_EN};
    json_t *result = evaluate(model,
                              "{\"answers\":{\"professional\":{\"d5_self_care\":3}},\"need\":"
                              "\"few\",\"flags\":{\"special_support\":true}}",
                              &options);
    json_t *reasons = json_object_get(result, "reasons");
    json_t *last = json_array_get(reasons, json_array_size(reasons) - 1);
    ck_assert_str_eq(string_at(last, "code"), "d5_self_care");
    ck_assert_str_eq(string_at(last, "axis"), "coping");
    ck_assert_str_eq(string_at(last, "text"), "Self-care: Severe difficulty");
    ck_assert_int_eq(json_integer_value(json_object_get(last, "contribution")), 125);
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(result__views_stand_by_themselves_and_disagreements_are_named) {
    struct segj_model *model = shipped("helsinki");
    struct segj_result_options options = {.language = SEGJ_NO_LANGUAGE, .views = 1};
    json_t *result = evaluate(model, body, &options);
    json_t *views = json_object_get(result, "views");
    json_t *disagreement = json_array_get(json_object_get(views, "disagreements"), 0);
    ck_assert_str_eq(string_at(disagreement, "item"), "d5_self_care");
    ck_assert_int_eq(json_integer_value(json_object_get(disagreement, "professional")), 3);
    ck_assert_int_eq(json_integer_value(json_object_get(disagreement, "client")), 0);
    json_t *client = json_object_get(views, "client");
    ck_assert_int_eq(json_integer_value(json_object_get(client, "answered")), 1);
    ck_assert_ptr_nonnull(json_object_get(views, "agreement"));
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(result__trace_tells_each_condition_with_the_value_read) {
    struct segj_model *model = shipped("helsinki");
    struct segj_result_options options = {.language = SEGJ_NO_LANGUAGE, .trace = 1};
    json_t *result = evaluate(model, "{\"coping\":\"difficult\",\"need\":\"few\"}", &options);
    json_t *rule = json_array_get(json_object_get(result, "trace"), 0);
    ck_assert_str_eq(string_at(rule, "rule"), "special_support_difficult");
    ck_assert(json_is_null(json_object_get(rule, "value")));
    json_t *all = json_array_get(json_object_get(rule, "conditions"), 0);
    json_t *members = json_object_get(all, "conditions");
    ck_assert_uint_eq(json_array_size(members), 2);
    ck_assert(json_is_null(json_object_get(json_array_get(members, 0), "read")));
    json_t *axis = json_array_get(members, 1);
    ck_assert(json_is_true(json_object_get(axis, "value")));
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(axis, "read"), 0)),
                     "difficult");
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(result__distance_to_each_cut_off_comes_with_the_trace) {
    struct segj_model *model = shipped("lace");
    struct segj_result_options options = {.language = SEGJ_NO_LANGUAGE, .trace = 1};
    json_t *result = evaluate(model,
                              "{\"answers\":{\"professional\":{\"length_of_stay\":2,"
                              "\"acute_admission\":1,\"comorbidity\":1,\"emergency_visits\":0}}}",
                              &options);
    json_t *cut_offs = json_object_get(result, "cut_offs");
    json_t *second = json_array_get(cut_offs, 1);
    ck_assert_uint_eq(json_array_size(cut_offs), 2);
    ck_assert_int_eq(json_integer_value(json_object_get(second, "from")), 10);
    ck_assert_int_eq(json_integer_value(json_object_get(second, "low")), -4);
    ck_assert_int_eq(json_integer_value(json_object_get(second, "sum_needed")), 4);
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(result__what_if_names_changes_to_each_lighter_segment) {
    struct segj_model *model = shipped("lace");
    struct segj_result_options options = everything(model, SEGJ_EN);
    json_t *result = evaluate(model,
                              "{\"answers\":{\"professional\":{\"length_of_stay\":2,"
                              "\"acute_admission\":1,\"comorbidity\":0,\"emergency_visits\":0}}}",
                              &options);
    ck_assert_str_eq(string_at(result, "segment"), "moderate");
    json_t *ways = json_object_get(result, "what_if");
    ck_assert_uint_eq(json_array_size(ways), 1);
    ck_assert_str_eq(string_at(json_array_get(ways, 0), "segment"), "low");
    ck_assert(json_is_null(json_object_get(json_array_get(ways, 0), "changes")));
    free(options.scratch.memory);
    json_decref(result);
    segj_model_free(model);
}
END_TEST

START_TEST(agreement__undefined_kappa_is_null_with_percent_beside_it) {
    struct seg_agreement agreement = {0};
    struct segj_buffer buffer = {0};
    agreement.pairs[1][1] = 3;
    agreement.total = 3;
    segj_agreement_write(&agreement, &buffer);
    segj_buffer_append(&buffer, "", 1);
    ck_assert_str_eq(buffer.data,
                     "{\"kappa\":null,\"kappa_weighted\":null,\"pairs\":3,\"percent\":100}");
    segj_buffer_clear(&buffer);
}
END_TEST

START_TEST(agreement__textbook_table_gives_its_kappa) {
    /* 20 yes/yes, 5 and 10 split, 15 no/no: po 0.7, pe 0.5, kappa 0.4 */
    struct seg_agreement agreement = {0};
    struct segj_buffer buffer = {0};
    agreement.pairs[0][0] = 20;
    agreement.pairs[0][1] = 5;
    agreement.pairs[1][0] = 10;
    agreement.pairs[1][1] = 15;
    agreement.total = 50;
    segj_agreement_write(&agreement, &buffer);
    segj_buffer_append(&buffer, "", 1);
    ck_assert_str_eq(buffer.data,
                     "{\"kappa\":0.4,\"kappa_weighted\":0.4,\"pairs\":50,\"percent\":70}");
    segj_buffer_clear(&buffer);
}
END_TEST

Suite *result_suite(void) {
    Suite *suite = suite_create("result");
    TCase *cases = tcase_create("result");
    tcase_add_test(cases, result__shape_is_the_promised_one);
    tcase_add_test(cases, result__published_combination_gives_segment_and_consequences);
    tcase_add_test(cases, result__hash_is_of_the_bare_members_and_no_option_moves_it);
    tcase_add_test(cases, result__bytes_are_canonical_with_every_option);
    tcase_add_test(cases, result__texts_come_in_the_language_asked_for);
    tcase_add_test(cases, result__reasons_name_the_rule_first_then_items);
    tcase_add_test(cases, result__views_stand_by_themselves_and_disagreements_are_named);
    tcase_add_test(cases, result__trace_tells_each_condition_with_the_value_read);
    tcase_add_test(cases, result__distance_to_each_cut_off_comes_with_the_trace);
    tcase_add_test(cases, result__what_if_names_changes_to_each_lighter_segment);
    tcase_add_test(cases, agreement__undefined_kappa_is_null_with_percent_beside_it);
    tcase_add_test(cases, agreement__textbook_table_gives_its_kappa);
    suite_add_tcase(suite, cases);
    return suite;
}
