/* Two at once: sessions that wait for one another, and connections lost while they wait. */
#include "suites.h"
#include "support.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct thing {
    int64_t id;
    const char *name;
};
static const struct shape_field thing_fields[] = {FIELD(struct thing, id, 0),
                                                  FIELD(struct thing, name, 0), FIELD_END};
static const struct shape thing_shape = {"thing", sizeof(struct thing), thing_fields};

static const char *const thing_id[] = {"id"}, *const thing_both[] = {"id", "name"};
static const struct query thing_select = {"thing_select", "SELECT id, name FROM two WHERE id = $1",
                                          1, thing_id};
static const struct query thing_insert = {
    "thing_insert", "INSERT INTO two (id, name) VALUES ($1, $2)", 2, thing_both};
static const struct query thing_update = {"thing_update", "UPDATE two SET name = $2 WHERE id = $1",
                                          2, thing_both};
/* As the audit row of a read: once, whatever comes before. */
static const struct query thing_note = {
    "thing_note", "INSERT INTO noted (id, name) SELECT $1, $2 WHERE true ON CONFLICT DO NOTHING", 2,
    thing_both};
static const struct query thing_isolation = {
    "thing_isolation", "SELECT 1 AS id, current_setting('transaction_isolation') AS name", 0, NULL};
static const struct query thing_pid = {"thing_pid", "SELECT pg_backend_pid() AS id", 0, NULL};

static PGconn *super, *other;
static struct db_pool *pool;

static void begin(void) {
    super = connect_to(as_superuser());
    other = connect_to(as_superuser());
    sql(super, "DROP TABLE IF EXISTS two, noted;"
               "CREATE TABLE two (id bigint PRIMARY KEY, name text);"
               "CREATE TABLE noted (id bigint PRIMARY KEY, name text);"
               "GRANT SELECT, INSERT, UPDATE ON two, noted TO asiakkuus_app;"
               "INSERT INTO two VALUES (1, 'one'), (2, 'two')");
    sql(super, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 50',"
               " current_database()); END $$");
    struct db_settings settings = small_pool(3);
    settings.lock_timeout_ms = settings.statement_timeout_ms = 20000;
    pool = db_pool_new(&settings);
}

static void end(void) {
    db_pool_free(pool);
    PQfinish(other);
    sql(super, "DROP TABLE two, noted");
    PQfinish(super);
}

/* --- somebody who asks on a thread of its own --- */

struct caller {
    struct context context;
    enum status (*ask)(struct context *);
    enum status status;
    int64_t took_us;
    pthread_t thread;
};

static void *run(void *data) {
    struct caller *caller = data;
    int64_t began_us = clock_monotonic_us();
    caller->status = caller->ask(&caller->context);
    caller->took_us = clock_monotonic_us() - began_us;
    return NULL;
}

static void start(struct caller *caller, enum status (*ask)(struct context *)) {
    request_begin(&caller->context, pool);
    caller->ask = ask;
    ck_assert_int_eq(pthread_create(&caller->thread, NULL, run, caller), 0);
}

static void await(struct caller *caller) {
    pthread_join(caller->thread, NULL);
}

#define WAITING                                                                                    \
    " FROM pg_stat_activity WHERE datname = current_database() AND usename = 'asiakkuus_app'"      \
    " AND wait_event_type = 'Lock'"

static void await_waiting(const char *count) {
    while (strcmp(sql(super, "SELECT count(*)" WAITING), count) != 0) {
        usleep(1000);
    }
}

/* Ends the one who waits, and only then what it waits for. */
static void cut_off_and_let_go(void) {
    await_waiting("1");
    sql(super, "SELECT pg_terminate_backend(pid, 5000)" WAITING);
    sql(other, "COMMIT");
}

static void lock(const char *table) {
    char text[100];
    (void)snprintf(text, sizeof text, "BEGIN; LOCK TABLE %s IN ACCESS EXCLUSIVE MODE", table);
    sql(other, text);
}

/* --- connections lost --- */

/* After half a second of silence a trip is not made again: on a machine as busy as that another
 * caller has to show it. */
static enum status asked_in_time(enum status (*ask)(struct context *), const char *meanwhile) {
    struct caller caller = {.took_us = INT64_MAX};
    for (int i = 0; i < 50 && caller.took_us > 450000; i++) {
        lock("two");
        start(&caller, ask);
        await_waiting("1");
        sql(super, meanwhile);
        cut_off_and_let_go();
        await(&caller);
        ck_assert_int_eq(caller.context.failure, caller.status);
        request_end(&caller.context);
    }
    return caller.status;
}

static enum status read_one(struct context *context) {
    const struct thing key = {.id = 1};
    struct thing thing;
    enum status status = db_get(context, &thing_select, &thing_shape, &key, &thing_shape, &thing);
    return status == OK && strcmp(thing.name, "one") == 0 ? db_commit(context) : status;
}

START_TEST(lost__read_that_had_changed_nothing_is_made_again_unseen) {
    ck_assert_int_eq(asked_in_time(read_one, "SELECT 1"), OK);
}
END_TEST

