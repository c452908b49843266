/* Uses of a client's record that were refused are in the access log; and where a client is now that
 * went into another. */
#include "../db/support.h"
#include "fixture.h"
#include "suites.h"

#include "http/refusal.h"
#include "http/successor.h"

#include <string.h>
#include <unistd.h>

#define FIRST "00000000-0000-7000-8000-0000000000a1"
#define SECOND "00000000-0000-7000-8000-0000000000a2"
#define NOBODY "00000000-0000-7000-8000-0000000000a3"

static const struct route client_get = {
    "client_get", "GET", "/v1/clients/{id}", "client:read", 0, 0, "", "application/json", NULL};
static const struct route client_parts = {
    "client_parts",     "GET", "/v1/clients/{id}/parts", "client:read", 0, 0, "",
    "application/json", NULL};
static const struct route client_patch = {
    "client_update",    "PATCH", "/v1/clients/{id}", "client:write", 0, 0, "",
    "application/json", NULL};
static const struct route clientele = {
    "clientele_get", "GET", "/v1/clients/{id}s", "client:read", 0, 0, "", "application/json", NULL};
static const struct route units = {"unit_get", "GET", "/v1/units/{id}",   "unit:read", 0,
                                   0,          "",    "application/json", NULL};
static const struct route assessment = {
    "assessment_get",   "GET", "/v1/assessments/{id}", "assessment:read", 0, 0, "",
    "application/json", NULL};

static const struct route giving = {"given",
                                    "POST",
                                    "/fhir/QuestionnaireResponse",
                                    "assessment:write",
                                    0,
                                    0,
                                    "",
                                    "application/fhir+json",
                                    NULL};

static PGconn *super;
static struct db_pool *pool;
static struct fixture fixture;
static const char *parameters[1];

static void set_up(void) {
    struct db_settings settings = small_pool(2);
    pool = db_pool_new(&settings);
    super = connect_to(as_superuser());
    sql(super, "TRUNCATE audit_event; TRUNCATE unit CASCADE;"
               "INSERT INTO unit (area, id, code, names, kind, created_at, updated_at)"
               " VALUES ('90', '" SECOND "', 'u', '{}', 'k', now(), now());"
               "INSERT INTO client (area, id, home_unit, created_at, created_by, updated_at)"
               " VALUES ('90', '" SECOND "', 'u', now(), 'x', now());"
               "INSERT INTO client (area, id, home_unit, created_at, created_by, updated_at)"
               " VALUES ('90', '" FIRST "', 'u', now(), 'x', now());"
               "UPDATE client SET merged_into = '" SECOND "'"
               " WHERE id = '" FIRST "'");
}

static void tear_down(void) {
    sql(super, "TRUNCATE audit_event; TRUNCATE unit CASCADE");
    PQfinish(super);
    db_pool_free(pool);
}

static void ask(const struct route *route, const char *id, const char *target) {
    fixture_begin(&fixture, route, target);
    parameters[0] = id;
    fixture.app.pool = pool;
    fixture.exchange.request.parameters = parameters;
    fixture.exchange.request.parameter_count = 1;
}

/* How a refusal ends, and what the access log has of it. */
static const char *recorded(const struct route *route, const char *id, enum status status) {
    static char row[300];
    sql(super, "TRUNCATE audit_event");
    ask(route, id, "/v1/x");
    ck_assert_int_eq(refusal_record(&fixture.exchange, status), status);
    fixture_end(&fixture);
    (void)snprintf(row, sizeof row, "%s",
                   sql(super, "SELECT coalesce(string_agg(concat_ws(' ', kind, operation, sub,"
                              " resource, resource_id, client_id), '; '), '') FROM audit_event"));
    return row;
}

static const enum status refusals[] = {
    STATUS_forbidden, STATUS_not_found,   STATUS_conflict,   STATUS_key_in_use,
    STATUS_stale,     STATUS_rule_broken, STATUS_key_reused, STATUS_precondition_missing,
};

