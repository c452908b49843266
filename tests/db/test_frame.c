/* What every domain stands on: records inside records, arrays, many rows at once, the caller's own
 * parameters, pages, moves. */
#include "suites.h"
#include "support.h"

#include "base/page.h"
#include "ledger/moves.h"

#include <string.h>

static const char *const colour_words[] = {"red", "green", "blue", NULL};

struct owner {
    const char *sub;
    struct opt_int age;
};
static const struct shape_field owner_fields[] = {FIELD(struct owner, sub, 0),
                                                  FIELD(struct owner, age, 0), FIELD_END};
static const struct shape owner_shape = {"owner", sizeof(struct owner), owner_fields};

struct cell {
    struct uuid id;
    const char *text;
    int64_t number;
    struct owner owner;
    struct list ids, numbers, texts;
    int colour;
};
static const struct shape_field cell_fields[] = {
    FIELD(struct cell, id, 0),
    FIELD(struct cell, text, 0),
    FIELD(struct cell, number, 0),
    FIELD_EMBED(struct cell, owner, 0, owner_shape, "owner_"),
    FIELD_UUIDS(struct cell, ids, 0, 0, 9),
    FIELD_INTS(struct cell, numbers, 0, 0, 9),
    FIELD_STRINGS(struct cell, texts, 0, 0, 9),
    FIELD_ANY_OF(struct cell, colour, 0, colour_words),
    FIELD_END};
static const struct shape cell_shape = {"cell", sizeof(struct cell), cell_fields};

static struct db_pool *pool;
static struct context context;

static void begin(void) {
    struct db_settings settings = small_pool(1);
    pool = db_pool_new(&settings);
    request_begin(&context, pool);
    context.actor.register_code = REGISTER_HEALTH;
}

static void end(void) {
    request_end(&context);
    db_pool_free(pool);
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "TRUNCATE audit_event, event, move");
    PQfinish(pg);
}

static void request_again(void) {
    request_end(&context);
    request_begin(&context, pool);
    context.actor.register_code = REGISTER_HEALTH;
}

static void ask(const struct query *query, const struct cell *in, struct cell *out) {
    ck_assert_int_eq(db_get(&context, query, &cell_shape, in, &cell_shape, out), OK);
}

START_TEST(embedded_record__is_columns_with_its_prefix) {
    static const char *const parameters[] = {"owner_sub", "owner_age"};
    static const struct query query = {
        "frame_embed", "SELECT $1::text AS owner_sub, $2::bigint + 1 AS owner_age", 2, parameters};
    struct cell in = {.owner = {"anna", {true, 41}}}, out = {0};
    ask(&query, &in, &out);
    ck_assert_str_eq(out.owner.sub, "anna");
    ck_assert_int_eq(out.owner.age.value, 42);
}
END_TEST

START_TEST(arrays__come_back_as_they_were_given) {
    static const char *const parameters[] = {"ids", "numbers", "texts"};
    static const struct query query = {
        "frame_arrays", "SELECT $1::uuid[] AS ids, $2::bigint[] AS numbers, $3::text[] AS texts", 3,
        parameters};
    struct uuid ids[] = {{{1}}, {{2}}};
    int64_t numbers[] = {INT64_MIN, 0, INT64_MAX};
    const char *texts[] = {"a", "b \"c\"", "d,{e}\\", ""};
    struct cell in = {.ids = {ids, 2}, .numbers = {numbers, 3}, .texts = {texts, 4}}, out = {0};
    ask(&query, &in, &out);
    ck_assert_uint_eq(out.ids.count, 2);
    ck_assert_mem_eq(out.ids.items, ids, sizeof ids);
    ck_assert_uint_eq(out.numbers.count, 3);
    ck_assert_mem_eq(out.numbers.items, numbers, sizeof numbers);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_str_eq(((const char *const *)out.texts.items)[i], texts[i]);
    }
    in = (struct cell){.ids = {ids, 0}};
    ask(&query, &in, &out);
    ck_assert_uint_eq(out.ids.count, 0);
    ck_assert_ptr_null(out.numbers.items);
}
END_TEST

START_TEST(any_of__is_the_word_or_all_of_them) {
    static const char *const parameters[] = {"colour"};
    static const struct query query = {"frame_any", "SELECT $1::text[] AS texts", 1, parameters};
    struct cell in = {.colour = 2}, out = {0};
    ask(&query, &in, &out);
    ck_assert_uint_eq(out.texts.count, 1);
    ck_assert_str_eq(((const char *const *)out.texts.items)[0], "green");
    in.colour = 0;
    ask(&query, &in, &out);
    ck_assert_uint_eq(out.texts.count, 3);
}
END_TEST

