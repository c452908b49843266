/* A POST sent twice: done once, by anyone who may be given its answer. */
#include "../db/support.h"
#include "fixture.h"
#include "suites.h"

#include "base/limits.h"
#include "call/call.h"
#include "http/idempotency.h"
#include "ledger/ledger.h"
#include "metrics/metrics.h"
#include "vault/vault.h"
#include "work/job.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct route route = {
    "thing_create",     "POST", "/v1/things", "thing:write", ROUTE_IDEMPOTENT, 0, "",
    "application/json", NULL};
static const struct uuid client = {{1, 2, 3}}, record = {{4, 5, 6}};

static PGconn *super;
static struct db_pool *pool;
static struct vault *vault;
static struct metrics *metrics;
static char folder[] = "/tmp/asiakkuus-kept-XXXXXX", keys_file[60];

static void set_up(void) {
    const char *words = NULL;
    struct db_settings settings = small_pool(4);
    pool = db_pool_new(&settings);
    super = connect_to(as_superuser());
    sql(super, "TRUNCATE idempotency_key, audit_event");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(keys_file, sizeof keys_file, "%s/keys", folder);
    ck_assert(vault_keys_create(keys_file));
    vault = vault_open(keys_file, &words);
    ck_assert_msg(vault != NULL, "%s", words);
    metrics = metrics_new();
}

static void tear_down(void) {
    vault_close(vault);
    metrics_free(metrics);
    unlink(keys_file);
    rmdir(folder);
    PQfinish(super);
    db_pool_free(pool);
}

/* A request that may be sent again, in a transaction of its own. */
static void begin(struct fixture *fixture, const char *body) {
    fixture_begin(fixture, &route, "/v1/things");
    fixture->app.pool = pool;
    fixture->app.vault = vault;
    fixture->app.metrics = metrics;
    fixture->context.db = db_session_new(pool, &fixture->context);
    fixture->exchange.request.body = body;
    fixture->exchange.request.body_length = strlen(body);
}

static void end(struct fixture *fixture) {
    db_session_close(&fixture->context);
    fixture_end(fixture);
}

static struct idempotency *once;

static void begin_keyed(struct fixture *fixture, const char *key) {
    begin(fixture, "{}");
    ck_assert_int_eq(idempotency_begin(&fixture->exchange, key, &once), OK);
}

/* As far as the operation's first question. */
static enum status looked(struct fixture *fixture, const char *key) {
    ck_assert_int_eq(idempotency_begin(&fixture->exchange, key, &once), OK);
    enum status status = db_guard_settle(&fixture->context);
    return status == OK ? OK : idempotency_end(&fixture->exchange, once, status);
}

static void answer(struct fixture *fixture, bool personal) {
    struct reply *reply = &fixture->exchange.reply;
    fixture->context.language = LANGUAGE_SV;
    reply->status = 201;
    reply->etag = 7;
    reply->location = "/v1/things/1";
    reply->personal = personal;
    text_add_string(&reply->body, "{\"name\":\"Maija\"}");
}

/* The first request with the key "k", to its end. */
static void done_once(bool personal) {
    struct fixture first;
    begin(&first, "{}");
    ck_assert_int_eq(looked(&first, "k"), OK);
    ck_assert(!first.exchange.replayed);
    answer(&first, personal);
    ck_assert_int_eq(ledger_audit(&first.context, AUDIT_CREATE, client, RESOURCE_client, record,
                                  GROUND_own_register),
                     OK);
    ck_assert_int_eq(idempotency_end(&first.exchange, once, OK), OK);
    ck_assert_int_eq(db_commit(&first.context), OK);
    end(&first);
}

START_TEST(idempotency__second_request_is_given_the_first_answer) {
    struct fixture again;
    done_once(false);
    begin(&again, "{}");
    ck_assert_int_eq(looked(&again, "k"), OK);
    const struct reply *reply = &again.exchange.reply;
    ck_assert(again.exchange.replayed);
    ck_assert_int_eq(reply->status, 201);
    ck_assert_int_eq(reply->etag, 7);
    ck_assert_str_eq(reply->location, "/v1/things/1");
    ck_assert_str_eq(reply->content_type, "application/json");
    ck_assert_str_eq(reply->body.bytes, "{\"name\":\"Maija\"}");
    ck_assert_int_eq(again.context.language, LANGUAGE_SV);
    ck_assert(!again.exchange.unspoken);
    end(&again);
}
END_TEST

