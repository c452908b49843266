/* Joint assessments: stored, confirmed, and evaluated again to the same bytes. */
#include "suites.h"
#include "support.h"

#include "domain/assessment/standing.h"

#include <string.h>

static struct app app;

static void begin(void) {
    struct context context;
    struct model model = {0};
    bool created = false;
    app_begin(&app);
    call_begin(&app, &context);
    struct text text = model_file(&context, "helsinki");
    ck_assert_int_eq(model_publish(&context, text.bytes, text.length, &model, &created), OK);
    ck_assert_int_eq(model_activate(&context, "helsinki"), OK);
    call_end(&context, true);
}

static void end(void) {
    app_end(&app);
}

static void change(const char *statement, struct uuid id) {
    struct arena *arena = arena_new();
    char text[UUID_TEXT_SIZE];
    uuid_print(&id, text);
    PGconn *pg = connect_to(as_superuser());
    sql(pg, arena_format(arena, "%s WHERE id = '%s'", statement, text));
    PQfinish(pg);
    arena_free(arena);
}

/* What the access log says of an assessment, in one line; two rows of one moment have no order. */
static void check_log(struct uuid id, const char *expected) {
    struct arena *arena = arena_new();
    char text[UUID_TEXT_SIZE];
    uuid_print(&id, text);
    PGconn *pg = connect_to(as_superuser());
    PGresult *result =
        PQexec(pg, arena_format(arena,
                                "SELECT string_agg(concat_ws(' ', kind, resource, ground), ', '"
                                " ORDER BY kind, ground) FROM audit_event WHERE resource_id = '%s'",
                                text));
    ck_assert_str_eq(PQgetvalue(result, 0, 0), expected);
    PQclear(result);
    PQfinish(pg);
    arena_free(arena);
}

static enum status replay(struct uuid id, bool *same) {
    struct context context;
    call_begin(&app, &context);
    enum status status = assessment_replay(&context, id, same);
    call_end(&context, false);
    return status;
}

START_TEST(assessment_replay__gives_the_same_bytes) {
    bool same = false;
    struct uuid id = make_assessment(&app, make_client(&app, 311), PARTNERSHIP);
    ck_assert_int_eq(replay(id, &same), OK);
    ck_assert(same);
}
END_TEST

START_TEST(assessment_replay__tells_a_changed_answer_and_a_changed_result) {
    bool same = true;
    struct uuid client = make_client(&app, 312);
    struct uuid id = make_assessment(&app, client, PARTNERSHIP);
    change("UPDATE assessment SET input = replace(input, 'many', 'few')", id);
    ck_assert_int_eq(replay(id, &same), OK);
    ck_assert(!same);
    same = true;
    id = make_assessment(&app, client, PARTNERSHIP);
    change("UPDATE assessment SET result = replace(result, 'yhteistyo', 'omatoimi')", id);
    ck_assert_int_eq(replay(id, &same), OK);
    ck_assert(!same);
}
END_TEST

enum { ANY = -2 };

static enum status confirm(struct uuid id, int64_t version, const char *chosen,
                           const char *reason) {
    struct context context;
    struct assessment out = {0};
    struct assessment_confirmation body = {chosen, reason, {true, true}};
    struct versions seen = {.any = version == ANY, .items = &version, .count = 1};
    call_begin(&app, &context);
    enum status status = assessment_confirm(&context, id, &seen, &body, &out);
    if (status == OK) {
        ck_assert_int_eq(out.status, ASSESSMENT_CONFIRMED);
        ck_assert_str_eq(out.segment, "yhteistyo");
        ck_assert_uint_eq(out.history.count, 2);
    }
    call_end(&context, status == OK);
    return status;
}

