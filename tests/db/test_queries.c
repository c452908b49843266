/* Every statement of the service, as its role: it prepares; and with its own check of the area
 * taken away, the policies alone keep another area's rows from it. */
#include "suites.h"
#include "support.h"

#include "all_queries.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static PGconn *pg;

static void begin(void) {
    pg = connect_to(as_app());
}

static void end(void) {
    PQfinish(pg);
}

START_TEST(queries__prepare_against_the_schema) {
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        const struct query *query = all_queries[i];
        PGresult *result = PQprepare(pg, query->name, query->text, 0, NULL);
        ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s", query->name,
                      PQresultErrorMessage(result));
        PQclear(result);
        result = PQdescribePrepared(pg, query->name);
        ck_assert_int_eq(PQnparams(result), query->parameter_count);
        PQclear(result);
    }
}
END_TEST

/* What a parameter is given: it hits the rows that seed() makes in area 90. */
struct value {
    const char *name, *text;
};
static const struct value values[] = {
    {"area", "90"},
    {"id", "00000000-0000-7000-8000-000000000090"},
    {"client_id", "00000000-0000-7000-8000-000000000090"},
    {"assessment_id", "00000000-0000-7000-8000-000000000090"},
    {"model_id", "00000000-0000-7000-8000-000000000090"},
    {"resource_id", "00000000-0000-7000-8000-000000000090"},
    {"code", "m"},
    {"home_unit", "u"},
    {"version", "1"},
    {"model_code", "m"},
    {"model_version", "1"},
    {"etag", "1"},
    {"limit", "10"},
    {"limit_plus_one", "10"},
    {"system", "hetu"},
    {"register", "health"},
    {"register_1", "health"},
    {"register_2", "health"},
    {"status", "200"},
    {"from_status", "proposed"},
    {"to_status", "confirmed"},
    {"certain", "t"},
    {"own_view", "t"},
    {"non_disclosure", "f"},
    {"possible", "{a}"},
    {"participants", "[]"},
    {"names", "{}"},
    {"kind", "read"},
    {"type", "client.created"},
    {"birth_date", "1980-01-01"},
    {"as_of", "2026-11-22"},
    {"valid_from", "2026-11-22"},
    {"review_due", "2027-11-22"},
    {"now", "2026-11-22T12:00:00Z"},
    {"today", "2026-11-22"},
    {"created_at", "2026-11-22T12:00:00Z"},
    {"before", "2100-01-01T00:00:00Z"},
    {"oldest", "2100-01-01T00:00:00Z"},
    {"expired_before", "2100-01-01T00:00:00Z"},
    {"sub", "tester"},
    {"operation", "test"},
    {"key", "k"},
    {"language", "fi"},
    {"hash", "0000000000000000000000000000000000000000000000000000000000000000"},
    {"model_hash", "0000000000000000000000000000000000000000000000000000000000000000"},
    {"result_hash", "0000000000000000000000000000000000000000000000000000000000000000"},
    /* left out: what is said to be optional */
    {"after_at", NULL},
    {"after_id", NULL},
    {"valid_to", NULL},
    {"fresh_id", "00000000-0000-7000-8000-000000000091"},
    {"ground", "own_register"},
    {"own_client_id", NULL},
};
/* bytea: 32 times 'h' */
static const char hash_value[] =
    "\\x6868686868686868686868686868686868686868686868686868686868686868";

/* Anything else is some word. */
static const char *value_of(const char *name, Oid type) {
    enum { BYTEA = 17 };
    if (type == BYTEA) {
        return hash_value;
    }
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strcmp(values[i].name, name) == 0) {
            return values[i].text;
        }
    }
    return "word";
}

/* Every table that begins with an area: also those of later migrations. */
static void unseed(void) {
    PGconn *super = connect_to(as_superuser());
    sql(super, "DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(c.oid::regclass::text, ', ')"
               " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1"
               " WHERE c.relnamespace = 'asiakkuus'::regnamespace AND c.relkind IN ('r', 'p')"
               " AND NOT c.relispartition AND a.attname = 'area'); END $$");
    PQfinish(super);
}

