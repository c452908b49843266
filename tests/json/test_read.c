/* json_read: bodies into records, with every fault and its pointer. */
#include "suites.h"

#include "json/json.h"

#include <stdio.h>
#include <string.h>

static struct context context;
static struct whole whole;

static void make(void) {
    context_make(&context);
}

static void destroy(void) {
    context_clear(&context);
}

static enum status decode(const char *body) {
    memset(&whole, 0xAA, sizeof whole);
    return json_decode(&context, body, strlen(body), &whole_shape, &whole);
}

START_TEST(json_read__fills_every_type) {
    ck_assert_int_eq(
        decode("{\"name\":\"\xC3\xA4iti\",\"note\":\"a\\n\\tb\",\"code\":\"a_1\",\"count\":-7,"
               "\"level\":0,\"done\":true,\"present\":false,\"day\":\"2026-11-22\","
               "\"at\":\"2026-11-22T22:00:00+02:00\",\"extra\":{\"x\":[1]},"
               "\"raw\":{\"b\":1,\"a\":2.50},\"state\":\"closed\","
               "\"part\":{\"code\":\"p\",\"weight\":5},"
               "\"parts\":[{\"code\":\"q\"},{\"code\":\"r\",\"weight\":-5}],"
               "\"tags\":[\"t\",\"u\"],\"secret\":\"s\"}"),
        OK);
    ck_assert_str_eq(whole.name, "\xC3\xA4iti");
    ck_assert_str_eq(whole.note, "a\n\tb");
    ck_assert_str_eq(whole.code, "a_1");
    ck_assert_int_eq(whole.count, -7);
    ck_assert(whole.level.present && whole.level.value == 0);
    ck_assert(whole.done && whole.present.present && !whole.present.value);
    ck_assert_int_eq(whole.day.year * 10000 + whole.day.month * 100 + whole.day.day, 20261122);
    ck_assert_int_eq(whole.at.us, INT64_C(1795377600000000));
    ck_assert_str_eq(json_canonical(&context, whole.extra), "{\"x\":[1]}");
    ck_assert_str_eq(whole.raw.bytes, "{\"a\":2.5,\"b\":1}");
    ck_assert_uint_eq(whole.raw.length, strlen(whole.raw.bytes));
    ck_assert_int_eq(whole.state, STATE_CLOSED);
    ck_assert_str_eq(whole.part->code, "p");
    ck_assert_int_eq(whole.part->weight, 5);
    const struct part *parts = whole.parts.items;
    ck_assert_uint_eq(whole.parts.count, 2);
    ck_assert_str_eq(parts[1].code, "r");
    ck_assert_int_eq(parts[0].weight, 0);
    ck_assert_str_eq(((const char *const *)whole.tags.items)[1], "u");
    ck_assert_str_eq(whole.secret, "s");
}
END_TEST

START_TEST(json_read__absent_is_zero) {
    ck_assert_int_eq(decode("{\"name\":\"abc\",\"tags\":[],\"note\":null,\"level\":null,"
                            "\"at\":null}"),
                     OK);
    ck_assert(!uuid_is_set(&whole.id) && !date_is_set(whole.day) && whole.at.us == 0);
    ck_assert_ptr_null(whole.note);
    ck_assert(!whole.level.present && !whole.present.present && !whole.done);
    ck_assert(!whole.part && !whole.parts.items && !whole.extra && !whole.raw.bytes);
    ck_assert_int_eq(whole.state, 0);
    ck_assert_ptr_nonnull(whole.tags.items); /* given, and empty */
    ck_assert_uint_eq(whole.tags.count, 0);
    ck_assert_ptr_null(whole.column);
}
END_TEST

struct fault_row {
    const char *members; /* behind the two required ones */
    const char *errors;
};

