/* The tables that are split by month: made ahead, never in the way, dropped only where a setting
 * says so; and how a database gets there that has rows already. */
#include "suites.h"
#include "support.h"

#include "db/migrate.h"
#include "db/partition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct partitions_kept keep_all = {0, 0};

static const char *ask(const char *text) {
    PGconn *pg = connect_to(as_superuser());
    const char *answer = sql(pg, text);
    PQfinish(pg);
    return answer;
}

#define PARTS_OF(table)                                                                            \
    "(SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i"            \
    " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '" table "'::regclass) p"
/* A month from now, as its part's name and as its first day. */
#define MONTH_NAME(ahead)                                                                          \
    "to_char(now() AT TIME ZONE 'UTC' + interval '" ahead " month', 'YYYY_MM')"
#define MONTH_DAY(ahead)                                                                           \
    "date_trunc('month', now() AT TIME ZONE 'UTC' + interval '" ahead " month') AT TIME ZONE "     \
    "'UTC'"

static void as_service(PGconn *pg) {
    sql(pg, "BEGIN; SET LOCAL app.area = '90'");
}

#define EVENT_AT(at)                                                                               \
    "INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES ('90',"         \
    " gen_random_uuid(), " at ", 'client.created', 'client', gen_random_uuid(), 1)"

static void end(void) {
    ask("TRUNCATE audit_event, event");
}

START_TEST(partitions__are_made_a_year_ahead_by_migrate) {
    static const char *const tables[] = {PARTS_OF("audit_event"), PARTS_OF("event")};
    static const char *const names[] = {"audit_event_", "event_"};
    for (size_t i = 0; i < 2; i++) {
        char text[600];
        snprintf(text, sizeof text,
                 "SELECT count(*) = 14 AND bool_or(bound = 'DEFAULT') IS FALSE AND"
                 " bool_or(relname = '%s' || " MONTH_NAME(
                     "-1") ") AND bool_or(relname = '%s' ||" MONTH_NAME("12") ") FROM %s WHERE "
                                                                              "bound <> 'DEFAULT'",
                 names[i], names[i], tables[i]);
        ck_assert_str_eq(ask(text), "t");
    }
    ck_assert_str_eq(ask("SELECT count(*) FROM " PARTS_OF("event") " WHERE bound = 'DEFAULT'"),
                     "1");
}
END_TEST

START_TEST(partitions__made_twice_are_made_once) {
    char before[20];
    snprintf(before, sizeof before, "%s", ask("SELECT count(*) FROM pg_inherits"));
    ck_assert_int_eq(partitions_run(as_owner(), &keep_all), 0);
    ck_assert_str_eq(ask("SELECT count(*) FROM pg_inherits"), before);
}
END_TEST

START_TEST(partitions__take_the_rows_of_their_month) {
    PGconn *pg = connect_to(as_app());
    as_service(pg);
    sql(pg, EVENT_AT("now()"));
    ck_assert_str_eq(
        sql(pg, "SELECT tableoid::regclass::text = 'event_' || " MONTH_NAME("0") " FROM event"),
        "t");
    sql(pg, "ROLLBACK");
    PQfinish(pg);
}
END_TEST

/* Nobody made the month in time: the row is taken, and goes over when the month is made. */
START_TEST(partitions__missing_one_fails_no_request) {
    char drop[200], name[60];
    snprintf(name, sizeof name, "%s", ask("SELECT 'event_' || " MONTH_NAME("12")));
    snprintf(drop, sizeof drop, "DROP TABLE %s", name);
    ask(drop);
    PGconn *pg = connect_to(as_app());
    as_service(pg);
    sql(pg, EVENT_AT(MONTH_DAY("12") " + interval '3 days'"));
    sql(pg, EVENT_AT("'1999-12-31'"));
    sql(pg, "COMMIT");
    ck_assert_str_eq(ask("SELECT count(*) FROM event_default"), "2");
    ck_assert_int_eq(partitions_run(as_owner(), &keep_all), 0);
    as_service(pg);
    ck_assert_str_eq(sql(pg, "SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY at DESC)"
                             " FROM event"),
                     strcat(name, " event_default"));
    sql(pg, "ROLLBACK");
    PQfinish(pg);
    ck_assert_str_eq(ask("SELECT relforcerowsecurity FROM pg_class WHERE relname = "
                         "'event_default'"),
                     "t");
}
END_TEST

