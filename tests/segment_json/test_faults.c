/* Planted faults, as data: each is found, with its code and its place. */
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"texts",      "members", "codes",    "references",
                                    "numbers",    "order",   "table",    "kinds",
                                    "conditions", "reach",   "monotone", "vain"};
enum { KINDS = sizeof kinds / sizeof *kinds };

struct search {
    const struct segj_model *model;
    const char *code, *pointer;
    int found;
    char told[2048];
};

static void look_at(struct search *search, const struct segj_fault *fault) {
    size_t length = strlen(search->told);
    snprintf(search->told + length, sizeof search->told - length, "  %s %s: %s\n", fault->pointer,
             fault->code, fault->text);
    if (strcmp(fault->code, search->code) == 0 &&
        (!search->pointer || strcmp(fault->pointer, search->pointer) == 0)) {
        search->found = 1;
        ck_assert_msg(fault->text[0] && fault->fix[0], "%s without words", fault->code);
    }
}

static int look_at_finding(const struct seg_finding *finding, void *data) {
    struct search *search = data;
    struct segj_fault fault;
    segj_finding(search->model, finding, &fault);
    look_at(search, &fault);
    return 0;
}

static void look_at_remark(void *data, const struct segj_fault *remark) {
    look_at(data, remark);
}

static void search_model(struct search *search) {
    const struct seg_model *engine = segj_model_engine(search->model);
    struct seg_check_summary summary;
    size_t size = seg_check_scratch_size(engine);
    struct seg_scratch scratch = {malloc(size), size};
    ck_assert_int_eq(seg_check(engine, scratch, look_at_finding, search, &summary), SEG_OK);
    free(scratch.memory);
    segj_remarks(search->model, look_at_remark, search);
}

static void search_tree(struct search *search, const json_t *tree) {
    struct segj_faults *faults = malloc(sizeof *faults);
    struct segj_model *model = NULL;
    if (segj_model_read_tree(tree, &model, faults) == SEGJ_OK) {
        search->model = model;
        search_model(search);
        segj_model_free(model);
    }
    for (size_t i = 0; i < faults->count; i++) {
        look_at(search, &faults->list[i]);
    }
    free(faults);
}

static void check_planted(const json_t *planted) {
    struct search search = {0};
    struct segj_fault fault;
    char path[128];
    search.code = json_string_value(json_object_get(planted, "code"));
    search.pointer = json_string_value(json_object_get(planted, "pointer"));
    snprintf(path, sizeof path, "libsegment/models/%s.json",
             json_string_value(json_object_get(planted, "model")));
    json_t *tree = read_source_json(path);
    json_t *changed = segj_patch(tree, json_object_get(planted, "patch"), &fault);
    const char *name = json_string_value(json_object_get(planted, "name"));
    ck_assert_msg(changed != NULL, "%s: the patch fails: %s", name, fault.text);
    search_tree(&search, changed);
    ck_assert_msg(search.found, "%s: no %s at %s; told:\n%s", name, search.code,
                  search.pointer ? search.pointer : "any place", search.told);
    json_decref(changed);
    json_decref(tree);
}

START_TEST(fault__planted_is_found_with_code_and_place) {
    char path[128];
    snprintf(path, sizeof path, "tests/segment_cli/faults/%s.json", kinds[_i]);
    json_t *list = read_source_json(path);
    for (size_t i = 0; i < json_array_size(list); i++) {
        check_planted(json_array_get(list, i));
    }
    json_decref(list);
}
END_TEST

START_TEST(fault__of_syntax_has_line_and_column) {
    json_t *list = read_source_json("tests/segment_cli/faults/syntax.json");
    struct segj_faults *faults = malloc(sizeof *faults);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *planted = json_array_get(list, i);
        const char *bytes = json_string_value(json_object_get(planted, "bytes"));
        struct segj_model *model = NULL;
        ck_assert_int_eq(segj_model_read(bytes, strlen(bytes), &model, faults), SEGJ_REFUSED);
        ck_assert_str_eq(faults->list[0].code, json_string_value(json_object_get(planted, "code")));
        ck_assert_int_ge(faults->list[0].line, 1);
        ck_assert_int_ge(faults->list[0].column, 1);
    }
    free(faults);
    json_decref(list);
}
END_TEST

START_TEST(fault__of_what_an_editor_hides_is_named) {
    static const char *const bytes[] = {"\xef\xbb\xbf{}", "{\"code\": \"\xe4\"}"};
    static const char *const fixes[] = {"Save the file as UTF-8 without one.",
                                        "Save the file as UTF-8."};
    struct segj_faults *faults = malloc(sizeof *faults);
    for (size_t i = 0; i < 2; i++) {
        struct segj_model *model = NULL;
        ck_assert_int_eq(segj_model_read(bytes[i], strlen(bytes[i]), &model, faults), SEGJ_REFUSED);
        ck_assert_str_eq(faults->list[0].fix, fixes[i]);
    }
    free(faults);
}
END_TEST

START_TEST(fault__all_are_told_in_one_reading) {
    json_t *tree = read_source_json("libsegment/models/helsinki.json");
    struct segj_faults *faults = malloc(sizeof *faults);
    struct segj_model *model = NULL;
    json_object_set_new(tree, "version", json_integer(0));
    json_object_del(json_object_get(json_array_get(json_object_get(tree, "items"), 2), "text"),
                    "sv");
    json_object_set_new(json_array_get(json_object_get(tree, "items"), 3), "axis",
                        json_string("x"));
    json_object_set_new(json_array_get(json_object_get(tree, "rules"), 1), "at_least",
                        json_string("x"));
    ck_assert_int_eq(segj_model_read_tree(tree, &model, faults), SEGJ_REFUSED);
    ck_assert_uint_eq(faults->total, 4);
    free(faults);
    json_decref(tree);
}
END_TEST

