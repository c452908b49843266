/* Audit and event rows: in the caller's transaction, or not at all. */
#include "suites.h"
#include "support.h"

#include "ledger/ledger.h"

#include <string.h>
#include <unistd.h>

static struct db_pool *pool;
static struct context context;

static void begin(void) {
    struct db_settings settings = small_pool(1);
    pool = db_pool_new(&settings);
    request_begin(&context, pool);
    context.actor.register_code = REGISTER_HEALTH;
    context.actor.unit = "keskus";
    context.actor.role = "professional";
}

static void end(void) {
    request_end(&context);
    db_pool_free(pool);
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "TRUNCATE audit_event, event");
    PQfinish(pg);
}

static const char *ask(const char *text) {
    PGconn *pg = connect_to(as_superuser());
    const char *answer = sql(pg, text);
    PQfinish(pg);
    return answer;
}

static struct uuid some_id(uint8_t number) {
    struct uuid id = {.bytes = {0}};
    id.bytes[15] = number;
    return id;
}

static void write_both(void) {
    ck_assert_int_eq(
        ledger_audit(&context, AUDIT_CREATE, some_id(1), RESOURCE_client, some_id(2), GROUND_self),
        OK);
    ck_assert_int_eq(ledger_event(&context, EVENT_client_created, some_id(2), 1), OK);
}

START_TEST(ledger__rows_come_with_the_commit) {
    write_both();
    ck_assert_int_eq(db_commit(&context), OK);
    ck_assert_str_eq(
        ask("SELECT concat_ws(' ', area, at, kind, operation, sub, name, unit, role,"
            " register, client_id, resource, resource_id, ground, request_id)"
            " FROM audit_event"),
        "90 2026-11-22 12:00:00+00 create test tester Teuvo Testaaja keskus professional"
        " health 00000000-0000-0000-0000-000000000001 client"
        " 00000000-0000-0000-0000-000000000002 self r1");
    ck_assert_str_eq(ask("SELECT concat_ws(' ', area, at, type, resource, resource_id, version)"
                         " FROM event"),
                     "90 2026-11-22 12:00:00+00 client.created client"
                     " 00000000-0000-0000-0000-000000000002 1");
}
END_TEST

START_TEST(ledger__rows_go_with_the_rollback) {
    write_both();
    db_rollback(&context);
    ck_assert_str_eq(
        ask("SELECT (SELECT count(*) FROM audit_event) + (SELECT count(*) FROM event)"), "0");
}
END_TEST

START_TEST(ledger__both_rows_are_of_one_transaction) {
    write_both();
    ck_assert_int_eq(db_commit(&context), OK);
    ck_assert_str_eq(ask("SELECT e.transaction::text = a.xmin::text FROM event e, audit_event a"),
                     "t");
}
END_TEST

START_TEST(ledger_audit__may_concern_no_client) {
    const struct uuid none = {.bytes = {0}};
    ck_assert_int_eq(ledger_audit(&context, AUDIT_SEARCH, none, RESOURCE_client, none, GROUND_none),
                     OK);
    ck_assert_int_eq(db_commit(&context), OK);
    ck_assert_str_eq(ask("SELECT client_id IS NULL AND resource_id IS NULL AND ground IS NULL"
                         " AND kind = 'search' FROM audit_event"),
                     "t");
}
END_TEST