static enum status insert_three(struct context *context) {
    const struct thing three = {3, "three"};
    enum status status = db_later(context, &thing_insert, &thing_shape, &three);
    return status == OK ? db_commit(context) : status;
}

/* The server may have done it: only the caller can know whether to do it again. */
START_TEST(lost__change_on_its_way_is_unavailable_and_never_made_twice) {
    struct caller caller;
    lock("two");
    start(&caller, insert_three);
    cut_off_and_let_go();
    await(&caller);
    ck_assert_int_eq(caller.status, STATUS_unavailable);
    request_end(&caller.context);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM two WHERE id = 3"), "0");
}
END_TEST

static enum status read_then_update(struct context *context) {
    const struct thing one = {1, "changed"};
    struct thing thing;
    enum status status = db_get(context, &thing_pid, NULL, NULL, &thing_shape, &thing);
    return status == OK ? db_run(context, &thing_update, &thing_shape, &one, NULL) : status;
}

START_TEST(lost__second_trip_of_a_transaction_is_not_made_again) {
    struct caller caller;
    lock("two");
    start(&caller, read_then_update);
    cut_off_and_let_go();
    await(&caller);
    ck_assert_int_eq(caller.status, STATUS_unavailable);
    ck_assert_int_eq(db_commit(&caller.context), STATUS_unavailable);
    request_end(&caller.context);
    ck_assert_str_eq(sql(super, "SELECT name FROM two WHERE id = 1"), "one");
}
END_TEST

static enum status read_noted(struct context *context) {
    const struct thing one = {1, "noted"};
    struct thing thing;
    return db_get_audited(context, &thing_select, &thing_note, &thing_shape, &one, &thing_shape,
                          &thing);
}

/* The first trip may have left its row before the connection was lost. */
START_TEST(lost__audited_read_made_again_is_content_with_the_row_of_its_first_trip) {
    ck_assert_int_eq(
        asked_in_time(read_noted, "INSERT INTO noted VALUES (1, 'noted') ON CONFLICT DO NOTHING"),
        OK);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM noted"), "1");
}
END_TEST

START_TEST(audited_read__whose_row_somebody_else_wrote_gives_nothing) {
    struct context context;
    sql(super, "INSERT INTO noted VALUES (1, 'of another')");
    request_begin(&context, pool);
    ck_assert_int_eq(read_noted(&context), STATUS_unavailable);
    request_end(&context);
}
END_TEST

/* --- sessions that wait for one another --- */

static pthread_barrier_t both_hold_one;

/* Takes one row, and once the other caller has the other row, wants that too. */
static enum status update_both(struct context *context, int64_t first) {
    const struct thing one = {first, "changed"}, two = {3 - first, "changed"};
    enum status status = db_run(context, &thing_update, &thing_shape, &one, NULL);
    pthread_barrier_wait(&both_hold_one);
    if (status == OK) {
        status = db_run(context, &thing_update, &thing_shape, &two, NULL);
    }
    status = status == OK ? db_commit(context) : status;
    db_rollback(context); /* what it holds, the other waits for */
    return status;
}

static enum status update_from_one(struct context *context) {
    return update_both(context, 1);
}

static enum status update_from_two(struct context *context) {
    return update_both(context, 2);
}

START_TEST(deadlock__is_unavailable_for_one_and_the_other_goes_on) {
    struct caller one, two;
    ck_assert_int_eq(pthread_barrier_init(&both_hold_one, NULL, 2), 0);
    start(&one, update_from_one);
    start(&two, update_from_two);
    await(&one);
    await(&two);
    ck_assert_int_eq((one.status == OK) + (two.status == OK), 1);
    ck_assert_int_eq(one.status == OK ? two.status : one.status, STATUS_unavailable);
    request_end(&one.context);
    request_end(&two.context);
    pthread_barrier_destroy(&both_hold_one);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM two WHERE name = 'changed'"), "2");
}
END_TEST

static enum status read_and_update(struct context *context) {
    const struct thing one = {1, "mine"};
    struct thing thing;
    return db_get_audited(context, &thing_select, &thing_update, &thing_shape, &one, &thing_shape,
                          &thing);
}

/* Over one view of the data: what changed behind it may not be written over. */
START_TEST(serialization__failure_is_unavailable_and_gives_nothing) {
    struct caller caller;
    sql(other, "BEGIN; UPDATE two SET name = 'theirs' WHERE id = 1");
    start(&caller, read_and_update);
    await_waiting("1");
    sql(other, "COMMIT");
    await(&caller);
    ck_assert_int_eq(caller.status, STATUS_unavailable);
    ck_assert_ptr_nonnull(strstr(caller.context.failure_words, "40001"));
    request_end(&caller.context);
    ck_assert_str_eq(sql(super, "SELECT name FROM two WHERE id = 1"), "theirs");
}
END_TEST

START_TEST(one_view__ends_with_the_read_that_asked_for_it) {
    struct context context;
    struct thing thing;
    request_begin(&context, pool);
    ck_assert_int_eq(read_noted(&context), OK);
    ck_assert_int_eq(db_get(&context, &thing_isolation, NULL, NULL, &thing_shape, &thing), OK);
    ck_assert_str_eq(thing.name, "read committed");
    request_end(&context);
}
END_TEST