START_TEST(idempotency__who_is_given_the_answer_again_has_read_the_record) {
    struct fixture again;
    done_once(false);
    sql(super, "TRUNCATE audit_event");
    begin(&again, "{}");
    ck_assert_int_eq(looked(&again, "k"), OK);
    ck_assert_int_eq(db_commit(&again.context), OK);
    end(&again);
    ck_assert_str_eq(sql(super, "SELECT concat_ws(' ', count(*), min(kind), min(resource),"
                                " min(client_id::text), min(resource_id::text)) FROM audit_event"),
                     "1 read client 01020300-0000-0000-0000-000000000000"
                     " 04050600-0000-0000-0000-000000000000");
}
END_TEST

START_TEST(idempotency__personal_answer_is_sealed_and_opens_for_its_caller_alone) {
    struct fixture again;
    done_once(true);
    ck_assert_str_eq(sql(super, "SELECT body IS NULL AND position(convert_to('Maija', 'UTF8') IN"
                                " body_sealed) = 0 FROM idempotency_key"),
                     "t");
    begin(&again, "{}");
    ck_assert_int_eq(looked(&again, "k"), OK);
    ck_assert_str_eq(again.exchange.reply.body.bytes, "{\"name\":\"Maija\"}");
    end(&again);
    /* Put under another caller's key, it does not open. */
    sql(super, "UPDATE idempotency_key SET sub = 'thief'");
    begin(&again, "{}");
    again.context.actor.sub = "thief";
    ck_assert_int_eq(looked(&again, "k"), STATUS_internal);
    ck_assert(!again.exchange.replayed);
    end(&again);
}
END_TEST

START_TEST(idempotency__key_with_another_request_is_refused) {
    struct fixture again;
    done_once(false);
    begin(&again, "{ }");
    ck_assert_int_eq(looked(&again, "k"), STATUS_key_reused);
    end(&again);
    begin(&again, "{}");
    again.exchange.request.path = "/v1/other";
    ck_assert_int_eq(looked(&again, "k"), STATUS_key_reused);
    end(&again);
    begin(&again, "{}");
    again.context.actor.register_code = REGISTER_SOCIAL;
    ck_assert_int_eq(looked(&again, "k"), STATUS_key_reused);
    ck_assert(!again.exchange.replayed);
    end(&again);
    begin(&again, "{}");
    again.context.actor.client_id = client;
    ck_assert_int_eq(looked(&again, "k"), STATUS_key_reused);
    end(&again);
}
END_TEST

START_TEST(idempotency__key_is_its_callers_and_its_operations) {
    struct fixture other;
    done_once(false);
    for (int i = 0; i < 4; i++) {
        begin(&other, "{}");
        other.context.actor.sub = i == 0 ? "other" : "tester";
        other.context.actor.area = i == 1 ? "91" : "90";
        other.context.operation = i == 2 ? "part_create" : "thing_create";
        ck_assert_int_eq(looked(&other, i == 3 ? "K" : "k"), OK);
        ck_assert_msg(!other.exchange.replayed, "%d", i);
        end(&other);
    }
}
END_TEST

START_TEST(idempotency__while_the_first_one_runs_a_second_one_is_told_to_wait) {
    struct fixture first, second;
    begin(&first, "{}");
    ck_assert_int_eq(looked(&first, "k"), OK);
    begin(&second, "{}");
    ck_assert_int_eq(looked(&second, "k"), STATUS_key_in_use);
    end(&second);
    begin(&second, "{}");
    ck_assert_int_eq(looked(&second, "l"), OK);
    end(&second);
    end(&first); /* rolled back: it was never done */
    begin(&second, "{}");
    ck_assert_int_eq(looked(&second, "k"), OK);
    ck_assert(!second.exchange.replayed);
    end(&second);
}
END_TEST

START_TEST(idempotency__answer_without_a_language_is_given_without_one) {
    struct fixture again;
    done_once(false);
    sql(super, "UPDATE idempotency_key SET language = NULL, etag = NULL, body = NULL");
    begin(&again, "{}");
    ck_assert_int_eq(looked(&again, "k"), OK);
    ck_assert(again.exchange.unspoken);
    ck_assert_int_eq(again.exchange.reply.etag, 0);
    ck_assert_uint_eq(again.exchange.reply.body.length, 0);
    end(&again);
}
END_TEST

static void read_body(struct fixture *fixture) {
    const struct request *request = &fixture->exchange.request;
    const struct json *body = NULL;
    ck_assert_int_eq(json_parse(&fixture->context, request->body, request->body_length, &body), OK);
}

static const char *told(void) {
    return sql(super, "SELECT string_agg(kind, ' ' ORDER BY kind) FROM audit_event");
}

static enum status write_something(struct fixture *fixture) {
    return ledger_audit(&fixture->context, AUDIT_CREATE, client, RESOURCE_client, record,
                        GROUND_own_register);
}