/* One row in every table, by the superuser, in area 90. */
static void seed(void) {
    unseed(); /* what a failed test left */
    PGconn *super = connect_to(as_superuser());
    sql(super,
        "INSERT INTO unit (area, id, code, names, kind, created_at, updated_at) VALUES"
        " ('90', '00000000-0000-7000-8000-000000000090', 'u', '{}', 'k', now(), now());"
        "INSERT INTO unit_term (area, unit_id, term, sort_key) VALUES"
        " ('90', '00000000-0000-7000-8000-000000000090', 'all', 'u');"
        "INSERT INTO service (area, id, code, unit_id, names, sort_key, kind, register, weight,"
        " created_at, updated_at) VALUES ('90', '00000000-0000-7000-8000-000000000090', 's',"
        " '00000000-0000-7000-8000-000000000090', '{}', 's', 'health', 'health', 1, now(), now());"
        "INSERT INTO service_term (area, service_id, term, sort_key) VALUES"
        " ('90', '00000000-0000-7000-8000-000000000090', 'all', 's');"
        "INSERT INTO model (area, id, code, version, document, hash, status, is_active, valid_from,"
        " created_at, updated_at, published_at) VALUES"
        " ('90', '00000000-0000-7000-8000-000000000090', 'm', 1, '{}', repeat('0', 64), "
        "'published',"
        " false, '2020-01-01', now(), now(), now());"
        "INSERT INTO client (area, id, created_at, created_by, updated_at) VALUES"
        " ('90', '00000000-0000-7000-8000-000000000090', now(), 'x', now());"
        "INSERT INTO client_identifier (area, client_id, system, hash, key_id, value_sealed,"
        " created_at) VALUES ('90', '00000000-0000-7000-8000-000000000090', 'hetu',"
        " convert_to(repeat('h', 32), 'UTF8'), 'word', 'x', now());"
        "INSERT INTO assessment (area, id, client_id, register, status, model_id, model_code,"
        " model_version, model_hash, as_of, input, result, result_hash, certain, possible,"
        " assessed_at, assessed_by, updated_at) VALUES"
        " ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090',"
        " 'health', 'proposed', '00000000-0000-7000-8000-000000000090', 'm', 1, repeat('0', 64),"
        " '2026-11-22', '{}', '{}', repeat('0', 64), true, '{a}', now(), 'x', now());"
        "INSERT INTO assessment_history (area, id, assessment_id, version, at, by, action, "
        "to_status)"
        " VALUES ('90', '00000000-0000-7000-8000-000000000090',"
        " '00000000-0000-7000-8000-000000000090', 1, now(), 'x', 'create', 'proposed');"
        "INSERT INTO audit_event (area, at, id, kind, operation, sub, resource) VALUES"
        " ('90', now(), '00000000-0000-7000-8000-000000000090', 'read', 'test', 'x', 'client');"
        "INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES"
        " ('90', '00000000-0000-7000-8000-000000000090', now(), 'client.created', 'client',"
        " '00000000-0000-7000-8000-000000000090', 1);"
        "INSERT INTO idempotency_key (area, sub, operation, key, body_hash, created_at) VALUES"
        " ('90', 'tester', 'test', 'k', convert_to(repeat('h', 32), 'UTF8'), '2000-01-01')");
    PQfinish(super);
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

/* "x.area = $1" becomes "$1::text IS NOT NULL": the check is gone, the parameter still used. */
static void remove_area_check(const char *text, char *out, size_t size) {
    size_t length = 0;
    while (*text && length + 60 < size) {
        static const char check[] = "area = $";
        bool found = strncmp(text, check, sizeof check - 1) == 0;
        if (!found) {
            out[length++] = *text++;
            continue;
        }
        if (length > 0 && out[length - 1] == '.') {
            length--;
            while (length > 0 && is_word(out[length - 1])) {
                length--;
            }
        }
        text += sizeof check - 1;
        int number = 0;
        while (isdigit((unsigned char)*text)) {
            number = number * 10 + (*text++ - '0');
        }
        length += (size_t)snprintf(out + length, size - length, "$%d::text IS NOT NULL", number);
    }
    out[length] = '\0';
}

enum { PARAMETERS_MOST = 64, TEXT_SIZE = 8192, OUTCOME_SIZE = 4000 };

/* Everything a statement gave: its values, the rows it touched, or its SQLSTATE. */
struct outcome {
    char text[OUTCOME_SIZE];
};

static struct outcome outcome_of(PGresult *result) {
    struct outcome outcome;
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    int length = snprintf(outcome.text, OUTCOME_SIZE, "%s|%s", sqlstate ? sqlstate : "",
                          PQcmdTuples(result));
    for (int row = 0; row < PQntuples(result); row++) {
        for (int i = 0; i < PQnfields(result) && length < OUTCOME_SIZE - 1; i++) {
            length += snprintf(outcome.text + length, (size_t)(OUTCOME_SIZE - length), "|%s",
                               PQgetvalue(result, row, i));
        }
    }
    return outcome;
}

/* The statement without its own check of the area, as a caller of `area`; undone. */
static struct outcome run_query(const struct query *query, const char *area) {
    char text[TEXT_SIZE], set_area[60];
    remove_area_check(query->text, text, sizeof text);
    snprintf(set_area, sizeof set_area, "BEGIN; SET LOCAL app.area = '%s'", area);
    sql(pg, set_area);
    PQclear(PQprepare(pg, "", text, 0, NULL));
    PGresult *described = PQdescribePrepared(pg, "");
    const char *given[PARAMETERS_MOST];
    for (int i = 0; i < query->parameter_count; i++) {
        given[i] = value_of(query->parameters[i], PQparamtype(described, i));
    }
    PQclear(described);
    PGresult *result = PQexecPrepared(pg, "", query->parameter_count, given, NULL, NULL, 0);
    struct outcome outcome = outcome_of(result);
    PQclear(result);
    sql(pg, "ROLLBACK");
    return outcome;
}

/* A read that writes its own audit row is none. */
static bool is_insert(const struct query *query) {
    return strstr(query->text, "INSERT INTO") && !strstr(query->text, "FROM read");
}

/* False for statements that concern no area. */
static bool has_area(const struct query *query) {
    for (int i = 0; i < query->parameter_count; i++) {
        if (strcmp(query->parameters[i], "area") == 0) {
            return true;
        }
    }
    return false;
}

static struct outcome empty_outcomes[ALL_QUERY_COUNT];

static void run_on_empty_tables(const char *area) {
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        empty_outcomes[i] = run_query(all_queries[i], area);
    }
}

