/* json_parse: what is JSON, what is not, and where. */
#include "suites.h"

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct context context;

static void make(void) {
    context_make(&context);
}

static void destroy(void) {
    context_clear(&context);
}

struct bad_row {
    const char *bytes;
    size_t length; /* 0: up to the NUL */
    enum error_code code;
    int offset; /* -1: anywhere */
};

static const struct bad_row bad[] = {
    {"", 0, ERROR_syntax, 0},
    {" ", 0, ERROR_syntax, -1},
    {"null", 0, ERROR_syntax, -1}, /* a body is an object or an array */
    {"\"text\"", 0, ERROR_syntax, -1},
    {"42", 0, ERROR_syntax, -1},
    {"{", 0, ERROR_syntax, 1},
    {"}", 0, ERROR_syntax, -1},
    {"[", 0, ERROR_syntax, -1},
    {"[1,]", 0, ERROR_syntax, -1},
    {"[1 2]", 0, ERROR_syntax, -1},
    {"{\"a\":1,}", 0, ERROR_syntax, -1},
    {"{\"a\"}", 0, ERROR_syntax, -1},
    {"{\"a\":}", 0, ERROR_syntax, -1},
    {"{a:1}", 0, ERROR_syntax, -1},
    {"{'a':1}", 0, ERROR_syntax, -1},
    {"{1:1}", 0, ERROR_syntax, -1},
    {"{} x", 0, ERROR_syntax, -1},
    {"{}{}", 0, ERROR_syntax, -1},
    {"{}\0", 3, ERROR_syntax, -1},
    {"[1]]", 0, ERROR_syntax, -1},
    {"[NaN]", 0, ERROR_syntax, -1},
    {"[Infinity]", 0, ERROR_syntax, -1},
    {"[nul]", 0, ERROR_syntax, -1},
    {"[True]", 0, ERROR_syntax, -1},
    {"[01]", 0, ERROR_syntax, -1},
    {"[+1]", 0, ERROR_syntax, -1},
    {"[.5]", 0, ERROR_syntax, -1},
    {"[1.]", 0, ERROR_syntax, -1},
    {"[1e]", 0, ERROR_syntax, -1},
    {"[0x10]", 0, ERROR_syntax, -1},
    {"[-]", 0, ERROR_syntax, -1},
    {"[1e400]", 0, ERROR_syntax, -1},
    {"[99999999999999999999]", 0, ERROR_syntax, -1},
    {"[-99999999999999999999]", 0, ERROR_syntax, -1},
    {"[\"a", 0, ERROR_syntax, -1},
    {"[\"\\", 0, ERROR_syntax, -1},
    {"[\"\\x41\"]", 0, ERROR_syntax, -1},
    {"[\"\\u12\"]", 0, ERROR_syntax, -1},
    {"{\"a\":12\0}", 9, ERROR_syntax, 7},
    {"{\"a\":\0 12}", 10, ERROR_syntax, 5},
    {"[\"\0\"]", 5, ERROR_syntax, 2},
    {"{}\0", 3, ERROR_syntax, 2},
    {"{\"\\u0000\":1}", 0, ERROR_control_character, -1},
    {"[\"\\ud800\"]", 0, ERROR_syntax, -1},
    {"[\"\\udc00\"]", 0, ERROR_syntax, -1},
    {"[\"\\ud800\\u0041\"]", 0, ERROR_syntax, -1},
    {"[\"a\nb\"]", 0, ERROR_syntax, -1},
    {"[\"a\tb\"]", 0, ERROR_syntax, -1},
    {"[\"a\0b\"]", 7, ERROR_syntax, -1},
    {"\xEF\xBB\xBF{}", 0, ERROR_syntax, -1},
    {"/* c */{}", 0, ERROR_syntax, -1},
    {"{}//", 0, ERROR_syntax, -1},
    {"[\"\x80\"]", 0, ERROR_bad_utf8, 2},
    {"[\"\xC0\xAF\"]", 0, ERROR_bad_utf8, 2},
    {"[\"\xED\xA0\x80\"]", 0, ERROR_bad_utf8, 2},
    {"[\"\xF4\x90\x80\x80\"]", 0, ERROR_bad_utf8, 2},
    {"[\"\xC3\xA4\xFF\"]", 0, ERROR_bad_utf8, 4},
    {"[]\xFF", 0, ERROR_bad_utf8, 2},
    {"{\"a\":1,\"a\":2}", 0, ERROR_duplicate_key, -1},
    {"[{\"a\":1,\"b\":{\"c\":1,\"c\":1}}]", 0, ERROR_duplicate_key, -1},
    {"{\"a\":1,\"\\u0061\":2}", 0, ERROR_duplicate_key, -1},
};

