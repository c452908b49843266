/* The FHIR face as http sees it: failures as outcomes, parameters of searches, and links. */
#include "fixture.h"
#include "suites.h"

#include "base/limits.h"
#include "http/http.h"
#include "http/outcome.h"
#include "json/json.h"

#include <string.h>

static struct fixture fixture;

static void set_up(void) {
    fixture_begin(&fixture, NULL, "/fhir/Observation");
    fixture.exchange.message.method = "POST";
}

static void tear_down(void) {
    fixture_end(&fixture);
}

static const char *outcome(enum status status, const char *detail) {
    static struct reply reply;
    outcome_write(&fixture.context, status, detail, &reply);
    ck_assert_str_eq(reply.content_type, "application/fhir+json");
    return reply.body.bytes;
}

START_TEST(outcome__is_of_the_paths_below_fhir_alone) {
    ck_assert(outcome_speaks("/fhir"));
    ck_assert(outcome_speaks("/fhir/"));
    ck_assert(outcome_speaks("/fhir?x=1"));
    ck_assert(outcome_speaks("/fhir/Observation/1"));
    ck_assert(!outcome_speaks("/fhirs"));
    ck_assert(!outcome_speaks("/v1/fhir"));
    ck_assert(!outcome_speaks(""));
}
END_TEST

START_TEST(outcome__has_the_code_and_title_of_the_problem) {
    fixture.context.language = LANGUAGE_EN;
    ck_assert_str_eq(outcome(STATUS_forbidden, "This call needs x:read."),
                     "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\","
                     "\"code\":\"forbidden\",\"details\":{\"coding\":[{\"system\":"
                     "\"urn:asiakkuus:problem\",\"code\":\"forbidden\"}],\"text\":\"The permission "
                     "is missing\"},\"diagnostics\":\"This call needs x:read.\"}]}");
    ck_assert_ptr_nonnull(strstr(outcome(STATUS_internal, NULL), "\"severity\":\"fatal\""));
    ck_assert_ptr_nonnull(strstr(outcome(STATUS_unavailable, NULL), "\"code\":\"transient\""));
}
END_TEST

START_TEST(outcome__tells_every_fault_at_its_place) {
    context_error(&fixture.context, "?patient", ERROR_required, NULL);
    context_error(&fixture.context, "/item/0/item/12/answer", ERROR_out_of_range, "0..4");
    context_error(&fixture.context, "?colour", ERROR_unknown_parameter, "patient");
    const char *text = outcome(STATUS_invalid, NULL);
    ck_assert_ptr_nonnull(strstr(text, "\"code\":\"required\",\"details\""));
    ck_assert_ptr_nonnull(strstr(text, "\"expression\":[\"http.patient\"]"));
    ck_assert_ptr_nonnull(strstr(text, "\"expression\":[\"item[0].item[12].answer\"]"));
    ck_assert_ptr_nonnull(strstr(text, "\"code\":\"value\",\"details\""));
    ck_assert_ptr_nonnull(strstr(text, "\"code\":\"not-supported\",\"details\""));
    ck_assert_ptr_null(strstr(text, "urn:asiakkuus:problem"));
}
END_TEST

START_TEST(outcome__of_a_failure_of_the_service_tells_no_fields) {
    context_error(&fixture.context, "/item", ERROR_required, NULL);
    ck_assert_ptr_null(strstr(outcome(STATUS_internal, NULL), "item"));
}
END_TEST

/* --- parameters --- */

static enum status take(const char *query, const char *type, const char *body, struct list *out) {
    struct exchange *exchange = &fixture.exchange;
    exchange->query = query;
    exchange->headers.content_type = type;
    exchange->request.body = body;
    exchange->request.body_length = body ? strlen(body) : 0;
    fixture.context.failure = OK;
    return request_parameters(&fixture.context, &exchange->request, out);
}

static const char form[] = "application/x-www-form-urlencoded";

