/* json_write, json_canonical, json_write_shapes. */
#include "suites.h"

#include "json/json.h"

#include <string.h>

static struct context context;
static struct text out;

static void make(void) {
    context_make(&context);
    text_init(&out, context.arena);
}

static void destroy(void) {
    context_clear(&context);
}

static const struct json *parsed(const char *bytes) {
    const struct json *json;
    ck_assert_int_eq(json_parse(&context, bytes, strlen(bytes), &json), OK);
    return json;
}

START_TEST(json_write__every_type_in_the_order_of_the_table) {
    const char *tags[] = {"t", "\"u\""};
    struct part parts[] = {{"q", 0}, {NULL, -5}};
    struct whole whole = {.name = "\xC3\xA4iti",
                          .note = "a\nb",
                          .count = INT64_MIN,
                          .level = {true, 0},
                          .done = true,
                          .present = {true, false},
                          .day = {2026, 1, 2},
                          .at = {INT64_C(1795377600500000)},
                          .extra = parsed("{\"b\":1,\"a\":[]}"),
                          .raw = {"[1, 2]xx", 6},
                          .spliced = {"{\"in\":{\"x\":1},\"side\":2}xx", 23},
                          .sealed = {(const uint8_t *)"x", 1},
                          .state = STATE_OPEN,
                          .part = &parts[0],
                          .parts = {parts, 2},
                          .tags = {tags, 2},
                          .secret = "s",
                          .column = "c"};
    ck_assert(uuid_parse("0190abcd-ef01-7234-89ab-0123456789ab", &whole.id));
    json_write(&out, &whole_shape, &whole);
    ck_assert_str_eq(out.bytes,
                     "{\"id\":\"0190abcd-ef01-7234-89ab-0123456789ab\",\"name\":\"\xC3\xA4iti\","
                     "\"note\":\"a\\nb\",\"count\":-9223372036854775808,\"level\":0,\"done\":true,"
                     "\"present\":false,\"day\":\"2026-01-02\","
                     "\"at\":\"2026-11-22T20:00:00.500000Z\",\"extra\":{\"a\":[],\"b\":1},"
                     "\"raw\":[1, 2],\"in\":{\"x\":1},\"side\":2,\"state\":\"open\","
                     "\"part\":{\"code\":\"q\",\"weight\":0},"
                     "\"parts\":[{\"code\":\"q\",\"weight\":0},{\"weight\":-5}],"
                     "\"tags\":[\"t\",\"\\\"u\\\"\"]}");
    ck_assert_uint_eq(out.length, strlen(out.bytes));
}
END_TEST

START_TEST(json_write__absent_is_left_out_nullable_is_null_required_list_is_empty) {
    struct whole whole = {.spliced = {"{}", 2}};
    json_write(&out, &whole_shape, &whole);
    ck_assert_str_eq(out.bytes, "{\"note\":null,\"count\":0,\"level\":null,\"done\":false,"
                                "\"at\":null,\"tags\":[]}");
}
END_TEST

START_TEST(json_write__what_was_written_is_read_as_the_same) {
    struct whole whole = {.name = "\x7F\xC2\x80", .tags = {(const char *[]){"x"}, 1}};
    static const char strange[] = "\x01\x1F\b\f\n\r\t\"\\/ \xC3\xA4\xF0\x9F\x98\x80";
    whole.name = strange;
    json_write(&out, &whole_shape, &whole);
    const struct json *json = parsed(out.bytes);
    ck_assert_str_eq(json_text(json_member(json, "name")), strange);
}
END_TEST

struct string_row {
    const char *string, *json;
};

static const struct string_row strings[] = {
    {"", "\"\""},
    {"a/b", "\"a/b\""},
    {"\"\\", "\"\\\"\\\\\""},
    {"\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\""},
    {"\x01\x1f", "\"\\u0001\\u001f\""},
    {"\x7f\xE2\x80\xA8", "\"\x7f\xE2\x80\xA8\""},
};

START_TEST(json_write_string__escapes_as_rfc_8785) {
    json_write_string(&out, strings[_i].string);
    ck_assert_str_eq(out.bytes, strings[_i].json);
}
END_TEST

static const struct string_row canonical[] = {
    {"{ \"b\" : 1 , \"a\" : [ true , null ] }", "{\"a\":[true,null],\"b\":1}"},
    {"{\"aa\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"aa\":1}"},
    /* RFC 8785, 3.2.3: names by their UTF-16 code units */
    {"{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,"
     "\"\\u00f6\":7}",
     "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,"
     "\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}"},
    /* RFC 8785, 3.2.2: numbers and strings */
    {"[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]",
     "[333333333.3333333,1e+30,4.5,0.002,1e-27]"},
    {"[\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"]",
     "[\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]"},
    {"[0.0,-0.0,1.0,100.0,-1.5,0.1,123456789012345680000.0,1e21,1e20,0.000001,0.0000001]",
     "[0,0,1,100,-1.5,0.1,123456789012345680000,1e+21,100000000000000000000,0.000001,1e-7]"},
    {"[5e-324,1.7976931348623157e308,9007199254740993,-9223372036854775808]",
     "[5e-324,1.7976931348623157e+308,9007199254740993,-9223372036854775808]"},
};

START_TEST(json_canonical__is_rfc_8785) {
    ck_assert_str_eq(json_canonical(&context, parsed(canonical[_i].string)), canonical[_i].json);
}
END_TEST

START_TEST(json_write_shapes__lists_fields_with_their_rules) {
    const struct shape *const shapes[] = {&part_shape, &whole_shape, NULL};
    json_write_shapes(&out, shapes);
    ck_assert_ptr_eq(
        strstr(out.bytes,
               "[{\"shape\":\"part\",\"fields\":[{\"name\":\"code\",\"type\":\"string\","
               "\"required\":true,\"read_only\":false,\"write_only\":false,\"personal\":false,"
               "\"nullable\":false,\"column_only\":false,\"json_only\":false,\"least\":1,"
               "\"most\":8,\"format\":\"code\"},"),
        out.bytes);
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"words\":[\"draft\",\"open\",\"closed\"]"));
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"shape\":\"part\"}"));
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"name\":\"spliced\",\"type\":\"spliced\""));
    (void)parsed(out.bytes);
}
END_TEST

Suite *write_suite(void) {
    Suite *suite = suite_create("write");
    TCase *tests = tcase_create("write");
    tcase_add_checked_fixture(tests, make, destroy);
    tcase_add_test(tests, json_write__every_type_in_the_order_of_the_table);
    tcase_add_test(tests, json_write__absent_is_left_out_nullable_is_null_required_list_is_empty);
    tcase_add_test(tests, json_write__what_was_written_is_read_as_the_same);
    LOOP(tests, json_write_string__escapes_as_rfc_8785, strings);
    LOOP(tests, json_canonical__is_rfc_8785, canonical);
    tcase_add_test(tests, json_write_shapes__lists_fields_with_their_rules);
    suite_add_tcase(suite, tests);
    return suite;
}
