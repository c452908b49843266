/* The door through which the bytes of callers come in, and how long each may take. */
#include "suites.h"

#include "base/limits.h"
#include "http/intake.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GOOD "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define BAD "GET  / HTTP/1.1\r\n\r\n"

static struct connections *connections;
static struct connection *connection;
static int pair[2];
static int refusals;
static char room[4096];

static void refuse(struct connection *refused) {
    refusals += refused == connection;
}

static void open_pair(void) {
    connections = connections_new(60, 60);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    connection = connections_add(connections, pair[0]);
    connection->refuse = refuse;
    framing_init(&connection->framing, 1000);
    intake_open(connection);
    refusals = 0;
}

static void close_pair(void) {
    intake_close(connection);
    connections_remove(connections, connection);
    connections_free(connections);
    close(pair[0]), close(pair[1]);
}

static void send_bytes(const char *bytes) {
    ck_assert_int_eq(write(pair[1], bytes, strlen(bytes)), (ssize_t)strlen(bytes));
}

/* As libmicrohttpd asks. */
static ssize_t taken(void) {
    errno = 0;
    return recv(pair[0], room, sizeof room, MSG_NOSIGNAL);
}

START_TEST(intake__good_bytes_pass_as_they_come) {
    send_bytes(GOOD);
    ck_assert_int_eq(taken(), sizeof GOOD - 1);
    ck_assert_mem_eq(room, GOOD, sizeof GOOD - 1);
    ck_assert(intake_has_message(connection));
    intake_answered(connection);
    ck_assert(!intake_has_message(connection));
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(refusals, 0);
}
END_TEST

START_TEST(intake__part_of_a_message_is_no_message) {
    send_bytes("GET / HTTP/1.1\r\n");
    ck_assert_int_eq(taken(), 16);
    ck_assert(!intake_has_message(connection));
    ck_assert_uint_eq(connections_busy(connections), 1);
    send_bytes("Host: a\r\n\r\n");
    ck_assert_int_eq(taken(), 11);
    ck_assert(intake_has_message(connection));
}
END_TEST

START_TEST(intake__faulty_message_never_gets_in_and_is_refused_once) {
    send_bytes(BAD);
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(refusals, 1);
    ck_assert_int_eq(connection->framing.fault, STATUS_bad_request);
    ck_assert_int_eq(read(pair[1], room, 1), 0); /* nothing more is sent */
    send_bytes(GOOD GOOD);
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(refusals, 1);
    ck_assert_uint_eq(connections_busy(connections), 0);
}
END_TEST

START_TEST(intake__after_a_refusal_the_caller_is_waited_for) {
    send_bytes(BAD GOOD);
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(shutdown(pair[1], SHUT_WR), 0);
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(errno, ECONNRESET);
}
END_TEST

START_TEST(intake__messages_before_a_faulty_one_are_answered_first) {
    send_bytes(GOOD GOOD BAD GOOD);
    ck_assert_int_eq(taken(), 2 * (ssize_t)(sizeof GOOD - 1));
    ck_assert_int_eq(refusals, 0);
    intake_answered(connection);
    ck_assert_int_eq(refusals, 0);
    intake_answered(connection);
    ck_assert_int_eq(refusals, 1);
}
END_TEST

START_TEST(intake__faulty_message_that_comes_while_one_is_worked_on_waits_for_its_answer) {
    send_bytes(GOOD);
    ck_assert_int_gt(taken(), 0);
    send_bytes(BAD);
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(refusals, 0);
    intake_answered(connection);
    ck_assert_int_eq(refusals, 1);
}
END_TEST

START_TEST(intake__caller_who_leaves_between_messages_says_goodbye) {
    send_bytes(GOOD);
    ck_assert_int_eq(shutdown(pair[1], SHUT_WR), 0);
    ck_assert_int_gt(taken(), 0);
    ck_assert_int_eq(taken(), 0);
}
END_TEST

START_TEST(intake__caller_who_leaves_within_a_message_frees_his_place_at_once) {
    send_bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
    ck_assert_int_eq(shutdown(pair[1], SHUT_WR), 0);
    ck_assert_int_gt(taken(), 0);
    ck_assert_int_eq(taken(), -1);
    ck_assert_int_eq(errno, ECONNRESET);
}
END_TEST