static const struct fault_row faults[] = {
    {"\"id\":\"0190abcd-ef01-7234-89ab-0123456789ab\"", "read_only@/id"},
    {"\"nmae\":1", "unknown_member@/nmae"},
    {"\"column\":\"x\"", "unknown_member@/column"},
    {"\"sealed\":\"x\"", "unknown_member@/sealed"},
    {"\"a/b~c\":1", "unknown_member@/a~1b~0c"},
    {"\"\":1", "unknown_member@/"},
    {"\"note\":1", "wrong_type@/note=string"},
    {"\"note\":\"\\r\"", "control_character@/note"},
    {"\"code\":\"a\\n\"", "control_character@/code"},
    {"\"code\":\"\\u001b\"", "control_character@/code"},
    {"\"code\":\"\\u0085\"", "control_character@/code"},
    {"\"code\":\"\"", "too_short@/code=1"},
    {"\"code\":\"abcdefghi\"", "too_long@/code=8"},
    {"\"code\":\"A\"", "bad_format@/code=[a-z][a-z0-9_]*"},
    {"\"code\":null", "wrong_type@/code=string"},
    {"\"count\":\"1\"", "wrong_type@/count=integer"},
    {"\"count\":1.5", "wrong_type@/count=integer"},
    {"\"count\":1e30", "wrong_type@/count=integer"},
    {"\"count\":true", "wrong_type@/count=integer"},
    {"\"level\":5", "out_of_range@/level=0..4"},
    {"\"level\":-1", "out_of_range@/level=0..4"},
    {"\"level\":4.0000001", "wrong_type@/level=integer"},
    {"\"done\":1", "wrong_type@/done=boolean"},
    {"\"done\":null", "wrong_type@/done=boolean"},
    {"\"present\":\"true\"", "wrong_type@/present=boolean"},
    {"\"day\":20261122", "wrong_type@/day=string"},
    {"\"day\":\"2026-02-29\"", "bad_format@/day=YYYY-MM-DD"},
    {"\"at\":\"2026-11-22\"", "bad_format@/at=YYYY-MM-DDThh:mm:ssZ (RFC 3339)"},
    {"\"at\":\"2026-11-22 10:00:00Z\"", "bad_format@/at=YYYY-MM-DDThh:mm:ssZ (RFC 3339)"},
    {"\"extra\":null", "wrong_type@/extra=JSON"},
    {"\"raw\":null", "wrong_type@/raw=JSON"},
    {"\"state\":\"Open\"", "not_in_list@/state=draft, open, closed"},
    {"\"state\":\"\"", "not_in_list@/state=draft, open, closed"},
    {"\"state\":1", "wrong_type@/state=string"},
    {"\"part\":[]", "wrong_type@/part=object"},
    {"\"part\":{}", "required@/part/code"},
    {"\"part\":{\"code\":\"a\",\"x\":{}}", "unknown_member@/part/x"},
    {"\"parts\":{}", "wrong_type@/parts=array"},
    {"\"parts\":[]", "too_short@/parts=1"},
    {"\"parts\":[{},{},{},{}]", "too_many@/parts=3"},
    {"\"parts\":[1,{\"code\":\"a\",\"weight\":6},{\"x\":1}]",
     "wrong_type@/parts/0=object out_of_range@/parts/1/weight=-5..5 required@/parts/2/code "
     "unknown_member@/parts/2/x"},
};

START_TEST(json_read__fault_has_its_pointer) {
    char body[512];
    (void)snprintf(body, sizeof body, "{\"name\":\"abc\",\"tags\":[],%s}", faults[_i].members);
    ck_assert_int_eq(decode(body), STATUS_invalid);
    ck_assert_str_eq(errors_of(&context), faults[_i].errors);
}
END_TEST

START_TEST(json_read__all_faults_at_once) {
    ck_assert_int_eq(decode("{\"count\":\"x\",\"day\":1,\"zzz\":1,\"tags\":[\"a\",2],"
                            "\"part\":{\"code\":\"A\",\"weight\":9}}"),
                     STATUS_invalid);
    ck_assert_str_eq(errors_of(&context),
                     "required@/name wrong_type@/count=integer wrong_type@/day=string "
                     "bad_format@/part/code=[a-z][a-z0-9_]* out_of_range@/part/weight=-5..5 "
                     "wrong_type@/tags/1=string unknown_member@/zzz");
    ck_assert_int_eq(context.failure, STATUS_invalid);
}
END_TEST

START_TEST(json_read__list_as_body_is_the_wrong_type) {
    ck_assert_int_eq(decode("[]"), STATUS_invalid);
    ck_assert_str_eq(errors_of(&context), "wrong_type@=object");
}
END_TEST

START_TEST(json_read__length_counts_characters) {
    ck_assert_int_eq(decode("{\"tags\":[],\"name\":\"\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"
                            "\\ud83d\\ude00\"}"),
                     OK);
    ck_assert_int_eq(decode("{\"tags\":[],\"name\":\"\xC3\xA4\"}"), STATUS_invalid);
    ck_assert_str_eq(errors_of(&context), "too_short@/name=2");
}
END_TEST

START_TEST(json_read__whole_reals_are_integers) {
    ck_assert_int_eq(decode("{\"name\":\"abc\",\"tags\":[],\"count\":3.0,\"level\":4e0}"), OK);
    ck_assert_int_eq(whole.count, 3);
    ck_assert_int_eq(whole.level.value, 4);
}
END_TEST

START_TEST(json_read__strings_of_a_list_are_bounded) {
    char body[512] = "{\"name\":\"abc\",\"tags\":[\"\",\"";
    size_t length = strlen(body);
    memset(body + length, 'x', SHAPE_STRINGS_LENGTH_MAX + 1);
    memcpy(body + length + SHAPE_STRINGS_LENGTH_MAX + 1, "\"]}", 4);
    ck_assert_int_eq(decode(body), STATUS_invalid);
    ck_assert_str_eq(errors_of(&context), "too_short@/tags/0=1 too_long@/tags/1=200");
}
END_TEST

START_TEST(json_read__thousands_of_faults_stay_bounded) {
    struct text body;
    text_init(&body, context.arena);
    text_add_string(&body, "{\"name\":\"abc\",\"tags\":[]");
    for (int i = 0; i < 5000; i++) {
        text_format(&body, ",\"x%d\":1", i);
    }
    text_add_char(&body, '}');
    ck_assert_int_eq(decode(body.bytes), STATUS_invalid);
    ck_assert_uint_eq(context.error_count, CONTEXT_ERRORS_MAX);
}
END_TEST

