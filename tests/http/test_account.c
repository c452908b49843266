/* What is logged and counted of a request. */
#include "fixture.h"
#include "suites.h"

#include "http/dispatch.h"
#include "metrics/metrics.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct route thing_route = {"thing_get", "GET", "/v1/things/{id}",  "thing:read", 0,
                                         0,           "",    "application/json", NULL};
static const struct route probe_route = {
    "probe_get", "GET", "/probe", "public", ROUTE_NO_DATABASE, 0, "", "application/json", NULL};

static struct fixture fixture;
static struct exchange *exchange;
static int ends[2];
static char said[100000];

static void set_up(void) {
    fixture_begin(&fixture, &thing_route, "/v1/things/secret?q=secret");
    exchange = &fixture.exchange;
    ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
    fixture.app.log = log_new(ends[1], LOG_LEVEL_DEBUG);
    fixture.app.metrics = metrics_new();
    exchange->quiet = quiet_new();
    exchange->started_us = clock_monotonic_us();
}

static void tear_down(void) {
    quiet_free(exchange->quiet);
    metrics_free(fixture.app.metrics);
    log_free(fixture.app.log);
    close(ends[0]), close(ends[1]);
    fixture_end(&fixture);
}

/* What was written since the last look. */
static const char *lines(void) {
    ssize_t length = read(ends[0], said, sizeof said - 1);
    said[length > 0 ? length : 0] = '\0';
    return said;
}

static const char *finished(int status) {
    exchange->reply.status = status;
    dispatch_finish(exchange);
    return lines();
}

#define SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "%s lacks %s", text, part)
#define SAYS_NOT(text, part) ck_assert_msg(strstr(text, part) == NULL, "%s has %s", text, part)

static const struct {
    const struct route *route;
    int status;
    const char *level;
} levels[] = {
    {&thing_route, 200, "info"},  {&thing_route, 404, "info"},  {&thing_route, 499, "info"},
    {&thing_route, 500, "error"}, {&thing_route, 503, "error"}, {&probe_route, 200, "debug"},
    {&probe_route, 304, "debug"}, {&probe_route, 400, "info"},  {&probe_route, 500, "error"},
    {NULL, 404, "info"},
};

START_TEST(account__line_is_as_loud_as_what_happened) {
    exchange->route = levels[_i].route;
    finished(levels[_i].status);
    char level[30];
    (void)snprintf(level, sizeof level, "\"level\":\"%s\"", levels[_i].level);
    SAYS(said, level);
}
END_TEST

START_TEST(account__line_has_neither_path_nor_query_nor_body) {
    exchange->message.body = "secret";
    exchange->message.body_length = 6;
    exchange->headers.authorization = "secret";
    text_add_string(&exchange->reply.body, "secret");
    finished(200);
    SAYS(said, "\"operation\":\"thing_get\",\"method\":\"GET\",\"status\":200,\"duration_us\":");
    SAYS(said, "\"request_id\":\"r-1\",\"area\":\"90\"}");
    SAYS_NOT(said, "secret");
}
END_TEST

START_TEST(account__method_nobody_knows_is_not_given_back) {
    static const char *const odd[] = {"get", "GETT", "", "131052-900W"};
    exchange->message.method = odd[_i];
    SAYS(finished(405), "\"method\":\"other\"");
}
END_TEST

START_TEST(account__cause_is_told_of_failures_alone) {
    (void)context_fail(&fixture.context, STATUS_conflict, "row 5");
    SAYS_NOT(finished(399), "row 5");
    SAYS(finished(400), "\"cause\":\"row 5\"");
}
END_TEST

START_TEST(account__trace_id_is_what_stands_in_the_middle) {
    SAYS_NOT(finished(200), "trace_id");
    fixture.context.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    SAYS(finished(200), "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
}
END_TEST

START_TEST(account__flood_of_503_is_one_line_and_a_number) {
    SAYS(finished(503), "\"message\":\"request\"");
    for (int i = 0; i < 9; i++) {
        ck_assert_str_eq(finished(503), "");
    }
    SAYS(finished(500), "\"status\":500");
    SAYS_NOT(said, "without a line");
    ck_assert_int_eq(quiet_rest(exchange->quiet), 9);
}
END_TEST

START_TEST(account__number_of_those_without_a_line_is_told_once_and_never_as_none) {
    log_unlogged(fixture.app.log, 0);
    ck_assert_str_eq(lines(), "");
    log_unlogged(fixture.app.log, 12);
    SAYS(lines(), "\"level\":\"error\",\"message\":\"requests without a line\",\"status\":503,"
                  "\"count\":12}");
}
END_TEST

START_TEST(account__counts_by_operation_and_status) {
    struct text text;
    finished(200);
    finished(200);
    finished(503);
    exchange->route = NULL;
    finished(404);
    text_init(&text, fixture.context.arena);
    metrics_write(fixture.app.metrics, &text);
    SAYS(text.bytes, "http_requests_total{operation=\"thing_get\",status=\"200\"} 2\n");
    SAYS(text.bytes, "http_requests_total{operation=\"thing_get\",status=\"503\"} 1\n");
    SAYS(text.bytes, "http_requests_total{operation=\"none\",status=\"404\"} 1\n");
    SAYS(text.bytes, "http_request_duration_seconds_count{operation=\"thing_get\"} 3\n");
}
END_TEST

Suite *account_suite(void) {
    Suite *suite = suite_create("account");
    TCase *tests = tcase_create("account");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, account__line_is_as_loud_as_what_happened, 0,
                        sizeof levels / sizeof *levels);
    tcase_add_test(tests, account__line_has_neither_path_nor_query_nor_body);
    tcase_add_loop_test(tests, account__method_nobody_knows_is_not_given_back, 0, 4);
    tcase_add_test(tests, account__cause_is_told_of_failures_alone);
    tcase_add_test(tests, account__trace_id_is_what_stands_in_the_middle);
    tcase_add_test(tests, account__flood_of_503_is_one_line_and_a_number);
    tcase_add_test(tests, account__number_of_those_without_a_line_is_told_once_and_never_as_none);
    tcase_add_test(tests, account__counts_by_operation_and_status);
    suite_add_tcase(suite, tests);
    return suite;
}
