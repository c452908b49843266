/* What handlers ask of a request: parameters, and filters by a shape. */
#include "fixture.h"
#include "suites.h"

#include "http/http.h"
#include "json/json.h"

#include <string.h>

static struct fixture fixture;

static void set_up(void) {
    fixture_begin(&fixture, NULL, "/v1/things");
}

static void tear_down(void) {
    fixture_end(&fixture);
}

static void ask(const char *query) {
    fixture.exchange.query = query;
    fixture.context.error_count = 0;
    fixture.context.failure = OK;
}

static const char *parameter(const char *query, const char *name) {
    ask(query);
    return request_query(&fixture.context, &fixture.exchange.request, name);
}

START_TEST(request_query__finds_a_parameter_by_its_decoded_name) {
    ck_assert_str_eq(parameter("q=a", "q"), "a");
    ck_assert_str_eq(parameter("a=1&q=b&c=2", "q"), "b");
    ck_assert_str_eq(parameter("%71=x", "q"), "x");
    ck_assert_str_eq(parameter("q=a+b%26c%3D%c3%a4", "q"), "a b&c=\xC3\xA4");
    ck_assert_str_eq(parameter("q=a=b=c", "q"), "a=b=c");
    ck_assert_str_eq(parameter("q=1&q=2", "q"), "1");
}
END_TEST

START_TEST(request_query__empty_is_not_absent) {
    ck_assert_str_eq(parameter("q=", "q"), "");
    ck_assert_str_eq(parameter("q", "q"), "");
    ck_assert_str_eq(parameter("&&q&", "q"), "");
    ck_assert_ptr_null(parameter("", "q"));
    ck_assert_ptr_null(parameter("qq=1&Q=2&=q", "q"));
}
END_TEST

static enum status truth(const char *query, bool *out) {
    ask(query);
    return request_query_bool(&fixture.context, &fixture.exchange.request, "x", out);
}

START_TEST(request_query_bool__knows_two_words) {
    bool value = true;
    ck_assert_int_eq(truth("", &value), OK);
    ck_assert(!value);
    ck_assert_int_eq(truth("x=true", &value), OK);
    ck_assert(value);
    ck_assert_int_eq(truth("x=false", &value), OK);
    ck_assert(!value);
    static const char *const bad[] = {"x=", "x=1", "x=True", "x=truee", "x=yes"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(truth(bad[i], &value), STATUS_invalid);
        ck_assert(!value);
        ck_assert_str_eq(fixture.context.errors[0].pointer, "?x");
    }
}
END_TEST

START_TEST(request_uuid__what_is_none_is_not_found) {
    static const char *const parameters[] = {"0190abcd-ef01-7234-89ab-0123456789ab", "me"};
    struct request *request = &fixture.exchange.request;
    struct uuid id;
    request->parameters = parameters;
    request->parameter_count = 2;
    ck_assert_int_eq(request_uuid(&fixture.context, request, 0, &id), OK);
    ck_assert_int_eq(request_uuid(&fixture.context, request, 1, &id), STATUS_not_found);
    ck_assert_int_eq(request_uuid(&fixture.context, request, 2, &id), STATUS_not_found);
}
END_TEST

/* --- filters --- */

static const char *const state_words[] = {"open", "closed", NULL};

