#include "suites.h"

#include <stdlib.h>
#include <string.h>

static void check_canonical(const char *text, const char *wanted) {
    struct segj_buffer buffer = {0};
    json_t *tree = json_loads(text, JSON_DECODE_ANY, NULL);
    segj_canonical(tree, &buffer);
    ck_assert(!buffer.failed);
    ck_assert_uint_eq(buffer.length, strlen(wanted));
    ck_assert_int_eq(memcmp(buffer.data, wanted, buffer.length), 0);
    segj_buffer_clear(&buffer);
    json_decref(tree);
}

START_TEST(canonical__members_sorted_and_spaces_gone) {
    check_canonical("{ \"b\": [1, -2, true, null], \"a\": {} }",
                    "{\"a\":{},\"b\":[1,-2,true,null]}");
}
END_TEST

START_TEST(canonical__keys_sorted_by_utf16_units) {
    /* the example of RFC 8785, section 3.2.3 */
    check_canonical("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,"
                    "\"\\u0080\":6,\"\\u00f6\":7}",
                    "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,"
                    "\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}");
}
END_TEST

START_TEST(canonical__strings_escaped_as_little_as_possible) {
    check_canonical("\"\\u0001\\b\\t\\n\\f\\r\\\"\\\\\\/\\u007f\\u00e4\"",
                    "\"\\u0001\\b\\t\\n\\f\\r\\\"\\\\/\x7f\xc3\xa4\"");
}
END_TEST

START_TEST(canonical__real_numbers_as_ecmascript_writes_them) {
    /* sections 3.2.2 and B of RFC 8785 */
    check_canonical("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]",
                    "[333333333.3333333,1e+30,4.5,0.002,1e-27]");
    check_canonical("[-0.0, 1e21, 999999999999999900000.0, 123456789012345680000.0, 1e-6, 1e-7]",
                    "[0,1e+21,999999999999999900000,123456789012345680000,0.000001,1e-7]");
    check_canonical("[5e-324, -5e-324, 1.7976931348623157e308, -1.5, 9007199254740991]",
                    "[5e-324,-5e-324,1.7976931348623157e+308,-1.5,9007199254740991]");
}
END_TEST

START_TEST(hash__of_abc_is_the_published_one) {
    char hex[65];
    segj_hash_hex("abc", 3, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

Suite *canonical_suite(void) {
    Suite *suite = suite_create("canonical");
    TCase *cases = tcase_create("canonical");
    tcase_add_test(cases, canonical__members_sorted_and_spaces_gone);
    tcase_add_test(cases, canonical__keys_sorted_by_utf16_units);
    tcase_add_test(cases, canonical__strings_escaped_as_little_as_possible);
    tcase_add_test(cases, canonical__real_numbers_as_ecmascript_writes_them);
    tcase_add_test(cases, hash__of_abc_is_the_published_one);
    suite_add_tcase(suite, cases);
    return suite;
}
