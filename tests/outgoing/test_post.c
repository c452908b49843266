/* What is told to others: where it goes, what is taken for an answer, how long it waits. */
#include "server.h"
#include "suites.h"

#include "outgoing/outgoing.h"
#include "outgoing/post.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000 };

static struct server *server;
static struct outgoing_line *line;
static struct networks machine;
static char url[100];

static void set_up(void) {
    outgoing_start();
    server = server_start("", 0);
    line = outgoing_line_open();
    ck_assert(networks_read("127.0.0.0/8,::1", &machine));
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/hook", server_port(server));
}

static void tear_down(void) {
    outgoing_line_close(line);
    server_stop(server);
    outgoing_stop();
}

static const char *const headers[] = {"webhook-id: 7", "content-type: application/json", NULL};

static struct outgoing_letter letter(void) {
    return (struct outgoing_letter){.url = url,
                                    .headers = headers,
                                    .body = "{\"a\":1}",
                                    .length = 7,
                                    .answer_max = MOST,
                                    .seconds_max = 10,
                                    .allowed = &machine};
}

static struct outgoing_answer post(const char *answer) {
    struct outgoing_letter sent = letter();
    server_answer(server, answer, strlen(answer));
    return outgoing_post(line, &sent);
}

static void expect(const char *answer, enum outgoing_outcome outcome, int status) {
    struct outgoing_answer got = post(answer);
    ck_assert_msg(got.outcome == outcome && got.status == status, "%s: %d %d", answer, got.outcome,
                  got.status);
}

START_TEST(post__status_of_any_answer_is_told) {
    static const int codes[] = {200, 201, 204, 301, 302, 307, 308, 400, 404, 410, 500, 503};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char answer[200];
        (void)snprintf(answer, sizeof answer,
                       "HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", codes[i], url);
        expect(answer, OUTGOING_ANSWERED, codes[i]);
        ck_assert_int_eq(server_requests(server), (int)i + 1); /* no redirect was followed */
    }
    expect("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 202 X\r\nContent-Length: 0\r\n\r\n",
           OUTGOING_ANSWERED, 202);
}
END_TEST

START_TEST(post__sends_headers_and_body_and_nothing_of_its_own_mind) {
    char heard[SERVER_HEARD_SIZE];
    expect("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", OUTGOING_ANSWERED, 200);
    server_heard(server, heard);
    ck_assert_ptr_nonnull(strstr(heard, "POST /hook HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "\r\nwebhook-id: 7\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "\r\ncontent-type: application/json\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "\r\n\r\n{\"a\":1}"));
    ck_assert_ptr_null(strcasestr(heard, "\r\nexpect"));
    ck_assert_ptr_null(strcasestr(heard, "form-urlencoded"));
}
END_TEST

START_TEST(post__body_of_an_answer_is_bounded_and_its_status_holds) {
    static char answer[20 * MOST];
    int at = sprintf(answer, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    memset(answer + at, 'a', 15 * MOST);
    expect(answer, OUTGOING_ANSWERED, 200);
    memcpy(answer, "HTTP/1.1 500", 12);
    expect(answer, OUTGOING_ANSWERED, 500);
}
END_TEST

START_TEST(post__head_without_end_is_no_answer) {
    static char answer[20 * MOST];
    int at = sprintf(answer, "HTTP/1.1 200 OK\r\n");
    while (at < 15 * MOST) {
        at += sprintf(answer + at, "x-%d: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", at);
    }
    expect(answer, OUTGOING_BROKEN, 0);
}
END_TEST

START_TEST(post__what_is_no_whole_answer_is_broken) {
    expect("", OUTGOING_BROKEN, 0);
    expect("hello\r\n", OUTGOING_BROKEN, 0);
    expect("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", OUTGOING_BROKEN, 0);
}
END_TEST

START_TEST(post__who_does_not_answer_is_not_waited_for) {
    struct outgoing_letter sent = letter();
    sent.seconds_max = 1;
    server_hold(server, true);
    ck_assert_int_eq(outgoing_post(line, &sent).outcome, OUTGOING_TIMED_OUT);
}
END_TEST

static bool stops(void *of) {
    return server_requests(of) > 0;
}

START_TEST(post__is_given_up_when_the_caller_stops) {
    struct outgoing_letter sent = letter();
    sent.stops = stops;
    sent.of = server;
    server_hold(server, true);
    ck_assert_int_eq(outgoing_post(line, &sent).outcome, OUTGOING_STOPPED);
}
END_TEST

START_TEST(post__nobody_there_is_unreachable) {
    struct server *gone = server_start("", 0);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_port(gone));
    server_stop(gone);
    expect("", OUTGOING_UNREACHABLE, 0);
    (void)snprintf(url, sizeof url, "https://nobody.invalid/");
    expect("", OUTGOING_UNREACHABLE, 0);
}
END_TEST

/* LOCALHOST is a name like any other: what it leads to is seen when the connection is made. */
START_TEST(post__address_that_is_not_allowed_is_not_connected_to) {
    static const char *const places[] = {
        "http://127.0.0.1",  "https://127.0.0.1", "http://localhost",       "https://localhost",
        "https://LOCALHOST", "https://[::1]",     "https://2130706433",     "https://0x7f.1",
        "https://10.0.0.1",  "https://[fe80::1]", "https://169.254.169.254"};
    static const struct networks none = {.count = 0};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct outgoing_letter sent = letter();
        (void)snprintf(url, sizeof url, "%s:%d/", places[i], server_port(server));
        sent.allowed = &none;
        ck_assert_msg(outgoing_post(line, &sent).outcome == OUTGOING_REFUSED, "%s", url);
    }
    ck_assert_int_eq(server_requests(server), 0);
}
END_TEST

