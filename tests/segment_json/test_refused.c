/* Each form that a model file may not have: refused at its place, with a code, words and a fix. */
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct segj_faults faults;

static int is_told(const char *code, const char *pointer) {
    for (size_t i = 0; i < faults.count; i++) {
        const struct segj_fault *fault = &faults.list[i];
        ck_assert_msg(fault->text[0] && fault->fix[0], "%s without words", fault->code);
        if (strcmp(fault->code, code) == 0 && strcmp(fault->pointer, pointer) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Reads the tree, which is freed, and looks for the fault. */
static void refuse_tree(json_t *tree, const char *code, const char *pointer) {
    struct segj_model *model = NULL;
    ck_assert_int_eq(segj_model_read_tree(tree, &model, &faults), SEGJ_REFUSED);
    ck_assert_ptr_null(model);
    ck_assert_msg(is_told(code, pointer), "no %s at %s; %s at %s: %s", code, pointer,
                  faults.list[0].code, faults.list[0].pointer, faults.list[0].text);
    json_decref(tree);
}

static json_t *model_tree(const char *code) {
    char path[128];
    snprintf(path, sizeof path, "libsegment/models/%s.json", code);
    return read_source_json(path);
}

/* The value at a pointer of objects and lists. */
static json_t *at_pointer(json_t *tree, const char *pointer) {
    char token[64];
    while (*pointer) {
        pointer = segj_pointer_next(pointer, token, sizeof token);
        tree = json_is_array(tree) ? json_array_get(tree, (size_t)atoi(token))
                                   : json_object_get(tree, token);
        ck_assert_msg(tree != NULL, "nothing at %s", token);
    }
    return tree;
}

/* ---- One change --------------------------------------------------------------------------- */

static const struct {
    const char *model, *op, *path, *value, *code, *pointer;
} changes[] = {
    /* entries that are no objects, texts, lists */
    {"helsinki", "replace", "/segments/0", "null", "wrong_type", "/segments/0"},
    {"helsinki", "replace", "/axes/0", "5", "wrong_type", "/axes/0"},
    {"helsinki", "replace", "/axes/0/states/1", "\"easy\"", "wrong_type", "/axes/0/states/1"},
    {"helsinki", "replace", "/axes/0/bands/0", "[]", "wrong_type", "/axes/0/bands/0"},
    {"helsinki", "replace", "/groups/0", "true", "wrong_type", "/groups/0"},
    {"helsinki", "replace", "/items/3", "\"x\"", "wrong_type", "/items/3"},
    {"helsinki", "replace", "/items/10/options/0", "1", "wrong_type", "/items/10/options/0"},
    {"lace", "replace", "/items/0/options/0", "[]", "wrong_type", "/items/0/options/0"},
    {"helsinki", "replace", "/duration/states/0", "1", "wrong_type", "/duration/states/0"},
    {"helsinki", "replace", "/flags/0", "1", "wrong_type", "/flags/0"},
    {"helsinki", "replace", "/cells", "[]", "wrong_type", "/cells"},
    {"helsinki", "replace", "/cells/rows/0", "1", "wrong_type", "/cells/rows/0"},
    {"helsinki", "replace", "/rules/0", "[]", "wrong_type", "/rules/0"},
    {"helsinki", "replace", "/signals/0", "1", "wrong_type", "/signals/0"},
    {"helsinki", "replace", "/rules/0/when", "[]", "wrong_type", "/rules/0/when"},
    {"helsinki", "replace", "/scales/difficulty", "{}", "wrong_type", "/scales/difficulty"},
    {"helsinki", "replace", "/segments/0/names", "\"x\"", "wrong_type", "/segments/0/names"},
    {"helsinki", "replace", "/segments/0/consequences/booking", "1", "wrong_type",
     "/segments/0/consequences/booking"},
    {"helsinki", "replace", "/segments", "{}", "wrong_type", "/segments"},
    /* codes */
    {"helsinki", "replace", "/code", "\"Helsinki\"", "bad_code", "/code"},
    {"helsinki", "replace", "/segments/0/process", "\"a b\"", "bad_code", "/segments/0/process"},
    {"helsinki", "replace", "/segments/0/consequences/booking/value", "\"Self\"", "bad_code",
     "/segments/0/consequences/booking/value"},
    {"helsinki", "add", "/scales/Four",
     "[{\"value\":0,\"text\":{\"fi\":\"a\",\"sv\":\"a\",\"en\":"
     "\"a\"}}]",
     "bad_code", "/scales/Four"},
    {"helsinki", "replace", "/items/10/options/0/value", "\"Passing\"", "bad_code",
     "/items/10/options/0/value"},
    {"helsinki", "replace", "/items/10/options/1/value", "\"passing\"", "duplicate_code",
     "/items/10/options/1/value"},
    {"helsinki", "replace", "/items/1/code", "\"d1_learning\"", "duplicate_code", "/items/1/code"},
    {"helsinki", "replace", "/rules/0/when/all/1/in", "[\"difficult\",\"difficult\"]",
     "duplicate_code", "/rules/0/when/all/1/in/1"},
    /* references */
    {"helsinki", "replace", "/signals/5/when/all/0/score", "\"wings\"", "unknown_reference",
     "/signals/5/when/all/0/score"},
    {"helsinki", "replace", "/axes/0/bands/1/by", "\"wings\"", "unknown_reference",
     "/axes/0/bands/1/by"},
    {"helsinki", "replace", "/axes/0/bands/0/state", "\"wings\"", "unknown_reference",
     "/axes/0/bands/0/state"},
    {"helsinki", "replace", "/axes/0/bands/1/states", "{\"passing\":\"wings\"}",
     "unknown_reference", "/axes/0/bands/1/states/passing"},
    {"helsinki", "replace", "/items/0/scale", "\"wings\"", "unknown_reference", "/items/0/scale"},
    {"helsinki", "replace", "/segments/3/above", "[\"wings\"]", "unknown_reference",
     "/segments/3/above/0"},
    {"helsinki", "replace", "/cells/by/0", "\"wings\"", "unknown_reference", "/cells/by/0"},
    /* too few, too many, wrong kinds, wrong numbers */
    {"helsinki", "replace", "/axes/0/bands/1/states", "{}", "too_few", "/axes/0/bands/1/states"},
    {"helsinki", "replace", "/segments", "[]", "too_few", "/segments"},
    {"helsinki", "replace", "/axes/0/states", "[]", "too_few", "/axes/0/states"},
    {"helsinki", "replace", "/items/10/options", "[]", "too_few", "/items/10/options"},
    {"helsinki", "add", "/items/0/kind", "\"choice\"", "wrong_kind", "/items/0/scale"},
    {"helsinki", "replace", "/scales/difficulty/1/value", "7", "bad_order",
     "/scales/difficulty/1/value"},
    {"helsinki", "add", "/items/0/kind", "\"wings\"", "not_in_list", "/items/0/kind"},
    {"helsinki", "replace", "/segments/0/review_months", "0", "out_of_range",
     "/segments/0/review_months"},
    {"helsinki", "replace", "/segments/0/review_months", "601", "out_of_range",
     "/segments/0/review_months"},
    {"helsinki", "replace", "/version", "1000001", "out_of_range", "/version"},
    {"helsinki", "replace", "/axes/0/scale", "10001", "out_of_range", "/axes/0/scale"},
    /* texts of what has them by choice */
    {"helsinki", "add", "/flags/0/description", "{\"fi\":\"x\",\"sv\":\"x\"}", "missing_language",
     "/flags/0/description/en"},
    {"helsinki", "add", "/groups/0/description", "{\"fi\":\"x\",\"sv\":\"x\"}", "unknown_member",
     "/groups/0/description"},
    {"helsinki", "replace", "/items/0/text/fi", "\"a\\u0007b\"", "control_character",
     "/items/0/text/fi"},
    /* days */
    {"helsinki", "replace", "/valid_from", "\"2026-02-29\"", "bad_date", "/valid_from"},
    {"helsinki", "replace", "/valid_from", "\"2026-13-01\"", "bad_date", "/valid_from"},
    {"helsinki", "replace", "/valid_from", "\"2026-00-01\"", "bad_date", "/valid_from"},
    {"helsinki", "replace", "/valid_from", "\"2026-01-00\"", "bad_date", "/valid_from"},
    {"helsinki", "replace", "/valid_from", "\"2026-1-1\"", "bad_date", "/valid_from"},
    {"helsinki", "replace", "/valid_from", "\"2026/01/01\"", "bad_date", "/valid_from"},
    {"helsinki", "replace", "/valid_from", "\"20260-1-01\"", "bad_date", "/valid_from"},
    {"helsinki", "replace", "/valid_from", "\"1900-02-29\"", "bad_date", "/valid_from"}};
enum { CHANGES = sizeof changes / sizeof *changes };

START_TEST(model__of_a_form_that_it_may_not_have_is_refused_at_its_place) {
    struct segj_fault fault;
    json_t *tree = model_tree(changes[_i].model);
    json_t *value = json_loads(changes[_i].value, JSON_DECODE_ANY, NULL);
    ck_assert_msg(value != NULL, "%s", changes[_i].value);
    json_t *patch = json_pack("[{s:s,s:s,s:o}]", "op", changes[_i].op, "path", changes[_i].path,
                              "value", value);
    json_t *changed = segj_patch(tree, patch, &fault);
    ck_assert_msg(changed != NULL, "%s: %s", changes[_i].path, fault.text);
    refuse_tree(changed, changes[_i].code, changes[_i].pointer);
    json_decref(patch);
    json_decref(tree);
}
END_TEST

/* ---- More than a limit -------------------------------------------------------------------- */

/* So many copies of an entry, each with a code of its own. */
static void fill_list(json_t *list, size_t count) {
    json_t *first = json_deep_copy(json_array_get(list, 0));
    while (json_array_size(list) < count) {
        char code[16];
        json_t *entry = json_deep_copy(first);
        snprintf(code, sizeof code, "more%zu", json_array_size(list));
        if (json_object_get(entry, "code")) {
            json_object_set_new(entry, "code", json_string(code));
        }
        json_array_append_new(list, entry);
    }
    json_decref(first);
}

static const struct {
    const char *list;
    size_t most;
} lists[] = {{"/segments", SEG_MAX_SEGMENTS},
             {"/axes", SEG_MAX_AXES},
             {"/axes/0/states", SEG_MAX_STATES},
             {"/axes/0/bands", SEG_MAX_BANDS},
             {"/items", SEG_MAX_ITEMS},
             {"/flags", SEG_MAX_FLAGS},
             {"/duration/states", SEG_MAX_DURATIONS},
             {"/scales/difficulty", SEG_MAX_LEVELS},
             {"/items/10/options", SEG_MAX_LEVELS},
             {"/rules", SEG_MAX_RULES},
             {"/signals", SEG_MAX_SIGNALS},
             {"/cells/rows", SEG_MAX_ROWS}};
enum { LISTS = sizeof lists / sizeof *lists };

START_TEST(list__longer_than_its_limit_is_refused_and_no_shorter_one) {
    struct segj_model *model = NULL;
    json_t *tree = model_tree("helsinki");
    fill_list(at_pointer(tree, lists[_i].list), lists[_i].most);
    if (segj_model_read_tree(tree, &model, &faults) == SEGJ_OK) {
        segj_model_free(model);
    }
    ck_assert_msg(!is_told("too_many", lists[_i].list), "%s", lists[_i].list);
    fill_list(at_pointer(tree, lists[_i].list), lists[_i].most + 1);
    refuse_tree(tree, "too_many", lists[_i].list);
}
END_TEST

/* Signals that each read seventeen conditions: 31 of them are too many. */
START_TEST(conditions__of_more_than_512_are_refused) {
    json_t *tree = model_tree("helsinki"), *signals = json_object_get(tree, "signals");
    json_t *group = json_array(), *first = json_array_get(signals, 0);
    for (int i = 0; i < 16; i++) {
        json_array_append_new(group, json_pack("{s:{s:i}}", "age", "from", i + 1));
    }
    json_object_set_new(first, "when", json_pack("{s:o}", "any", group));
    fill_list(signals, SEG_MAX_SIGNALS);
    for (size_t i = 1; i < SEG_MAX_SIGNALS; i++) {
        json_object_set_new(json_array_get(signals, i), "when",
                            json_deep_copy(json_object_get(first, "when")));
    }
    refuse_tree(tree, "too_many", "/signals/29/when/any/12");
}
END_TEST

START_TEST(table__of_more_than_4096_combinations_is_refused) {
    json_t *tree = model_tree("helsinki"), *axes = json_object_get(tree, "axes");
    for (size_t a = 0; a < 2; a++) {
        fill_list(json_object_get(json_array_get(axes, a), "states"), SEG_MAX_STATES);
    }
    fill_list(at_pointer(tree, "/duration/states"), SEG_MAX_DURATIONS);
    json_t *more = json_deep_copy(json_array_get(axes, 1)), *by = at_pointer(tree, "/cells/by");
    json_object_set_new(more, "code", json_string("more"));
    json_array_append_new(axes, json_deep_copy(more));
    json_object_set_new(more, "code", json_string("most"));
    json_array_append_new(axes, more);
    json_array_append_new(by, json_string("more"));
    json_array_append_new(by, json_string("most"));
    refuse_tree(tree, "too_many", "/cells");
}
END_TEST

/* ---- The whole document ------------------------------------------------------------------- */

START_TEST(document__that_is_no_object_is_refused) {
    static const char *const bytes[] = {"[]", "[{}]"};
    struct segj_model *model = NULL;
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(segj_model_read(bytes[i], strlen(bytes[i]), &model, &faults),
                         SEGJ_REFUSED);
        ck_assert(is_told("wrong_type", ""));
    }
}
END_TEST

START_TEST(document__larger_than_a_mebibyte_is_refused_unread) {
    char *bytes = malloc(SEGJ_MAX_MODEL_BYTES + 1);
    struct segj_model *model = NULL;
    memset(bytes, ' ', SEGJ_MAX_MODEL_BYTES + 1);
    ck_assert_int_eq(segj_model_read(bytes, SEGJ_MAX_MODEL_BYTES + 1, &model, &faults),
                     SEGJ_REFUSED);
    ck_assert_uint_eq(faults.total, 1);
    ck_assert_str_eq(faults.list[0].code, "too_large");
    ck_assert_int_eq(segj_model_read(bytes, SEGJ_MAX_MODEL_BYTES, &model, &faults), SEGJ_REFUSED);
    ck_assert_str_eq(faults.list[0].code, "syntax");
    free(bytes);
}
END_TEST

START_TEST(document__nested_without_end_is_refused) {
    enum { DEPTH = 100000 };
    char *bytes = malloc(DEPTH);
    struct segj_model *model = NULL;
    memset(bytes, '[', DEPTH);
    ck_assert_int_eq(segj_model_read(bytes, DEPTH, &model, &faults), SEGJ_REFUSED);
    ck_assert_str_eq(faults.list[0].code, "too_deep");
    ck_assert_str_eq(faults.list[0].fix, "Nest less deep.");
    free(bytes);
}
END_TEST

/* All that the member may be, in one fix. */
START_TEST(word__that_is_not_known_is_told_with_all_that_are) {
    static const char *const places[][3] = {
        {"/items/0", "kind", "Write one of: level, count, choice."},
        {"/axes/0", "method", "Write one of: ratio, points."},
        {"/cells", "hit", "Write one of: unique, first."},
        {"/views", "policy", "Write one of: "}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char pointer[64];
        json_t *tree = model_tree("helsinki");
        json_object_set_new(at_pointer(tree, places[i][0]), places[i][1], json_string("wings"));
        snprintf(pointer, sizeof pointer, "%s/%s", places[i][0], places[i][1]);
        refuse_tree(tree, "not_in_list", pointer);
        ck_assert_msg(strstr(faults.list[0].fix, places[i][2]) != NULL, "%s", faults.list[0].fix);
        ck_assert_str_eq(faults.list[0].text, "\"wings\" is not known here.");
    }
}
END_TEST

/* The texts of a model lie in pieces of memory; one may be larger than any of them. */
START_TEST(text__of_any_length_is_kept_whole) {
    enum { LONG = 100000 };
    char *text = malloc(LONG + 1);
    memset(text, 'x', LONG);
    text[LONG] = '\0';
    for (size_t length = 30000; length <= LONG; length += 10000) {
        struct segj_model *model = NULL;
        struct seg_place whole = {SEG_MODEL, 0, -1};
        json_t *tree = model_tree("lace");
        text[length] = '\0';
        json_object_set_new(json_object_get(tree, "description"), "sv", json_string(text));
        ck_assert_int_eq(segj_model_read_tree(tree, &model, &faults), SEGJ_OK);
        ck_assert(strcmp(segj_text(model, whole, SEGJ_WORDS, SEGJ_SV), text) == 0);
        ck_assert_str_ne(segj_text(model, whole, SEGJ_NAME, SEGJ_FI), "");
        segj_model_free(model);
        json_decref(tree);
        text[length] = 'x';
    }
    free(text);
}
END_TEST

START_TEST(day__is_one_of_the_calendar) {
    static const char *const days[] = {"2026-01-31", "2024-02-29", "2000-02-29", "0001-01-01",
                                       "9999-12-31"};
    static const char *const others[] = {"",           "2026-04-31",  "2100-02-29", "2026-01-32",
                                         "2026-01-1",  "2026-01-011", "2026-0a-01", "2026-01-01 ",
                                         "-026-01-01", "2026-01:01"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        ck_assert_msg(segj_is_day(days[i]), "%s", days[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ck_assert_msg(!segj_is_day(others[i]), "%s", others[i]);
    }
}
END_TEST

Suite *refused_suite(void) {
    Suite *suite = suite_create("refused");
    TCase *cases = tcase_create("models");
    tcase_set_timeout(cases, 0);
    tcase_add_loop_test(cases, model__of_a_form_that_it_may_not_have_is_refused_at_its_place, 0,
                        CHANGES);
    tcase_add_loop_test(cases, list__longer_than_its_limit_is_refused_and_no_shorter_one, 0, LISTS);
    tcase_add_test(cases, conditions__of_more_than_512_are_refused);
    tcase_add_test(cases, table__of_more_than_4096_combinations_is_refused);
    tcase_add_test(cases, document__that_is_no_object_is_refused);
    tcase_add_test(cases, document__larger_than_a_mebibyte_is_refused_unread);
    tcase_add_test(cases, document__nested_without_end_is_refused);
    tcase_add_test(cases, word__that_is_not_known_is_told_with_all_that_are);
    tcase_add_test(cases, text__of_any_length_is_kept_whole);
    tcase_add_test(cases, day__is_one_of_the_calendar);
    suite_add_tcase(suite, cases);
    return suite;
}
