/* What the domains are promised of a session: records in and out, one transaction, failures. */
#include "suites.h"
#include "support.h"

#include <string.h>

static const char *const kind_words[] = {"red", "green", NULL};

struct thing {
    struct uuid id;
    const char *name;
    int64_t number;
    struct opt_int maybe;
    bool flag;
    struct opt_bool maybe_flag;
    struct date day;
    struct instant at;
    struct raw_json raw;
    struct bytes blob;
    struct list tags;
    int kind;
};
static const struct shape_field thing_fields[] = {FIELD(struct thing, id, 0),
                                                  FIELD(struct thing, name, 0),
                                                  FIELD(struct thing, number, 0),
                                                  FIELD(struct thing, maybe, 0),
                                                  FIELD(struct thing, flag, 0),
                                                  FIELD(struct thing, maybe_flag, 0),
                                                  FIELD(struct thing, day, 0),
                                                  FIELD(struct thing, at, 0),
                                                  FIELD(struct thing, raw, 0),
                                                  FIELD(struct thing, blob, 0),
                                                  FIELD_STRINGS(struct thing, tags, 0, 0, 9),
                                                  FIELD_ENUM(struct thing, kind, 0, kind_words),
                                                  FIELD_END};
static const struct shape thing_shape = {"thing", sizeof(struct thing), thing_fields};

#define THING_COLUMNS "id, name, number, maybe, flag, maybe_flag, day, at, raw, blob, tags, kind"
static const char *const insert_parameters[] = {"area", "id",         "name", "number", "maybe",
                                                "flag", "maybe_flag", "day",  "at",     "raw",
                                                "blob", "tags",       "kind"};
static const struct query thing_insert = {
    "thing_insert",
    "INSERT INTO thing (area, " THING_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    13, insert_parameters};
static const char *const id_parameters[] = {"area", "id"};
static const struct query thing_select = {
    "thing_select", "SELECT " THING_COLUMNS " FROM thing WHERE area = $1 AND id = $2", 2,
    id_parameters};
static const struct query thing_list = {
    "thing_list", "SELECT " THING_COLUMNS " FROM thing ORDER BY number LIMIT 100", 0, NULL};
static const struct query thing_rename = {
    "thing_rename", "UPDATE thing SET name = 'renamed' WHERE area = $1 AND id = $2", 2,
    id_parameters};
static const struct query thing_sleep = {"thing_sleep", "SELECT pg_sleep(5)::text AS name", 0,
                                         NULL};
/* Longer than the bound of requests, and than the wait for an answer. */
static const struct query thing_nap = {"thing_nap", "SELECT pg_sleep(2.6)::text AS name", 0, NULL};
static const struct query thing_odd = {"thing_odd", "SELECT 1 AS odd", 0, NULL};
static const struct query thing_note = {
    "thing_note",
    "INSERT INTO thing (area, id, name, flag, day) SELECT r.area, gen_random_uuid(), 'noted', flag,"
    " day FROM thing r WHERE area = $1 AND id = $2",
    2, id_parameters};
static const struct query thing_note_nothing = {
    "thing_note_nothing",
    "INSERT INTO thing (area, id) SELECT area, id FROM thing WHERE area = $1 AND id = $2"
    " ON CONFLICT DO NOTHING",
    2, id_parameters};
static const struct query thing_note_of_one_view = {
    "thing_note_of_one_view",
    "INSERT INTO thing (area, id, name) SELECT r.area, gen_random_uuid(),"
    " current_setting('transaction_isolation') FROM thing r WHERE area = $1 AND id = $2",
    2, id_parameters};
static const char *const each_parameters[] = {"each_area", "each_id"};
static const struct query thing_add = {
    "thing_add",
    "INSERT INTO thing (area, id) SELECT t.area, t.id FROM unnest($1::text[], $2::uuid[]) AS"
    " t (area, id) ON CONFLICT DO NOTHING",
    2, each_parameters};
static const struct query thing_wrong = {"thing_wrong", "SELECT nothing FROM nowhere", 0, NULL};

static struct db_pool *pool;
static struct context context;

