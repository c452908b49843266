/* What the service asks of others: how much it takes, how long it waits, where it goes. */
#include "server.h"
#include "suites.h"

#include "outgoing/outgoing.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 100 };

static struct server *server;
static char url[100];

static void set_up(void) {
    outgoing_start();
    server = server_start("", 0);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/keys", server_port(server));
}

static void tear_down(void) {
    server_stop(server);
    outgoing_stop();
}

/* The body that comes of an answer, or "nothing" (static). */
static const char *got_bytes(const char *answer, size_t length) {
    static char body[1000];
    server_answer(server, answer, length);
    char *got =
        outgoing_get(&(struct outgoing_request){.url = url, .size_max = MOST, .seconds_max = 10});
    (void)snprintf(body, sizeof body, "%s", got ? got : "nothing");
    free(got);
    return body;
}

static const char *got(const char *answer) {
    return got_bytes(answer, strlen(answer));
}

START_TEST(outgoing__body_of_200_is_taken) {
    ck_assert_str_eq(got("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkeys"), "keys");
    ck_assert_str_eq(got("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nkeys"), "keys");
    ck_assert_str_eq(got("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nke\r\n2\r\nys"
                         "\r\n0\r\n\r\n"),
                     "keys");
    ck_assert_str_eq(got("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "");
    ck_assert_int_eq(server_requests(server), 4);
}
END_TEST

static const char *const other_answers[] = {
    "HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nkeys",
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nkeys",
    "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nkeys",
    "keys\r\n",
    "",
};

START_TEST(outgoing__any_other_answer_is_none) {
    ck_assert_str_eq(got(other_answers[_i]), "nothing");
}
END_TEST

START_TEST(outgoing__redirect_is_not_followed) {
    static const int codes[] = {301, 302, 307, 308};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char answer[300];
        (void)snprintf(answer, sizeof answer,
                       "HTTP/1.1 %d Elsewhere\r\nLocation: %s2\r\nContent-Length: 4\r\n\r\nkeys",
                       codes[i], url);
        ck_assert_str_eq(got(answer), "nothing");
        ck_assert_int_eq(server_requests(server), (int)i + 1);
    }
}
END_TEST

enum end { END_LENGTH, END_CLOSE, END_CHUNK, END_COUNT };

/* An answer of `length` bytes, its end told in one of three ways. */
static const char *got_long(int end, int length) {
    static char answer[1000];
    int at = sprintf(answer, "HTTP/1.1 200 OK\r\n");
    at += end == END_LENGTH ? sprintf(answer + at, "Content-Length: %d\r\n\r\n", length)
          : end == END_CLOSE
              ? sprintf(answer + at, "Connection: close\r\n\r\n")
              : sprintf(answer + at, "Transfer-Encoding: chunked\r\n\r\n%x\r\n", (unsigned)length);
    memset(answer + at, 'a', (size_t)length);
    (void)strcpy(answer + at + length, end == END_CHUNK ? "\r\n0\r\n\r\n" : "");
    return got(answer);
}

START_TEST(outgoing__body_is_bounded_however_its_end_is_told) {
    ck_assert_uint_eq(strlen(got_long(_i, MOST - 1)), MOST - 1);
    ck_assert_uint_eq(strlen(got_long(_i, MOST)), MOST);
    ck_assert_str_eq(got_long(_i, MOST + 1), "nothing");
    ck_assert_str_eq(got_long(_i, 3 * MOST), "nothing");
}
END_TEST

/* Each piece is small enough by itself; together they are not. */
START_TEST(outgoing__body_in_many_pieces_is_bounded_too) {
    struct {
        char bytes[2000];
        size_t length;
    } answer = {.length = 0};
    answer.length += (size_t)sprintf(answer.bytes, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
                                                   "\r\n\r\n");
    for (int i = 0; i < 11; i++) {
        answer.length += (size_t)sprintf(answer.bytes + answer.length, "a\r\n0123456789\r\n");
    }
    answer.length += (size_t)sprintf(answer.bytes + answer.length, "0\r\n\r\n");
    ck_assert_str_eq(got_bytes(answer.bytes, answer.length), "nothing");
}
END_TEST

START_TEST(outgoing__body_that_is_cut_short_is_none) {
    ck_assert_str_eq(got("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nkeys"), "nothing");
    ck_assert_str_eq(got("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nkeys"),
                     "nothing");
}
END_TEST

START_TEST(outgoing__who_does_not_answer_is_not_waited_for) {
    server_hold(server, true);
    ck_assert_ptr_null(
        outgoing_get(&(struct outgoing_request){.url = url, .size_max = MOST, .seconds_max = 1}));
}
END_TEST

START_TEST(outgoing__nobody_there_is_no_answer) {
    struct server *gone = server_start("", 0);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_port(gone));
    server_stop(gone);
    ck_assert_str_eq(got(""), "nothing");
}
END_TEST

START_TEST(outgoing__other_urls_are_not_asked_at_all) {
    static const char *const before[] = {"ftp://127.0.0.1", "",
                                         "127.0.0.1",       "HTTP://127.0.0.1",
                                         "http://0.0.0.0",  "http://127.0.0.1.example",
                                         "http://127.1",    "http://user@127.0.0.1"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        (void)snprintf(url, sizeof url, "%s:%d/", before[i], server_port(server));
        ck_assert_str_eq(got("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkeys"), "nothing");
    }
    ck_assert_int_eq(server_requests(server), 0);
}
END_TEST

START_TEST(outgoing__over_http_no_proxy_is_asked) {
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkeys";
    struct server *proxy = server_start(answer, sizeof answer - 1);
    char place[60];
    (void)snprintf(place, sizeof place, "http://127.0.0.1:%d", server_port(proxy));
    setenv("http_proxy", place, 1);
    setenv("all_proxy", place, 1);
    ck_assert_str_eq(got(answer), "keys");
    ck_assert_int_eq(server_requests(server), 1);
    ck_assert_int_eq(server_requests(proxy), 0);
    server_stop(proxy);
}
END_TEST

static Suite *outgoing_suite(void) {
    Suite *suite = suite_create("outgoing");
    TCase *tests = tcase_create("outgoing");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, outgoing__body_of_200_is_taken);
    tcase_add_loop_test(tests, outgoing__any_other_answer_is_none, 0,
                        sizeof other_answers / sizeof *other_answers);
    tcase_add_test(tests, outgoing__redirect_is_not_followed);
    tcase_add_loop_test(tests, outgoing__body_is_bounded_however_its_end_is_told, 0, END_COUNT);
    tcase_add_test(tests, outgoing__body_in_many_pieces_is_bounded_too);
    tcase_add_test(tests, outgoing__body_that_is_cut_short_is_none);
    tcase_add_test(tests, outgoing__who_does_not_answer_is_not_waited_for);
    tcase_add_test(tests, outgoing__nobody_there_is_no_answer);
    tcase_add_test(tests, outgoing__other_urls_are_not_asked_at_all);
    tcase_add_test(tests, outgoing__over_http_no_proxy_is_asked);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void) {
    SRunner *runner = srunner_create(outgoing_suite());
    srunner_add_suite(runner, networks_suite());
    srunner_add_suite(runner, post_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
