/* Router, decoding, negotiation, conditions, cursors, message checks, problems. */
#include "../db/support.h"
#include "suites.h"

#include "base/limits.h"
#include "http/acceptor.h"
#include "http/compress.h"
#include "http/connections.h"
#include "http/cursor.h"
#include "http/etag.h"
#include "http/files.h"
#include "http/framing.h"
#include "http/headers.h"
#include "http/idempotency.h"
#include "http/negotiate.h"
#include "http/percent.h"
#include "http/problem.h"
#include "http/quiet.h"
#include "http/router.h"
#include <check.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

static struct arena *arena;
static struct context context;

static void set_up(void) {
    arena = arena_new();
    context = (struct context){.arena = arena, .operation = "thing_list", .request_id = "r-1"};
}

static void tear_down(void) {
    arena_free(arena);
}

static const struct route table[] = {
    {"thing_list", "GET", "/v1/things", "thing:read", 0, 0, "", "application/json", NULL},
    {"thing_create", "POST", "/v1/things", "thing:write", 0, 0, "", "application/json", NULL},
    {"thing_search", "POST", "/v1/things/search", "thing:read", 0, 0, "", "application/json", NULL},
    {"thing_get", "GET", "/v1/things/{id}", "thing:read", 0, 0, "", "application/json", NULL},
    {"part_get", "GET", "/v1/things/{id}/parts/{part}", "thing:read", 0, 0, "", "application/json",
     NULL},
    {"thing_confirm", "POST", "/v1/things/{id}/confirm", "thing:write", 0, 0, "",
     "application/json", NULL},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL}};

static const char *found(const char *method, const char *path) {
    struct router *router = router_new(table);
    struct match match;
    router_match(router, arena, path, strlen(path), &match);
    const struct route *route = match.path ? path_route(match.path, method) : NULL;
    const char *result = !match.path       ? "404"
                         : match.malformed ? "400"
                         : route           ? route->operation
                                           : path_allow(match.path, arena);
    router_free(router);
    return result;
}

START_TEST(lanes__the_one_with_most_room_is_chosen_in_turn) {
    struct lane lanes[3] = {{.taken = 2}, {.taken = 1}, {.taken = 1}};
    ck_assert_int_eq(lanes_choose(lanes, 3, 0), 1);
    ck_assert_int_eq(lanes_choose(lanes, 3, 2), 2);
    lane_give_back(&lanes[0]);
    lane_give_back(&lanes[0]);
    ck_assert_int_eq(lanes_choose(lanes, 3, 1), 0);
}
END_TEST

START_TEST(lanes__none_is_chosen_where_all_places_are_taken) {
    struct lane lanes[2] = {{.taken = CONNECTIONS_A_THREAD}, {.taken = CONNECTIONS_A_THREAD}};
    ck_assert_int_eq(lanes_choose(lanes, 2, 0), -1);
    lane_give_back(&lanes[1]);
    ck_assert_int_eq(lanes_choose(lanes, 2, 0), 1);
}
END_TEST

START_TEST(router__finds_the_operation) {
    ck_assert_str_eq(found("GET", "/v1/things"), "thing_list");
    ck_assert_str_eq(found("HEAD", "/v1/things"), "thing_list");
    ck_assert_str_eq(found("POST", "/v1/things"), "thing_create");
    ck_assert_str_eq(found("GET", "/v1/things/7"), "thing_get");
    ck_assert_str_eq(found("POST", "/v1/things/7/confirm"), "thing_confirm");
    ck_assert_str_eq(found("GET", "/v1/things/7/parts/8"), "part_get");
}
END_TEST

START_TEST(router__literal_goes_before_parameter_whatever_the_method) {
    ck_assert_str_eq(found("POST", "/v1/things/search"), "thing_search");
    ck_assert_str_eq(found("GET", "/v1/things/search"), "POST, OPTIONS");
}
END_TEST

START_TEST(router__other_methods_are_told_what_is_allowed) {
    ck_assert_str_eq(found("DELETE", "/v1/things"), "GET, HEAD, POST, OPTIONS");
    ck_assert_str_eq(found("get", "/v1/things"), "GET, HEAD, POST, OPTIONS");
    ck_assert_str_eq(found("HEAD", "/v1/things/search"), "POST, OPTIONS");
    ck_assert_str_eq(found("", "/v1/things/7"), "GET, HEAD, OPTIONS");
}
END_TEST

START_TEST(router__paths_are_taken_to_the_letter) {
    static const char *const none[] = {"",
                                       "/",
                                       "v1/things",
                                       "/v1/things/",
                                       "//v1/things",
                                       "/v1//things",
                                       "/V1/things",
                                       "/v1/thing",
                                       "/v1/thingss",
                                       "/v1",
                                       "/v1/%74hings",
                                       "/v1/things/7/parts",
                                       "/v1/things/7/parts/8/9",
                                       "/a/b/c/d/e/f/g/h/i/j/k",
                                       "*"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        ck_assert_msg(strcmp(found("GET", none[i]), "404") == 0, "%s", none[i]);
    }
}
END_TEST