START_TEST(rows__go_in_one_statement_with_what_is_absent) {
    static const char *const parameters[] = {"each_text", "each_number", "each_owner_sub",
                                             "number"};
    static const struct query query = {
        "frame_rows",
        "INSERT INTO event (area, id, at, type, resource, resource_id, version)"
        " SELECT '90', gen_random_uuid(), now(), coalesce(t, '-') || coalesce(s, '-'), 'client',"
        " gen_random_uuid(), n + $4"
        " FROM unnest($1::text[], $2::bigint[], $3::text[]) AS u(t, n, s)",
        4, parameters};
    struct cell rows[] = {{.text = "a,\"b\"", .number = 1},
                          {.text = NULL, .number = 2, .owner = {.sub = "s"}}};
    struct list list = {rows, 2};
    struct cell base = {.number = 10};
    int64_t touched = 0;
    ck_assert_int_eq(
        db_run_rows(&context, &query, &cell_shape, &base, &cell_shape, &list, &touched), OK);
    ck_assert_int_eq(touched, 2);
    ck_assert_int_eq(db_commit(&context), OK);
    PGconn *pg = connect_to(as_superuser());
    ck_assert_str_eq(
        sql(pg, "SELECT string_agg(type || ' ' || version, '; ' ORDER BY version) FROM event"),
        "a,\"b\"- 11; -s 12");
    PQfinish(pg);
}
END_TEST

START_TEST(rows__none_touch_nothing) {
    static const char *const parameters[] = {"each_id"};
    static const struct query query = {
        "frame_no_rows",
        "INSERT INTO event (area, id, at, type, resource, resource_id, version)"
        " SELECT '90', i, now(), 'x', 'client', i, 1 FROM unnest($1::uuid[]) AS u(i)",
        1, parameters};
    struct list list = {NULL, 0};
    int64_t touched = 7;
    ck_assert_int_eq(db_run_rows(&context, &query, NULL, NULL, &cell_shape, &list, &touched), OK);
    ck_assert_int_eq(touched, 0);
}
END_TEST

START_TEST(registers__are_those_open_to_the_caller) {
    static const char *const parameters[] = {"registers"};
    static const struct query query = {
        "frame_registers", "SELECT array_to_string($1::text[], ' ') AS text", 1, parameters};
    struct cell out = {0};
    ask(&query, &(struct cell){0}, &out);
    ck_assert_str_eq(out.text, "health");
    context.actor.register_code = REGISTER_NONE;
    ask(&query, &(struct cell){0}, &out);
    ck_assert_str_eq(out.text, "");
    context.actor.client_id.bytes[0] = 1;
    ask(&query, &(struct cell){0}, &out);
    ck_assert_str_eq(out.text, "health social");
}
END_TEST

START_TEST(page__gives_its_bounds_to_statements) {
    static const char *const parameters[] = {"limit_plus_one", "after_1", "after_2"};
    static const struct query query = {
        "frame_page", "SELECT $1::bigint AS number, coalesce($2, 'none') || $3 AS text", 3,
        parameters};
    const struct page page = {.limit = 200, .after = {NULL, "b"}};
    struct cell out = {0};
    context.page = &page;
    ask(&query, &(struct cell){0}, &out);
    ck_assert_int_eq(out.number, 201);
    ck_assert_str_eq(out.text, "noneb");
}
END_TEST

START_TEST(page__where_none_was_asked_for_is_internal) {
    static const char *const parameters[] = {"limit_plus_one"};
    static const struct query query = {"frame_no_page", "SELECT $1::bigint AS number", 1,
                                       parameters};
    struct cell out = {0};
    ck_assert_int_eq(db_get(&context, &query, NULL, NULL, &cell_shape, &out), STATUS_internal);
}
END_TEST

/* --- moves --- */

static const char *const state_words[] = {"open", "closed", NULL};
static const struct move rows[] = {
#define MOVE MOVE_ROW
    MOVE(NULL, create, "open", "client:write", client_created, EITHER, false)
        MOVE("open", change, "open", "client:write", client_changed, SENDER, false)
            MOVE("open", close, "closed", "client:write", none, RECEIVER, true)
                MOVE("closed", reopen, "open", "client:reopen", none, EITHER, true)
                    MOVE("open", lapse, "closed", "client:write", none, SERVICE, false)
#undef MOVE
};
static const struct moves moves = {RESOURCE_client, state_words, rows, sizeof rows / sizeof *rows};

START_TEST(move_find__by_state_and_action) {
    ck_assert_ptr_eq(move_find(&moves, NULL, "create"), &rows[0]);
    ck_assert_ptr_eq(move_find(&moves, "open", "close"), &rows[2]);
    ck_assert_ptr_null(move_find(&moves, "closed", "close"));
    ck_assert_ptr_null(move_find(&moves, NULL, "close"));
    ck_assert(move_is_known(&moves, "reopen"));
    ck_assert(!move_is_known(&moves, "open"));
}
END_TEST