static void begin(void) {
    PGconn *pg = connect_to(as_owner());
    sql(pg, "DROP TABLE IF EXISTS thing;"
            "CREATE TABLE thing (area text NOT NULL, id uuid NOT NULL, name text, number bigint,"
            " maybe bigint, flag boolean, maybe_flag boolean, day date, at timestamptz, raw jsonb,"
            " blob bytea, tags text[], kind text, PRIMARY KEY (area, id));"
            "ALTER TABLE thing ENABLE ROW LEVEL SECURITY;"
            "ALTER TABLE thing FORCE ROW LEVEL SECURITY;"
            "CREATE POLICY own_area ON thing USING (area = current_setting('app.area', true))"
            " WITH CHECK (area = current_setting('app.area', true));"
            "GRANT SELECT, INSERT, UPDATE ON thing TO asiakkuus_app");
    PQfinish(pg);
    struct db_settings settings = small_pool(2);
    settings.statement_timeout_ms = 300;
    settings.lock_timeout_ms = 100;
    pool = db_pool_new(&settings);
    request_begin(&context, pool);
}

static void end(void) {
    request_end(&context);
    db_pool_free(pool);
    PGconn *pg = connect_to(as_owner());
    sql(pg, "DROP TABLE thing");
    PQfinish(pg);
}

static void next_request(void) {
    request_end(&context);
    request_begin(&context, pool);
}

static struct thing some_thing(uint8_t number) {
    struct thing thing = {.name = "kissa", .number = number};
    thing.id.bytes[15] = number;
    return thing;
}

static enum status store(const struct thing *thing) {
    int64_t touched = 0;
    enum status status = db_run(&context, &thing_insert, &thing_shape, thing, &touched);
    return status == OK && touched != 1 ? STATUS_internal : status;
}

static enum status fetch(const struct thing *wanted, struct thing *out) {
    return db_get(&context, &thing_select, &thing_shape, wanted, &thing_shape, out);
}

static int64_t stored_rows(void) {
    struct list rows;
    ck_assert_int_eq(db_list(&context, &thing_list, NULL, NULL, &thing_shape, &rows), OK);
    return (int64_t)rows.count;
}

START_TEST(record__comes_back_as_it_was_stored) {
    static const char *const tags[] = {"a", "b \"c\"", "back\\slash, {brace}", "", "ä"};
    static const uint8_t blob[] = {0, 255, '\\', 10};
    struct thing in = some_thing(7), out;
    in.name = "Åke \"O'Hara\"\n";
    in.number = INT64_MIN;
    in.maybe = (struct opt_int){true, INT64_MAX};
    in.flag = true;
    in.maybe_flag = (struct opt_bool){true, false};
    in.day = (struct date){2024, 2, 29};
    in.at = (struct instant){1795348800123456};
    in.raw = (struct raw_json){"{\"a\": 1}", 8};
    in.blob = (struct bytes){blob, sizeof blob};
    in.tags = (struct list){(void *)(uintptr_t)tags, 5};
    in.kind = 2;
    ck_assert_int_eq(store(&in), OK);
    ck_assert_int_eq(fetch(&in, &out), OK);
    ck_assert(uuid_equal(&out.id, &in.id));
    ck_assert_str_eq(out.name, in.name);
    ck_assert(out.number == INT64_MIN);
    ck_assert(out.maybe.present && out.maybe.value == INT64_MAX);
    ck_assert(out.flag && out.maybe_flag.present && !out.maybe_flag.value);
    ck_assert_int_eq(date_compare(out.day, in.day), 0);
    ck_assert(out.at.us == in.at.us);
    ck_assert_str_eq(out.raw.bytes, "{\"a\": 1}");
    ck_assert_uint_eq(out.blob.length, sizeof blob);
    ck_assert_mem_eq(out.blob.bytes, blob, sizeof blob);
    ck_assert_uint_eq(out.tags.count, 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_str_eq(((const char **)out.tags.items)[i], tags[i]);
    }
    ck_assert_int_eq(out.kind, 2);
}
END_TEST

START_TEST(record__absent_values_are_null_and_come_back_absent) {
    struct thing in = {.number = 1}, out;
    in.id.bytes[0] = 1;
    ck_assert_int_eq(store(&in), OK);
    ck_assert_int_eq(fetch(&in, &out), OK);
    ck_assert(!out.name && !out.maybe.present && !out.maybe_flag.present && !date_is_set(out.day));
    ck_assert(out.at.us == 0 && !out.raw.bytes && !out.blob.bytes && !out.tags.items);
    ck_assert_int_eq(out.kind, 0);
}
END_TEST