START_TEST(post__no_proxy_is_asked) {
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    struct server *proxy = server_start(answer, sizeof answer - 1);
    char place[60];
    (void)snprintf(place, sizeof place, "http://127.0.0.1:%d", server_port(proxy));
    setenv("http_proxy", place, 1);
    setenv("https_proxy", place, 1);
    setenv("all_proxy", place, 1);
    expect(answer, OUTGOING_ANSWERED, 200);
    (void)snprintf(url, sizeof url, "https://nobody.invalid/");
    expect(answer, OUTGOING_UNREACHABLE, 0);
    ck_assert_int_eq(server_requests(proxy), 0);
    server_stop(proxy);
}
END_TEST

static const struct {
    const char *url;
    enum outgoing_url look;
} looks[] = {
    {"https://example.org/hook?a=b", OUTGOING_URL_GOOD},
    {"https://example.org:8443/", OUTGOING_URL_GOOD},
    {"https://1.1.1.1/", OUTGOING_URL_GOOD},
    {"https://[2a00::1]/", OUTGOING_URL_GOOD},
    {"https://127.0.0.1/", OUTGOING_URL_GOOD},
    {"http://localhost:1/", OUTGOING_URL_GOOD},
    {"http://127.1:1/", OUTGOING_URL_GOOD},
    {"http://[::1]/", OUTGOING_URL_GOOD},
    {"https://", OUTGOING_URL_MALFORMED},
    {"", OUTGOING_URL_MALFORMED},
    {"example.org", OUTGOING_URL_MALFORMED},
    {"https://user@example.org/", OUTGOING_URL_MALFORMED},
    {"https://user:word@example.org/", OUTGOING_URL_MALFORMED},
    {"https://example.org/#part", OUTGOING_URL_MALFORMED},
    {"https://example.org:99999/", OUTGOING_URL_MALFORMED},
    {"http://example.org/", OUTGOING_URL_NOT_HTTPS},
    {"http://127.0.0.1.example.org/", OUTGOING_URL_NOT_HTTPS},
    {"http://10.0.0.1/", OUTGOING_URL_NOT_HTTPS},
    {"ftp://example.org/", OUTGOING_URL_NOT_HTTPS},
    {"https://10.0.0.1/", OUTGOING_URL_REFUSED},
    {"https://0x0a.1/", OUTGOING_URL_REFUSED},
    {"https://[::ffff:10.0.0.1]/", OUTGOING_URL_REFUSED},
    {"https://[fe80::1%25eth0]/", OUTGOING_URL_REFUSED},
    {"https://169.254.169.254/latest", OUTGOING_URL_REFUSED},
};

START_TEST(url_look__tells_what_a_url_shows) {
    enum outgoing_url look = outgoing_url_look(looks[_i].url, &machine);
    ck_assert_msg(look == looks[_i].look, "%s: %d", looks[_i].url, look);
}
END_TEST

Suite *post_suite(void) {
    Suite *suite = suite_create("post");
    TCase *tests = tcase_create("post");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, post__status_of_any_answer_is_told);
    tcase_add_test(tests, post__sends_headers_and_body_and_nothing_of_its_own_mind);
    tcase_add_test(tests, post__body_of_an_answer_is_bounded_and_its_status_holds);
    tcase_add_test(tests, post__head_without_end_is_no_answer);
    tcase_add_test(tests, post__what_is_no_whole_answer_is_broken);
    tcase_add_test(tests, post__who_does_not_answer_is_not_waited_for);
    tcase_add_test(tests, post__is_given_up_when_the_caller_stops);
    tcase_add_test(tests, post__nobody_there_is_unreachable);
    tcase_add_test(tests, post__address_that_is_not_allowed_is_not_connected_to);
    tcase_add_test(tests, post__no_proxy_is_asked);
    tcase_add_loop_test(tests, url_look__tells_what_a_url_shows, 0, sizeof looks / sizeof *looks);
    suite_add_tcase(suite, tests);
    return suite;
}