START_TEST(parameters__are_those_of_the_query_and_then_of_the_form) {
    struct list list;
    ck_assert_int_eq(take("a=1&&b=%C3%A4+x&c", form, "d=2&a=", &list), OK);
    const struct parameter *items = list.items;
    ck_assert_uint_eq(list.count, 5);
    ck_assert_str_eq(items[1].name, "b");
    ck_assert_str_eq(items[1].value, "\xC3\xA4 x");
    ck_assert_str_eq(items[2].value, "");
    ck_assert_str_eq(items[3].value, "2");
    ck_assert_str_eq(items[4].name, "a");
    ck_assert_str_eq(items[4].value, "");
    ck_assert_int_eq(take("", NULL, NULL, &list), OK);
    ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(parameters__in_another_body_are_refused_and_a_body_of_get_says_nothing) {
    struct list list;
    ck_assert_int_eq(take("", "application/json", "{}", &list), STATUS_unsupported_media_type);
    ck_assert_int_eq(take("", NULL, "a=1", &list), STATUS_unsupported_media_type);
    ck_assert_int_eq(take("", "application/x-www-form-urlencoded; charset=UTF-8", "a=1", &list),
                     OK);
    fixture.exchange.message.method = "GET";
    ck_assert_int_eq(take("b=1", "application/json", "{}", &list), OK);
    ck_assert_uint_eq(list.count, 1);
}
END_TEST

START_TEST(parameters__that_cant_be_decoded_or_are_too_many_are_refused) {
    struct list list;
    struct text many;
    ck_assert_int_eq(take("a=%ff", NULL, NULL, &list), STATUS_bad_request);
    ck_assert_int_eq(take("", form, "a=%0", &list), STATUS_bad_request);
    text_init(&many, fixture.context.arena);
    for (int i = 0; i < QUERY_PARAMETERS_MAX; i++) {
        text_add_string(&many, "a=1&");
    }
    ck_assert_int_eq(take(many.bytes, NULL, NULL, &list), OK);
    ck_assert_int_eq(take(many.bytes, form, "b=1", &list), STATUS_bad_request);
}
END_TEST

START_TEST(lenience__is_asked_for_by_prefer) {
    struct exchange *exchange = &fixture.exchange;
    ck_assert(!request_is_lenient(&exchange->request));
    exchange->headers.prefer = "return=minimal, handling=lenient";
    ck_assert(request_is_lenient(&exchange->request));
    exchange->headers.prefer = "handling=strict";
    ck_assert(!request_is_lenient(&exchange->request));
}
END_TEST

START_TEST(origin__is_the_setting_or_the_host_that_was_asked) {
    struct exchange *exchange = &fixture.exchange;
    exchange->app->settings.public_url = "";
    exchange->headers.host = "asiakkuus.example:8080";
    ck_assert_str_eq(request_origin(&fixture.context, &exchange->request),
                     "http://asiakkuus.example:8080");
    exchange->headers.host = "a\"b";
    ck_assert_str_eq(request_origin(&fixture.context, &exchange->request), "");
    exchange->app->settings.public_url = "https://asiakkuus.example";
    ck_assert_str_eq(request_origin(&fixture.context, &exchange->request),
                     "https://asiakkuus.example");
}
END_TEST

Suite *outcome_suite(void) {
    Suite *suite = suite_create("outcome");
    TCase *tests = tcase_create("outcome");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, outcome__is_of_the_paths_below_fhir_alone);
    tcase_add_test(tests, outcome__has_the_code_and_title_of_the_problem);
    tcase_add_test(tests, outcome__tells_every_fault_at_its_place);
    tcase_add_test(tests, outcome__of_a_failure_of_the_service_tells_no_fields);
    tcase_add_test(tests, parameters__are_those_of_the_query_and_then_of_the_form);
    tcase_add_test(tests, parameters__in_another_body_are_refused_and_a_body_of_get_says_nothing);
    tcase_add_test(tests, parameters__that_cant_be_decoded_or_are_too_many_are_refused);
    tcase_add_test(tests, lenience__is_asked_for_by_prefer);
    tcase_add_test(tests, origin__is_the_setting_or_the_host_that_was_asked);
    suite_add_tcase(suite, tests);
    return suite;
}