START_TEST(router__parameters_are_decoded_strictly) {
    struct router *router = router_new(table);
    struct match match;
    router_match(router, arena, "/v1/things/a%2Fb%20c", 20, &match);
    ck_assert_uint_eq(match.parameter_count, 1);
    ck_assert_str_eq(match.parameters[0], "a/b c");
    router_match(router, arena, "/v1/things/1+1/parts/%c3%a4", 27, &match);
    ck_assert_str_eq(match.parameters[0], "1+1");
    ck_assert_str_eq(match.parameters[1], "ä");
    router_free(router);
    static const char *const bad[] = {"/v1/things/%",      "/v1/things/%4",  "/v1/things/%zz",
                                      "/v1/things/%00",    "/v1/things/%0a", "/v1/things/%ff",
                                      "/v1/things/%c0%af", "/v1/things/%7f"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(strcmp(found("GET", bad[i]), "400") == 0, "%s", bad[i]);
    }
}
END_TEST

START_TEST(percent__query_plus_is_a_space) {
    ck_assert_str_eq(percent_decode_query(arena, "a+b%2B", 6), "a b+");
    ck_assert_str_eq(percent_decode(arena, "a+b", 3), "a+b");
    ck_assert_str_eq(percent_encode(arena, "a b/ä"), "a%20b%2F%C3%A4");
    ck_assert_str_eq(percent_encode(arena, ""), "");
}
END_TEST

static const char *fault(const char *const *pairs) {
    struct headers headers = {0};
    for (; pairs[0]; pairs += 2) {
        headers_take(&headers, pairs[0], pairs[1]);
    }
    return headers_fault(&headers, "HTTP/1.1");
}
#define FAULT(...) fault((const char *const[]){__VA_ARGS__, NULL})

START_TEST(message__good_ones_pass) {
    ck_assert_ptr_null(FAULT("Host", "a"));
    ck_assert_ptr_null(FAULT("host", "a:80", "content-length", "12"));
    ck_assert_ptr_null(FAULT("Host", "[::1]:8080", "Transfer-Encoding", "chunked"));
    ck_assert_ptr_null(FAULT("Host", "a", "transfer-encoding", "Chunked", "X-Other", "1,2"));
    struct headers none = {0};
    ck_assert_ptr_null(headers_fault(&none, "HTTP/1.0"));
}
END_TEST