START_TEST(assessment_confirm__keeps_the_override_beside_the_computed) {
    struct context context;
    struct assessment assessment = {0};
    struct uuid id = make_assessment(&app, make_client(&app, 313), PARTNERSHIP);
    ck_assert_int_eq(confirm(id, 1, "tuki", NULL), STATUS_rule_broken);
    ck_assert_int_eq(confirm(id, 1, "tuki", " \n"), STATUS_rule_broken);
    ck_assert_int_eq(confirm(id, 1, "tuki", "Asiakkaan toive."), OK);
    call_begin(&app, &context);
    ck_assert_int_eq(assessment_get(&context, id, &assessment), OK);
    ck_assert_str_eq(assessment.segment, "yhteistyo");
    ck_assert_str_eq(assessment.chosen_segment, "tuki");
    ck_assert_str_eq(assessment.override_reason, "Asiakkaan toive.");
    ck_assert_int_eq(assessment.version, 2);
    call_end(&context, true);
}
END_TEST

/* Anyone who writes past the service is asked as well. */
START_TEST(assessment__no_row_has_a_choice_without_its_reason) {
    static const char *const sets[] = {
        "chosen_segment = 'tuki'",
        "chosen_segment = 'tuki', computed_segment = NULL, certain = false",
        "chosen_segment = 'tuki', possible = '{yhteistyo,tuki}'",
        "assessed_at = recorded_at + interval '1 second'"};
    struct arena *arena = arena_new();
    char id[UUID_TEXT_SIZE];
    struct uuid made = make_assessment(&app, make_client(&app, 316), PARTNERSHIP);
    uuid_print(&made, id);
    PGconn *pg = connect_to(as_superuser());
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const char *update =
            arena_format(arena, "UPDATE assessment SET %s WHERE id = '%s'", sets[i], id);
        ck_assert_msg(strcmp(sql_failure(pg, update), "23514") == 0, "%s", sets[i]);
    }
    PQfinish(pg);
    arena_free(arena);
    change("UPDATE assessment SET chosen_segment = 'tuki', computed_segment = NULL, possible = "
           "'{yhteistyo,tuki}'",
           made);
}
END_TEST

START_TEST(assessment_confirm__of_a_stale_or_confirmed_one_is_refused) {
    struct uuid id = make_assessment(&app, make_client(&app, 314), PARTNERSHIP);
    ck_assert_int_eq(confirm(id, 2, NULL, NULL), STATUS_stale);
    ck_assert_int_eq(confirm(id, 1, NULL, NULL), OK);
    ck_assert_int_eq(confirm(id, 1, NULL, NULL), STATUS_stale);
    ck_assert_int_eq(confirm(id, 2, NULL, NULL), STATUS_conflict);
    ck_assert_int_eq(confirm(id, ANY, NULL, NULL), STATUS_conflict);
}
END_TEST

START_TEST(assessment_confirm__sets_the_review_by_the_least_interval) {
    struct context context;
    struct assessment assessment = {0};
    struct uuid id = make_assessment(&app, make_client(&app, 315), PARTNERSHIP);
    ck_assert_int_eq(confirm(id, 1, NULL, NULL), OK);
    call_begin(&app, &context);
    ck_assert_int_eq(assessment_get(&context, id, &assessment), OK);
    struct date due = date_add_months(context.today, 12);
    ck_assert_int_eq(date_compare(assessment.review_due, due), 0);
    call_end(&context, true);
}
END_TEST

START_TEST(assessment_get__of_the_other_register_or_area_is_not_found) {
    struct context context;
    struct assessment assessment = {0};
    struct uuid id = make_assessment(&app, make_client(&app, 316), PARTNERSHIP);
    call_begin(&app, &context);
    context.actor.register_code = REGISTER_SOCIAL;
    ck_assert_int_eq(assessment_get(&context, id, &assessment), STATUS_not_found);
    context.actor.register_code = REGISTER_NONE;
    ck_assert_int_eq(assessment_get(&context, id, &assessment), STATUS_not_found);
    context.actor.client_id.bytes[3] = 7;
    ck_assert_int_eq(assessment_get(&context, id, &assessment), STATUS_not_found);
    call_end(&context, false);
    call_begin(&app, &context);
    context.actor.area = "09";
    ck_assert_int_eq(assessment_get(&context, id, &assessment), STATUS_not_found);
    call_end(&context, false);
    check_log(id, "create assessment own_register");
}
END_TEST