struct filters {
    const char *name, *code;
    int64_t size;
    struct opt_int most;
    bool own;
    struct opt_bool urgent;
    struct uuid id;
    struct date day;
    struct instant since;
    int state;
    const char *column;
};
static const struct shape_field filter_fields[] = {
    FIELD_STRING(struct filters, name, 0, 2, 4),
    FIELD_FORMAT(struct filters, code, 0, 0, 8, "code"),
    FIELD_RANGE(struct filters, size, 0, 1, 10),
    FIELD(struct filters, most, 0),
    FIELD(struct filters, own, 0),
    FIELD(struct filters, urgent, 0),
    FIELD(struct filters, id, 0),
    FIELD(struct filters, day, 0),
    FIELD(struct filters, since, 0),
    FIELD_ENUM(struct filters, state, 0, state_words),
    FIELD(struct filters, column, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape filter_shape = {"filters", sizeof(struct filters), filter_fields};

static struct filters filters;

static enum status filtered(const char *query) {
    ask(query);
    memset(&filters, 0x55, sizeof filters);
    return request_filters(&fixture.context, &fixture.exchange.request, &filter_shape, &filters);
}

START_TEST(request_filters__absent_ones_are_empty) {
    ck_assert_int_eq(filtered(""), OK);
    ck_assert_mem_eq(&filters, &(struct filters){.name = NULL}, sizeof filters);
}
END_TEST

START_TEST(request_filters__reads_each_kind) {
    ck_assert_int_eq(filtered("name=abc&code=a_1&size=10&most=-9223372036854775808&own=true"
                              "&urgent=false&id=0190ABCD-ef01-7234-89ab-0123456789ab"
                              "&day=2024-02-29&since=2026-11-22T12:00:00%2B02:00&state=closed"),
                     OK);
    ck_assert_str_eq(filters.name, "abc");
    ck_assert_str_eq(filters.code, "a_1");
    ck_assert_int_eq(filters.size, 10);
    ck_assert(filters.most.present && filters.most.value == INT64_MIN);
    ck_assert(filters.own && filters.urgent.present && !filters.urgent.value);
    ck_assert_int_eq(filters.id.bytes[2], 0xab);
    ck_assert_int_eq(filters.day.day, 29);
    ck_assert_int_eq(filters.since.us, INT64_C(1795341600000000));
    ck_assert_int_eq(filters.state, 2);
}
END_TEST

START_TEST(request_filters__column_of_the_record_is_no_filter) {
    ck_assert_int_eq(filtered("column=x"), OK);
    ck_assert_ptr_null(filters.column);
}
END_TEST

static const struct {
    const char *query, *pointer, *code, *word;
} refused[] = {
    {"name=a", "?name", "too_short", "2"},
    {"name=abcde", "?name", "too_long", "4"},
    {"name=a%c2%85", "?name", "control_character", NULL},
    {"name=%c3%a4", "?name", "too_short", "2"},
    {"code=A", "?code", "bad_format", "[a-z][a-z0-9_]*"},
    {"code=", "?code", "bad_format", "[a-z][a-z0-9_]*"},
    {"size=0", "?size", "out_of_range", "1..10"},
    {"size=11", "?size", "out_of_range", "1..10"},
    {"size=-1", "?size", "out_of_range", "1..10"},
    {"size=", "?size", "wrong_type", "integer"},
    {"size=-", "?size", "wrong_type", "integer"},
    {"size=%2B1", "?size", "wrong_type", "integer"},
    {"size=1.0", "?size", "wrong_type", "integer"},
    {"size=0x1", "?size", "wrong_type", "integer"},
    {"size=1%20", "?size", "wrong_type", "integer"},
    {"most=9223372036854775808", "?most", "out_of_range",
     "-9223372036854775808..9223372036854775807"},
    {"own=1", "?own", "not_in_list", "true, false"},
    {"urgent=TRUE", "?urgent", "not_in_list", "true, false"},
    {"id=1", "?id", "bad_format", "UUID"},
    {"id=00000000-0000-0000-0000-000000000000", "?id", "bad_format", "UUID"},
    {"day=2025-02-29", "?day", "bad_format", "YYYY-MM-DD"},
    {"since=2026-11-22", "?since", "bad_format", "YYYY-MM-DDThh:mm:ssZ (RFC 3339)"},
    {"since=2026-11-22%2012:00:00Z", "?since", "bad_format", "YYYY-MM-DDThh:mm:ssZ (RFC 3339)"},
    {"state=", "?state", "not_in_list", "open, closed"},
    {"state=Open", "?state", "not_in_list", "open, closed"},
};

START_TEST(request_filters__refuses_at_the_parameter) {
    ck_assert_int_eq(filtered(refused[_i].query), STATUS_invalid);
    ck_assert_uint_eq(fixture.context.error_count, 1);
    const struct field_error *error = &fixture.context.errors[0];
    ck_assert_str_eq(error->pointer, refused[_i].pointer);
    ck_assert_str_eq(error_code_name(error->code), refused[_i].code);
    ck_assert_pstr_eq(error->word, refused[_i].word);
}
END_TEST

START_TEST(request_filters__bounds_belong_to_what_is_allowed) {
    ck_assert_int_eq(filtered("name=ab&size=1"), OK);
    ck_assert_int_eq(filtered("name=%c3%a4%c3%a4%c3%a4%c3%a4&size=10"), OK);
    ck_assert_int_eq(filtered("most=9223372036854775807&code=a2345678"), OK);
    ck_assert_int_eq(filters.most.value, INT64_MAX);
    ck_assert_int_eq(filtered("code=a23456789"), STATUS_invalid);
}
END_TEST

START_TEST(request_filters__every_fault_is_told_at_once) {
    ck_assert_int_eq(filtered("state=x&day=x&size=x&name=x"), STATUS_invalid);
    ck_assert_uint_eq(fixture.context.error_count, 4);
}
END_TEST

START_TEST(request_filters__one_that_is_needed_is_missed) {
    struct needed {
        const char *from;
    };
    static const struct shape_field fields[] = {
        FIELD(struct needed, from, SHAPE_REQUIRED),
        FIELD_END
    };
    static const struct shape shape = {"needed", sizeof(struct needed), fields};
    struct needed needed;
    ask("to=1");
    ck_assert_int_eq(request_filters(&fixture.context, &fixture.exchange.request, &shape, &needed),
                     STATUS_invalid);
    ck_assert_str_eq(fixture.context.errors[0].pointer, "?from");
    ck_assert_int_eq(fixture.context.errors[0].code, ERROR_required);
    ask("from=");
    ck_assert_int_eq(request_filters(&fixture.context, &fixture.exchange.request, &shape, &needed),
                     OK);
    ck_assert_str_eq(needed.from, "");
}
END_TEST

/* --- bodies --- */

struct body {
    int64_t count;
};
static const struct shape_field body_fields[] = {
    FIELD_RANGE(struct body, count, SHAPE_REQUIRED, 0, 9), FIELD_END};
static const struct shape body_shape = {"body", sizeof(struct body), body_fields};

static enum status changed(const char *id, const char *type, const char *bytes, bool needed,
                           struct body *body) {
    struct request *request = &fixture.exchange.request;
    const char *parameters[] = {id};
    struct uuid read;
    ask("");
    request->parameters = parameters;
    request->parameter_count = 1;
    request->body = bytes;
    request->body_length = strlen(bytes);
    fixture.exchange.headers.content_type = type;
    enum status status =
        request_change(&fixture.context, request, &body_shape, needed, &read, body);
    json_release(&fixture.context);
    return status;
}

START_TEST(request_change__body_may_be_left_out_where_it_says_nothing) {
    static const char id[] = "0190abcd-ef01-7234-89ab-0123456789ab", json[] = "application/json";
    struct body body = {5};
    ck_assert_int_eq(changed(id, NULL, "", false, &body), OK);
    ck_assert_int_eq(body.count, 5);
    ck_assert_int_eq(changed(id, json, "{\"count\":7}", false, &body), OK);
    ck_assert_int_eq(body.count, 7);
    ck_assert_int_eq(changed(id, json, "{\"count\":10}", false, &body), STATUS_invalid);
    ck_assert_int_eq(changed(id, "text/plain", "{\"count\":7}", false, &body),
                     STATUS_unsupported_media_type);
    ck_assert_int_eq(changed(id, json, "", true, &body), STATUS_malformed);
    ck_assert_int_eq(changed(id, NULL, "", true, &body), STATUS_unsupported_media_type);
    ck_assert_int_eq(changed("x", NULL, "", false, &body), STATUS_not_found);
}
END_TEST

Suite *request_suite(void) {
    Suite *suite = suite_create("request");
    TCase *tests = tcase_create("request");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, request_query__finds_a_parameter_by_its_decoded_name);
    tcase_add_test(tests, request_query__empty_is_not_absent);
    tcase_add_test(tests, request_query_bool__knows_two_words);
    tcase_add_test(tests, request_uuid__what_is_none_is_not_found);
    tcase_add_test(tests, request_filters__absent_ones_are_empty);
    tcase_add_test(tests, request_filters__reads_each_kind);
    tcase_add_test(tests, request_filters__column_of_the_record_is_no_filter);
    tcase_add_loop_test(tests, request_filters__refuses_at_the_parameter, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, request_filters__bounds_belong_to_what_is_allowed);
    tcase_add_test(tests, request_filters__every_fault_is_told_at_once);
    tcase_add_test(tests, request_filters__one_that_is_needed_is_missed);
    tcase_add_test(tests, request_change__body_may_be_left_out_where_it_says_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
