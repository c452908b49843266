/* The pool: bounds, waiting, and what happens when connections or the server go away. */
#include "suites.h"
#include "support.h"

#include "base/clock.h"
#include "db/migrate.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

struct answer {
    int64_t pid;
};
static const struct shape_field answer_fields[] = {FIELD(struct answer, pid, 0), FIELD_END};
static const struct shape answer_shape = {"answer", sizeof(struct answer), answer_fields};
static const struct query backend_pid = {"backend_pid", "SELECT pg_backend_pid() AS pid", 0, NULL};

static enum status ask_pid(struct context *context, int64_t *pid) {
    struct answer answer = {.pid = 0};
    enum status status = db_get(context, &backend_pid, NULL, NULL, &answer_shape, &answer);
    *pid = answer.pid;
    return status;
}

static struct db_pool *new_pool(int connections) {
    struct db_settings settings = small_pool(connections);
    return db_pool_new(&settings);
}

static void terminate_all_backends(void) {
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE usename = 'asiakkuus_app' AND datname = current_database()");
    PQfinish(pg);
}

START_TEST(pool__malformed_connection_string_is_refused) {
    struct db_settings settings = small_pool(1);
    settings.conninfo = "no such thing";
    ck_assert_ptr_null(db_pool_new(&settings));
}
END_TEST

START_TEST(pool__exhausted_is_unavailable_in_time) {
    struct db_pool *pool = new_pool(1);
    struct context holder, waiter;
    int64_t pid;
    request_begin(&holder, pool);
    request_begin(&waiter, pool);
    ck_assert_int_eq(ask_pid(&holder, &pid), OK);
    int64_t began = clock_monotonic_us();
    ck_assert_int_eq(ask_pid(&waiter, &pid), STATUS_unavailable);
    ck_assert_int_ge(clock_monotonic_us() - began, 190000);
    request_end(&waiter);
    request_end(&holder);
    request_begin(&waiter, pool);
    ck_assert_int_eq(ask_pid(&waiter, &pid), OK);
    request_end(&waiter);
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__reuses_the_connection_used_last) {
    struct db_pool *pool = new_pool(4);
    struct context context;
    int64_t first = 0, pid;
    for (int i = 0; i < 5; i++) {
        request_begin(&context, pool);
        ck_assert_int_eq(ask_pid(&context, &pid), OK);
        ck_assert(first == 0 || pid == first);
        first = pid;
        request_end(&context);
    }
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__connection_closed_while_idle_is_replaced_unseen) {
    struct db_pool *pool = new_pool(1);
    struct context context;
    int64_t first, second;
    request_begin(&context, pool);
    ck_assert_int_eq(ask_pid(&context, &first), OK);
    request_end(&context);
    terminate_all_backends();
    request_begin(&context, pool);
    ck_assert_int_eq(ask_pid(&context, &second), OK);
    ck_assert_int_ne(first, second);
    request_end(&context);
    db_pool_free(pool);
}
END_TEST

/* Ends the only connection without waiting for its end: the farewell may be on its way. */
static void terminate_at_once(PGconn *pg) {
    sql(pg, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE usename = 'asiakkuus_app' AND datname = current_database()");
}

START_TEST(pool__plans_as_it_is_told) {
    static const char *const words[][2] = {{NULL, "force_generic_plan"},
                                           {"generic", "force_generic_plan"},
                                           {"custom", "force_custom_plan"},
                                           {"auto", "auto"}};
    static const char *const parameters[] = {"operation"};
    static const struct query mode = {
        "plan_mode", "SELECT (current_setting('plan_cache_mode') = $1)::int AS pid", 1, parameters};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct db_settings settings = small_pool(1);
        struct context context;
        struct answer answer;
        settings.plans = words[i][0];
        struct db_pool *pool = db_pool_new(&settings);
        request_begin(&context, pool);
        context.operation = words[i][1];
        ck_assert_int_eq(db_get(&context, &mode, NULL, NULL, &answer_shape, &answer), OK);
        ck_assert_int_eq(answer.pid, 1);
        request_end(&context);
        db_pool_free(pool);
    }
    struct db_settings odd = small_pool(1);
    odd.plans = "sometimes";
    ck_assert_ptr_null(db_pool_new(&odd));
}
END_TEST