START_TEST(db_get__without_a_row_is_not_found_and_leaves_the_record) {
    struct thing wanted = some_thing(9), out = some_thing(3);
    bool found = true;
    ck_assert_int_eq(fetch(&wanted, &out), STATUS_not_found);
    ck_assert_int_eq(out.id.bytes[15], 3);
    ck_assert_int_eq(
        db_find(&context, &thing_select, &thing_shape, &wanted, &thing_shape, &out, &found), OK);
    ck_assert(!found);
}
END_TEST

START_TEST(db_list__gives_every_row_in_order) {
    for (uint8_t i = 5; i > 0; i--) {
        struct thing thing = some_thing(i);
        ck_assert_int_eq(store(&thing), OK);
    }
    struct list rows;
    ck_assert_int_eq(db_list(&context, &thing_list, NULL, NULL, &thing_shape, &rows), OK);
    ck_assert_uint_eq(rows.count, 5);
    const struct thing *things = rows.items;
    ck_assert(things[0].number == 1 && things[4].number == 5);
}
END_TEST

START_TEST(db_list_last__ends_the_transaction_with_its_answer) {
    struct thing thing = some_thing(1);
    struct list rows;
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(db_list_last(&context, &thing_list, NULL, NULL, &thing_shape, &rows), OK);
    ck_assert_uint_eq(rows.count, 1);
    db_rollback(&context);
    next_request();
    ck_assert_int_eq(stored_rows(), 1);
}
END_TEST

START_TEST(db_list_last__goes_before_another_transaction) {
    struct thing thing = some_thing(1);
    struct list rows;
    ck_assert_int_eq(db_list_last(&context, &thing_list, NULL, NULL, &thing_shape, &rows), OK);
    ck_assert_uint_eq(rows.count, 0);
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    ck_assert_int_eq(stored_rows(), 1);
}
END_TEST

START_TEST(db_list_last__that_fails_gives_nothing_and_leaves_only_a_rollback) {
    struct list rows = {NULL, 9};
    ck_assert_int_eq(db_list_last(&context, &thing_wrong, NULL, NULL, &thing_shape, &rows),
                     STATUS_internal);
    ck_assert_uint_eq(rows.count, 9);
    ck_assert_int_eq(db_commit(&context), STATUS_internal);
}
END_TEST

START_TEST(db_list_ahead__is_there_with_the_next_answer) {
    struct thing thing = some_thing(1), found = {.name = NULL};
    ck_assert_int_eq(store(&thing), OK);
    struct list rows = {NULL, 9};
    ck_assert_int_eq(db_list_ahead(&context, &thing_list, NULL, NULL, &thing_shape, &rows), OK);
    ck_assert_uint_eq(rows.count, 0);
    ck_assert_int_eq(db_get(&context, &thing_select, &thing_shape, &thing, &thing_shape, &found),
                     OK);
    ck_assert_uint_eq(rows.count, 1);
    ck_assert_str_eq(((const struct thing *)rows.items)->name, found.name);
    ck_assert_int_eq(db_commit(&context), OK);
}
END_TEST

START_TEST(db_list_ahead__is_empty_where_the_next_statement_fails) {
    struct thing thing = some_thing(1);
    ck_assert_int_eq(store(&thing), OK);
    struct list rows;
    ck_assert_int_eq(db_list_ahead(&context, &thing_list, NULL, NULL, &thing_shape, &rows), OK);
    ck_assert_int_eq(db_run(&context, &thing_wrong, NULL, NULL, NULL), STATUS_internal);
    ck_assert_uint_eq(rows.count, 0);
}
END_TEST

START_TEST(db_list_ahead__that_fails_fails_the_next_statement) {
    struct thing thing = some_thing(1), found = {.name = "before"};
    ck_assert_int_eq(store(&thing), OK);
    struct list rows;
    ck_assert_int_eq(db_list_ahead(&context, &thing_wrong, NULL, NULL, &thing_shape, &rows), OK);
    ck_assert_int_eq(db_get(&context, &thing_select, &thing_shape, &thing, &thing_shape, &found),
                     STATUS_internal);
    ck_assert_str_eq(found.name, "before");
    ck_assert_uint_eq(rows.count, 0);
}
END_TEST