START_TEST(json_read_part__leaves_other_members_alone) {
    static const char body[] = "{\"code\":\"a\",\"answers\":{}}";
    const struct json *json;
    struct part part;
    ck_assert_int_eq(json_parse(&context, body, sizeof body - 1, &json), OK);
    ck_assert_int_eq(json_read_part(&context, json, &part_shape, &part), OK);
    ck_assert_str_eq(part.code, "a");
}
END_TEST

START_TEST(json_read__records_inside_and_lists_come_back_as_they_were) {
    static const char body[] =
        "{\"name\":\"abc\",\"tags\":[],\"inner\":{\"code\":\"c\",\"weight\":5},"
        "\"ids\":[\"00000000-0000-7000-8000-000000000001\"],\"numbers\":[-1,7.0]}";
    struct text out;
    ck_assert_int_eq(decode(body), OK);
    text_init(&out, context.arena);
    json_write(&out, &whole_shape, &whole);
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"inner\":{\"code\":\"c\",\"weight\":5}"));
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"ids\":[\"00000000-0000-7000-8000-000000000001\"]"));
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"numbers\":[-1,7]"));
}
END_TEST

START_TEST(json_read__faults_inside_are_told_at_their_place) {
    ck_assert_int_eq(decode("{\"name\":\"abc\",\"tags\":[],\"inner\":{\"weight\":6},"
                            "\"ids\":[\"x\",\"y\",\"z\"],\"numbers\":[1,\"a\"]}"),
                     STATUS_invalid);
    ck_assert_str_eq(errors_of(&context), "required@/inner/code out_of_range@/inner/weight=-5..5 "
                                          "too_many@/ids=2 wrong_type@/numbers/1=integer");
}
END_TEST

/* A stored document is read while a body's rules are looked at. */
START_TEST(json_read__faults_that_were_told_before_do_not_count) {
    static const char good[] = "{\"name\":\"abc\",\"tags\":[]}";
    context_error(&context, "/elsewhere", ERROR_unknown_id, NULL);
    ck_assert_int_eq(decode(good), OK);
    ck_assert_str_eq(whole.name, "abc");
    ck_assert_int_eq(decode("{\"name\":\"abc\"}"), STATUS_invalid);
    ck_assert_str_eq(errors_of(&context), "unknown_id@/elsewhere required@/tags");
    for (int i = 0; i < CONTEXT_ERRORS_MAX; i++) {
        context_error(&context, arena_format(context.arena, "/%d", i), ERROR_unknown_id, NULL);
    }
    ck_assert_int_eq(decode("{\"name\":7}"), STATUS_invalid);
}
END_TEST

START_TEST(json_decode_kept__is_no_matter_of_the_bodys_faults) {
    static const char kept[] = "{\"name\":\"abc\",\"tags\":[]}", broken[] = "{\"name\":7}";
    context_error(&context, "/group", ERROR_groups_only, NULL);
    ck_assert_int_eq(json_decode_kept(&context, kept, strlen(kept), &whole_shape, &whole), OK);
    ck_assert_str_eq(whole.name, "abc");
    ck_assert_int_eq(context.failure, OK);
    ck_assert_str_eq(errors_of(&context), "groups_only@/group");
    ck_assert_int_eq(json_decode_kept(&context, broken, strlen(broken), &whole_shape, &whole),
                     STATUS_internal);
    ck_assert_int_eq(context.failure, STATUS_internal);
    ck_assert_str_eq(errors_of(&context), "groups_only@/group");
}
END_TEST

Suite *read_suite(void) {
    Suite *suite = suite_create("read");
    TCase *tests = tcase_create("read");
    tcase_add_checked_fixture(tests, make, destroy);
    tcase_add_test(tests, json_read__fills_every_type);
    tcase_add_test(tests, json_read__absent_is_zero);
    LOOP(tests, json_read__fault_has_its_pointer, faults);
    tcase_add_test(tests, json_read__all_faults_at_once);
    tcase_add_test(tests, json_read__list_as_body_is_the_wrong_type);
    tcase_add_test(tests, json_read__length_counts_characters);
    tcase_add_test(tests, json_read__whole_reals_are_integers);
    tcase_add_test(tests, json_read__strings_of_a_list_are_bounded);
    tcase_add_test(tests, json_read__thousands_of_faults_stay_bounded);
    tcase_add_test(tests, json_read__records_inside_and_lists_come_back_as_they_were);
    tcase_add_test(tests, json_read__faults_inside_are_told_at_their_place);
    tcase_add_test(tests, json_read__faults_that_were_told_before_do_not_count);
    tcase_add_test(tests, json_decode_kept__is_no_matter_of_the_bodys_faults);
    tcase_add_test(tests, json_read_part__leaves_other_members_alone);
    suite_add_tcase(suite, tests);
    return suite;
}