START_TEST(pool__every_idle_connection_of_a_restarted_server_is_replaced_unseen) {
    enum { MANY = 8 };
    struct db_pool *pool = new_pool(MANY);
    struct context contexts[MANY];
    int64_t pid;
    PGconn *pg = connect_to(as_superuser());
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < MANY; i++) {
            request_begin(&contexts[i], pool);
            ck_assert_int_eq(ask_pid(&contexts[i], &pid), OK);
        }
        for (int i = 0; i < MANY; i++) {
            request_end(&contexts[i]);
        }
        terminate_at_once(pg);
    }
    PQfinish(pg);
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__change_that_a_farewell_came_before_is_made_on_another_connection) {
    static const struct query change = {"note_change",
                                        "UPDATE ready_probe SET at = now() WHERE id = 1", 0, NULL};
    struct db_pool *pool = new_pool(2);
    struct context context;
    PGconn *pg = connect_to(as_superuser());
    for (int round = 0; round < 30; round++) {
        struct answer answer;
        request_begin(&context, pool);
        ck_assert_int_eq(
            db_get_audited(&context, &backend_pid, &change, NULL, NULL, &answer_shape, &answer),
            OK);
        request_end(&context);
        terminate_at_once(pg);
    }
    PQfinish(pg);
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__connection_lost_inside_a_transaction_is_unavailable) {
    struct db_pool *pool = new_pool(1);
    struct context context;
    int64_t pid;
    request_begin(&context, pool);
    ck_assert_int_eq(ask_pid(&context, &pid), OK);
    terminate_all_backends();
    ck_assert_int_eq(ask_pid(&context, &pid), STATUS_unavailable);
    ck_assert_int_eq(db_commit(&context), STATUS_unavailable);
    request_end(&context);
    request_begin(&context, pool);
    ck_assert_int_eq(ask_pid(&context, &pid), OK);
    request_end(&context);
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__commit_whose_answer_was_lost_is_unavailable) {
    struct db_pool *pool = new_pool(1);
    struct context context;
    int64_t pid;
    request_begin(&context, pool);
    ck_assert_int_eq(ask_pid(&context, &pid), OK);
    terminate_all_backends();
    ck_assert_int_eq(db_commit(&context), STATUS_unavailable);
    request_end(&context);
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__server_away_fails_at_once_and_comes_back_by_itself) {
    struct db_settings settings = small_pool(2);
    settings.conninfo = "host=127.0.0.1 port=1 dbname=none user=nobody";
    struct db_pool *pool = db_pool_new(&settings);
    struct context context;
    int64_t pid;
    for (int i = 0; i < 3; i++) {
        request_begin(&context, pool);
        ck_assert_int_eq(ask_pid(&context, &pid), STATUS_unavailable);
        ck_assert_ptr_nonnull(context.failure_words);
        request_end(&context);
    }
    struct db_pool_state state;
    db_pool_state(pool, &state);
    ck_assert_int_eq(state.broken, 2);
    ck_assert_int_eq(state.busy, 0);
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__server_that_stops_answering_costs_a_deadline_not_a_thread) {
    struct db_settings settings = small_pool(1);
    settings.statement_timeout_ms = 100;
    struct db_pool *pool = db_pool_new(&settings);
    struct context context;
    int64_t backend, pid;
    request_begin(&context, pool);
    ck_assert_int_eq(ask_pid(&context, &backend), OK);
    if (kill((pid_t)backend, SIGSTOP) == 0) { /* not where the server is another machine's */
        enum status status = ask_pid(&context, &pid);
        kill((pid_t)backend, SIGCONT);
        ck_assert_int_eq(status, STATUS_unavailable);
        request_end(&context);
        request_begin(&context, pool);
        ck_assert_int_eq(ask_pid(&context, &pid), OK);
        ck_assert_int_ne(pid, backend);
    }
    request_end(&context);
    db_pool_free(pool);
}
END_TEST

static void *work(void *pool) {
    for (int i = 0; i < 50; i++) {
        struct context context;
        int64_t pid;
        request_begin(&context, pool);
        if (ask_pid(&context, &pid) != OK || db_commit(&context) != OK) {
            return pool;
        }
        request_end(&context);
    }
    return NULL;
}

START_TEST(pool__serves_many_threads_with_few_connections) {
    enum { THREADS = 8 };
    struct db_settings settings = small_pool(3);
    settings.wait_ms = 20000;
    struct db_pool *pool = db_pool_new(&settings);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, pool), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        ck_assert_ptr_null(failed);
    }
    struct db_pool_state state;
    db_pool_state(pool, &state);
    ck_assert_int_eq(state.busy, 0);
    ck_assert_int_eq(state.waiting, 0);
    db_pool_free(pool);
}
END_TEST

