/* Clients: found by identifier, sealed, one for each, of one area. */
#include "suites.h"
#include "support.h"

#include "domain/demo/demo_persons.h"

#define OLD_KEY "a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
#define NEW_KEY "b ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff\n"

static struct app app;

static void begin(void) {
    app_begin(&app);
}

static void end(void) {
    app_end(&app);
}

static const char *count(const char *statement) {
    PGconn *pg = connect_to(as_superuser());
    const char *found = sql(pg, statement);
    PQfinish(pg);
    return found;
}

static size_t found_by_code(int number, struct uuid *id) {
    struct context context;
    struct list found = {0};
    call_begin(&app, &context);
    struct client_identifier identifier = {"hetu", demo_identity_code(context.arena, number)};
    struct client_wanted wanted = {&identifier};
    ck_assert_int_eq(client_search(&context, &wanted, &found, NULL), OK);
    if (found.count > 0) {
        *id = ((const struct client *)found.items)->id;
    }
    call_end(&context, true);
    return found.count;
}

START_TEST(client_create__stores_nothing_readable) {
    struct arena *arena = arena_new();
    make_client(&app, 301);
    const char *code = demo_identity_code(arena, 301);
    const char *statement = arena_format(
        arena,
        "SELECT (SELECT count(*) FROM client_identifier WHERE position('%s'::bytea in "
        "value_sealed) > 0"
        " OR position('%s'::bytea in hash) > 0)"
        " + (SELECT count(*) FROM client WHERE position('given'::bytea in names_sealed) > 0)"
        " + (SELECT count(*) FROM audit_event e WHERE e::text LIKE '%%%s%%')"
        " + (SELECT count(*) FROM event e WHERE e::text LIKE '%%%s%%')",
        code, code, code, code);
    ck_assert_str_eq(count(statement), "0");
    arena_free(arena);
}
END_TEST

START_TEST(client_get__opens_the_names) {
    struct context context;
    struct client client = {0};
    struct uuid id = make_client(&app, 302);
    call_begin(&app, &context);
    const char *units[] = {NULL};
    struct client_new person = demo_person(context.arena, 302, units, 1);
    ck_assert_int_eq(client_get(&context, id, &client), OK);
    ck_assert_str_eq(client.names->given, person.names->given);
    ck_assert_str_eq(client.names->family, person.names->family);
    call_end(&context, true);
}
END_TEST

START_TEST(client_create__finds_the_client_after_the_keys_were_rotated) {
    struct uuid before = make_client(&app, 303), after = {{0}};
    app_keys(&app, NEW_KEY OLD_KEY);
    ck_assert_uint_eq(found_by_code(303, &after), 1);
    ck_assert(uuid_equal(&before, &after));
    after = make_client(&app, 303);
    ck_assert(uuid_equal(&before, &after));
    app_keys(&app, NEW_KEY);
    ck_assert_uint_eq(found_by_code(303, &after), 0);
}
END_TEST

START_TEST(client_get__of_another_area_is_not_found) {
    struct context context;
    struct client client = {0};
    struct uuid id = make_client(&app, 304);
    call_begin(&app, &context);
    context.actor.area = "09";
    ck_assert_int_eq(client_get(&context, id, &client), STATUS_not_found);
    call_end(&context, false);
}
END_TEST

START_TEST(client_get__is_written_to_the_access_log) {
    struct context context;
    struct client client = {0};
    struct arena *arena = arena_new();
    struct uuid id = make_client(&app, 305);
    char text[UUID_TEXT_SIZE];
    uuid_print(&id, text);
    call_begin(&app, &context);
    ck_assert_int_eq(client_get(&context, id, &client), OK);
    call_end(&context, true);
    ck_assert_str_eq(
        count(arena_format(arena,
                           "SELECT string_agg(kind, ' ' ORDER BY kind) FROM audit_event"
                           " WHERE client_id = '%s'",
                           text)),
        "create read");
    ck_assert_str_eq(
        count(arena_format(arena, "SELECT type FROM event WHERE resource_id = '%s'", text)),
        "client.created");
    arena_free(arena);
}
END_TEST

START_TEST(client_create__that_fails_leaves_no_trace) {
    struct context context;
    struct client client = {0};
    bool created = false;
    call_begin(&app, &context);
    const char *units[] = {"nowhere"};
    struct client_new person = demo_person(context.arena, 306, units, 1);
    ck_assert_int_eq(client_create(&context, &person, &client, &created), STATUS_rule_broken);
    ck_assert_int_eq(context.errors[0].code, ERROR_unknown_unit);
    call_end(&context, false);
    struct uuid id;
    ck_assert_uint_eq(found_by_code(306, &id), 0);
}
END_TEST

Suite *client_suite(void) {
    Suite *suite = suite_create("clients");
    TCase *tests = tcase_create("clients");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, client_create__stores_nothing_readable);
    tcase_add_test(tests, client_get__opens_the_names);
    tcase_add_test(tests, client_create__finds_the_client_after_the_keys_were_rotated);
    tcase_add_test(tests, client_get__of_another_area_is_not_found);
    tcase_add_test(tests, client_get__is_written_to_the_access_log);
    tcase_add_test(tests, client_create__that_fails_leaves_no_trace);
    suite_add_tcase(suite, tests);
    return suite;
}
