/* Migrations: applied once, in order, never changed, and by one runner at a time. */
#include "suites.h"
#include "support.h"

#include "db/migrate.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 300, URL_SIZE = 2100 };

static char folder[PATH_SIZE], url[URL_SIZE];

static void put(const char *name, const char *text) {
    char path[PATH_SIZE + 100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

/* A folder like sql/ with two migrations, and an empty database of its own. */
static void begin(void) {
    snprintf(folder, sizeof folder, "/tmp/asiakkuus-migrate-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    char path[PATH_SIZE + 100];
    snprintf(path, sizeof path, "%s/migrations", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    put("bootstrap.sql", "CREATE SCHEMA IF NOT EXISTS asiakkuus;"
                         "CREATE TABLE IF NOT EXISTS asiakkuus.migration (name text PRIMARY KEY,"
                         " sha256 text NOT NULL, applied_at timestamptz NOT NULL);");
    put("manifest", "# two\n0001_one.sql\n0002_two.sql\n");
    put("migrations/0001_one.sql", "CREATE TABLE one (id int);\n");
    put("migrations/0002_two.sql", "CREATE TABLE two (id int);\nINSERT INTO two VALUES (2);\n");
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "DROP DATABASE IF EXISTS asiakkuus_test_migrate WITH (FORCE)");
    sql(pg, "CREATE DATABASE asiakkuus_test_migrate OWNER asiakkuus_owner");
    PQfinish(pg);
    snprintf(url, sizeof url, "%s", as_owner());
    char *at = strstr(url, "dbname=");
    snprintf(at, sizeof url - (size_t)(at - url),
             "dbname=asiakkuus_test_migrate user=asiakkuus_owner");
}

static void end(void) {
    static const char *const names[] = {"manifest", "bootstrap.sql", "migrations/0001_one.sql",
                                        "migrations/0002_two.sql", "migrations"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[PATH_SIZE + 100];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    rmdir(folder);
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "DROP DATABASE asiakkuus_test_migrate WITH (FORCE)");
    PQfinish(pg);
}

static const char *ask(const char *text) {
    PGconn *pg = connect_to(url);
    const char *answer = sql(pg, text);
    PQfinish(pg);
    return answer;
}

START_TEST(migrate__applies_in_order_and_says_how_many_there_are) {
    ck_assert_int_eq(migrate_expected(folder), 2);
    ck_assert_int_eq(migrate_run(url, folder), 0);
    ck_assert_str_eq(ask("SELECT string_agg(name, ' ' ORDER BY applied_at) FROM migration"),
                     "0001_one.sql 0002_two.sql");
    ck_assert_str_eq(ask("SELECT id FROM two"), "2");
}
END_TEST

START_TEST(migrate__twice_changes_nothing) {
    ck_assert_int_eq(migrate_run(url, folder), 0);
    ck_assert_int_eq(migrate_run(url, folder), 0);
    ck_assert_str_eq(ask("SELECT count(*) FROM two"), "1");
}
END_TEST

START_TEST(migrate__changed_file_stops_everything) {
    ck_assert_int_eq(migrate_run(url, folder), 0);
    put("migrations/0001_one.sql", "CREATE TABLE one (id bigint);\n");
    ck_assert_int_eq(migrate_run(url, folder), 1);
}
END_TEST

START_TEST(migrate__failing_file_leaves_nothing_behind_and_can_be_fixed) {
    put("migrations/0002_two.sql", "CREATE TABLE two (id int);\nINSERT INTO nothing VALUES (2);\n");
    ck_assert_int_eq(migrate_run(url, folder), 1);
    ck_assert_str_eq(ask("SELECT count(*) FROM migration"), "1");
    ck_assert_str_eq(ask("SELECT to_regclass('two') IS NULL"), "t");
    put("migrations/0002_two.sql", "CREATE TABLE two (id int);\n");
    ck_assert_int_eq(migrate_run(url, folder), 0);
}
END_TEST

START_TEST(migrate__file_that_ends_its_transaction_is_refused) {
    put("migrations/0002_two.sql", "CREATE TABLE two (id int);\nCOMMIT;\n");
    ck_assert_int_eq(migrate_run(url, folder), 1);
    ck_assert_str_eq(ask("SELECT count(*) FROM migration"), "1");
}
END_TEST

START_TEST(migrate__file_put_in_front_of_an_applied_one_is_refused) {
    put("manifest", "0002_two.sql\n");
    ck_assert_int_eq(migrate_run(url, folder), 0);
    put("manifest", "0001_one.sql\n0002_two.sql\n");
    ck_assert_int_eq(migrate_run(url, folder), 1);
}
END_TEST

START_TEST(migrate__newer_database_is_left_as_it_is) {
    ck_assert_int_eq(migrate_run(url, folder), 0);
    put("manifest", "0001_one.sql\n");
    ck_assert_int_eq(migrate_run(url, folder), 0);
    ck_assert_str_eq(ask("SELECT count(*) FROM migration"), "2");
}
END_TEST

START_TEST(manifest__out_of_order_or_odd_names_are_refused) {
    static const char *const bad[] = {"0002_two.sql\n0001_one.sql\n",
                                      "0001_one.sql\n0001_one.sql\n", "../0001_one.sql\n",
                                      "one.sql\n", "0001_One.sql\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put("manifest", bad[i]);
        ck_assert_int_eq(migrate_expected(folder), -1);
        ck_assert_int_eq(migrate_run(url, folder), 1);
    }
    ck_assert_int_eq(migrate_expected("/nowhere"), -1);
}
END_TEST

static void *run_in_thread(void *code) {
    *(int *)code = migrate_run(url, folder);
    return NULL;
}

START_TEST(migrate__two_at_once_apply_once) {
    pthread_t threads[2];
    int codes[2] = {-1, -1};
    put("migrations/0001_one.sql", "CREATE TABLE one (id int);\nSELECT pg_sleep(0.3);\n");
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, run_in_thread, &codes[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_int_eq(codes[i], 0);
    }
    ck_assert_str_eq(ask("SELECT count(*) FROM two"), "1");
}
END_TEST

START_TEST(migrate__without_a_server_says_so) {
    ck_assert_int_eq(migrate_run("host=127.0.0.1 port=1 dbname=none", folder), 1);
}
END_TEST

Suite *migrate_suite(void) {
    Suite *suite = suite_create("migrate");
    TCase *tests = tcase_create("migrate");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, migrate__applies_in_order_and_says_how_many_there_are);
    tcase_add_test(tests, migrate__twice_changes_nothing);
    tcase_add_test(tests, migrate__changed_file_stops_everything);
    tcase_add_test(tests, migrate__failing_file_leaves_nothing_behind_and_can_be_fixed);
    tcase_add_test(tests, migrate__file_that_ends_its_transaction_is_refused);
    tcase_add_test(tests, migrate__file_put_in_front_of_an_applied_one_is_refused);
    tcase_add_test(tests, migrate__newer_database_is_left_as_it_is);
    tcase_add_test(tests, manifest__out_of_order_or_odd_names_are_refused);
    tcase_add_test(tests, migrate__two_at_once_apply_once);
    tcase_add_test(tests, migrate__without_a_server_says_so);
    suite_add_tcase(suite, tests);
    return suite;
}
