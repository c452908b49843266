/* The rules of sql/migrations, asked of the catalogue: whatever is added later keeps them too. */
#include "suites.h"
#include "support.h"

#include <string.h>

static PGconn *pg;

static void begin(void) {
    pg = connect_to(as_superuser());
}

static void end(void) {
    PQfinish(pg);
}

/* Each statement names what breaks a rule; none may. */
static void nothing_breaks(const char *statement) {
    ck_assert_str_eq(sql(pg, statement), "");
}

/* The tables that hold an area's data: all but the database's own three and the code lists, which
 * are the same for every area and which only a migration writes. */
#define CODE_LISTS "'need_class', 'need_class_mapping'"
#define TENANT_TABLES                                                                              \
    "(SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c"            \
    " WHERE c.relnamespace = 'asiakkuus'::regnamespace AND c.relkind IN ('r', 'p')"                \
    " AND c.relname NOT IN ('migration', 'ready_probe', 'vault_key', " CODE_LISTS ")) t"

START_TEST(tables__there_are_some) {
    ck_assert_str_eq(sql(pg, "SELECT count(*) >= 8 FROM " TENANT_TABLES), "t");
}
END_TEST

START_TEST(tables__row_level_security_is_enabled_and_forced) {
    nothing_breaks("SELECT string_agg(relname, ' ') FROM " TENANT_TABLES
                   " WHERE NOT (relrowsecurity AND relforcerowsecurity)");
}
END_TEST

/* More of them may only narrow it. */
START_TEST(tables__have_one_policy_that_holds_for_all_and_for_everyone) {
    nothing_breaks(
        "SELECT string_agg(relname, ' ') FROM " TENANT_TABLES " WHERE NOT EXISTS ("
        " SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polcmd = '*' AND p.polpermissive"
        " AND p.polroles = '{0}'"
        " AND pg_get_expr(p.polqual, p.polrelid) = "
        "'(area = current_setting(''app.area''::text, true))'"
        " AND pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))"
        " OR (SELECT count(*) FROM pg_policy p WHERE p.polrelid = t.oid AND p.polpermissive) <> 1");
}
END_TEST

START_TEST(tables__begin_with_area_of_two_digits) {
    nothing_breaks("SELECT string_agg(relname, ' ') FROM " TENANT_TABLES " WHERE NOT EXISTS ("
                   " SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = 1"
                   " AND a.attname = 'area' AND a.attnotnull AND a.atttypid = 'text'::regtype)"
                   " OR NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid"
                   " AND c.contype = 'c' AND pg_get_constraintdef(c.oid) LIKE '%^[0-9]{2}$%')");
}
END_TEST

START_TEST(keys__and_indexes_lead_with_area) {
    nothing_breaks("SELECT string_agg(i.indexrelid::regclass::text, ' ') FROM " TENANT_TABLES
                   " JOIN pg_index i ON i.indrelid = t.oid WHERE i.indkey[0] <> 1");
}
END_TEST

START_TEST(foreign_keys__lead_with_area_on_both_sides) {
    nothing_breaks("SELECT string_agg(c.conname, ' ') FROM " TENANT_TABLES
                   " JOIN pg_constraint c ON c.conrelid = t.oid"
                   " WHERE c.contype = 'f' AND (c.conkey[1] <> 1 OR c.confkey[1] <> 1)");
}
END_TEST

START_TEST(foreign_keys__are_served_by_an_index) {
    nothing_breaks("SELECT string_agg(c.conrelid::regclass || ' ' || c.conname, ', ')"
                   " FROM pg_constraint c WHERE c.contype = 'f'"
                   " AND c.connamespace = 'asiakkuus'::regnamespace"
                   " AND c.conrelid::regclass::text NOT IN ('client', 'unit')"
                   " AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid"
                   " AND (i.indkey::int2[])[0:1] @> c.conkey[1:2]"
                   " AND (i.indkey::int2[])[0:1] <@ c.conkey[1:2])");
}
END_TEST