START_TEST(refusal__of_a_clients_record_is_in_the_access_log) {
    ck_assert_str_eq(recorded(&client_get, SECOND, refusals[_i]),
                     "refused client_get tester client " SECOND " " SECOND);
}
END_TEST

static const enum status faults[] = {
    OK,
    STATUS_malformed,
    STATUS_invalid,
    STATUS_bad_request,
    STATUS_too_large,
    STATUS_unsupported_media_type,
    STATUS_unauthenticated,
    STATUS_too_many_requests,
    STATUS_unavailable,
    STATUS_internal,
};

START_TEST(refusal__of_the_requests_own_form_has_touched_nobodys_record) {
    ck_assert_str_eq(recorded(&client_get, SECOND, faults[_i]), "");
}
END_TEST

START_TEST(refusal__of_what_is_not_there_or_nobodys_leaves_no_row) {
    ck_assert_str_eq(recorded(&client_get, NOBODY, STATUS_not_found), "");
    ck_assert_str_eq(recorded(&client_get, "x", STATUS_not_found), "");
    ck_assert_str_eq(recorded(&assessment, SECOND, STATUS_not_found), "");
    ck_assert_str_eq(recorded(&units, SECOND, STATUS_forbidden), "");
    ck_assert_str_eq(recorded(&clientele, SECOND, STATUS_forbidden), "");
    ck_assert_str_eq(recorded(NULL, SECOND, STATUS_not_found), "");
}
END_TEST

START_TEST(refusal__below_a_clients_path_counts_for_the_client) {
    ck_assert_str_eq(recorded(&client_parts, SECOND, STATUS_forbidden),
                     "refused client_parts tester client " SECOND " " SECOND);
}
END_TEST

static const char *recorded_of_body(const char *body) {
    static char row[300];
    sql(super, "TRUNCATE audit_event");
    ask(&giving, NULL, "/fhir/QuestionnaireResponse");
    fixture.exchange.request.parameter_count = 0;
    fixture.exchange.request.body = body;
    fixture.exchange.request.body_length = strlen(body);
    ck_assert_int_eq(refusal_record(&fixture.exchange, STATUS_forbidden), STATUS_forbidden);
    ck_assert_uint_eq(fixture.context.error_count, 0);
    fixture_end(&fixture);
    (void)snprintf(row, sizeof row, "%s",
                   sql(super, "SELECT coalesce(string_agg(concat_ws(' ', resource, resource_id),"
                              " '; '), '') FROM audit_event"));
    return row;
}

START_TEST(refusal__of_a_resource_that_is_given_counts_for_its_patient) {
    ck_assert_str_eq(recorded_of_body("{\"subject\":{\"reference\":\"Patient/" SECOND "\"}}"),
                     "client " SECOND);
    ck_assert_str_eq(recorded_of_body("{\"subject\":{\"reference\":\"Patient/" NOBODY "\"}}"), "");
    ck_assert_str_eq(recorded_of_body("{\"subject\":{\"reference\":\"Group/" SECOND "\"}}"), "");
    ck_assert_str_eq(recorded_of_body("{\"subject\":\"x\"}"), "");
    ck_assert_str_eq(recorded_of_body("{"), "");
    ck_assert_str_eq(recorded_of_body(""), "");
}
END_TEST

START_TEST(refusal__by_nobody_or_of_no_area_is_not_recorded) {
    for (int i = 0; i < 3; i++) {
        ask(&client_get, SECOND, "/v1/x");
        fixture.context.actor =
            (struct actor){.sub = i == 0 ? NULL : "tester", .area = i == 1 ? "99" : NULL};
        ck_assert_int_eq(refusal_record(&fixture.exchange, STATUS_forbidden), STATUS_forbidden);
        fixture_end(&fixture);
    }
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM audit_event"), "0");
}
END_TEST

START_TEST(refusal__in_another_area_finds_no_record) {
    ask(&client_get, SECOND, "/v1/x");
    fixture.context.actor.area = "91";
    ck_assert_int_eq(refusal_record(&fixture.exchange, STATUS_not_found), STATUS_not_found);
    fixture_end(&fixture);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM audit_event"), "0");
}
END_TEST