/* To a caller of another area, tables full of rows are as empty ones. */
START_TEST(queries__without_their_area_check_show_and_touch_nothing_of_another_area) {
    run_on_empty_tables("01");
    seed();
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        struct outcome full = run_query(all_queries[i], "01");
        if (has_area(all_queries[i])) {
            ck_assert_msg(strcmp(full.text, empty_outcomes[i].text) == 0, "%s: %s, was %s",
                          all_queries[i]->name, full.text, empty_outcomes[i].text);
        }
    }
    unseed();
}
END_TEST

START_TEST(inserts__into_another_area_are_refused_or_do_nothing) {
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        if (is_insert(all_queries[i])) {
            struct outcome outcome = run_query(all_queries[i], "01");
            ck_assert_msg(strncmp(outcome.text, "42501|", 6) == 0, "%s: %s", all_queries[i]->name,
                          outcome.text);
        }
    }
}
END_TEST

/* The first test says something only where the same statement reaches the rows of its own area. */
START_TEST(queries__reach_the_rows_of_their_own_area) {
    run_on_empty_tables("90");
    seed();
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        if (has_area(all_queries[i]) && !is_insert(all_queries[i])) {
            struct outcome full = run_query(all_queries[i], "90");
            ck_assert_msg(strcmp(full.text, empty_outcomes[i].text) != 0,
                          "%s: reaches no row (%s); see values and seed()", all_queries[i]->name,
                          full.text);
        }
    }
    unseed();
}
END_TEST

START_TEST(queries__name_the_area_of_every_table_they_read) {
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        const struct query *query = all_queries[i];
        bool concerns_none =
            strstr(query->text, "ready_probe") || strstr(query->text, "FROM migration");
        ck_assert_msg(concerns_none || has_area(query), "%s has no :area", query->name);
    }
}
END_TEST

Suite *queries_suite(void) {
    Suite *suite = suite_create("queries");
    TCase *tests = tcase_create("queries");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, queries__prepare_against_the_schema);
    tcase_add_test(tests, queries__without_their_area_check_show_and_touch_nothing_of_another_area);
    tcase_add_test(tests, inserts__into_another_area_are_refused_or_do_nothing);
    tcase_add_test(tests, queries__reach_the_rows_of_their_own_area);
    tcase_add_test(tests, queries__name_the_area_of_every_table_they_read);
    suite_add_tcase(suite, tests);
    return suite;
}