/* Somebody reads or writes the running month all the time. */
START_TEST(partitions__are_made_beside_open_transactions) {
    ask("DO $$ BEGIN EXECUTE 'DROP TABLE event_' || " MONTH_NAME("12") "; END $$");
    PGconn *pg = connect_to(as_app());
    as_service(pg);
    sql(pg, EVENT_AT("now()"));
    ck_assert_int_eq(partitions_run(as_owner(), &keep_all), 0);
    sql(pg, "COMMIT");
    PQfinish(pg);
    ck_assert_str_eq(ask("SELECT to_regclass('event_' || " MONTH_NAME("12") ") IS NOT NULL"), "t");
}
END_TEST

static void make_old_months(void) {
    ask("DO $$ DECLARE ahead int; month timestamptz; BEGIN FOREACH ahead IN ARRAY ARRAY[4, 3] LOOP"
        " month := " MONTH_DAY(
            "0") " - ahead * interval '1 month';"
                 " EXECUTE format('CREATE TABLE event_old_%s PARTITION OF event FOR VALUES FROM "
                 "(%L) TO"
                 " (%L)', ahead, month, month + interval '1 month');"
                 " EXECUTE format('ALTER TABLE event_old_%s OWNER TO asiakkuus_owner', ahead);"
                 " END LOOP; END $$");
}

START_TEST(partitions__are_dropped_only_where_a_setting_says_so) {
    static const struct partitions_kept keep_three = {0, 3};
    make_old_months();
    ck_assert_int_eq(partitions_run(as_owner(), &keep_all), 0);
    ck_assert_str_eq(ask("SELECT to_regclass('event_old_4') IS NOT NULL"), "t");
    ck_assert_int_eq(partitions_run(as_owner(), &keep_three), 0);
    ck_assert_str_eq(ask("SELECT to_regclass('event_old_4') IS NULL"
                         " AND to_regclass('event_old_3') IS NOT NULL"),
                     "t");
    ask("DROP TABLE event_old_3");
}
END_TEST

START_TEST(partitions__are_no_door_past_their_table) {
    PGconn *pg = connect_to(as_app());
    ck_assert_str_eq(sql_failure(pg, "SELECT FROM event_default"), "42501");
    ck_assert_str_eq(sql_failure(pg, "DELETE FROM audit_event_default"), "42501");
    PQfinish(pg);
    ck_assert_str_eq(ask("SELECT string_agg(relname, ' ') FROM pg_class WHERE relispartition"
                         " AND has_table_privilege('asiakkuus_app', oid, 'SELECT, INSERT, UPDATE,"
                         " DELETE, TRUNCATE, REFERENCES, TRIGGER')"),
                     "");
}
END_TEST

/* --- a database that has rows already --- */

static char folder[] = "/tmp/asiakkuus-split-XXXXXX";
static char url[2100];

/* sql/ up to the migration before the tables are split. */
static void write_folder(void) {
    char path[200], line[200];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/migrations", folder);
    ck_assert_int_eq(symlink(SOURCE_DIR "/sql/migrations", path), 0);
    snprintf(path, sizeof path, "%s/bootstrap.sql", folder);
    ck_assert_int_eq(symlink(SOURCE_DIR "/sql/bootstrap.sql", path), 0);
    snprintf(path, sizeof path, "%s/manifest", folder);
    FILE *whole = fopen(SOURCE_DIR "/sql/manifest", "re"), *part = fopen(path, "we");
    ck_assert(whole && part);
    while (fgets(line, sizeof line, whole)) {
        if (strcmp(line, "0076") < 0) {
            fputs(line, part);
        }
    }
    fclose(whole);
    fclose(part);
}