START_TEST(db_get_audited__keeps_what_it_wrote_whatever_becomes_of_the_request) {
    struct thing thing = some_thing(1), found = {.name = NULL};
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    ck_assert_int_eq(db_get_audited(&context, &thing_select, &thing_note, &thing_shape, &thing,
                                    &thing_shape, &found),
                     OK);
    ck_assert_str_eq(found.name, thing.name);
    db_rollback(&context);
    next_request();
    ck_assert_int_eq(stored_rows(), 2);
}
END_TEST

START_TEST(db_get_audited__goes_before_another_transaction) {
    struct thing thing = some_thing(1), found = {.name = NULL};
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(db_get_audited(&context, &thing_select, &thing_note, &thing_shape, &thing,
                                    &thing_shape, &found),
                     OK);
    ck_assert_int_eq(stored_rows(), 2);
    ck_assert_int_eq(db_commit(&context), OK);
}
END_TEST

START_TEST(db_get_audited__without_a_row_is_not_found_and_writes_nothing) {
    struct thing thing = some_thing(1), found = {.name = "before"};
    ck_assert_int_eq(db_get_audited(&context, &thing_select, &thing_note, &thing_shape, &thing,
                                    &thing_shape, &found),
                     STATUS_not_found);
    ck_assert_str_eq(found.name, "before");
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(db_get_audited__gives_nothing_where_no_row_was_written) {
    struct thing thing = some_thing(1), found = {.name = "before"};
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(db_get_audited(&context, &thing_select, &thing_note_nothing, &thing_shape,
                                    &thing, &thing_shape, &found),
                     STATUS_unavailable);
    ck_assert_str_eq(found.name, "before");
}
END_TEST

START_TEST(db_get_audited__reads_and_writes_over_one_view_of_the_data) {
    struct thing thing = some_thing(1), found = {.name = NULL};
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    ck_assert_int_eq(db_get_audited(&context, &thing_select, &thing_note_of_one_view, &thing_shape,
                                    &thing, &thing_shape, &found),
                     OK);
    PGconn *pg = connect_to(as_superuser());
    ck_assert_str_eq(sql(pg, "SELECT count(*) FROM thing WHERE name = 'repeatable read'"), "1");
    PQfinish(pg);
}
END_TEST

START_TEST(db_add_rows__is_a_conflict_where_one_was_there) {
    struct thing things[2] = {some_thing(1), some_thing(2)};
    const struct list both = {things, 2}, first = {things, 1};
    ck_assert_int_eq(db_add_rows(&context, &thing_add, NULL, NULL, &thing_shape, &both), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    ck_assert_int_eq(stored_rows(), 2);
    ck_assert_int_eq(db_add_rows(&context, &thing_add, NULL, NULL, &thing_shape, &first),
                     STATUS_conflict);
}
END_TEST

START_TEST(commit__keeps_and_rollback_forgets) {
    struct thing kept = some_thing(1), dropped = some_thing(2);
    ck_assert_int_eq(store(&kept), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    ck_assert_int_eq(store(&dropped), OK);
    db_rollback(&context);
    next_request();
    ck_assert_int_eq(stored_rows(), 1);
}
END_TEST

START_TEST(commit__of_nothing_takes_no_connection) {
    struct db_pool_state state;
    ck_assert_int_eq(db_commit(&context), OK);
    db_pool_state(pool, &state);
    ck_assert_int_eq(state.broken, 2);
}
END_TEST

START_TEST(db_later__goes_out_with_the_commit) {
    struct thing thing = some_thing(1);
    ck_assert_int_eq(db_later(&context, &thing_insert, &thing_shape, &thing), OK);
    thing = some_thing(2); /* arguments were copied */
    ck_assert_int_eq(db_later(&context, &thing_insert, &thing_shape, &thing), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    ck_assert_int_eq(stored_rows(), 2);
}
END_TEST

START_TEST(db_later__that_conflicts_fails_the_commit_and_undoes_all) {
    struct thing first = some_thing(1), second = some_thing(2);
    ck_assert_int_eq(store(&first), OK);
    ck_assert_int_eq(db_later(&context, &thing_insert, &thing_shape, &second), OK);
    ck_assert_int_eq(db_later(&context, &thing_insert, &thing_shape, &first), OK);
    ck_assert_int_eq(db_commit(&context), STATUS_conflict);
    ck_assert(strstr(context.failure_words, "thing_pkey"));
    next_request();
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(db_later__that_touches_no_row_fails_the_commit_and_undoes_all) {
    struct thing first = some_thing(1), missing = some_thing(2);
    ck_assert_int_eq(store(&first), OK);
    ck_assert_int_eq(db_later(&context, &thing_rename, &thing_shape, &missing), OK);
    ck_assert_int_eq(db_commit(&context), STATUS_conflict);
    next_request();
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(conflict__leaves_only_a_rollback) {
    struct thing thing = some_thing(1);
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(store(&thing), STATUS_conflict);
    ck_assert_int_ne(store(&thing), OK);
    ck_assert_int_ne(db_commit(&context), OK);
    next_request();
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(statement_timeout__is_unavailable_and_the_connection_goes_on) {
    struct thing out;
    ck_assert_int_eq(db_get(&context, &thing_sleep, NULL, NULL, &thing_shape, &out),
                     STATUS_unavailable);
    ck_assert(strstr(context.failure_words, "57014"));
    next_request();
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(patient__outlasts_what_bounds_requests) {
    struct thing out;
    db_session_patient(context.db);
    ck_assert_int_eq(db_get(&context, &thing_nap, NULL, NULL, &thing_shape, &out), OK);
    next_request();
    ck_assert_int_eq(db_get(&context, &thing_nap, NULL, NULL, &thing_shape, &out),
                     STATUS_unavailable);
}
END_TEST

START_TEST(lock_timeout__is_unavailable) {
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "BEGIN; LOCK TABLE thing IN ACCESS EXCLUSIVE MODE");
    struct thing thing = some_thing(1);
    ck_assert_int_eq(store(&thing), STATUS_unavailable);
    ck_assert(strstr(context.failure_words, "55P03"));
    PQfinish(pg);
}
END_TEST

START_TEST(read_only__refuses_a_change_as_internal) {
    struct thing thing = some_thing(1);
    db_session_read_only(context.db);
    ck_assert_int_eq(stored_rows(), 0);
    ck_assert_int_eq(store(&thing), STATUS_internal);
}
END_TEST

START_TEST(read_only__connection_is_good_for_the_next_request) {
    for (int i = 0; i < 5; i++) {
        db_session_read_only(context.db);
        ck_assert_int_eq(stored_rows(), 0);
        ck_assert_int_eq(db_commit(&context), OK);
        next_request();
    }
    struct db_pool_state state;
    db_pool_state(pool, &state);
    ck_assert_int_eq(state.idle, 1);
}
END_TEST

/* Nobody waits for the commit of what only read; of what did not, its failure is to be seen. */
START_TEST(commit__of_a_request_that_reads_is_waited_for_where_it_wrote) {
    struct thing thing = some_thing(1);
    context.reads = true;
    ck_assert_int_eq(stored_rows(), 0);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    context.reads = true;
    ck_assert_int_eq(db_later(&context, &thing_insert, &thing_shape, &thing), OK);
    ck_assert_int_eq(db_later(&context, &thing_insert, &thing_shape, &thing), OK);
    ck_assert_int_eq(db_commit(&context), STATUS_conflict);
    next_request();
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(column__that_is_no_field_is_internal) {
    struct thing out;
    ck_assert_int_eq(db_get(&context, &thing_odd, NULL, NULL, &thing_shape, &out), STATUS_internal);
}
END_TEST

START_TEST(parameter__that_nobody_gives_is_internal) {
    ck_assert_int_eq(db_run(&context, &thing_select, NULL, NULL, NULL), STATUS_internal);
    ck_assert(strstr(context.failure_words, ":id"));
}
END_TEST

START_TEST(wrong_statement__is_internal_and_can_be_tried_again) {
    struct thing out;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(db_get(&context, &thing_wrong, NULL, NULL, &thing_shape, &out),
                         STATUS_internal);
        ck_assert(strstr(context.failure_words, "42P01"));
        next_request();
    }
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

/* As when a migration runs beside the service: plans kept on the connection no longer fit. */
START_TEST(statement__whose_columns_changed_is_prepared_again_unseen) {
    ck_assert_int_eq(stored_rows(), 0);
    PGconn *pg = connect_to(as_owner());
    next_request();
    sql(pg, "ALTER TABLE thing ALTER COLUMN number TYPE numeric");
    ck_assert_int_eq(stored_rows(), 0);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    sql(pg, "ALTER TABLE thing ALTER COLUMN number TYPE bigint");
    PQfinish(pg);
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(area__of_another_caller_sees_nothing) {
    struct thing thing = some_thing(1), out;
    ck_assert_int_eq(store(&thing), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    next_request();
    context.actor.area = "01";
    ck_assert_int_eq(fetch(&thing, &out), STATUS_not_found);
    ck_assert_int_eq(stored_rows(), 0);
    next_request(); /* the same connection, the first area again */
    ck_assert_int_eq(stored_rows(), 1);
    next_request();
    context.actor.area = NULL;
    ck_assert_int_eq(stored_rows(), 0);
}
END_TEST

START_TEST(area__that_is_not_two_digits_never_reaches_the_server) {
    static const char *const areas[] = {"", "9", "900", "9x", "90'; --"};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        struct list rows;
        context.actor.area = areas[i];
        ck_assert_int_eq(db_list(&context, &thing_list, NULL, NULL, &thing_shape, &rows),
                         STATUS_internal);
        next_request();
    }
}
END_TEST

Suite *session_suite(void) {
    Suite *suite = suite_create("session");
    TCase *tests = tcase_create("session");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, record__comes_back_as_it_was_stored);
    tcase_add_test(tests, record__absent_values_are_null_and_come_back_absent);
    tcase_add_test(tests, db_get__without_a_row_is_not_found_and_leaves_the_record);
    tcase_add_test(tests, db_list__gives_every_row_in_order);
    tcase_add_test(tests, db_get_audited__keeps_what_it_wrote_whatever_becomes_of_the_request);
    tcase_add_test(tests, db_get_audited__goes_before_another_transaction);
    tcase_add_test(tests, db_get_audited__without_a_row_is_not_found_and_writes_nothing);
    tcase_add_test(tests, db_get_audited__gives_nothing_where_no_row_was_written);
    tcase_add_test(tests, db_get_audited__reads_and_writes_over_one_view_of_the_data);
    tcase_add_test(tests, db_add_rows__is_a_conflict_where_one_was_there);
    tcase_add_test(tests, db_list_last__ends_the_transaction_with_its_answer);
    tcase_add_test(tests, db_list_last__goes_before_another_transaction);
    tcase_add_test(tests, db_list_last__that_fails_gives_nothing_and_leaves_only_a_rollback);
    tcase_add_test(tests, commit__of_a_request_that_reads_is_waited_for_where_it_wrote);
    tcase_add_test(tests, db_list_ahead__is_there_with_the_next_answer);
    tcase_add_test(tests, db_list_ahead__is_empty_where_the_next_statement_fails);
    tcase_add_test(tests, db_list_ahead__that_fails_fails_the_next_statement);
    tcase_add_test(tests, commit__keeps_and_rollback_forgets);
    tcase_add_test(tests, commit__of_nothing_takes_no_connection);
    tcase_add_test(tests, db_later__goes_out_with_the_commit);
    tcase_add_test(tests, db_later__that_conflicts_fails_the_commit_and_undoes_all);
    tcase_add_test(tests, db_later__that_touches_no_row_fails_the_commit_and_undoes_all);
    tcase_add_test(tests, conflict__leaves_only_a_rollback);
    tcase_add_test(tests, statement_timeout__is_unavailable_and_the_connection_goes_on);
    tcase_add_test(tests, patient__outlasts_what_bounds_requests);
    tcase_add_test(tests, lock_timeout__is_unavailable);
    tcase_add_test(tests, read_only__refuses_a_change_as_internal);
    tcase_add_test(tests, read_only__connection_is_good_for_the_next_request);
    tcase_add_test(tests, column__that_is_no_field_is_internal);
    tcase_add_test(tests, parameter__that_nobody_gives_is_internal);
    tcase_add_test(tests, wrong_statement__is_internal_and_can_be_tried_again);
    tcase_add_test(tests, statement__whose_columns_changed_is_prepared_again_unseen);
    tcase_add_test(tests, area__of_another_caller_sees_nothing);
    tcase_add_test(tests, area__that_is_not_two_digits_never_reaches_the_server);
    suite_add_tcase(suite, tests);
    return suite;
}