START_TEST(message__that_could_end_elsewhere_is_refused) {
    ck_assert_ptr_nonnull(FAULT("X", "y"));
    ck_assert_ptr_nonnull(FAULT("Host", "a,b"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "host", "b"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Content-Length", "5,5"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Content-Length", "5", "content-length", "6"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Content-Length", "+5"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Content-Length", ""));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Content-Length", "99999999999999999999"));
    ck_assert_ptr_nonnull(
        FAULT("Host", "a", "Content-Length", "5", "Transfer-Encoding", "chunked"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Transfer-Encoding", "xchunked"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Transfer-Encoding", "gzip, chunked"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Transfer-Encoding", "identity"));
    ck_assert_ptr_nonnull(FAULT("Host", "a", "Authorization", "x", "authorization", "y"));
}
END_TEST

/* "good" where all is, the number of whole messages before a fault, with its words. */
static const char *framed_in(const char *bytes, size_t length, size_t piece) {
    struct framing framing;
    size_t good = 0;
    framing_init(&framing, 1000);
    for (size_t at = 0; at < length; at += piece) {
        size_t count = length - at < piece ? length - at : piece;
        if (!framing_read(&framing, bytes + at, count, &good)) {
            return arena_format(arena, "%d: %s", (int)framing.complete, framing.words);
        }
    }
    return arena_format(arena, "%d%s", (int)framing.complete,
                        framing_between(&framing) ? "" : " and a part");
}

/* In one piece and byte by byte alike. */
static const char *framed(const char *bytes, size_t length) {
    const char *whole = framed_in(bytes, length, length);
    ck_assert_str_eq(framed_in(bytes, length, 1), whole);
    return whole;
}

#define FRAMED(literal, expected) ck_assert_str_eq(framed(literal, sizeof literal - 1), expected)
#define GOOD "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST "POST / HTTP/1.1\r\nHost: a\r\n"

START_TEST(framing__messages_end_where_they_say) {
    FRAMED(GOOD, "1");
    FRAMED(GOOD "\r\n" GOOD, "2");
    FRAMED("GET /?a=1&b=%20 HTTP/1.0\r\n\r\n", "1");
    FRAMED(POST "Content-Length: 5\r\n\r\nGET /" GOOD, "2");
    FRAMED(POST "content-LENGTH:000\r\n\r\n" GOOD, "2");
    FRAMED(POST "Transfer-Encoding: CHUNKED\r\n\r\n2;a=b\r\nab\r\n00a\r\n0123456789\r\n0\r\nX: "
                "y\r\n\r\n" GOOD,
           "2");
    FRAMED("GET / HTTP/1.1\r\nX:\r\nY: \t\xC3\xA9 \r\n\r\n", "1");
    FRAMED("GET / HTTP/1.1\r\nHost: a\r\n\r", "0 and a part");
    FRAMED(POST "Content-Length: 5\r\n\r\nabcd", "0 and a part");
    FRAMED("", "0");
}
END_TEST

START_TEST(framing__what_could_be_read_in_two_ways_is_refused) {
    FRAMED(GOOD "GET  / HTTP/1.1\r\n\r\n", "1: bad request line");
    FRAMED("GET / HTTP/1.1 \r\n\r\n", "0: bad request line");
    FRAMED("GET / HTTP/1.1\n\n", "0: bad request line");
    FRAMED("GET /\r\n\r\n", "0: bad request line");
    FRAMED("\r\n\r\n" GOOD, "0: bad method");
    FRAMED("GET / HTTP/2.0\r\n", "0: another version");
    FRAMED("GET / http/1.1\r\n", "0: bad version");
    FRAMED(POST "Content-Length : 5\r\n", "0: blank before a colon");
    FRAMED(POST "Content-Length:\r\n 5\r\n", "0: bad Content-Length");
    FRAMED(POST "X: y\r\n z\r\n", "0: folded header");
    FRAMED(POST "X: y\nZ: 1\r\n\r\n", "0: control character in a header");
    FRAMED(POST "X: y\rZ: 1\r\n\r\n", "0: CR without LF");
    FRAMED(POST "X: \0\r\n\r\n", "0: control character in a header");
    FRAMED(POST ": y\r\n\r\n", "0: bad header");
    FRAMED(POST "Content-Length: 5\r\nContent-Length: 5\r\n", "0: two Content-Lengths");
    FRAMED(POST "Content-Length: 5, 5\r\n", "0: bad Content-Length");
    FRAMED(POST "Content-Length: 5 \r\n", "0: bad Content-Length");
    FRAMED(POST "Transfer-Encoding: gzip, chunked\r\n", "0: bad Transfer-Encoding");
    FRAMED(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "0: bad Transfer-Encoding");
    FRAMED(POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
           "0: Content-Length beside Transfer-Encoding");
    FRAMED("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
           "0: Transfer-Encoding in HTTP/1.0");
    FRAMED(POST "Transfer-Encoding: chunked\r\n\r\n1\r\nab", "0: chunk longer than told");
    FRAMED(POST "Transfer-Encoding: chunked\r\n\r\n1 \r\na", "0: bad chunk size");
    FRAMED(POST "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 1\r\n",
           "0: a trailer that frames");
}
END_TEST

START_TEST(framing__every_part_of_a_message_is_bounded) {
    struct text text;
    FRAMED(POST "Content-Length: 1000\r\n\r\n", "0 and a part");
    FRAMED(POST "Content-Length: 1001\r\n\r\n", "0: longer than any body");
    FRAMED(POST "Content-Length: 18446744073709551617\r\n\r\n", "0: longer than any body");
    FRAMED(POST "Transfer-Encoding: chunked\r\n\r\n3e9\r\n", "0: longer than any body");
    FRAMED(POST "Transfer-Encoding: chunked\r\n\r\n000000001\r\n", "0: bad chunk size");
    for (int count = TARGET_PARAMETERS_MAX; count <= QUERY_PARAMETERS_MAX + 1; count++) {
        text_init(&text, arena);
        text_add_string(&text, "GET /?a");
        for (int i = 1; i < count; i++) {
            text_add_string(&text, "&a");
        }
        text_add_string(&text, " HTTP/1.1\r\n\r\n");
        ck_assert_str_eq(framed(text.bytes, text.length),
                         count > TARGET_PARAMETERS_MAX ? "0: too many parameters" : "1");
    }
    for (int count = HEADERS_MAX; count <= HEADERS_MAX + 1; count++) {
        text_init(&text, arena);
        text_add_string(&text, "GET / HTTP/1.1\r\nCookie: a=1; b=2\r\n");
        for (int i = 2; i < count; i++) {
            text_add_string(&text, "X: y\r\n");
        }
        text_add_string(&text, "\r\n");
        ck_assert_str_eq(framed(text.bytes, text.length),
                         count > HEADERS_MAX ? "0: too many headers" : "1");
    }
    for (int length = TARGET_LENGTH_MAX; length <= TARGET_LENGTH_MAX + 1; length++) {
        text_init(&text, arena);
        text_format(&text, "GET /%0*d HTTP/1.1\r\n\r\n", length - 1, 0);
        ck_assert_str_eq(framed(text.bytes, text.length),
                         length > TARGET_LENGTH_MAX ? "0: target too long" : "1");
    }
    for (int length = HEAD_SIZE_MAX; length <= HEAD_SIZE_MAX + 1; length++) {
        text_init(&text, arena);
        text_format(&text, "GET / HTTP/1.1\r\nX: %0*d\r\n\r\n", length - 23, 0);
        ck_assert_str_eq(framed(text.bytes, text.length),
                         length > HEAD_SIZE_MAX ? "0: head too long" : "1");
    }
}
END_TEST

START_TEST(message__request_id_that_could_be_a_persons_is_not_taken) {
    static const char *const personal[] = {"131052-900W", "x-131052A900W", "131052y900w",
                                           "0401234567",  "040-123.45.67", "tel:358401234567"};
    static const char *const taken[] = {"20261128-0001", "req.17",
                                        "0197a3c0-9999-7000-8000-000000000001",
                                        "00000000000000000000000000000001", "040123"};
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++) {
        struct headers headers = {.request_id = personal[i]};
        ck_assert_msg(headers_request_id(&headers) == NULL, "%s", personal[i]);
    }
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        struct headers headers = {.request_id = taken[i]};
        ck_assert_msg(headers_request_id(&headers) != NULL, "%s", taken[i]);
    }
}
END_TEST