START_TEST(ledger_event__none_leaves_no_row) {
    ck_assert_int_eq(ledger_event(&context, EVENT_none, some_id(1), 1), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    ck_assert_str_eq(ask("SELECT count(*) FROM event"), "0");
}
END_TEST

/* --- the feed --- */

enum { WRITERS = 12 };

/* The events below the bound and after the last one read, as "3 1 ", appended to `read`. */
static void follow(PGconn *reader, char *last, size_t last_size, char *read, size_t read_size) {
    const char *bound = NULL;
    char text[500];
    ck_assert_int_eq(ledger_feed_bound(&context, &bound), OK);
    snprintf(text, sizeof text,
             "SELECT coalesce(string_agg(version || ' ', '' ORDER BY transaction, id), ''),"
             " max(transaction::text::bigint) FROM event"
             " WHERE area = '90' AND transaction < '%s' AND transaction > '%s'",
             bound, last);
    PGresult *rows = PQexec(reader, text);
    strncat(read, PQgetvalue(rows, 0, 0), read_size - strlen(read) - 1);
    if (!PQgetisnull(rows, 0, 1)) {
        snprintf(last, last_size, "%s", PQgetvalue(rows, 0, 1));
    }
    PQclear(rows);
}

/* What is read in the end: transactions of other tests in the cluster hold the bound back as well.
 */
static void follow_to(const char *expected, PGconn *reader, char *last, size_t last_size,
                      char *read, size_t read_size) {
    for (int i = 0; i < 3000 && strlen(read) < strlen(expected); i++) {
        follow(reader, last, last_size, read, read_size);
        usleep(20000);
    }
    ck_assert_str_eq(read, expected);
}

/* Many transactions write one event each and end in every order. Anyone who follows the feed all
 * the time has in the end read each event once, in the order of the feed. */
START_TEST(feed__event_that_commits_later_with_an_earlier_key_is_not_lost) {
    PGconn *writers[WRITERS], *reader = connect_to(as_superuser());
    char last[30] = "0", read[300] = "", text[300];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = connect_to(as_app());
        snprintf(text, sizeof text,
                 "BEGIN; SET LOCAL app.area = '90';"
                 "INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES"
                 " ('90', gen_random_uuid(), now() - interval '%d minutes', 'client.created',"
                 " 'client', gen_random_uuid(), %d)",
                 i * 7 % WRITERS, i);
        sql(writers[i], text);
    }
    for (int i = 0; i < WRITERS; i++) {
        int next = (i * 7 + 5 + _i) % WRITERS; /* 7 and 12 have no divisor in common: all of them */
        sql(writers[next], next == 4 ? "ROLLBACK" : "COMMIT");
        PQfinish(writers[next]);
        follow(reader, last, sizeof last, read, sizeof read);
    }
    follow_to("0 1 2 3 5 6 7 8 9 10 11 ", reader, last, sizeof last, read, sizeof read);
    PQfinish(reader);
}
END_TEST

/* The one that is still open holds back those behind it, not those before it. */
START_TEST(feed__is_told_up_to_the_first_open_transaction) {
    PGconn *writers[3], *reader = connect_to(as_superuser());
    char last[30] = "0", read[300] = "";
    for (int i = 0; i < 3; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "BEGIN; SET LOCAL app.area = '90';"
                 "INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES"
                 " ('90', gen_random_uuid(), now(), 'client.created', 'client',"
                 " gen_random_uuid(), %d)",
                 i);
        writers[i] = connect_to(as_app());
        sql(writers[i], text);
    }
    sql(writers[0], "COMMIT");
    sql(writers[2], "COMMIT");
    follow_to("0 ", reader, last, sizeof last, read, sizeof read);
    sql(writers[1], "COMMIT");
    follow_to("0 1 2 ", reader, last, sizeof last, read, sizeof read);
    for (int i = 0; i < 3; i++) {
        PQfinish(writers[i]);
    }
    PQfinish(reader);
}
END_TEST

Suite *ledger_suite(void) {
    Suite *suite = suite_create("ledger");
    TCase *tests = tcase_create("ledger");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, ledger__rows_come_with_the_commit);
    tcase_add_test(tests, ledger__rows_go_with_the_rollback);
    tcase_add_test(tests, ledger__both_rows_are_of_one_transaction);
    tcase_add_test(tests, ledger_audit__may_concern_no_client);
    tcase_add_test(tests, ledger_event__none_leaves_no_row);
    tcase_add_loop_test(tests, feed__event_that_commits_later_with_an_earlier_key_is_not_lost, 0,
                        WRITERS);
    tcase_add_test(tests, feed__is_told_up_to_the_first_open_transaction);
    suite_add_tcase(suite, tests);
    return suite;
}