START_TEST(moves_open__are_those_of_the_callers_side_and_permissions) {
    static const char *const permissions[] = {"client:write"};
    context.actor.permissions = permissions;
    context.actor.permission_count = 1;
    struct list open = moves_open(&context, &moves, "open", MOVE_SENDER);
    ck_assert_uint_eq(open.count, 1);
    ck_assert_str_eq(((const char *const *)open.items)[0], "change");
    ck_assert_uint_eq(moves_open(&context, &moves, "open", MOVE_EITHER).count, 2);
    ck_assert_uint_eq(moves_open(&context, &moves, "open", 0).count, 0);
    ck_assert_uint_eq(moves_open(&context, &moves, "closed", MOVE_EITHER).count, 0);
}
END_TEST

static struct move_made made_at(int64_t version) {
    return (struct move_made){.id = {{7}},
                              .client_id = {{9}},
                              .version = version,
                              .reason = version > 1 ? "syy" : NULL,
                              .ground = GROUND_own_register};
}

static enum status record(const struct move *move, int64_t version) {
    const struct move_made made = made_at(version);
    return move_record(&context, &moves, move, &made);
}

START_TEST(move_record__writes_the_step_the_audit_row_and_the_event) {
    ck_assert_int_eq(record(&rows[0], 1), OK);
    ck_assert_int_eq(record(&rows[2], 2), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    PGconn *pg = connect_to(as_superuser());
    ck_assert_str_eq(sql(pg, "SELECT string_agg(concat_ws(' ', resource, version, by, action,"
                             " from_status, to_status, reason), '; ' ORDER BY version) FROM move"),
                     "client 1 tester create open; client 2 tester close open closed syy");
    ck_assert_str_eq(sql(pg, "SELECT string_agg(concat_ws(' ', kind, resource, ground), '; '"
                             " ORDER BY kind DESC) FROM audit_event"),
                     "create client own_register; change client own_register");
    ck_assert_str_eq(sql(pg, "SELECT string_agg(type, ' ') FROM event"), "client.created");
    PQfinish(pg);
}
END_TEST

/* Two of one second are told in the order of their versions, whatever their times. */
START_TEST(move_history__is_in_the_order_of_versions) {
    static const char *const none[] = {NULL};
    static const struct query query = {"frame_one", "SELECT 1 AS number", 0, none};
    struct list history = {0};
    struct cell out = {0};
    ck_assert_int_eq(record(&rows[1], 2), OK);
    ck_assert_int_eq(record(&rows[2], 3), OK);
    ck_assert_int_eq(record(&rows[0], 1), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    request_again();
    ck_assert_int_eq(move_history(&context, &moves, made_at(1).id, &history), OK);
    ask(&query, &(struct cell){0}, &out);
    const struct move_step *steps = history.items;
    ck_assert_uint_eq(history.count, 3);
    for (int64_t i = 0; i < 3; i++) {
        ck_assert_int_eq(steps[i].version, i + 1);
        ck_assert(i == 0 || strcmp(steps[i].from, steps[i - 1].to) == 0);
    }
    ck_assert_str_eq(steps[2].by.sub, "tester");
    const struct move_made next = made_at(4);
    struct list more = move_history_and(&context, &history, &rows[3], &next);
    ck_assert_uint_eq(more.count, 4);
    ck_assert_str_eq(((const struct move_step *)more.items)[3].action, "reopen");
}
END_TEST

START_TEST(move_record__of_a_version_that_is_there_is_a_conflict) {
    ck_assert_int_eq(record(&rows[0], 1), OK);
    ck_assert_int_eq(db_commit(&context), OK);
    request_again();
    ck_assert_int_eq(record(&rows[1], 1), OK);
    ck_assert_int_eq(db_commit(&context), STATUS_conflict);
}
END_TEST

Suite *frame_suite(void) {
    Suite *suite = suite_create("frame");
    TCase *tests = tcase_create("frame");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, embedded_record__is_columns_with_its_prefix);
    tcase_add_test(tests, arrays__come_back_as_they_were_given);
    tcase_add_test(tests, any_of__is_the_word_or_all_of_them);
    tcase_add_test(tests, rows__go_in_one_statement_with_what_is_absent);
    tcase_add_test(tests, rows__none_touch_nothing);
    tcase_add_test(tests, registers__are_those_open_to_the_caller);
    tcase_add_test(tests, page__gives_its_bounds_to_statements);
    tcase_add_test(tests, page__where_none_was_asked_for_is_internal);
    tcase_add_test(tests, move_find__by_state_and_action);
    tcase_add_test(tests, moves_open__are_those_of_the_callers_side_and_permissions);
    tcase_add_test(tests, move_record__writes_the_step_the_audit_row_and_the_event);
    tcase_add_test(tests, move_history__is_in_the_order_of_versions);
    tcase_add_test(tests, move_record__of_a_version_that_is_there_is_a_conflict);
    suite_add_tcase(suite, tests);
    return suite;
}