/* Has the other end been closed for good within ten seconds? */
static bool is_cut_off(int peer, int patience_ms) {
    struct pollfd look = {.fd = peer, .events = POLLRDHUP};
    return poll(&look, 1, patience_ms) > 0;
}

START_TEST(connections__unread_answers_are_cut_off_soon_where_they_are_many) {
    struct connections *connections = connections_new(60, 60);
    int pair[2], other[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
    struct connection *unread = connections_add(connections, pair[0]);
    struct connection *reading = connections_add(connections, other[0]);
    connection_begins(reading);
    connection_works(unread);
    connection_sends(connections, unread, ANSWERS_HELD_MAX / 2);
    ck_assert(!is_cut_off(pair[1], UNREAD_MS + 1000));
    connection_rests(connections, unread);
    connection_sends(connections, unread, ANSWERS_HELD_MAX / 2 + 1);
    ck_assert_uint_eq(connections_busy(connections), 2);
    ck_assert(is_cut_off(pair[1], 10000));
    ck_assert(!is_cut_off(other[1], 0));
    connections_remove(connections, unread);
    ck_assert_int_eq(connections_held(connections), 0);
    connections_remove(connections, reading);
    connections_free(connections);
    close(pair[0]), close(pair[1]), close(other[0]), close(other[1]);
}
END_TEST

START_TEST(connections__those_without_a_request_make_room) {
    struct connections *connections = connections_new(60, 60);
    int pair[2], other[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
    struct connection *resting = connections_add(connections, pair[0]);
    struct connection *reading = connections_add(connections, other[0]);
    connection_begins(reading);
    usleep((CROWDED_REST_MS + 100) * 1000);
    connections_make_room(connections);
    ck_assert_int_eq(recv(pair[0], (char[1]){0}, 1, MSG_DONTWAIT), 0);
    ck_assert_int_eq(recv(other[0], (char[1]){0}, 1, MSG_DONTWAIT), -1);
    connections_remove(connections, resting);
    connections_remove(connections, reading);
    connections_free(connections);
    close(pair[0]), close(pair[1]), close(other[0]), close(other[1]);
}
END_TEST

START_TEST(files__are_shared_and_read_again_when_they_change) {
    char path[] = "/tmp/asiakkuus-file-XXXXXX", out[16] = "";
    int descriptor = mkstemp(path);
    ck_assert_int_eq(write(descriptor, "first", 5), 5);
    struct files *files = files_new();
    struct file *one = files_take(files, path), *two = files_take(files, path);
    ck_assert_ptr_eq(one, two);
    ck_assert(!file_has_packed(one));
    ck_assert_int_eq(write(descriptor, ", more", 6), 6);
    struct file *three = files_take(files, path);
    ck_assert_uint_eq(file_length(one, false), 5);
    ck_assert_uint_eq(file_length(three, false), 11);
    ck_assert_uint_eq(file_read(three, false, 7, out, sizeof out), 4);
    ck_assert_str_eq(out, "more");
    ck_assert_uint_eq(file_read(three, false, 11, out, sizeof out), 0);
    ck_assert_uint_eq(file_read(three, false, 12, out, sizeof out), 0);
    ck_assert_ptr_null(files_take(files, "/tmp"));
    file_give_back(one), file_give_back(two), file_give_back(three);
    files_free(files);
    close(descriptor), unlink(path);
}
END_TEST

START_TEST(message__request_id_is_taken_only_when_plain) {
    struct headers headers = {.request_id = "abc-1.2:3_X"};
    ck_assert_str_eq(headers_request_id(&headers), "abc-1.2:3_X");
    static const char *const bad[] = {"", "a b", "a\"b", "a\nb", "ä", "<x>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        headers.request_id = bad[i];
        ck_assert_ptr_null(headers_request_id(&headers));
    }
    char *longer = arena_alloc(arena, 130);
    memset(longer, 'a', 129);
    headers.request_id = longer;
    ck_assert_ptr_null(headers_request_id(&headers));
}
END_TEST

START_TEST(message__traceparent_is_taken_only_when_well_formed) {
    struct headers headers = {.traceparent =
                                  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};
    ck_assert_ptr_nonnull(headers_traceparent(&headers));
    headers.traceparent = "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01";
    ck_assert_ptr_null(headers_traceparent(&headers));
    headers.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0";
    ck_assert_ptr_null(headers_traceparent(&headers));
}
END_TEST

START_TEST(language__best_weight_wins_and_finnish_is_the_rest) {
    static const struct {
        const char *header;
        enum language language;
    } rows[] = {{NULL, LANGUAGE_FI},
                {"", LANGUAGE_FI},
                {"sv", LANGUAGE_SV},
                {"SV-fi", LANGUAGE_SV},
                {"en-GB,en;q=0.8", LANGUAGE_EN},
                {"de, sv;q=0.5, en;q=0.7", LANGUAGE_EN},
                {"sv;q=0.7, en;q=0.7", LANGUAGE_SV},
                {"en;q=0", LANGUAGE_FI},
                {"de", LANGUAGE_FI},
                {"*", LANGUAGE_FI},
                {"enx", LANGUAGE_FI},
                {"en;q=x", LANGUAGE_FI},
                {";;;,,,=q", LANGUAGE_FI},
                {"fi;q=0.001, sv;q=1.000", LANGUAGE_SV}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_msg(negotiate_language(rows[i].header) == rows[i].language, "%s", rows[i].header);
    }
}
END_TEST

START_TEST(accept__closest_range_decides) {
    static const char *const good[] = {NULL,
                                       "",
                                       "*/*",
                                       "application/*",
                                       "application/json",
                                       "text/html, application/json;q=0.1",
                                       "text/html, */*;q=0.1",
                                       "APPLICATION/JSON"};
    static const char *const bad[] = {"text/html",
                                      "application/xml",
                                      "application/json;q=0",
                                      "*/*, application/json;q=0",
                                      "application/jsonx",
                                      "x"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(negotiate_preferred(arena, good[i], "application/json"), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!negotiate_preferred(arena, bad[i], "application/json"), "%s", bad[i]);
    }
}
END_TEST

static const char *const preferred[][2] = {{NULL, "application/json"},
                                           {"*/*", "application/json"},
                                           {"text/csv", "text/csv"},
                                           {"text/*", "text/csv"},
                                           {"application/json;q=0.5, text/csv", "text/csv"},
                                           {"text/csv;q=0.5, */*;q=0.6", "application/json"},
                                           {"text/csv;q=0, text/*", NULL},
                                           {"text/html", NULL}};

START_TEST(accept__chooses_among_what_is_produced) {
    const char *found = negotiate_preferred(arena, preferred[_i][0], "application/json text/csv");
    ck_assert_pstr_eq(found, preferred[_i][1]);
}
END_TEST

START_TEST(content_type__is_json_in_utf8) {
    static const char *const good[] = {"application/json", "Application/JSON; charset=UTF-8",
                                       "application/json;charset=\"utf-8\"", "application/json;",
                                       "application/json; v=1; charset=utf-8"};
    static const char *const bad[] = {NULL,
                                      "",
                                      "text/json",
                                      "application/jsonp",
                                      "application/json; charset=latin1",
                                      "application/json;v=1;charset=latin1",
                                      "application/json charset=utf-8",
                                      "application/json+x",
                                      "application/x-www-form-urlencoded",
                                      "text/plain"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(negotiate_is_json(good[i]), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!negotiate_is_json(bad[i]), "%s", bad[i]);
    }
}
END_TEST

START_TEST(gzip__only_where_it_is_named) {
    ck_assert(negotiate_gzip("gzip, deflate, br"));
    ck_assert(negotiate_gzip("br;q=1, gzip;q=0.5"));
    ck_assert(!negotiate_gzip("gzip;q=0"));
    ck_assert(!negotiate_gzip(NULL));
    ck_assert(!negotiate_gzip("br"));
}
END_TEST

START_TEST(gzip__gives_the_same_bytes_back) {
    struct text text;
    char out[8000];
    text_init(&text, arena);
    for (int i = 0; i < 500; i++) {
        text_format(&text, "line %d\n", i);
    }
    char *before = arena_copy(arena, text.bytes, text.length);
    size_t length = text.length;
    ck_assert(compress_gzip(&text));
    ck_assert_uint_lt(text.length, length);
    z_stream stream = {.next_in = (Bytef *)text.bytes,
                       .avail_in = (uInt)text.length,
                       .next_out = (Bytef *)out,
                       .avail_out = sizeof out};
    ck_assert_int_eq(inflateInit2(&stream, 15 + 16), Z_OK);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(stream.total_out, length);
    ck_assert_mem_eq(out, before, length);
    inflateEnd(&stream);
}
END_TEST

/* The versions named, as "7,8"; "*" for any, "bad" for what is no list. */
static const char *match(const char *if_match) {
    struct versions versions;
    struct text text;
    if (!etag_parse_match(arena, if_match, &versions)) {
        return "bad";
    }
    text_init(&text, arena);
    for (size_t i = 0; i < versions.count; i++) {
        text_format(&text, "%s%lld", i > 0 ? "," : "", (long long)versions.items[i]);
    }
    return versions.any ? "*" : text.bytes;
}

START_TEST(if_match__names_versions) {
    ck_assert_str_eq(match("*"), "*");
    ck_assert_str_eq(match("\"7\""), "7");
    ck_assert_str_eq(match("\"7-fi\", \"8-sv\",\"9-en\""), "7,8,9");
    ck_assert_str_eq(match("\"1\" , \"2\","), "1,2");
    ck_assert_str_eq(match("\"999999999999999999\""), "999999999999999999");
}
END_TEST

START_TEST(if_match__other_tags_name_no_version) {
    ck_assert_str_eq(match("W/\"7\""), "0");
    ck_assert_str_eq(match("\"x\", \"7\""), "0,7");
    ck_assert_str_eq(match("\"07\""), "0");
    ck_assert_str_eq(match("\"\""), "0");
    ck_assert_str_eq(match("\"-7\""), "0");
    ck_assert_str_eq(match("\"7-\""), "0");
    ck_assert_str_eq(match("\"7-de\""), "0");
    ck_assert_str_eq(match("\"7-svsv\""), "0");
    ck_assert_str_eq(match("\"9999999999999999999\""), "0");
    ck_assert_str_eq(match("\"a, b\""), "0");
}
END_TEST

START_TEST(if_match__what_is_no_list_of_tags_is_bad) {
    static const char *const bad[] = {
        "",         "7",       "\"7",         ",",  "\"7\" \"8\"", "\"7\" x",
        "*, \"7\"", "\"7\",8", "\"7\", W/\"", "W/", "\"7\", *"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(strcmp(match(bad[i]), "bad") == 0, "%s: %s", bad[i], match(bad[i]));
    }
}
END_TEST

START_TEST(versions__hold_what_they_name) {
    const int64_t items[] = {7, 9};
    struct versions named = {.items = items, .count = 2}, any = {.any = true}, none = {0};
    ck_assert(versions_hold(&named, 7) && versions_hold(&named, 9) && versions_hold(&any, 8));
    ck_assert(!versions_hold(&named, 8) && !versions_hold(&none, 8));
}
END_TEST

START_TEST(etag__differs_between_languages) {
    ck_assert_str_eq(etag_print(arena, 7, LANGUAGE_FI), "\"7\"");
    ck_assert_str_eq(etag_print(arena, 7, LANGUAGE_SV), "\"7-sv\"");
    ck_assert_str_eq(etag_print(arena, 7, LANGUAGE_EN), "\"7-en\"");
}
END_TEST

START_TEST(etag__of_bytes_tells_them_apart) {
    const char *one = etag_of(arena, "one", 3), *other = etag_of(arena, "two", 3);
    ck_assert_str_eq(one, "\"7692c3ad3540bb803c020b3aee66cd88\"");
    ck_assert_str_ne(one, other);
}
END_TEST

static const char *none_match(const char *if_none_match, const char *etag) {
    return etag_none_match(arena, if_none_match, etag);
}

START_TEST(if_none_match__finds_the_tag_in_the_list) {
    ck_assert_str_eq(none_match("\"7\"", "\"7\""), "\"7\"");
    ck_assert_str_eq(none_match("W/\"7\"", "\"7\""), "\"7\"");
    ck_assert_str_eq(none_match("\"1\", W/\"2\",\"7\"", "\"7\""), "\"7\"");
    ck_assert_str_eq(none_match("*", "\"7\""), "\"7\"");
    ck_assert_str_eq(none_match("\"7\", \"7-sv\"", "\"7-sv\""), "\"7-sv\"");
    ck_assert_ptr_null(none_match("\"7\", \"7-sv\"", "\"7-en\""));
    ck_assert_ptr_null(none_match("\"77\"", "\"7\""));
    ck_assert_ptr_null(none_match("7", "\"7\""));
    ck_assert_ptr_null(none_match("\"7", "\"7\""));
    ck_assert_ptr_null(none_match("*", NULL));
    ck_assert_ptr_null(none_match(NULL, "\"7\""));
}
END_TEST

START_TEST(etag__of_gzip_is_another_and_is_held_too) {
    ck_assert_str_eq(etag_gzip(arena, "\"7-sv\""), "\"7-sv-gzip\"");
    ck_assert_ptr_null(etag_gzip(arena, NULL));
    ck_assert_str_eq(none_match("\"7-gzip\"", "\"7\""), "\"7-gzip\"");
    ck_assert_str_eq(none_match("\"7\", \"7-sv-gzip\"", "\"7-sv\""), "\"7-sv-gzip\"");
    ck_assert_ptr_null(none_match("\"7-sv-gzip\"", "\"7\""));
    ck_assert_ptr_null(none_match("\"-gzip\"", "\"7\""));
    ck_assert_str_eq(match("\"7-gzip\", \"8-sv-gzip\", \"9-gzip-gzip\", \"-gzip\""), "7,8,0,0");
}
END_TEST

START_TEST(quiet__lets_one_in_a_period_and_counts_the_others) {
    const int64_t second = 1000000, period = LOG_UNAVAILABLE_S * second;
    struct quiet *quiet = quiet_new();
    ck_assert_int_eq(quiet_count(quiet, second), 0);
    ck_assert(quiet_lets(quiet, second));
    ck_assert_int_eq(quiet_count(quiet, second), 0);
    for (int i = 0; i < 7; i++) {
        ck_assert(!quiet_lets(quiet, 2 * second));
    }
    ck_assert_int_eq(quiet_count(quiet, 3 * second), 0);
    ck_assert_int_eq(quiet_count(quiet, 2 * second + period), 7);
    ck_assert_int_eq(quiet_count(quiet, 2 * second + period), 0);
    ck_assert(quiet_lets(quiet, 2 * second + period));
    ck_assert(!quiet_lets(quiet, 2 * second + period));
    ck_assert_int_eq(quiet_rest(quiet), 1);
    ck_assert_int_eq(quiet_rest(quiet), 0);
    ck_assert(quiet_lets(NULL, 0));
    quiet_free(quiet);
}
END_TEST

START_TEST(cursor__gives_back_the_values_it_was_made_of) {
    static const char *const values[] = {"2026-11-22T12:00:00Z", NULL, "", "\xc3\x84hti\xc3\xa4"};
    const char *read[PAGE_KEYS_MAX] = {NULL};
    char *text = cursor_print(arena, "thing_list", values, 4);
    ck_assert(cursor_parse(arena, "thing_list", text, read));
    ck_assert_str_eq(read[0], values[0]);
    ck_assert_ptr_null(read[1]);
    ck_assert_str_eq(read[2], "");
    ck_assert_str_eq(read[3], values[3]);
    ck_assert_ptr_null(read[4]);
}
END_TEST

START_TEST(cursor__longer_than_its_bound_is_not_made) {
    char *value = arena_alloc(arena, CURSOR_LENGTH_MAX + 1);
    memset(value, 'a', CURSOR_LENGTH_MAX);
    const char *values[] = {value};
    ck_assert_ptr_null(cursor_print(arena, "thing_list", values, 1));
}
END_TEST

START_TEST(cursor__fits_its_own_list_only) {
    static const char *const values[] = {"2026-11-22T12:00:00Z", "x"};
    const char *read[PAGE_KEYS_MAX];
    char *text = cursor_print(arena, "thing_list", values, 2);
    ck_assert(!cursor_parse(arena, "part_list", text, read));
    for (size_t i = 0; text[i]; i++) {
        char *bad = arena_string(arena, text);
        bad[i] = bad[i] == 'A' ? 'B' : 'A';
        ck_assert(!cursor_parse(arena, "thing_list", bad, read));
    }
    static const char *const bad[] = {"", "x", "' OR 1=1 --",
                                      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert(!cursor_parse(arena, "thing_list", bad[i], read));
    }
}
END_TEST

START_TEST(idempotency_key__is_a_string_or_a_word) {
    const char *key = NULL;
    ck_assert_int_eq(idempotency_key_read(&context, NULL, &key), OK);
    ck_assert_ptr_null(key);
    ck_assert_int_eq(idempotency_key_read(&context, "\"a-1\"", &key), OK);
    ck_assert_str_eq(key, "a-1");
    ck_assert_int_eq(idempotency_key_read(&context, "a-1", &key), OK);
    ck_assert_str_eq(key, "a-1");
    static const char *const bad[] = {"", "\"\"", "\"a", "a b", "a\"b", "ä", "\"a\"b\""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        context.error_count = 0;
        ck_assert_int_eq(idempotency_key_read(&context, bad[i], &key), STATUS_invalid);
    }
}
END_TEST

START_TEST(problem__tells_every_field_in_the_language_of_the_caller) {
    struct reply reply;
    context.language = LANGUAGE_SV;
    context_error(&context, "/age", ERROR_out_of_range, "0..150");
    context_error(&context, "?limit", ERROR_wrong_type, "integer");
    context_error_at(&context, ERROR_syntax, "not JSON", 17, 2, 3);
    problem_write(&context, STATUS_invalid, NULL, &reply);
    ck_assert_int_eq(reply.status, 400);
    ck_assert_str_eq(reply.content_type, "application/problem+json");
    ck_assert_str_eq(
        reply.body.bytes,
        "{\"type\":\"urn:asiakkuus:problem:invalid\",\"title\":\"Begäran innehåller felaktiga "
        "fält\",\"status\":400,\"instance\":\"r-1\",\"errors\":[{\"pointer\":\"/age\",\"code\":"
        "\"out_of_range\",\"detail\":\"Värdet ligger utanför 0..150.\"},{\"parameter\":\"limit\","
        "\"code\":\"wrong_type\",\"detail\":\"Fel datatyp; förväntat: heltal.\"},{\"code\":"
        "\"syntax\",\"detail\":\"JSON-syntaxfel: är inte "
        "JSON\",\"offset\":17,\"line\":2,\"column\":3}]}");
}
END_TEST

START_TEST(problem__tells_the_place_within_a_text) {
    struct reply reply;
    context.language = LANGUAGE_EN;
    context_error_place(&context, "/question", ERROR_identifying_text, "phone", 22, 12);
    context_error_place(&context, "/question", ERROR_identifying_text, "phone", 40, 12);
    problem_write(&context, STATUS_rule_broken, NULL, &reply);
    ck_assert_ptr_nonnull(strstr(reply.body.bytes, "\"offset\":22,\"length\":12}"));
    ck_assert_ptr_nonnull(strstr(reply.body.bytes, "\"offset\":40,\"length\":12}"));
    ck_assert_ptr_null(strstr(reply.body.bytes, "line"));
}
END_TEST

START_TEST(problem__failure_of_the_service_tells_nothing_of_it) {
    struct reply reply;
    context.language = LANGUAGE_EN;
    (void)context_fail(&context, STATUS_internal, "SQLSTATE 42P01");
    problem_write(&context, STATUS_internal, NULL, &reply);
    ck_assert_int_eq(reply.status, 500);
    ck_assert_ptr_null(strstr(reply.body.bytes, "42P01"));
}
END_TEST

static Suite *http_suite(void) {
    Suite *suite = suite_create("http");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_set_timeout(all, 60);
    tcase_add_test(all, lanes__the_one_with_most_room_is_chosen_in_turn);
    tcase_add_test(all, lanes__none_is_chosen_where_all_places_are_taken);
    tcase_add_test(all, router__finds_the_operation);
    tcase_add_test(all, router__literal_goes_before_parameter_whatever_the_method);
    tcase_add_test(all, router__other_methods_are_told_what_is_allowed);
    tcase_add_test(all, router__paths_are_taken_to_the_letter);
    tcase_add_test(all, router__parameters_are_decoded_strictly);
    tcase_add_test(all, percent__query_plus_is_a_space);
    tcase_add_test(all, message__good_ones_pass);
    tcase_add_test(all, message__that_could_end_elsewhere_is_refused);
    tcase_add_test(all, framing__messages_end_where_they_say);
    tcase_add_test(all, framing__what_could_be_read_in_two_ways_is_refused);
    tcase_add_test(all, framing__every_part_of_a_message_is_bounded);
    tcase_add_test(all, connections__unread_answers_are_cut_off_soon_where_they_are_many);
    tcase_add_test(all, connections__those_without_a_request_make_room);
    tcase_add_test(all, files__are_shared_and_read_again_when_they_change);
    tcase_add_test(all, message__request_id_that_could_be_a_persons_is_not_taken);
    tcase_add_test(all, message__request_id_is_taken_only_when_plain);
    tcase_add_test(all, message__traceparent_is_taken_only_when_well_formed);
    tcase_add_test(all, language__best_weight_wins_and_finnish_is_the_rest);
    tcase_add_test(all, accept__closest_range_decides);
    tcase_add_loop_test(all, accept__chooses_among_what_is_produced, 0,
                        sizeof preferred / sizeof *preferred);
    tcase_add_test(all, content_type__is_json_in_utf8);
    tcase_add_test(all, gzip__only_where_it_is_named);
    tcase_add_test(all, gzip__gives_the_same_bytes_back);
    tcase_add_test(all, if_match__names_versions);
    tcase_add_test(all, if_match__other_tags_name_no_version);
    tcase_add_test(all, if_match__what_is_no_list_of_tags_is_bad);
    tcase_add_test(all, versions__hold_what_they_name);
    tcase_add_test(all, etag__differs_between_languages);
    tcase_add_test(all, if_none_match__finds_the_tag_in_the_list);
    tcase_add_test(all, etag__of_bytes_tells_them_apart);
    tcase_add_test(all, etag__of_gzip_is_another_and_is_held_too);
    tcase_add_test(all, quiet__lets_one_in_a_period_and_counts_the_others);
    tcase_add_test(all, cursor__gives_back_the_values_it_was_made_of);
    tcase_add_test(all, cursor__longer_than_its_bound_is_not_made);
    tcase_add_test(all, cursor__fits_its_own_list_only);
    tcase_add_test(all, idempotency_key__is_a_string_or_a_word);
    tcase_add_test(all, problem__tells_every_field_in_the_language_of_the_caller);
    tcase_add_test(all, problem__tells_the_place_within_a_text);
    tcase_add_test(all, problem__failure_of_the_service_tells_nothing_of_it);
    suite_add_tcase(suite, all);
    return suite;
}

int main(void) {
    SRunner *runner = srunner_create(http_suite());
    srunner_add_suite(runner, rate_suite());
    srunner_add_suite(runner, answer_suite());
    srunner_add_suite(runner, account_suite());
    srunner_add_suite(runner, request_suite());
    srunner_add_suite(runner, page_suite());
    srunner_add_suite(runner, intake_suite());
    srunner_add_suite(runner, shared_suite());
    srunner_add_suite(runner, outcome_suite());
    bool database = database_create();
    if (!database && getenv("TEST_DATABASE_URL")) {
        return EXIT_FAILURE;
    }
    if (database) {
        srunner_add_suite(runner, idempotency_suite());
        srunner_add_suite(runner, refusal_suite());
        srunner_add_suite(runner, readiness_suite());
    }
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    if (database) {
        database_drop();
    }
    return failed == 0 ? 0 : 1;
}