/* The transaction of the request itself has failed or is open: the row is apart from it. */
START_TEST(refusal__is_recorded_beside_a_transaction_that_failed) {
    ask(&client_get, SECOND, "/v1/x");
    (void)context_fail(&fixture.context, STATUS_conflict, "the request's own cause");
    ck_assert_int_eq(refusal_record(&fixture.exchange, STATUS_conflict), STATUS_conflict);
    ck_assert_str_eq(fixture.context.failure_words, "the request's own cause");
    fixture_end(&fixture);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM audit_event"), "1");
}
END_TEST

START_TEST(refusal__that_cannot_be_recorded_is_not_told) {
    int ends[2];
    char line[2000] = "";
    sql(super, "REVOKE INSERT ON audit_event FROM asiakkuus_app");
    ck_assert_int_eq(pipe(ends), 0);
    ask(&client_get, SECOND, "/v1/x");
    fixture.app.log = log_new(ends[1], LOG_LEVEL_WARNING);
    ck_assert_int_eq(refusal_record(&fixture.exchange, STATUS_not_found), STATUS_unavailable);
    ck_assert_int_gt(read(ends[0], line, sizeof line - 1), 0);
    ck_assert_ptr_nonnull(strstr(line, "A refused use could not be recorded"));
    ck_assert_ptr_null(strstr(line, SECOND));
    log_free(fixture.app.log);
    fixture_end(&fixture);
    sql(super, "GRANT INSERT ON audit_event TO asiakkuus_app");
    close(ends[0]), close(ends[1]);
}
END_TEST

/* --- the successor --- */

START_TEST(successor__reading_is_led_on_with_the_rest_of_the_target) {
    ask(&client_parts, FIRST, "/v1/clients/" FIRST "/parts?limit=2&q=a%20b");
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_not_found), OK);
    ck_assert_int_eq(fixture.exchange.reply.status, 301);
    ck_assert_str_eq(fixture.exchange.reply.location,
                     "/v1/clients/" SECOND "/parts?limit=2&q=a%20b");
    ck_assert_uint_eq(fixture.exchange.reply.body.length, 0);
    fixture_end(&fixture);
    ask(&client_get, FIRST, "/v1/clients/" FIRST);
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_not_found), OK);
    ck_assert_str_eq(fixture.exchange.reply.location, "/v1/clients/" SECOND);
    fixture_end(&fixture);
}
END_TEST

START_TEST(successor__resources_of_fhir_are_led_on_too) {
    static const struct route patient = {
        "fhir_patient_read",     "GET", "/fhir/Patient/{id}", "client:read", 0, 0, "",
        "application/fhir+json", NULL};
    ask(&patient, FIRST, "/fhir/Patient/" FIRST "?_format=json");
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_not_found), OK);
    ck_assert_int_eq(fixture.exchange.reply.status, 301);
    ck_assert_str_eq(fixture.exchange.reply.location, "/fhir/Patient/" SECOND "?_format=json");
    fixture_end(&fixture);
}
END_TEST

START_TEST(successor__change_is_not_led_on_but_told_where) {
    ask(&client_patch, FIRST, "/v1/clients/" FIRST);
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_not_found), STATUS_conflict);
    ck_assert_str_eq(fixture.exchange.successor, "/v1/clients/" SECOND);
    ck_assert_uint_eq(fixture.context.error_count, 1);
    ck_assert_int_eq(fixture.context.errors[0].code, ERROR_client_merged);
    ck_assert_str_eq(fixture.context.errors[0].word, SECOND);
    fixture_end(&fixture);
}
END_TEST