START_TEST(idempotency__operation_that_was_done_before_leaves_nothing_a_second_time) {
    struct fixture again;
    done_once(false);
    sql(super, "TRUNCATE audit_event");
    begin_keyed(&again, "k");
    read_body(&again);
    ck_assert_int_eq(write_something(&again), OK);
    ck_assert_int_eq(db_guard_settle(&again.context), STATUS_key_in_use);
    ck_assert_int_eq(write_something(&again), STATUS_key_in_use);
    ck_assert_int_eq(idempotency_end(&again.exchange, once, STATUS_key_in_use), OK);
    ck_assert(again.exchange.replayed);
    ck_assert_int_eq(db_commit(&again.context), OK);
    json_release(&again.context); /* its body was not lost with what it did */
    end(&again);
    ck_assert_str_eq(told(), "read");
}
END_TEST

static const struct query failing = {"test_failing", "SELECT 1 / 0 AS count", 0, NULL};

/* As a lock that the first one holds. */
START_TEST(idempotency__first_answer_goes_before_the_failure_of_the_first_statement) {
    struct fixture again;
    struct db_count count;
    done_once(false);
    begin_keyed(&again, "k");
    enum status status = db_get(&again.context, &failing, NULL, NULL, &db_count_shape, &count);
    ck_assert_int_eq(status, STATUS_key_in_use);
    ck_assert_int_eq(idempotency_end(&again.exchange, once, status), OK);
    ck_assert(again.exchange.replayed);
    ck_assert_int_eq(db_commit(&again.context), OK);
    end(&again);
    begin_keyed(&again, "l");
    status = db_get(&again.context, &failing, NULL, NULL, &db_count_shape, &count);
    ck_assert_int_eq(status, STATUS_internal);
    ck_assert_int_eq(again.context.failure, STATUS_internal);
    ck_assert_int_eq(idempotency_end(&again.exchange, once, status), STATUS_internal);
    ck_assert(!again.exchange.replayed);
    end(&again);
}
END_TEST

START_TEST(idempotency__operation_that_asks_nothing_is_given_the_first_answer_too) {
    struct fixture again;
    done_once(false);
    sql(super, "TRUNCATE audit_event");
    begin_keyed(&again, "k");
    answer(&again, false);
    ck_assert_int_eq(write_something(&again), OK);
    ck_assert_int_eq(idempotency_end(&again.exchange, once, OK), OK);
    ck_assert(again.exchange.replayed);
    ck_assert_str_eq(again.exchange.reply.body.bytes, "{\"name\":\"Maija\"}");
    ck_assert_int_eq(db_commit(&again.context), OK);
    end(&again);
    ck_assert_str_eq(told(), "read");
}
END_TEST

/* As one that is no longer possible on the next day. */
START_TEST(idempotency__first_answer_goes_before_a_failure) {
    struct fixture again;
    done_once(false);
    begin_keyed(&again, "k");
    context_error(&again.context, "/day", ERROR_out_of_range, NULL);
    ck_assert_int_eq(context_settle(&again.context, STATUS_rule_broken), STATUS_rule_broken);
    ck_assert_int_eq(idempotency_end(&again.exchange, once, STATUS_rule_broken), OK);
    ck_assert(again.exchange.replayed);
    ck_assert_uint_eq(again.context.error_count, 0);
    ck_assert_int_eq(again.context.failure, OK);
    end(&again);
    begin(&again, "{ }");
    ck_assert_int_eq(idempotency_begin(&again.exchange, "k", &once), OK);
    ck_assert_int_eq(idempotency_end(&again.exchange, once, STATUS_rule_broken), STATUS_key_reused);
    end(&again);
}
END_TEST

START_TEST(idempotency__failure_with_a_new_key_is_told_as_it_is_and_kept_by_none) {
    struct fixture first;
    begin_keyed(&first, "k");
    context_error(&first.context, "/day", ERROR_out_of_range, NULL);
    ck_assert_int_eq(context_settle(&first.context, STATUS_rule_broken), STATUS_rule_broken);
    ck_assert_int_eq(idempotency_end(&first.exchange, once, STATUS_rule_broken),
                     STATUS_rule_broken);
    ck_assert(!first.exchange.replayed);
    ck_assert_uint_eq(first.context.error_count, 1);
    ck_assert_str_eq(first.context.errors[0].pointer, "/day");
    end(&first);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM idempotency_key"), "0");
}
END_TEST

static void forget(void) {
    struct app app = {.pool = pool};
    struct job job = {0};
    struct call call;
    app.clock.fixed.us = INT64_C(1795348800000000); /* 2026-11-22T12:00:00Z */
    call_open(&app, "90", "test", &call);
    ck_assert_int_eq(call_close(&call, idempotency_forget_run(&call, &job)), OK);
}

