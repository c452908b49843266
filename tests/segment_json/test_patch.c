#include "suites.h"

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

Suite *patch_suite(void) {
    Suite *suite = suite_create("patch");
    TCase *cases = tcase_create("patch");
    tcase_add_test(cases, patch__examples_of_the_standard);
    tcase_add_test(cases, patch__impossible_operations_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}