START_TEST(json_parse__refuses_what_is_no_json) {
    const struct bad_row *row = &bad[_i];
    size_t length = row->length ? row->length : strlen(row->bytes);
    const struct json *json = NULL;
    ck_assert_msg(json_parse(&context, row->bytes, length, &json) == STATUS_malformed, "%s",
                  row->bytes);
    ck_assert_ptr_null(json);
    ck_assert_uint_eq(context.error_count, 1);
    const struct field_error *error = &context.errors[0];
    ck_assert_msg(error->code == row->code, "%s: %s", row->bytes, errors_of(&context));
    ck_assert_ptr_null(error->pointer);
    ck_assert_int_ge(error->offset, 0);
    ck_assert_int_le(error->offset, (int64_t)length);
    if (row->offset >= 0) {
        ck_assert_int_eq(error->offset, row->offset);
    }
}
END_TEST

START_TEST(json_parse__escaped_nul_is_a_control_character_wherever_it_stands) {
    static const char bytes[] =
        "{\"a\":\"\\u0000\",\"b\":[1,{\"c\":\"x\\u0000y\"}],\"d\":\"\\\\u0000\"}";
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(&context, bytes, sizeof bytes - 1, &json), STATUS_invalid);
    ck_assert_ptr_null(json);
    ck_assert_uint_eq(context.error_count, 2);
    ck_assert_int_eq(context.errors[0].code, ERROR_control_character);
    ck_assert_str_eq(context.errors[0].pointer, "/a");
    ck_assert_str_eq(context.errors[1].pointer, "/b/1/c");
}
END_TEST

START_TEST(json_parse__says_line_and_column_in_characters) {
    static const char bytes[] = "{\n  \"\xC3\xA4\": 1,\n  \"\xC3\xA4\xC3\xA4\": \"\xFF\"}";
    const struct json *json;
    ck_assert_int_eq(json_parse(&context, bytes, sizeof bytes - 1, &json), STATUS_malformed);
    ck_assert_int_eq(context.errors[0].line, 3);
    ck_assert_int_eq(context.errors[0].column, 10);
    ck_assert_int_eq(context.errors[0].offset, 24);
}
END_TEST

START_TEST(json_parse__log_words_never_hold_the_body) {
    static const char bytes[] = "{\"hetu\": \"secret\", secret}";
    const struct json *json;
    ck_assert_int_eq(json_parse(&context, bytes, sizeof bytes - 1, &json), STATUS_malformed);
    ck_assert_ptr_null(strstr(context.failure_words, "secret"));
    ck_assert_ptr_null(strstr(errors_of(&context), "secret"));
}
END_TEST

static const char *const good[] = {
    "{}",
    "[]",
    " \t\r\n{ } \n",
    "{\"a\":{\"a\":{\"a\":1}},\"b\":1}",
    "[null,true,false,0,-0,1.5,1e3,-1E-3,9223372036854775807,-9223372036854775808]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00\"]",
    "[\"]]]]]}}}}}\\\"[[[\"]",
    "{\"\":1,\" \":2}",
};

START_TEST(json_parse__takes_what_is_json) {
    const struct json *json = NULL;
    ck_assert_msg(json_parse(&context, good[_i], strlen(good[_i]), &json) == OK, "%s: %s", good[_i],
                  errors_of(&context));
    ck_assert_ptr_nonnull(json);
}
END_TEST

/* `levels` arrays, one in the other. */
static char *nested(size_t levels) {
    char *bytes = arena_alloc(context.arena, 2 * levels + 1);
    memset(bytes, '[', levels);
    memset(bytes + levels, ']', levels);
    return bytes;
}

START_TEST(json_parse__depth_is_bounded) {
    const struct json *json;
    ck_assert_int_eq(json_parse(&context, nested(JSON_DEPTH_MAX), 2 * JSON_DEPTH_MAX, &json), OK);
    size_t levels = JSON_DEPTH_MAX + 1;
    ck_assert_int_eq(json_parse(&context, nested(levels), 2 * levels, &json), STATUS_malformed);
    ck_assert_str_eq(errors_of(&context), "too_deep@-=32");
    ck_assert_int_eq(context.errors[0].offset, JSON_DEPTH_MAX);
}
END_TEST

