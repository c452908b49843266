#include "suites.h"

#include <stdio.h>

static void check_patch(const char *document, const char *patch, const char *wanted) {
    struct segj_fault fault;
    json_t *before = json_loads(document, 0, NULL), *operations = json_loads(patch, 0, NULL);
    json_t *after = segj_patch(before, operations, &fault);
    json_t *expected = wanted ? json_loads(wanted, 0, NULL) : NULL;
    ck_assert_msg((after != NULL) == (wanted != NULL), "%s", patch);
    ck_assert(!wanted || json_equal(after, expected));
    json_decref(before);
    json_decref(operations);
    json_decref(after);
    json_decref(expected);
}

START_TEST(patch__examples_of_the_standard) {
    check_patch("{\"foo\":\"bar\"}", "[{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\"}]",
                "{\"baz\":\"qux\",\"foo\":\"bar\"}");
    check_patch("{\"foo\":[\"bar\",\"baz\"]}",
                "[{\"op\":\"add\",\"path\":\"/foo/1\",\"value\":\"qux\"}]",
                "{\"foo\":[\"bar\",\"qux\",\"baz\"]}");
    check_patch("{\"foo\":[\"bar\",\"qux\",\"baz\"]}", "[{\"op\":\"remove\",\"path\":\"/foo/1\"}]",
                "{\"foo\":[\"bar\",\"baz\"]}");
    check_patch("{\"baz\":\"qux\",\"foo\":\"bar\"}",
                "[{\"op\":\"replace\",\"path\":\"/baz\",\"value\":\"boo\"}]",
                "{\"baz\":\"boo\",\"foo\":\"bar\"}");
    check_patch("{\"foo\":{\"bar\":\"baz\",\"waldo\":\"fred\"},\"qux\":{\"corge\":\"grault\"}}",
                "[{\"op\":\"move\",\"from\":\"/foo/waldo\",\"path\":\"/qux/thud\"}]",
                "{\"foo\":{\"bar\":\"baz\"},\"qux\":{\"corge\":\"grault\",\"thud\":\"fred\"}}");
    check_patch("{\"foo\":[\"a\"]}", "[{\"op\":\"add\",\"path\":\"/foo/-\",\"value\":[\"b\"]}]",
                "{\"foo\":[\"a\",[\"b\"]]}");
    check_patch("{\"/\":9,\"~1\":10}", "[{\"op\":\"test\",\"path\":\"/~01\",\"value\":10}]",
                "{\"/\":9,\"~1\":10}");
}
END_TEST

START_TEST(patch__impossible_operations_are_refused) {
    check_patch("{\"baz\":\"qux\"}", "[{\"op\":\"test\",\"path\":\"/baz\",\"value\":\"bar\"}]",
                NULL);
    check_patch("{\"foo\":\"bar\"}", "[{\"op\":\"add\",\"path\":\"/baz/bat\",\"value\":1}]", NULL);
    check_patch("{\"foo\":[1]}", "[{\"op\":\"add\",\"path\":\"/foo/3\",\"value\":1}]", NULL);
    check_patch("{\"foo\":[1]}", "[{\"op\":\"remove\",\"path\":\"/foo/01\"}]", NULL);
    check_patch("{\"foo\":{}}", "[{\"op\":\"move\",\"from\":\"/foo\",\"path\":\"/foo/a\"}]", NULL);
    check_patch("{}", "[{\"op\":\"jump\",\"path\":\"/a\",\"value\":1}]", NULL);
    check_patch("{}", "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]", NULL);
    check_patch("{}", "{}", NULL);
}
END_TEST

/* The empty pointer names the document itself. */
START_TEST(patch__of_the_whole_document) {
    check_patch("{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"\",\"value\":{\"b\":2}}]",
                "{\"b\":2}");
    check_patch("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"\",\"value\":[1]}]", "[1]");
    check_patch("{\"a\":1}", "[{\"op\":\"test\",\"path\":\"\",\"value\":{\"a\":1}}]", "{\"a\":1}");
    check_patch("{\"a\":{\"b\":[2]}}", "[{\"op\":\"copy\",\"from\":\"/a/b\",\"path\":\"\"}]",
                "[2]");
    check_patch("{\"a\":{\"b\":2}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"\"}]",
                "{\"b\":2}");
    check_patch("{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"\"}]", NULL);
    check_patch("{\"a\":1}", "[{\"op\":\"move\",\"from\":\"\",\"path\":\"/b\"}]", NULL);
    check_patch("{\"a\":1}",
                "[{\"op\":\"replace\",\"path\":\"\",\"value\":[]},{\"op\":\"add\",\"path\":\"/-\","
                "\"value\":7}]",
                "[7]");
}
END_TEST

START_TEST(patch__copies_are_values_of_their_own) {
    check_patch("{\"a\":{\"x\":1}}",
                "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"},{\"op\":\"replace\",\"path\":"
                "\"/a/x\",\"value\":2}]",
                "{\"a\":{\"x\":2},\"b\":{\"x\":1}}");
    check_patch("{\"a\":{\"x\":1}}", "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/y\"}]",
                "{\"a\":{\"x\":1,\"y\":{\"x\":1}}}");
    check_patch("[1,2,3]", "[{\"op\":\"move\",\"from\":\"/0\",\"path\":\"/2\"}]", "[2,3,1]");
    check_patch("[1,2,3]", "[{\"op\":\"move\",\"from\":\"/2\",\"path\":\"/-\"}]", "[1,2,3]");
    check_patch("{\"a\":null}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":null}]",
                "{\"a\":null}");
    check_patch("{\"a\":[1]}", "[{\"op\":\"replace\",\"path\":\"/a/0\",\"value\":null}]",
                "{\"a\":[null]}");
}
END_TEST