static struct segj_faults *faults_of(const char *model, const char *patch) {
    char path[128];
    struct segj_fault fault;
    struct segj_model *read = NULL;
    struct segj_faults *faults = malloc(sizeof *faults);
    snprintf(path, sizeof path, "libsegment/models/%s.json", model);
    json_t *tree = read_source_json(path), *operations = json_loads(patch, 0, NULL);
    json_t *changed = segj_patch(tree, operations, &fault);
    ck_assert_ptr_nonnull(changed);
    ck_assert_int_eq(segj_model_read_tree(changed, &read, faults), SEGJ_REFUSED);
    json_decref(changed);
    json_decref(operations);
    json_decref(tree);
    return faults;
}

START_TEST(fault__of_another_format_is_the_only_one) {
    struct segj_faults *faults =
        faults_of("helsinki", "[{\"op\":\"replace\",\"path\":\"/format\",\"value\":2},"
                              "{\"op\":\"add\",\"path\":\"/unheard\",\"value\":{}}]");
    ck_assert_uint_eq(faults->total, 1);
    ck_assert_str_eq(faults->list[0].pointer, "/format");
    ck_assert_str_eq(faults->list[0].code, "out_of_range");
    ck_assert_ptr_nonnull(strstr(faults->list[0].text, "format 2"));
    free(faults);
}
END_TEST

/* The list of what is known has no room for 25 items: what was meant comes first. */
START_TEST(fault__of_a_misspelt_code_names_the_nearest_first) {
    static const struct {
        const char *patch, *first;
    } cases[] = {
        {"[{\"op\":\"replace\",\"path\":\"/signals/5/when/all/1/any/0/unanswered\","
         "\"value\":\"coping_outlok\"}]",
         "Name one of: coping_outlook, "},
        {"[{\"op\":\"replace\",\"path\":\"/signals/5/when/all/1/any/0/unanswered\","
         "\"value\":\"h4_unplaned_care\"}]",
         "Name one of: h4_unplanned_care, "},
        {"[{\"op\":\"add\",\"path\":\"/items/0/wieght\",\"value\":2}]", "known here: weight, "},
        {"[{\"op\":\"add\",\"path\":\"/items/0/changable\",\"value\":true}]",
         "known here: changeable, "}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct segj_faults *faults = faults_of("helsinki", cases[i].patch);
        ck_assert_msg(strstr(faults->list[0].fix, cases[i].first) != NULL, "%s",
                      faults->list[0].fix);
        ck_assert_ptr_nonnull(strstr(faults->list[0].fix, " and more"));
        free(faults);
    }
}
END_TEST

START_TEST(fault__beyond_the_list_is_counted) {
    json_t *tree = json_object();
    char name[16];
    struct segj_faults *faults = malloc(sizeof *faults);
    struct segj_model *model = NULL;
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "x%d", i);
        json_object_set_new(tree, name, json_true());
    }
    ck_assert_int_eq(segj_model_read_tree(tree, &model, faults), SEGJ_REFUSED);
    ck_assert_uint_eq(faults->count, SEGJ_MAX_FAULTS);
    ck_assert_uint_gt(faults->total, 100);
    free(faults);
    json_decref(tree);
}
END_TEST

static int count_faults(const struct seg_finding *finding, void *data) {
    struct search *search = data;
    struct segj_fault fault;
    if (segj_finding(search->model, finding, &fault)) {
        printf("%s %s: %s\n", fault.pointer, fault.code, fault.text);
        search->found++;
    }
    return 0;
}

START_TEST(fault__shipped_models_pass_the_proof) {
    struct segj_model *model = shipped(shipped_names[_i]);
    struct search search = {.model = model};
    struct seg_check_summary summary;
    size_t size = seg_check_scratch_size(segj_model_engine(model));
    struct seg_scratch scratch = {malloc(size), size};
    ck_assert_int_eq(seg_check(segj_model_engine(model), scratch, count_faults, &search, &summary),
                     SEG_OK);
    ck_assert_int_eq(search.found, 0);
    ck_assert_uint_eq(summary.undecided, 0);
    search.code = "";
    segj_remarks(model, look_at_remark, &search);
    ck_assert_str_eq(search.told, "");
    free(scratch.memory);
    segj_model_free(model);
}
END_TEST

Suite *faults_suite(void) {
    Suite *suite = suite_create("faults");
    TCase *cases = tcase_create("faults");
    tcase_set_timeout(cases, 0);
    tcase_add_loop_test(cases, fault__planted_is_found_with_code_and_place, 0, KINDS);
    tcase_add_test(cases, fault__of_syntax_has_line_and_column);
    tcase_add_test(cases, fault__of_what_an_editor_hides_is_named);
    tcase_add_test(cases, fault__all_are_told_in_one_reading);
    tcase_add_test(cases, fault__of_another_format_is_the_only_one);
    tcase_add_test(cases, fault__of_a_misspelt_code_names_the_nearest_first);
    tcase_add_test(cases, fault__beyond_the_list_is_counted);
    tcase_add_loop_test(cases, fault__shipped_models_pass_the_proof, 0, SHIPPED);
    suite_add_tcase(suite, cases);
    return suite;
}