/* Of two who insert the same key the second one waits, and is told as soon as the first is done. */
START_TEST(conflict__of_two_at_once_is_decided_by_the_first_commit) {
    struct caller caller;
    sql(other, "BEGIN; INSERT INTO two VALUES (3, 'theirs')");
    start(&caller, insert_three);
    await_waiting("1");
    sql(other, "COMMIT");
    await(&caller);
    ck_assert_int_eq(caller.status, STATUS_conflict);
    request_end(&caller.context);
    sql(other, "BEGIN; DELETE FROM two WHERE id = 3; COMMIT; BEGIN;"
               " INSERT INTO two VALUES (3, 'theirs')");
    start(&caller, insert_three);
    await_waiting("1");
    sql(other, "ROLLBACK");
    await(&caller);
    ck_assert_int_eq(caller.status, OK);
    request_end(&caller.context);
    ck_assert_str_eq(sql(super, "SELECT name FROM two WHERE id = 3"), "three");
}
END_TEST

/* --- the pool's places --- */

static int64_t pid_of(struct context *context) {
    struct thing thing = {0};
    ck_assert_int_eq(db_get(context, &thing_pid, NULL, NULL, &thing_shape, &thing), OK);
    return thing.id;
}

START_TEST(pool__place_without_a_connection_is_used_last) {
    struct context live, lost;
    struct db_pool_state state;
    request_begin(&live, pool);
    request_begin(&lost, pool);
    int64_t kept = pid_of(&live), gone = pid_of(&lost);
    char text[100];
    (void)snprintf(text, sizeof text, "SELECT pg_terminate_backend(%lld, 5000)", (long long)gone);
    sql(super, text);
    request_end(&live);
    ck_assert_int_eq(db_get(&lost, &thing_pid, NULL, NULL, &thing_shape, &(struct thing){0}),
                     STATUS_unavailable);
    request_end(&lost); /* given back last, and yet not the next to be taken */
    db_pool_state(pool, &state);
    ck_assert_int_eq(state.idle, 1);
    ck_assert_int_eq(state.broken, 2);
    request_begin(&live, pool);
    ck_assert_int_eq(pid_of(&live), kept);
    request_end(&live);
}
END_TEST

/* How long it waits before it tries again doubles: within twice the first pause after the second
 * failure nobody has tried. */
START_TEST(pool__pause_before_connecting_again_doubles) {
    enum { FIRST_MS = 100 };
    struct db_settings settings = small_pool(1);
    struct context context;
    struct thing thing;
    settings.conninfo = "host=/nowhere dbname=none";
    struct db_pool *nowhere = db_pool_new(&settings);
    int64_t failed_us = 0;
    for (int failures = 0; failures < 2;) {
        request_begin(&context, nowhere);
        ck_assert_int_eq(db_get(&context, &thing_pid, NULL, NULL, &thing_shape, &thing),
                         STATUS_unavailable);
        bool waiting = strncmp(context.failure_words, "waiting to try again: ", 22) == 0;
        failed_us = waiting ? failed_us : clock_monotonic_us();
        failures += !waiting;
        request_end(&context);
        usleep(2000);
    }
    for (bool within = true; within;) {
        request_begin(&context, nowhere);
        ck_assert_int_eq(db_get(&context, &thing_pid, NULL, NULL, &thing_shape, &thing),
                         STATUS_unavailable);
        bool waiting = strncmp(context.failure_words, "waiting to try again: ", 22) == 0;
        within = clock_monotonic_us() - failed_us < 2 * FIRST_MS * INT64_C(1000) - 20000;
        ck_assert(!within || waiting);
        request_end(&context);
        usleep(2000);
    }
    db_pool_free(nowhere);
}
END_TEST

Suite *two_suite(void) {
    Suite *suite = suite_create("two");
    TCase *tests = tcase_create("two");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, lost__read_that_had_changed_nothing_is_made_again_unseen);
    tcase_add_test(tests, lost__change_on_its_way_is_unavailable_and_never_made_twice);
    tcase_add_test(tests, lost__second_trip_of_a_transaction_is_not_made_again);
    tcase_add_test(tests, lost__audited_read_made_again_is_content_with_the_row_of_its_first_trip);
    tcase_add_test(tests, audited_read__whose_row_somebody_else_wrote_gives_nothing);
    tcase_add_test(tests, deadlock__is_unavailable_for_one_and_the_other_goes_on);
    tcase_add_test(tests, serialization__failure_is_unavailable_and_gives_nothing);
    tcase_add_test(tests, one_view__ends_with_the_read_that_asked_for_it);
    tcase_add_test(tests, conflict__of_two_at_once_is_decided_by_the_first_commit);
    tcase_add_test(tests, pool__place_without_a_connection_is_used_last);
    tcase_add_test(tests, pool__pause_before_connecting_again_doubles);
    suite_add_tcase(suite, tests);
    return suite;
}