START_TEST(pool__takes_no_connection_of_an_older_database_before_it_is_migrated) {
    struct db_settings settings = small_pool(2);
    settings.migrations_expected = migrate_expected(SOURCE_DIR "/sql") + 1;
    struct db_pool *pool = db_pool_new(&settings);
    struct db_pool_state state;
    struct context context;
    int64_t pid;
    for (int i = 0; i < 2; i++) { /* the second one while the pool waits to try again */
        request_begin(&context, pool);
        ck_assert_int_eq(ask_pid(&context, &pid), STATUS_unavailable);
        ck_assert(strstr(context.failure_words, "migrations are missing"));
        request_end(&context);
    }
    db_pool_state(pool, &state);
    ck_assert_int_eq(state.broken, 2);
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "INSERT INTO migration VALUES ('9999_later.sql', repeat('0', 64), now())");
    enum status status = STATUS_unavailable;
    for (int i = 0; i < 100 && status != OK; i++) {
        usleep(20000);
        request_begin(&context, pool);
        status = ask_pid(&context, &pid);
        request_end(&context);
    }
    sql(pg, "DELETE FROM migration WHERE name = '9999_later.sql'");
    PQfinish(pg);
    ck_assert_int_eq(status, OK);
    db_pool_free(pool);
}
END_TEST

START_TEST(ready__says_yes_of_a_migrated_database) {
    struct db_settings settings = small_pool(1);
    settings.migrations_expected = migrate_expected(SOURCE_DIR "/sql");
    struct db_pool *pool = db_pool_new(&settings);
    const char *words = NULL;
    ck_assert_int_eq(db_ready(pool, &words), DB_READY);
    db_pool_free(pool);
}
END_TEST

START_TEST(ready__says_no_where_migrations_are_missing) {
    struct db_settings settings = small_pool(1);
    settings.migrations_expected = 1000;
    struct db_pool *pool = db_pool_new(&settings);
    const char *words = NULL;
    ck_assert_int_eq(db_ready(pool, &words), DB_OTHER_VERSION);
    ck_assert(strstr(words, "migrations are missing"));
    db_pool_free(pool);
}
END_TEST

START_TEST(ready__says_no_where_the_database_is_newer) {
    struct db_settings settings = small_pool(1);
    settings.migrations_expected = 1;
    struct db_pool *pool = db_pool_new(&settings);
    const char *words = NULL;
    ck_assert_int_eq(db_ready(pool, &words), DB_OTHER_VERSION);
    ck_assert(strstr(words, "newer"));
    db_pool_free(pool);
}
END_TEST

START_TEST(ready__says_no_where_the_server_takes_no_writes) {
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "ALTER ROLE asiakkuus_app SET default_transaction_read_only = on");
    struct db_pool *pool = new_pool(1);
    const char *words = NULL;
    enum db_readiness readiness = db_ready(pool, &words);
    sql(pg, "ALTER ROLE asiakkuus_app RESET default_transaction_read_only");
    PQfinish(pg);
    ck_assert_int_eq(readiness, DB_UNWRITABLE);
    db_pool_free(pool);
}
END_TEST

Suite *pool_suite(void) {
    Suite *suite = suite_create("pool");
    TCase *tests = tcase_create("pool");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, pool__malformed_connection_string_is_refused);
    tcase_add_test(tests, pool__exhausted_is_unavailable_in_time);
    tcase_add_test(tests, pool__takes_no_connection_of_an_older_database_before_it_is_migrated);
    tcase_add_test(tests, pool__reuses_the_connection_used_last);
    tcase_add_test(tests, pool__connection_closed_while_idle_is_replaced_unseen);
    tcase_add_test(tests, pool__plans_as_it_is_told);
    tcase_add_test(tests, pool__every_idle_connection_of_a_restarted_server_is_replaced_unseen);
    tcase_add_test(tests, pool__change_that_a_farewell_came_before_is_made_on_another_connection);
    tcase_add_test(tests, pool__connection_lost_inside_a_transaction_is_unavailable);
    tcase_add_test(tests, pool__commit_whose_answer_was_lost_is_unavailable);
    tcase_add_test(tests, pool__server_away_fails_at_once_and_comes_back_by_itself);
    tcase_add_test(tests, pool__server_that_stops_answering_costs_a_deadline_not_a_thread);
    tcase_add_test(tests, pool__serves_many_threads_with_few_connections);
    tcase_add_test(tests, ready__says_yes_of_a_migrated_database);
    tcase_add_test(tests, ready__says_no_where_migrations_are_missing);
    tcase_add_test(tests, ready__says_no_where_the_database_is_newer);
    tcase_add_test(tests, ready__says_no_where_the_server_takes_no_writes);
    suite_add_tcase(suite, tests);
    return suite;
}
