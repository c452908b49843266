/* Every statement of the service, as its role: it prepares; and with its own check of the area
 * taken away, the policies alone keep another area's rows from it. */
#include "suites.h"
#include "support.h"

#include "all_queries.h"

#include <ctype.h>
#include <glob.h>
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
#define VALUE(name, text) {name, text},
#include "values.def"
#undef VALUE
};
/* bytea: 32 times 'h' */
static const char hash_value[] =
    "\\x6868686868686868686868686868686868686868686868686868686868686868";

/* The value that every column of this type has in the seeded rows, as far as one can be told. */
static const char *value_of_type(Oid type) {
    static const struct {
        Oid type;
        const char *text;
    } by_type[] = {
        {16, "t"},                                        /* boolean */
        {17, hash_value},                                 /* bytea */
        {20, "1"},                                        /* bigint */
        {21, "1"},                                        /* smallint */
        {23, "1"},                                        /* integer */
        {1700, "1"},                                      /* numeric */
        {701, "1"},                                       /* double precision */
        {114, "{}"},                                      /* json */
        {3802, "{}"},                                     /* jsonb */
        {1082, "2026-11-22"},                             /* date */
        {1184, "2026-11-22T12:00:00Z"},                   /* timestamptz */
        {1114, "2026-11-22T12:00:00"},                    /* timestamp */
        {2950, "00000000-0000-7000-8000-000000000090"},   /* uuid */
        {2951, "{00000000-0000-7000-8000-000000000090}"}, /* uuid[] */
        {1009, "{word}"},                                 /* text[] */
        {1016, "{1}"},                                    /* bigint[] */
        {1007, "{1}"},                                    /* integer[] */
        {1182, "{2026-11-22}"},                           /* date[] */
        {1185, "{2026-11-22T12:00:00Z}"},                 /* timestamptz[] */
        {1000, "{t}"},                                    /* boolean[] */
        {1001, "{\"\\\\x68686868686868686868686868686868"
               "68686868686868686868686868686868\"}"}, /* bytea[]
                                                        */
        {199, "{\"{}\"}"},                             /* json[] */
        {3807, "{\"{}\"}"},                            /* jsonb[] */
    };
    for (size_t i = 0; i < sizeof by_type / sizeof *by_type; i++) {
        if (by_type[i].type == type) {
            return by_type[i].text;
        }
    }
    return "word";
}

static const struct value *find_value(const char *name) {
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strcmp(values[i].name, name) == 0) {
            return &values[i];
        }
    }
    return NULL;
}

static const char *value_of(const struct query *query, const char *name, Oid type) {
    char own[200];
    snprintf(own, sizeof own, "%s.%s", query->name, name);
    const struct value *value = find_value(own);
    value = value ? value : find_value(name);
    if (value) {
        return value->text;
    }
    return strncmp(name, "after_", 6) == 0 ? NULL : value_of_type(type);
}

static const char all_tables[] =
    "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class"
    " WHERE relnamespace = 'asiakkuus'::regnamespace AND relkind IN ('r', 'p') AND NOT"
    " relispartition AND relname NOT IN ('migration', 'ready_probe')";

static void unseed(void) {
    PGconn *super = connect_to(as_superuser());
    char statement[8000];
    snprintf(statement, sizeof statement, "TRUNCATE %s", sql(super, all_tables));
    sql(super, statement);
    PQfinish(super);
}

static void run_file(PGconn *super, const char *path) {
    static char text[65536];
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    size_t length = fread(text, 1, sizeof text - 1, file);
    ck_assert_uint_lt(length, sizeof text - 1);
    text[length] = '\0';
    fclose(file);
    sql(super, text);
}

/* One row in every table, by the superuser, in area 90: tests/db/seed, in the order of its names.
 */