START_TEST(json_parse__a_million_brackets_cost_nothing) {
    const struct json *json;
    char *bytes = nested(1000000);
    ck_assert_int_eq(json_parse(&context, bytes, 1000000, &json), STATUS_malformed);
    ck_assert_str_eq(errors_of(&context), "too_deep@-=32");
}
END_TEST

static bool is_survived(const char *bytes, size_t length) {
    struct context tried;
    const struct json *json;
    context_make(&tried);
    enum status status = json_parse(&tried, bytes, length, &json);
    bool survived = status == OK || (status == STATUS_malformed && tried.error_count == 1);
    context_clear(&tried);
    return survived;
}

/* No cut of a good body and none of its changed bytes does harm. */
START_TEST(json_parse__every_cut_and_changed_byte_is_survived) {
    static const char body[] = "{\"a\":[1,2.5,\"x\\u00e4\xC3\xA4\",{\"b\":null}],\"c\":true}";
    bool survived = true;
    for (size_t length = 0; length < sizeof body - 1; length++) {
        survived = survived && is_survived(body, length);
    }
    for (size_t i = 0; i < (sizeof body - 1) * 256; i++) {
        char changed[sizeof body];
        memcpy(changed, body, sizeof body);
        changed[i / 256] = (char)(i % 256);
        survived = survived && is_survived(changed, sizeof body - 1);
    }
    ck_assert(survived);
}
END_TEST

START_TEST(json_member__walks_a_value) {
    static const char body[] = "{\"a\":{\"b\":\"c\"},\"n\":1}";
    const struct json *json;
    ck_assert_int_eq(json_parse(&context, body, sizeof body - 1, &json), OK);
    ck_assert_str_eq(json_text(json_member(json_member(json, "a"), "b")), "c");
    ck_assert_ptr_null(json_member(json, "x"));
    ck_assert_ptr_null(json_member(json_member(json, "n"), "x"));
    ck_assert_ptr_null(json_member(NULL, "x"));
    ck_assert_ptr_null(json_text(json_member(json, "n")));
    ck_assert_ptr_null(json_text(NULL));
    ck_assert_ptr_eq(json_tree(json), (const void *)json);
}
END_TEST

static void add_member(void *data, const char *name, const struct json *value) {
    text_format(data, "%s=%s;", name, json_canonical(&context, value));
}

START_TEST(json_each_member__visits_in_order_and_lists_count) {
    static const char body[] = "{\"b\":[1,{}],\"a\":2}";
    const struct json *json;
    struct text seen;
    text_init(&seen, context.arena);
    ck_assert_int_eq(json_parse(&context, body, sizeof body - 1, &json), OK);
    json_each_member(json, add_member, &seen);
    ck_assert_str_eq(seen.bytes, "b=[1,{}];a=2;");
    const struct json *list = json_member(json, "b");
    ck_assert_uint_eq(json_count(list), 2);
    ck_assert_str_eq(json_canonical(&context, json_at(list, 1)), "{}");
    ck_assert_ptr_null(json_at(list, 2));
    json_each_member(list, add_member, &seen);
    json_each_member(NULL, add_member, &seen);
    ck_assert_str_eq(seen.bytes, "b=[1,{}];a=2;");
    ck_assert_uint_eq(json_count(json), 0);
    ck_assert_uint_eq(json_count(NULL), 0);
    ck_assert_ptr_eq(json_of_tree(json_tree(json)), json);
}
END_TEST

Suite *parse_suite(void) {
    Suite *suite = suite_create("parse");
    TCase *tests = tcase_create("parse");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make, destroy);
    LOOP(tests, json_parse__refuses_what_is_no_json, bad);
    tcase_add_test(tests, json_parse__escaped_nul_is_a_control_character_wherever_it_stands);
    tcase_add_test(tests, json_parse__says_line_and_column_in_characters);
    tcase_add_test(tests, json_parse__log_words_never_hold_the_body);
    LOOP(tests, json_parse__takes_what_is_json, good);
    tcase_add_test(tests, json_parse__depth_is_bounded);
    tcase_add_test(tests, json_parse__a_million_brackets_cost_nothing);
    tcase_add_test(tests, json_parse__every_cut_and_changed_byte_is_survived);
    tcase_add_test(tests, json_member__walks_a_value);
    tcase_add_test(tests, json_each_member__visits_in_order_and_lists_count);
    suite_add_tcase(suite, tests);
    return suite;
}