static void remove_folder(void) {
    static const char *const names[] = {"migrations", "bootstrap.sql", "manifest"};
    char path[200];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    rmdir(folder);
}

static void make_database(void) {
    ask("DROP DATABASE IF EXISTS asiakkuus_test_split WITH (FORCE)");
    ask("CREATE DATABASE asiakkuus_test_split OWNER asiakkuus_owner");
    snprintf(url, sizeof url, "%s", as_superuser());
    char *at = strstr(url, "dbname=");
    snprintf(at, sizeof url - (size_t)(at - url),
             "dbname=asiakkuus_test_split user=asiakkuus_owner");
}

START_TEST(split__keeps_every_row_and_goes_on_after_the_last) {
    write_folder();
    make_database();
    ck_assert_int_eq(migrate_run(url, folder), 0);
    PGconn *pg = connect_to(url);
    sql(pg, "BEGIN; SET LOCAL app.area = '90';"
            "INSERT INTO audit_event (area, at, id, kind, operation, sub, resource, recorded_at)"
            " SELECT '90', now() - i * interval '1 month', gen_random_uuid(), 'read', 'x', 'me',"
            " 'client', now() - i * interval '1 month' FROM generate_series(0, 30) i;" EVENT_AT(
                MONTH_DAY("2")) "; COMMIT");
    ck_assert_int_eq(migrate_run(url, SOURCE_DIR "/sql"), 0);
    sql(pg, "BEGIN; SET LOCAL app.area = '90'");
    ck_assert_str_eq(sql(pg, "SELECT count(*) = 31 AND bool_and(tableoid = "
                             "'audit_event_past'::regclass) FROM audit_event"),
                     "t");
    ck_assert_str_eq(sql(pg, "SELECT tableoid::regclass FROM event"), "event_past");
    ck_assert_str_eq(sql(pg, "SELECT to_regclass('event_' || " MONTH_NAME(
                                 "2") ") IS NULL AND"
                                      " to_regclass('event_' || " MONTH_NAME("3") ") IS NOT NULL"),
                     "t");
    ck_assert_str_eq(sql(pg, "SELECT has_any_column_privilege('asiakkuus_app', 'event_past',"
                             " 'SELECT, INSERT, UPDATE')"),
                     "f");
    ck_assert_str_eq(sql(pg, "SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class"
                             " WHERE relname LIKE 'event%' AND relkind IN ('r', 'p')"),
                     "t");
    sql(pg, "ROLLBACK; BEGIN; SET LOCAL app.area = '91'");
    ck_assert_str_eq(sql(pg, "SELECT count(*) FROM audit_event"), "0");
    PQfinish(pg);
    ask("DROP DATABASE asiakkuus_test_split WITH (FORCE)");
    remove_folder();
}
END_TEST

Suite *partition_suite(void) {
    Suite *suite = suite_create("partition");
    TCase *tests = tcase_create("partition");
    tcase_add_checked_fixture(tests, NULL, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, partitions__are_made_a_year_ahead_by_migrate);
    tcase_add_test(tests, partitions__made_twice_are_made_once);
    tcase_add_test(tests, partitions__take_the_rows_of_their_month);
    tcase_add_test(tests, partitions__missing_one_fails_no_request);
    tcase_add_test(tests, partitions__are_made_beside_open_transactions);
    tcase_add_test(tests, partitions__are_dropped_only_where_a_setting_says_so);
    tcase_add_test(tests, partitions__are_no_door_past_their_table);
    tcase_add_test(tests, split__keeps_every_row_and_goes_on_after_the_last);
    suite_add_tcase(suite, tests);
    return suite;
}
