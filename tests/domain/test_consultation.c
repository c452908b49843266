/* Consultations: the table of moves and the clock. */
#include "suites.h"
#include "support.h"

#include "domain/consultation/consultation.h"

#include <stdio.h>
#include <string.h>

static struct app app;

static void begin(void) {
    app_begin(&app);
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "INSERT INTO unit (area, id, code, names, kind, created_at, updated_at)"
            " VALUES ('90', gen_random_uuid(), 'experts', '{}', 'team', now(), now())"
            " ON CONFLICT DO NOTHING");
    PQfinish(pg);
}

static void end(void) {
    app_end(&app);
}

static void call_as(struct context *context, const char *sub, const char *unit) {
    static const char *const permissions[] = {"consultation:*", "client:*"};
    call_begin(&app, context);
    context->operation = "test";
    context->actor.sub = sub;
    context->actor.unit = unit;
    context->actor.permissions = permissions;
    context->actor.permission_count = 2;
}

static struct consultation ask(void) {
    struct context context;
    struct consultation made = {.version = 0};
    const struct consultation_receiver to = {.group = "experts"};
    const struct consultation_new body = {
        .to = &to, .question = "Mikä palvelu sopii?", .anonymous = {true, true}};
    call_as(&context, "asker", "askers");
    ck_assert_int_eq(consultation_create(&context, &body, &made), OK);
    call_end(&context, true);
    return made;
}

/* --- the table of moves --- */

static bool is_final(const char *state) {
    for (size_t i = 0; i < consultation_moves.count; i++) {
        const struct move *move = &consultation_moves.rows[i];
        if (move->from && strcmp(move->from, state) == 0) {
            return false;
        }
    }
    return true;
}

static bool is_reached(const char *state) {
    for (size_t i = 0; i < consultation_moves.count; i++) {
        if (strcmp(consultation_moves.rows[i].to, state) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(consultation_moves__reach_every_state_and_leave_all_but_the_final_ones) {
    for (const char *const *state = consultation_state_words; *state; state++) {
        bool final = strcmp(*state, "withdrawn") == 0 || strcmp(*state, "converted") == 0;
        ck_assert_msg(is_reached(*state), "%s", *state);
        ck_assert_msg(is_final(*state) == final, "%s", *state);
    }
}
END_TEST

START_TEST(consultation_moves__need_a_reason_exactly_where_one_reopens) {
    for (size_t i = 0; i < consultation_moves.count; i++) {
        const struct move *move = &consultation_moves.rows[i];
        ck_assert_msg(move->reason == (strcmp(move->action, "reopen") == 0), "%s", move->action);
        ck_assert_int_ne((int)move->event, EVENT_none);
    }
}
END_TEST

START_TEST(consultation_moves__states_are_those_of_the_table_in_the_database) {
    PGconn *pg = connect_to(as_superuser());
    for (const char *const *state = consultation_state_words; *state; state++) {
        char statement[512];
        (void)snprintf(statement, sizeof statement,
                       "SELECT count(*) FROM pg_constraint WHERE conrelid = "
                       "'consultation'::regclass AND contype = 'c' AND conname = "
                       "'consultation_state_check' AND pg_get_constraintdef(oid) LIKE '%%''%s''%%'",
                       *state);
        ck_assert_str_eq(sql(pg, statement), "1");
    }
    PQfinish(pg);
}
END_TEST

/* --- the clock --- */

static void act(struct consultation *consultation, const char *who, const char *action,
                int64_t hours) {
    struct context context;
    const struct consultation_act body = {.kind = 1, .text = "Näin.", .reason = "Muuttui."};
    const struct versions seen = {.items = &consultation->version, .count = 1};
    struct consultation now = {.version = 0};
    call_as(&context, who, strcmp(who, "asker") == 0 ? "askers" : "experts");
    context.now.us += hours * INT64_C(3600000000);
    ck_assert_int_eq(consultation_move(&context, consultation->id, &seen, action, &body, &now), OK);
    *consultation = (struct consultation){.id = now.id,
                                          .version = now.version,
                                          .state = now.state,
                                          .due_at = now.due_at,
                                          .starts_at = now.starts_at,
                                          .round = now.round,
                                          .met_at = now.met_at};
    call_end(&context, true);
}

START_TEST(consultation_clock__stands_still_while_more_is_asked) {
    struct consultation now = ask();
    int64_t due = now.due_at.us;
    act(&now, "expert", "ask_more", 10);
    ck_assert_int_eq(now.due_at.us, due);
    act(&now, "asker", "give_more", 34);
    ck_assert_int_eq(now.due_at.us - due, INT64_C(24) * 3600000000);
    act(&now, "expert", "answer", 130);
    ck_assert(now.met_at.us <= now.due_at.us);
}
END_TEST

START_TEST(consultation_clock__reopened_starts_again_and_the_closed_span_counts_in_neither) {
    struct consultation now = ask();
    act(&now, "expert", "answer", 5);
    act(&now, "asker", "close", 6);
    act(&now, "asker", "reopen", 500);
    ck_assert_int_eq(now.round, 2);
    ck_assert_int_eq(now.due_at.us - now.starts_at.us, INT64_C(120) * 3600000000);
    ck_assert_int_eq(now.met_at.us, 0);
}
END_TEST

Suite *consultation_suite(void) {
    Suite *suite = suite_create("consultation");
    TCase *cases = tcase_create("consultation");
    tcase_add_unchecked_fixture(cases, begin, end);
    tcase_add_test(cases, consultation_moves__reach_every_state_and_leave_all_but_the_final_ones);
    tcase_add_test(cases, consultation_moves__need_a_reason_exactly_where_one_reopens);
    tcase_add_test(cases, consultation_moves__states_are_those_of_the_table_in_the_database);
    tcase_add_test(cases, consultation_clock__stands_still_while_more_is_asked);
    tcase_add_test(cases,
                   consultation_clock__reopened_starts_again_and_the_closed_span_counts_in_neither);
    suite_add_tcase(suite, cases);
    return suite;
}