START_TEST(successor__of_a_client_named_in_the_body_is_told) {
    ask(&units, FIRST, "/v1/units/x");
    context_error(&fixture.context, "/a", ERROR_required, NULL);
    context_error(&fixture.context, "/client", ERROR_client_merged, SECOND);
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_conflict), STATUS_conflict);
    ck_assert_str_eq(fixture.exchange.successor, "/v1/clients/" SECOND);
    fixture_end(&fixture);
    ask(&giving, NULL, "/fhir/QuestionnaireResponse");
    context_error(&fixture.context, "/subject/reference", ERROR_client_merged, SECOND);
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_conflict), STATUS_conflict);
    ck_assert_str_eq(fixture.exchange.successor, "/fhir/Patient/" SECOND);
    fixture.exchange.successor = NULL;
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_invalid), STATUS_invalid);
    ck_assert_ptr_null(fixture.exchange.successor);
    fixture_end(&fixture);
}
END_TEST

/* How a request for a client that was not found ends, by a caller who is `own` or nobody. */
static enum status told(const struct route *route, const char *id, const char *own) {
    ask(route, id, "/v1/clients/x");
    if (own) {
        ck_assert(uuid_parse(own, &fixture.context.actor.client_id));
    }
    enum status status = successor_tell(&fixture.exchange, STATUS_not_found);
    fixture_end(&fixture);
    return status;
}

START_TEST(successor__clients_own_token_is_led_from_its_own_id_alone) {
    ck_assert_int_eq(told(&client_get, FIRST, FIRST), OK);
    ck_assert_int_eq(told(&client_get, FIRST, SECOND), STATUS_not_found);
    ck_assert_int_eq(told(&client_get, FIRST, NOBODY), STATUS_not_found);
}
END_TEST

START_TEST(successor__of_others_there_is_none) {
    ck_assert_int_eq(told(&client_get, SECOND, NULL), STATUS_not_found);
    ck_assert_int_eq(told(&client_get, NOBODY, NULL), STATUS_not_found);
    ck_assert_int_eq(told(&client_get, "x", NULL), STATUS_not_found);
    ck_assert_int_eq(told(&units, FIRST, NULL), STATUS_not_found);
    ck_assert_int_eq(told(&clientele, FIRST, NULL), STATUS_not_found);
    ck_assert_int_eq(told(NULL, FIRST, NULL), STATUS_not_found);
    ask(&client_get, FIRST, "/v1/clients/" FIRST);
    fixture.context.actor.area = "91";
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_not_found), STATUS_not_found);
    fixture.context.actor = (struct actor){.area = "90"};
    ck_assert_int_eq(successor_tell(&fixture.exchange, STATUS_not_found), STATUS_not_found);
    fixture_end(&fixture);
}
END_TEST

Suite *refusal_suite(void) {
    Suite *suite = suite_create("refusal");
    TCase *tests = tcase_create("refusal");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, refusal__of_a_clients_record_is_in_the_access_log, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(tests, refusal__of_the_requests_own_form_has_touched_nobodys_record, 0,
                        sizeof faults / sizeof *faults);
    tcase_add_test(tests, refusal__of_what_is_not_there_or_nobodys_leaves_no_row);
    tcase_add_test(tests, refusal__below_a_clients_path_counts_for_the_client);
    tcase_add_test(tests, refusal__of_a_resource_that_is_given_counts_for_its_patient);
    tcase_add_test(tests, refusal__by_nobody_or_of_no_area_is_not_recorded);
    tcase_add_test(tests, refusal__in_another_area_finds_no_record);
    tcase_add_test(tests, refusal__is_recorded_beside_a_transaction_that_failed);
    tcase_add_test(tests, refusal__that_cannot_be_recorded_is_not_told);
    tcase_add_test(tests, successor__reading_is_led_on_with_the_rest_of_the_target);
    tcase_add_test(tests, successor__resources_of_fhir_are_led_on_too);
    tcase_add_test(tests, successor__change_is_not_led_on_but_told_where);
    tcase_add_test(tests, successor__of_a_client_named_in_the_body_is_told);
    tcase_add_test(tests, successor__clients_own_token_is_led_from_its_own_id_alone);
    tcase_add_test(tests, successor__of_others_there_is_none);
    suite_add_tcase(suite, tests);
    return suite;
}