START_TEST(assessment_get__is_in_the_access_log_whatever_becomes_of_the_request) {
    struct context context;
    struct assessment assessment = {0};
    struct uuid client = make_client(&app, 318);
    struct uuid id = make_assessment(&app, client, PARTNERSHIP);
    call_begin(&app, &context);
    context.actor.register_code = REGISTER_NONE;
    context.actor.client_id = client;
    ck_assert_int_eq(assessment_get(&context, id, &assessment), OK);
    call_end(&context, false);
    check_log(id, "create assessment own_register, read assessment self");
}
END_TEST

START_TEST(standing_get__is_in_the_access_log_where_there_is_one) {
    struct context context;
    struct standing standing = {.segment = NULL};
    struct uuid client = make_client(&app, 319), other = make_client(&app, 320);
    struct uuid id = make_assessment(&app, client, PARTNERSHIP);
    call_begin(&app, &context);
    ck_assert_int_eq(standing_get(&context, other, &standing), STATUS_not_found);
    call_end(&context, false);
    call_begin(&app, &context);
    ck_assert_int_eq(standing_get(&context, client, &standing), OK);
    ck_assert(uuid_equal(&standing.assessment_id, &id));
    call_end(&context, false);
    check_log(id, "create assessment own_register, read client_segment own_register");
}
END_TEST

START_TEST(assessment_get__shows_what_was_stored) {
    struct context context;
    struct assessment assessment = {0};
    struct uuid id = make_assessment(&app, make_client(&app, 317), PARTNERSHIP);
    change("UPDATE assessment SET result = '{\"segment\":\"then\"}', result_hash = repeat('0', 64)",
           id);
    call_begin(&app, &context);
    ck_assert_int_eq(assessment_get(&context, id, &assessment), OK);
    ck_assert_str_eq(assessment.result.bytes, "{\"segment\":\"then\"}");
    call_end(&context, true);
}
END_TEST

START_TEST(assessment_create__of_an_unknown_client_stores_nothing) {
    struct context context;
    struct assessment assessment = {0};
    const struct json *json = NULL;
    struct uuid nobody = {{1, 2, 3}};
    call_begin(&app, &context);
    ck_assert_int_eq(json_parse(&context, PARTNERSHIP, strlen(PARTNERSHIP), &json), OK);
    ck_assert_int_eq(assessment_create(&context, nobody, json, &assessment), STATUS_not_found);
    call_end(&context, false);
}
END_TEST

Suite *assessment_suite(void) {
    Suite *suite = suite_create("assessments");
    TCase *tests = tcase_create("assessments");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, assessment_replay__gives_the_same_bytes);
    tcase_add_test(tests, assessment_replay__tells_a_changed_answer_and_a_changed_result);
    tcase_add_test(tests, assessment_confirm__keeps_the_override_beside_the_computed);
    tcase_add_test(tests, assessment__no_row_has_a_choice_without_its_reason);
    tcase_add_test(tests, assessment_confirm__of_a_stale_or_confirmed_one_is_refused);
    tcase_add_test(tests, assessment_confirm__sets_the_review_by_the_least_interval);
    tcase_add_test(tests, assessment_get__of_the_other_register_or_area_is_not_found);
    tcase_add_test(tests, assessment_get__is_in_the_access_log_whatever_becomes_of_the_request);
    tcase_add_test(tests, standing_get__is_in_the_access_log_where_there_is_one);
    tcase_add_test(tests, assessment_get__shows_what_was_stored);
    tcase_add_test(tests, assessment_create__of_an_unknown_client_stores_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