static void keep_from(const char *area, const char *key, const char *at) {
    char text[400];
    (void)snprintf(text, sizeof text,
                   "INSERT INTO idempotency_key (area, sub, operation, key, body_hash, created_at)"
                   " VALUES ('%s', 'tester', 'test', '%s', convert_to(repeat('h', 32), 'UTF8'),"
                   " '%s')",
                   area, key, at);
    sql(super, text);
}

START_TEST(idempotency_forget__what_is_older_than_two_days_and_nothing_of_other_areas) {
    keep_from("90", "older", "2026-11-20T11:59:59Z");
    keep_from("90", "to the second", "2026-11-20T12:00:00Z");
    keep_from("90", "younger", "2026-11-20T12:00:01Z");
    keep_from("91", "elsewhere", "2026-01-01T00:00:00Z");
    forget();
    ck_assert_str_eq(sql(super, "SELECT string_agg(key, ', ' ORDER BY key) FROM idempotency_key"),
                     "elsewhere, to the second, younger");
}
END_TEST

START_TEST(idempotency_forget__takes_portions_the_oldest_first) {
    sql(super, "INSERT INTO idempotency_key (area, sub, operation, key, body_hash, created_at)"
               " SELECT '90', 'tester', 'test', n::text, convert_to(repeat('h', 32), 'UTF8'),"
               " '2026-01-01'::timestamptz + n * interval '1 second'"
               " FROM generate_series(1, 2100) n");
    forget();
    ck_assert_str_eq(
        sql(super, "SELECT count(*) || ' from ' || min(key::int) FROM idempotency_key"),
        "100 from 2001");
    forget();
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM idempotency_key"), "0");
}
END_TEST

START_TEST(idempotency_key__is_bounded) {
    struct fixture fixture;
    const char *key = NULL;
    char header[IDEMPOTENCY_KEY_LENGTH_MAX + 4] = "\"";
    begin(&fixture, "{}");
    memset(header + 1, 'k', IDEMPOTENCY_KEY_LENGTH_MAX);
    ck_assert_int_eq(idempotency_key_read(&fixture.context, header + 1, &key), OK);
    ck_assert_uint_eq(strlen(key), IDEMPOTENCY_KEY_LENGTH_MAX);
    header[IDEMPOTENCY_KEY_LENGTH_MAX + 1] = '"';
    ck_assert_int_eq(idempotency_key_read(&fixture.context, header, &key), OK);
    ck_assert_uint_eq(strlen(key), IDEMPOTENCY_KEY_LENGTH_MAX);
    memset(header, 'k', IDEMPOTENCY_KEY_LENGTH_MAX + 1);
    header[IDEMPOTENCY_KEY_LENGTH_MAX + 1] = '\0';
    ck_assert_int_eq(idempotency_key_read(&fixture.context, header, &key), STATUS_invalid);
    end(&fixture);
}
END_TEST

Suite *idempotency_suite(void) {
    Suite *suite = suite_create("idempotency");
    TCase *tests = tcase_create("idempotency");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, idempotency__second_request_is_given_the_first_answer);
    tcase_add_test(tests, idempotency__who_is_given_the_answer_again_has_read_the_record);
    tcase_add_test(tests, idempotency__personal_answer_is_sealed_and_opens_for_its_caller_alone);
    tcase_add_test(tests, idempotency__key_with_another_request_is_refused);
    tcase_add_test(tests, idempotency__key_is_its_callers_and_its_operations);
    tcase_add_test(tests, idempotency__while_the_first_one_runs_a_second_one_is_told_to_wait);
    tcase_add_test(tests, idempotency__answer_without_a_language_is_given_without_one);
    tcase_add_test(tests, idempotency__operation_that_was_done_before_leaves_nothing_a_second_time);
    tcase_add_test(tests, idempotency__operation_that_asks_nothing_is_given_the_first_answer_too);
    tcase_add_test(tests, idempotency__first_answer_goes_before_the_failure_of_the_first_statement);
    tcase_add_test(tests, idempotency__first_answer_goes_before_a_failure);
    tcase_add_test(tests, idempotency__failure_with_a_new_key_is_told_as_it_is_and_kept_by_none);
    tcase_add_test(tests,
                   idempotency_forget__what_is_older_than_two_days_and_nothing_of_other_areas);
    tcase_add_test(tests, idempotency_forget__takes_portions_the_oldest_first);
    tcase_add_test(tests, idempotency_key__is_bounded);
    suite_add_tcase(suite, tests);
    return suite;
}