START_TEST(intake__other_sockets_are_left_alone) {
    int other[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
    ck_assert_int_eq(write(other[1], BAD, sizeof BAD - 1), sizeof BAD - 1);
    ck_assert_int_eq(recv(other[0], room, sizeof room, 0), sizeof BAD - 1);
    intake_close(connection);
    send_bytes(BAD);
    ck_assert_int_eq(taken(), sizeof BAD - 1);
    ck_assert_int_eq(refusals, 0);
    ck_assert_int_eq(recv(-1, room, sizeof room, 0), -1);
    ck_assert_int_eq(errno, EBADF);
    close(other[0]), close(other[1]);
}
END_TEST

/* Whatever the pieces, the library sees whole good messages and nothing of the faulty one. */
START_TEST(intake__pieces_change_nothing) {
    static const char all[] = GOOD "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" BAD;
    const size_t good = sizeof all - 1 - (sizeof BAD - 1);
    size_t in = 0;
    srand(7);
    for (size_t at = 0; at < sizeof all - 1;) {
        size_t piece = 1 + (size_t)rand() % 9;
        piece = piece < sizeof all - 1 - at ? piece : sizeof all - 1 - at;
        ck_assert_int_eq(write(pair[1], all + at, piece), (ssize_t)piece);
        ssize_t count = taken();
        for (ssize_t i = 0; i < count; i++) {
            ck_assert_msg(room[i] == all[in + (size_t)i], "byte %zu", in + (size_t)i);
        }
        in += count > 0 ? (size_t)count : 0;
        at += piece;
        while (connection->framing.fault == OK && intake_has_message(connection)) {
            intake_answered(connection);
        }
    }
    /* Of the faulty one at most what came before its fault was seen. */
    ck_assert_uint_ge(in, good);
    ck_assert_uint_lt(in, good + 6);
    ck_assert_int_eq(connection->framing.fault, STATUS_bad_request);
}
END_TEST

/* --- how long each phase may last --- */

static bool is_cut_off(int patience_ms) {
    struct pollfd look = {.fd = pair[1], .events = POLLRDHUP};
    return poll(&look, 1, patience_ms) > 0;
}

/* A request may take no time at all here, a rest a minute. */
static void hasty(void) {
    close_pair();
    open_pair();
    connections_remove(connections, connection);
    connections_free(connections);
    connections = connections_new(0, 60);
    connection = connections_add(connections, pair[0]);
}

START_TEST(connections__request_that_is_not_read_in_time_is_cut_off) {
    hasty();
    connection_begins(connection);
    ck_assert(is_cut_off(10000));
}
END_TEST

START_TEST(connections__those_who_rest_or_work_have_longer_than_a_request_may_be_read) {
    hasty();
    ck_assert(!is_cut_off(400));
    connection_works(connection);
    connection_begins(connection); /* the next one's first byte, while this one is worked on */
    ck_assert(!is_cut_off(400));
    connection_sends(connections, connection, 5);
    ck_assert(!is_cut_off(400));
}
END_TEST

START_TEST(connections__refused_caller_who_does_not_close_is_cut_off) {
    connection_lingers(connection);
    ck_assert(is_cut_off(LINGER_MS + 10000));
}
END_TEST

START_TEST(connections__only_those_with_a_request_are_busy) {
    ck_assert_uint_eq(connections_busy(connections), 0);
    connection_begins(connection);
    ck_assert_uint_eq(connections_busy(connections), 1);
    connection_works(connection);
    ck_assert_uint_eq(connections_busy(connections), 1);
    connection_sends(connections, connection, 10);
    ck_assert_uint_eq(connections_busy(connections), 1);
    ck_assert_int_eq(connections_held(connections), 10);
    connection_rests(connections, connection);
    ck_assert_uint_eq(connections_busy(connections), 0);
    ck_assert_int_eq(connections_held(connections), 0);
    connection_reads(connection);
    ck_assert_uint_eq(connections_busy(connections), 1);
    connection_lingers(connection);
    ck_assert_uint_eq(connections_busy(connections), 0);
}
END_TEST

Suite *intake_suite(void) {
    Suite *suite = suite_create("intake");
    TCase *tests = tcase_create("intake");
    tcase_add_checked_fixture(tests, open_pair, close_pair);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, intake__good_bytes_pass_as_they_come);
    tcase_add_test(tests, intake__part_of_a_message_is_no_message);
    tcase_add_test(tests, intake__faulty_message_never_gets_in_and_is_refused_once);
    tcase_add_test(tests, intake__after_a_refusal_the_caller_is_waited_for);
    tcase_add_test(tests, intake__messages_before_a_faulty_one_are_answered_first);
    tcase_add_test(tests,
                   intake__faulty_message_that_comes_while_one_is_worked_on_waits_for_its_answer);
    tcase_add_test(tests, intake__caller_who_leaves_between_messages_says_goodbye);
    tcase_add_test(tests, intake__caller_who_leaves_within_a_message_frees_his_place_at_once);
    tcase_add_test(tests, intake__other_sockets_are_left_alone);
    tcase_add_test(tests, intake__pieces_change_nothing);
    tcase_add_test(tests, connections__request_that_is_not_read_in_time_is_cut_off);
    tcase_add_test(tests,
                   connections__those_who_rest_or_work_have_longer_than_a_request_may_be_read);
    tcase_add_test(tests, connections__refused_caller_who_does_not_close_is_cut_off);
    tcase_add_test(tests, connections__only_those_with_a_request_are_busy);
    suite_add_tcase(suite, tests);
    return suite;
}