START_TEST(tables__have_no_triggers_identity_columns_or_sequences) {
    nothing_breaks(
        "SELECT string_agg(tgname, ' ') FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " WHERE c.relnamespace = 'asiakkuus'::regnamespace AND NOT tgisinternal");
    nothing_breaks("SELECT string_agg(attname, ' ') FROM pg_attribute JOIN pg_class c"
                   " ON c.oid = attrelid WHERE c.relnamespace = 'asiakkuus'::regnamespace"
                   " AND (attidentity <> '' OR attgenerated <> '')");
    nothing_breaks("SELECT string_agg(relname, ' ') FROM pg_class"
                   " WHERE relnamespace = 'asiakkuus'::regnamespace AND relkind = 'S'");
}
END_TEST

START_TEST(views__functions_and_rules_that_pass_by_the_policies_are_not_there) {
    nothing_breaks(
        "SELECT string_agg(relname, ' ') FROM pg_class"
        " WHERE relnamespace = 'asiakkuus'::regnamespace AND (relkind = 'm' OR relkind = 'f'"
        " OR relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions),"
        " false))");
    nothing_breaks("SELECT string_agg(proname, ' ') FROM pg_proc WHERE prosecdef AND"
                   " has_function_privilege('asiakkuus_app', oid, 'EXECUTE')");
    nothing_breaks("SELECT string_agg(rulename, ' ') FROM pg_rewrite r JOIN pg_class c"
                   " ON c.oid = r.ev_class WHERE c.relnamespace = 'asiakkuus'::regnamespace"
                   " AND c.relkind <> 'v'");
}
END_TEST

START_TEST(app__has_no_attributes_memberships_or_property) {
    nothing_breaks("SELECT string_agg(rolname, ' ') FROM pg_roles"
                   " WHERE rolname IN ('asiakkuus_app', 'asiakkuus_owner') AND (rolsuper OR"
                   " rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)");
    nothing_breaks("SELECT string_agg(roleid::regrole::text, ' ') FROM pg_auth_members"
                   " WHERE member IN ('asiakkuus_app'::regrole, 'asiakkuus_owner'::regrole)");
    nothing_breaks("SELECT string_agg(classid::regclass::text, ' ') FROM pg_shdepend"
                   " WHERE refobjid = 'asiakkuus_app'::regrole AND deptype = 'o'");
    nothing_breaks("SELECT string_agg(relname, ' ') FROM pg_class"
                   " WHERE relowner = 'asiakkuus_app'::regrole");
}
END_TEST

START_TEST(app__can_make_nothing) {
    ck_assert_str_eq(sql(pg,
                         "SELECT has_schema_privilege('asiakkuus_app', 'asiakkuus', 'CREATE')"
                         " OR has_schema_privilege('asiakkuus_app', 'public', 'CREATE')"
                         " OR has_database_privilege('asiakkuus_app', current_database(), 'CREATE')"
                         " OR has_database_privilege('asiakkuus_app', current_database(), 'TEMP')"),
                     "f");
}
END_TEST

START_TEST(app__only_reads_code_lists) {
    nothing_breaks("SELECT string_agg(t, ' ') FROM unnest(ARRAY[" CODE_LISTS "]) t"
                   " WHERE has_table_privilege('asiakkuus_app', t, 'INSERT, DELETE')"
                   " OR has_any_column_privilege('asiakkuus_app', t, 'UPDATE')");
}
END_TEST

START_TEST(app__makes_no_large_objects) {
    nothing_breaks("SELECT string_agg(oid::regprocedure::text, ' ') FROM pg_proc"
                   " WHERE proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import')"
                   " AND has_function_privilege('asiakkuus_app', oid, 'EXECUTE')");
    sql(pg, "BEGIN; SET LOCAL ROLE asiakkuus_app");
    ck_assert_str_eq(sql_failure(pg, "SELECT lo_create(0)"), "42501");
    sql(pg, "ROLLBACK");
}
END_TEST

START_TEST(app__connects_to_no_database_of_the_cluster_s_own) {
    nothing_breaks("SELECT string_agg(datname, ' ') FROM pg_database"
                   " WHERE datname IN ('postgres', 'template1')"
                   " AND has_database_privilege('asiakkuus_app', datname, 'CONNECT')");
}
END_TEST

START_TEST(app__deletes_only_what_is_kept_for_a_while_and_truncates_nothing) {
    ck_assert_str_eq(
        sql(pg, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
                " WHERE relnamespace = 'asiakkuus'::regnamespace AND relkind = 'r'"
                " AND has_table_privilege('asiakkuus_app', oid, 'DELETE')"),
        "client_standing idempotency_key job kpi_cell kpi_figure model_draft screening_row "
        "service_term token_use unit_term webhook webhook_delivery");
    nothing_breaks(
        "SELECT string_agg(relname, ' ') FROM pg_class"
        " WHERE relnamespace = 'asiakkuus'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege('asiakkuus_app', oid, 'TRUNCATE, REFERENCES, TRIGGER')");
}
END_TEST

START_TEST(app__changes_no_log_no_history_and_no_result) {
    nothing_breaks("SELECT string_agg(t, ' ') FROM unnest(ARRAY['audit_event', 'event',"
                   " 'audit_seal', 'move', 'migration', 'vault_key']) t"
                   " WHERE has_any_column_privilege('asiakkuus_app', t, 'UPDATE')");
    nothing_breaks("SELECT string_agg(c, ' ') FROM unnest(ARRAY['area', 'id', 'input',"
                   " 'result', 'result_hash', 'model_id', 'computed_segment', 'assessed_by']) c"
                   " WHERE has_column_privilege('asiakkuus_app', 'assessment', c, 'UPDATE')");
    nothing_breaks("SELECT string_agg(relname, ' ') FROM " TENANT_TABLES
                   " WHERE has_column_privilege('asiakkuus_app', t.oid, 1::smallint, 'UPDATE')");
}
END_TEST

/* Rows of two areas, by the superuser, whom no policy binds; undone with the transaction. */
static void seed(void) {
    sql(pg, "BEGIN");
    for (int i = 0; i < 2; i++) {
        char text[900];
        const char *area = i ? "01" : "90";
        snprintf(text, sizeof text,
                 "INSERT INTO client (area, id, created_at, created_by, updated_at)"
                 " VALUES ('%s', '00000000-0000-7000-8000-0000000000%s', now(), 'x', now());"
                 "INSERT INTO unit (area, id, code, names, kind, created_at, updated_at)"
                 " VALUES ('%s', '00000000-0000-7000-8000-0000000000%s', 'u%s', '{}', 'k', now(), "
                 "now())",
                 area, area, area, area, area);
        sql(pg, text);
    }
}

static void become(const char *role, const char *area_statement);

/* A log row says who did what, and the database alone says when it was written and in which order.
 */
START_TEST(app__writes_log_rows_only_as_they_are) {
    static const struct {
        const char *statement, *sqlstate;
    } rows[] = {
#define AUDIT(columns, sub, more)                                                                  \
    "INSERT INTO audit_event (area, at, id, kind, operation, sub, resource" columns ") VALUES"     \
    " ('90', '2020-01-01', gen_random_uuid(), 'read', 'x', " sub ", 'client'" more ")"
#define MOVE_ROW(columns, by, more)                                                                \
    "INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status" columns    \
    ") VALUES ('90', 'assessment', gen_random_uuid(), 1, '2020-01-01', " by ", 'create',"          \
    " 'proposed'" more ")"
#define EVENT_ROW(columns, more)                                                                   \
    "INSERT INTO event (area, id, at, type, resource, resource_id, version" columns ") VALUES"     \
    " ('90', gen_random_uuid(), now(), 'client.created', 'client', gen_random_uuid(), 1" more ")"
        {AUDIT("", "'me'", ""), ""},
        {AUDIT(", recorded_at", "'me'", ", '2020-01-01'"), "42501"},
        {AUDIT(", transaction", "'me'", ", '1'"), "42501"},
        {AUDIT("", "''", ""), "23514"},
        {MOVE_ROW("", "'me'", ""), ""},
        {MOVE_ROW(", recorded_at", "'me'", ", '2020-01-01'"), "42501"},
        {MOVE_ROW("", "''", ""), "23514"},
        {EVENT_ROW("", ""), ""},
        {EVENT_ROW(", transaction", ", '1'"), "42501"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sql(pg, "BEGIN");
        become("asiakkuus_app", "SET LOCAL app.area = '90'");
        ck_assert_msg(strcmp(sql_failure(pg, rows[i].statement), rows[i].sqlstate) == 0, "%s",
                      rows[i].statement);
        if (strstr(rows[i].statement, "audit_event") && !*rows[i].sqlstate) {
            ck_assert_str_eq(
                sql(pg, "SELECT recorded_at = now() FROM audit_event WHERE sub = 'me'"), "t");
        }
        sql(pg, "ROLLBACK");
    }
}
END_TEST

START_TEST(app__sets_no_status_back) {
    sql(pg, "BEGIN;"
            "INSERT INTO model (area, id, code, version, document, hash, status, valid_from,"
            " created_at, updated_at, published_at) VALUES ('90', "
            "'00000000-0000-7000-8000-0000000000a1', 'back', 1, '{}', repeat('0', 64),"
            " 'published', '2020-01-01', now(), now(), now());"
            "INSERT INTO client (area, id, created_at, created_by, updated_at) VALUES"
            " ('90', '00000000-0000-7000-8000-0000000000a1', now(), 'x', now())");
    for (int i = 0; i < 2; i++) {
        char text[1200];
        snprintf(text, sizeof text,
                 "INSERT INTO assessment (area, id, client_id, register, status, model_id,"
                 " model_code, model_version, model_hash, as_of, input, result, result_hash,"
                 " certain, possible, assessed_at, recorded_at, assessed_by, updated_at,"
                 " chosen_segment, confirmed_at, confirmed_by) VALUES ('90',"
                 " '00000000-0000-7000-8000-0000000000a%d',"
                 " '00000000-0000-7000-8000-0000000000a1', 'health', '%s',"
                 " '00000000-0000-7000-8000-0000000000a1', 'back', 1, repeat('0', 64),"
                 " '2026-11-22', '{}', '{}', repeat('0', 64), true, '{a}', now(), now(), 'x',"
                 " now(), 'a', now(), 'x')",
                 i, i ? "confirmed" : "proposed");
        sql(pg, text);
    }
    become("asiakkuus_app", "SET LOCAL app.area = '90'");
    ck_assert_str_eq(sql(pg, "WITH u AS (UPDATE assessment SET status = 'proposed' WHERE model_code"
                             " = 'back' RETURNING 1) SELECT count(*) FROM u"),
                     "1"); /* the one that is proposed */
    ck_assert_str_eq(sql(pg, "SELECT count(*) FROM assessment WHERE status = 'confirmed'"
                             " AND model_code = 'back'"),
                     "1");
    /* Where confirmed ones may be moved, nothing else can be done to them. */
    sql(pg, "SET LOCAL app.moved = 'confirmed'; SAVEPOINT moving");
    ck_assert_str_eq(sql(pg, "WITH u AS (UPDATE assessment SET client_id = client_id WHERE"
                             " status = 'confirmed' AND model_code = 'back' RETURNING 1)"
                             " SELECT count(*) FROM u"),
                     "1");
    ck_assert_str_eq(sql_failure(pg, "UPDATE assessment SET status = 'proposed' WHERE status ="
                                     " 'confirmed' AND model_code = 'back'"),
                     "42501");
    sql(pg, "ROLLBACK TO moving");
    ck_assert_str_eq(sql_failure(pg, "UPDATE model SET document = '{}' WHERE code = 'back'"),
                     "42501");
    sql(pg, "ROLLBACK");
}
END_TEST

static void become(const char *role, const char *area_statement) {
    char text[200];
    snprintf(text, sizeof text, "SET LOCAL ROLE %s; %s", role, area_statement);
    sql(pg, text);
}

START_TEST(policy__shows_nothing_without_an_area) {
    static const char *const areas[] = {"RESET app.area", "SET LOCAL app.area = ''",
                                        "SET LOCAL app.area = '09'", "SET LOCAL app.area = '%'"};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        seed();
        become("asiakkuus_app", areas[i]);
        ck_assert_str_eq(sql(pg, "SELECT count(*) FROM client"), "0");
        ck_assert_str_eq(sql(pg, "WITH u AS (UPDATE client SET version = 2 RETURNING 1)"
                                 " SELECT count(*) FROM u"),
                         "0");
        sql(pg, "ROLLBACK");
    }
}
END_TEST

START_TEST(policy__binds_the_owner_too) {
    seed();
    become("asiakkuus_owner", "SET LOCAL app.area = '90'");
    ck_assert_str_eq(sql(pg, "SELECT string_agg(area, ' ') FROM client"), "90");
    sql(pg, "ROLLBACK");
}
END_TEST

START_TEST(policy__refuses_a_row_of_another_area) {
    seed();
    become("asiakkuus_app", "SET LOCAL app.area = '01'");
    ck_assert_str_eq(
        sql_failure(pg,
                    "INSERT INTO client (area, id, created_at, created_by, updated_at)"
                    " VALUES ('90', '00000000-0000-7000-8000-000000000099', now(), 'x', now())"),
        "42501");
    sql(pg, "ROLLBACK");
}
END_TEST

START_TEST(foreign_key__does_not_reach_into_another_area) {
    seed();
    become("asiakkuus_app", "SET LOCAL app.area = '01'");
    ck_assert_str_eq(
        sql_failure(
            pg, "INSERT INTO client_identifier (area, id, client_id, system, hash, key_id,"
                " value_sealed, created_at) VALUES ('01',"
                " '00000000-0000-7000-8000-000000000091',"
                " '00000000-0000-7000-8000-000000000090', 'hetu', sha256('x'), 'k', 'x', now())"),
        "23503");
    sql(pg, "ROLLBACK");
    seed();
    become("asiakkuus_app", "SET LOCAL app.area = '01'");
    ck_assert_str_eq(sql_failure(pg, "UPDATE client SET home_unit = 'u90'"), "23503");
    sql(pg, "ROLLBACK");
}
END_TEST

START_TEST(policy__lets_the_primary_key_be_used) {
    sql(pg, "BEGIN; SET LOCAL enable_seqscan = off");
    become("asiakkuus_app", "SET LOCAL app.area = '90'");
    PGresult *plan =
        PQexec(pg, "EXPLAIN (COSTS OFF) SELECT id FROM client WHERE area = '90' AND id ="
                   " '00000000-0000-7000-8000-000000000090'");
    bool by_key = false;
    for (int i = 0; i < PQntuples(plan); i++) {
        by_key = by_key || strstr(PQgetvalue(plan, i, 0), "client_pkey");
    }
    PQclear(plan);
    ck_assert(by_key);
    sql(pg, "ROLLBACK");
}
END_TEST

Suite *catalogue_suite(void) {
    Suite *suite = suite_create("catalogue");
    TCase *tests = tcase_create("catalogue");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, tables__there_are_some);
    tcase_add_test(tests, tables__row_level_security_is_enabled_and_forced);
    tcase_add_test(tests, tables__have_one_policy_that_holds_for_all_and_for_everyone);
    tcase_add_test(tests, tables__begin_with_area_of_two_digits);
    tcase_add_test(tests, keys__and_indexes_lead_with_area);
    tcase_add_test(tests, foreign_keys__lead_with_area_on_both_sides);
    tcase_add_test(tests, foreign_keys__are_served_by_an_index);
    tcase_add_test(tests, tables__have_no_triggers_identity_columns_or_sequences);
    tcase_add_test(tests, views__functions_and_rules_that_pass_by_the_policies_are_not_there);
    tcase_add_test(tests, app__has_no_attributes_memberships_or_property);
    tcase_add_test(tests, app__can_make_nothing);
    tcase_add_test(tests, app__only_reads_code_lists);
    tcase_add_test(tests, app__makes_no_large_objects);
    tcase_add_test(tests, app__connects_to_no_database_of_the_cluster_s_own);
    tcase_add_test(tests, app__writes_log_rows_only_as_they_are);
    tcase_add_test(tests, app__sets_no_status_back);
    tcase_add_test(tests, app__deletes_only_what_is_kept_for_a_while_and_truncates_nothing);
    tcase_add_test(tests, app__changes_no_log_no_history_and_no_result);
    tcase_add_test(tests, policy__shows_nothing_without_an_area);
    tcase_add_test(tests, policy__binds_the_owner_too);
    tcase_add_test(tests, policy__refuses_a_row_of_another_area);
    tcase_add_test(tests, foreign_key__does_not_reach_into_another_area);
    tcase_add_test(tests, policy__lets_the_primary_key_be_used);
    suite_add_tcase(suite, tests);
    return suite;
}