static void seed(void) {
    unseed(); /* what a failed test left */
    PGconn *super = connect_to(as_superuser());
    glob_t found;
    ck_assert_int_eq(glob(SOURCE_DIR "/tests/db/seed/*.sql", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        run_file(super, found.gl_pathv[i]);
    }
    globfree(&found);
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

enum { PARAMETERS_MOST = 64, TEXT_SIZE = 32768, OUTCOME_SIZE = 4000 };

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
    char text[TEXT_SIZE], set_area[100];
    remove_area_check(query->text, text, sizeof text);
    /* Confirmed assessments are moved only where that was said before. */
    snprintf(set_area, sizeof set_area,
             "BEGIN; SET LOCAL app.area = '%s'; SET LOCAL app.moved = '%s'", area,
             strstr(query->name, "_confirmed") && strstr(query->name, "_move_") ? "confirmed" : "");
    sql(pg, set_area);
    PQclear(PQprepare(pg, "", text, 0, NULL));
    PGresult *described = PQdescribePrepared(pg, "");
    const char *given[PARAMETERS_MOST];
    for (int i = 0; i < query->parameter_count; i++) {
        given[i] = value_of(query, query->parameters[i], PQparamtype(described, i));
    }
    PQclear(described);
    PGresult *result = PQexecPrepared(pg, "", query->parameter_count, given, NULL, NULL, 0);
    struct outcome outcome = outcome_of(result);
    PQclear(result);
    sql(pg, "ROLLBACK");
    return outcome;
}

/* The audit row of a read is none: it comes out of the row that is read. */
static bool is_insert(const struct query *query) {
    return strstr(query->text, "INSERT INTO") && !strstr(query->text, "SELECT r.area");
}

/* False for statements that concern no area. */
static bool has_area(const struct query *query) {
    for (int i = 0; i < query->parameter_count; i++) {
        if (strcmp(query->parameters[i], "area") == 0 ||
            strcmp(query->parameters[i], "each_area") == 0) {
            return true;
        }
    }
    return false;
}

/* What belongs to no area: the database's own version, the probe, the names of the vault's keys. */
static bool concerns_none(const struct query *query) {
    bool reads_none =
        strncmp(query->text, "SELECT", strlen("SELECT")) == 0 && !strstr(query->text, "FROM");
    return reads_none || strstr(query->text, "ready_probe") ||
           strstr(query->text, "FROM migration") ||
           strncmp(query->name, "partition_", strlen("partition_")) == 0 ||
           strncmp(query->name, "need_class_", strlen("need_class_")) == 0 ||
           strncmp(query->name, "keyring_", strlen("keyring_")) == 0;
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
        if (is_insert(all_queries[i]) && !concerns_none(all_queries[i])) {
            struct outcome outcome = run_query(all_queries[i], "01");
            /* What is made from the area's own rows is made from none. */
            bool nothing = strcmp(outcome.text, "|0") == 0;
            ck_assert_msg(nothing || strncmp(outcome.text, "42501|", 6) == 0, "%s: %s",
                          all_queries[i]->name, outcome.text);
        }
    }
}
END_TEST

/* The first test says something only where the same statement reaches the rows of its own area. */
START_TEST(queries__reach_the_rows_of_their_own_area) {
    run_on_empty_tables("90");
    seed();
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        if (has_area(all_queries[i]) && !is_insert(all_queries[i]) &&
            strstr(all_queries[i]->text, "FROM")) {
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
        ck_assert_msg(concerns_none(query) || has_area(query), "%s has no :area", query->name);
    }
}
END_TEST

/* --- pages --- */

static bool takes(const struct query *query, const char *parameter) {
    for (int i = 0; i < query->parameter_count; i++) {
        if (strcmp(query->parameters[i], parameter) == 0) {
            return true;
        }
    }
    return false;
}

/* How many terms stand before LIMIT; `last` is the name of the last one, without its table. */
static int order_terms(const char *order, char *last, size_t size) {
    const char *end = strstr(order, "LIMIT"), *start = order;
    int depth = 0, terms = 1;
    for (const char *at = order; end && at < end; at++) {
        depth += (*at == '(') - (*at == ')');
        if (*at == ',' && depth == 0) {
            terms++;
            start = at + 1;
        } else if (*at == '.') {
            start = at + 1;
        }
    }
    start += strspn(start, " \n");
    snprintf(last, size, "%.*s", (int)strcspn(start, " \n,"), start);
    return terms;
}

/* An id, or what is one of a kind within the record or the area whose page it is. */
static bool is_unique(const char *column) {
    size_t length = strlen(column);
    return (length >= 2 && strcmp(column + length - 2, "id") == 0) ||
           strcmp(column, "number") == 0 || strcmp(column, "version") == 0 ||
           strcmp(column, "code") == 0;
}

static int cursor_keys(const struct query *query) {
    char after[32];
    int keys = 0;
    do {
        snprintf(after, sizeof after, "after_%d", keys + 1);
    } while (takes(query, after) && ++keys);
    return keys;
}

/* Rows with equal values are lost or shown twice where the order of a page is not total, or where
 * the cursor holds less than the order does. Of several orders in one statement, one is the page's.
 */
START_TEST(queries__of_a_page_order_by_all_that_the_cursor_holds_and_end_in_what_is_unique) {
    int pages = 0;
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        const struct query *query = all_queries[i];
        int keys = cursor_keys(query);
        bool found = false;
        if (keys == 0 || strstr(query->name, "_count_")) { /* a count tells no rows in an order */
            continue;
        }
        pages++;
        for (const char *at = strstr(query->text, "ORDER BY "); at;
             at = strstr(at + 1, "ORDER BY ")) {
            char last[64] = "";
            int terms = order_terms(at + strlen("ORDER BY "), last, sizeof last);
            found = found || (terms == keys && is_unique(last));
        }
        ck_assert_msg(found, "%s: no order by %d columns that ends in a unique one", query->name,
                      keys);
    }
    ck_assert_int_ge(pages, 20);
}
END_TEST

Suite *queries_suite(void) {
    Suite *suite = suite_create("queries");
    TCase *tests = tcase_create("queries");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, queries__prepare_against_the_schema);
    tcase_add_test(tests,
                   queries__of_a_page_order_by_all_that_the_cursor_holds_and_end_in_what_is_unique);
    tcase_add_test(tests, queries__without_their_area_check_show_and_touch_nothing_of_another_area);
    tcase_add_test(tests, inserts__into_another_area_are_refused_or_do_nothing);
    tcase_add_test(tests, queries__reach_the_rows_of_their_own_area);
    tcase_add_test(tests, queries__name_the_area_of_every_table_they_read);
    suite_add_tcase(suite, tests);
    return suite;
}
