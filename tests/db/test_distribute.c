/* Spreading the tables over nodes, against functions that only note what they are asked for: the
 * extension itself is not there. */
#include "suites.h"
#include "support.h"

#include "db/distribute.h"
#include "db/migrate.h"

#include <stdio.h>
#include <string.h>

static char owner_url[2100], super_url[2100];

static void write_url(char *out, size_t size, const char *user) {
    snprintf(out, size, "%s", as_superuser());
    char *at = strstr(out, "dbname=");
    snprintf(at, size - (size_t)(at - out), "dbname=asiakkuus_test_nodes user=%s", user);
}

/* What the extension brings, where it brings it. */
static const char stand_in[] =
    "SET allow_system_table_mods = on;"
    "CREATE TABLE pg_catalog.pg_dist_partition (number int GENERATED ALWAYS AS IDENTITY,"
    " logicalrel regclass, by text);"
    "GRANT SELECT, INSERT ON pg_catalog.pg_dist_partition TO PUBLIC;"
    "CREATE FUNCTION pg_catalog.create_reference_table(what regclass) RETURNS void"
    " LANGUAGE sql AS $$ INSERT INTO pg_catalog.pg_dist_partition (logicalrel, by)"
    " VALUES (what, 'copied') $$;"
    "CREATE FUNCTION pg_catalog.create_distributed_table(what regclass, by text,"
    " colocate_with text) RETURNS void LANGUAGE sql AS $$"
    " INSERT INTO pg_catalog.pg_dist_partition (logicalrel, by)"
    " VALUES (what, by || ' ' || colocate_with) $$";

static void ask_server(const char *text) {
    PGconn *pg = connect_to(as_superuser());
    sql(pg, text);
    PQfinish(pg);
}

static void begin(void) {
    write_url(owner_url, sizeof owner_url, "asiakkuus_owner");
    write_url(super_url, sizeof super_url, "postgres");
    ask_server("DROP DATABASE IF EXISTS asiakkuus_test_nodes WITH (FORCE)");
    ask_server("CREATE DATABASE asiakkuus_test_nodes OWNER asiakkuus_owner");
    ck_assert_int_eq(migrate_run(owner_url, SOURCE_DIR "/sql"), 0);
}

static void end(void) {
    ask_server("DROP DATABASE asiakkuus_test_nodes WITH (FORCE)");
}

static const char *ask(const char *text) {
    PGconn *pg = connect_to(super_url);
    const char *answer = sql(pg, text);
    PQfinish(pg);
    return answer;
}

START_TEST(distribute__without_the_extension_is_refused) {
    ck_assert_int_eq(distribute_run(owner_url, true), 1);
}
END_TEST

START_TEST(distribute__takes_every_table_by_its_area_parents_first) {
    ask(stand_in);
    ck_assert_int_eq(distribute_run(owner_url, true), 0);
    ck_assert_str_eq(
        ask("SELECT string_agg(c.relname, ' ') FROM pg_class c WHERE c.relnamespace ="
            " 'asiakkuus'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " AND c.relname NOT IN ('migration', 'ready_probe', 'vault_key')"
            " AND NOT EXISTS (SELECT FROM pg_dist_partition d WHERE d.logicalrel = c.oid)"),
        "");
    ck_assert_str_eq(ask("SELECT string_agg(logicalrel::text, ' ' ORDER BY number)"
                         " FROM pg_dist_partition WHERE by = 'copied'"),
                     "need_class need_class_mapping");
    ck_assert_str_eq(ask("SELECT string_agg(DISTINCT by, ', ') FROM pg_dist_partition"
                         " WHERE by <> 'copied'"),
                     "area asiakkuus.unit, area none");
    ck_assert_str_eq(ask("SELECT string_agg(k.conname, ' ') FROM pg_constraint k"
                         " JOIN pg_dist_partition c ON c.logicalrel = k.conrelid"
                         " JOIN pg_dist_partition p ON p.logicalrel = k.confrelid"
                         " WHERE k.contype = 'f' AND k.conrelid <> k.confrelid"
                         " AND p.number >= c.number"),
                     "");
}
END_TEST

START_TEST(distribute__again_takes_only_what_is_new) {
    ask(stand_in);
    ck_assert_int_eq(distribute_run(owner_url, true), 0);
    ask("CREATE TABLE later (area text NOT NULL, id uuid, PRIMARY KEY (area, id))");
    ck_assert_int_eq(distribute_run(owner_url, true), 0);
    ck_assert_str_eq(ask("SELECT logicalrel FROM pg_dist_partition ORDER BY number DESC LIMIT 1"),
                     "later");
    ck_assert_str_eq(ask("SELECT count(*) = count(DISTINCT logicalrel) FROM pg_dist_partition"),
                     "t");
}
END_TEST

START_TEST(distribute__only_prints_where_it_is_not_told_to_run) {
    ask(stand_in);
    ck_assert_int_eq(distribute_run(owner_url, false), 0);
    ck_assert_str_eq(ask("SELECT count(*) FROM pg_dist_partition"), "0");
}
END_TEST

START_TEST(distribute__fails_where_a_table_fits_no_rule) {
    ask(stand_in);
    ask("CREATE TABLE forgotten (id uuid PRIMARY KEY)");
    ck_assert_int_eq(distribute_run(owner_url, true), 1);
    ck_assert_str_eq(ask("SELECT count(*) FROM pg_dist_partition"), "0");
}
END_TEST

Suite *distribute_suite(void) {
    Suite *suite = suite_create("distribute");
    TCase *tests = tcase_create("distribute");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, distribute__without_the_extension_is_refused);
    tcase_add_test(tests, distribute__takes_every_table_by_its_area_parents_first);
    tcase_add_test(tests, distribute__again_takes_only_what_is_new);
    tcase_add_test(tests, distribute__only_prints_where_it_is_not_told_to_run);
    tcase_add_test(tests, distribute__fails_where_a_table_fits_no_rule);
    suite_add_tcase(suite, tests);
    return suite;
}