START_TEST(patch__places_that_are_not_there_are_refused) {
    static const char *const operations[] = {
        "{\"op\":\"replace\",\"path\":\"/b\",\"value\":1}",
        "{\"op\":\"replace\",\"path\":\"/a/2\",\"value\":1}",
        "{\"op\":\"replace\",\"path\":\"/a/-\",\"value\":1}",
        "{\"op\":\"replace\",\"path\":\"/a/0/x\",\"value\":1}",
        "{\"op\":\"remove\",\"path\":\"/a/-\"}",
        "{\"op\":\"remove\",\"path\":\"/a/2\"}",
        "{\"op\":\"remove\",\"path\":\"/b\"}",
        "{\"op\":\"remove\",\"path\":\"/b/c\"}",
        "{\"op\":\"add\",\"path\":\"/a/1x\",\"value\":1}",
        "{\"op\":\"add\",\"path\":\"/a/+1\",\"value\":1}",
        "{\"op\":\"add\",\"path\":\"/a/\",\"value\":1}",
        "{\"op\":\"add\",\"path\":\"/a/99999999999999999999\",\"value\":1}",
        "{\"op\":\"add\",\"path\":\"/~2\",\"value\":1}",
        "{\"op\":\"add\",\"path\":\"/x~\",\"value\":1}",
        "{\"op\":\"add\",\"path\":\"/b\"}",
        "{\"op\":\"test\",\"path\":\"/a\"}",
        "{\"op\":\"copy\",\"path\":\"/b\"}",
        "{\"op\":\"copy\",\"from\":\"/b\",\"path\":\"/c\"}",
        "{\"op\":\"move\",\"from\":\"/a/7\",\"path\":\"/c\"}",
        "{\"op\":1,\"path\":\"/a\"}",
        "{\"path\":\"/a\",\"value\":1}",
        "\"remove\""};
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        char patch[256];
        snprintf(patch, sizeof patch, "[%s]", operations[i]);
        check_patch("{\"a\":[1,2]}", patch, NULL);
    }
}
END_TEST

START_TEST(patch__names_the_operation_that_failed_and_changes_nothing_before) {
    struct segj_fault fault;
    json_t *document = json_loads("{\"a\":1}", 0, NULL), *patch = json_array();
    for (int i = 0; i < 1000; i++) {
        json_array_append_new(
            patch, json_pack("{s:s,s:s,s:i}", "op", "replace", "path", "/a", "value", i));
    }
    json_t *after = segj_patch(document, patch, &fault);
    ck_assert_int_eq(json_integer_value(json_object_get(after, "a")), 999);
    json_decref(after);
    json_array_append(patch, json_array_get(patch, 0));
    ck_assert_ptr_null(segj_patch(document, patch, &fault)); /* one more than are taken */
    json_array_remove(patch, 1000);
    json_object_set_new(json_array_get(patch, 7), "path", json_string("/b"));
    ck_assert_ptr_null(segj_patch(document, patch, &fault));
    ck_assert_str_eq(fault.pointer, "/7");
    ck_assert_str_eq(fault.code, "patch_failed");
    ck_assert_str_eq(fault.text, "The operation \"replace\" at \"/b\" can not be done.");
    ck_assert_int_eq(json_integer_value(json_object_get(document, "a")), 1);
    json_decref(patch);
    json_decref(document);
}
END_TEST

START_TEST(pointer__is_taken_token_by_token) {
    char token[8];
    const char *at = "/a~1b~0c//~01";
    ck_assert_ptr_nonnull(at = segj_pointer_next(at, token, sizeof token));
    ck_assert_str_eq(token, "a/b~c");
    ck_assert_ptr_nonnull(at = segj_pointer_next(at, token, sizeof token));
    ck_assert_str_eq(token, "");
    ck_assert_ptr_nonnull(at = segj_pointer_next(at, token, sizeof token));
    ck_assert_str_eq(token, "~1");
    ck_assert_ptr_null(segj_pointer_next(at, token, sizeof token));
    ck_assert_ptr_null(segj_pointer_next("a", token, sizeof token));
    ck_assert_ptr_null(segj_pointer_next("/~", token, sizeof token));
    ck_assert_ptr_null(segj_pointer_next("/~/", token, sizeof token));
    ck_assert_ptr_nonnull(segj_pointer_next("/1234567", token, sizeof token));
    ck_assert_str_eq(token, "1234567");
    ck_assert_ptr_null(segj_pointer_next("/12345678", token, sizeof token));
}
END_TEST

Suite *patch_suite(void) {
    Suite *suite = suite_create("patch");
    TCase *cases = tcase_create("patch");
    tcase_add_test(cases, patch__examples_of_the_standard);
    tcase_add_test(cases, patch__impossible_operations_are_refused);
    tcase_add_test(cases, patch__of_the_whole_document);
    tcase_add_test(cases, patch__copies_are_values_of_their_own);
    tcase_add_test(cases, patch__places_that_are_not_there_are_refused);
    tcase_add_test(cases, patch__names_the_operation_that_failed_and_changes_nothing_before);
    tcase_add_test(cases, pointer__is_taken_token_by_token);
    suite_add_tcase(suite, cases);
    return suite;
}
