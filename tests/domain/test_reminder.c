/* Reminders: what is told of a clock and of an answer that is waited for, and that it is told once.
 */
#include "suites.h"
#include "support.h"

#include "call/call.h"
#include "domain/consultation/consultation.h"
#include "domain/referral/referral.h"
#include "domain/reminder/reminder.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct app app;
static struct uuid unit_id, client_id;
static struct instant noon; /* of the first day */

static void begin(void) {
    app_begin(&app);
    app.settings.answer_wait_days = 7;
    noon = app.clock.fixed;
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "TRUNCATE referral, consultation, deadline, reminder CASCADE"); /* what others left */
    sql(pg, "INSERT INTO unit (area, id, code, names, kind, register, created_at, updated_at)"
            " VALUES ('90', '00000000-0000-7000-8000-000000000080', 'reminded', '{}', 'team',"
            " 'health', now(), now()) ON CONFLICT DO NOTHING");
    PQfinish(pg);
    ck_assert(uuid_parse("00000000-0000-7000-8000-000000000080", &unit_id));
    client_id = make_client(&app, 77);
}

static void end(void) {
    app_end(&app);
}

static void call_at(struct context *context, int64_t hours, const char *sub, const char *unit) {
    static const char *const permissions[] = {"referral:*", "consultation:*", "client:*"};
    call_begin(&app, context);
    context->actor.sub = sub;
    context->actor.unit = unit;
    context->actor.permissions = permissions;
    context->actor.permission_count = 3;
    context->now.us = noon.us + hours * INT64_C(3600000000);
    context->today = instant_day_helsinki(context->now);
}

/* Everything there is to tell so many hours after the first noon; committed or not. */
static int64_t tell_at(int64_t hours, bool good) {
    struct call call;
    struct uuid after = {{0}};
    bool more = false;
    int64_t told = -1;
    app.clock.fixed.us = noon.us + hours * INT64_C(3600000000);
    call_open(&app, "90", "test", &call);
    ck_assert_int_eq(reminder_tell(&call.context, &after, &more, &told), OK);
    ck_assert(!more);
    if (!good) {
        db_rollback(&call.context);
    }
    ck_assert_int_eq(call_close(&call, OK), OK);
    app.clock.fixed = noon;
    return told;
}

/* "referral.deadline_near 1, referral.overdue 1": what the feed holds of one record. */
static const char *told_of(struct uuid id) {
    static char answer[400];
    char text[UUID_TEXT_SIZE], statement[400];
    PGconn *pg = connect_to(as_superuser());
    uuid_print(&id, text);
    snprintf(statement, sizeof statement,
             "SELECT coalesce(string_agg(type || ' ' || n, ', ' ORDER BY type), '') FROM (SELECT "
             "type, count(*) AS n FROM event WHERE resource_id = '%s' AND type ~ "
             "'deadline_near|overdue|waiting' GROUP BY type) t",
             text);
    snprintf(answer, sizeof answer, "%s", sql(pg, statement));
    PQfinish(pg);
    return answer;
}

static struct referral refer(const char *rule) {
    struct context context;
    struct referral made = {.version = 0};
    const struct referral_to to = {.unit_id = unit_id};
    const struct referral_new body = {.client_id = client_id,
                                      .kind = REFERRAL_GUIDANCE,
                                      .to = &to,
                                      .need = "Tukea arkeen.",
                                      .urgency = 3,
                                      .from_register = REGISTER_HEALTH,
                                      .rule = rule,
                                      .send = {true, true}};
    call_at(&context, 0, "sender", NULL);
    ck_assert_int_eq(referral_create(&context, &body, &made), OK);
    call_end(&context, true);
    return (struct referral){.id = made.id, .version = made.version};
}

static void move_at(int64_t hours, struct referral *referral, const char *action,
                    const struct referral_act *act) {
    struct context context;
    struct referral now = {.version = 0};
    const struct versions seen = {.items = &referral->version, .count = 1};
    call_at(&context, hours, "receiver", "reminded");
    ck_assert_int_eq(referral_move(&context, referral->id, action, &seen, act, &now), OK);
    referral->version = now.version;
    call_end(&context, true);
}

/* --- clocks of referrals --- */

START_TEST(reminder_tell__a_quarter_of_the_days_left_and_then_overdue_each_once) {
    struct referral referral = refer("helsinki_seven_days"); /* due on the 29th */
    static const struct referral_act nothing;
    move_at(1, &referral, "receive", &nothing);
    move_at(1, &referral, "accept", &nothing);
    ck_assert_int_eq(tell_at(5 * 24, true), 0);
    ck_assert_int_eq(tell_at(6 * 24, true), 1);
    ck_assert_str_eq(told_of(referral.id), "referral.deadline_near 1");
    ck_assert_int_eq(tell_at(7 * 24, true), 0); /* its last day is in time */
    ck_assert_int_eq(tell_at(8 * 24, true), 1);
    ck_assert_int_eq(tell_at(30 * 24, true), 0);
    ck_assert_str_eq(told_of(referral.id), "referral.deadline_near 1, referral.overdue 1");
}
END_TEST

START_TEST(reminder_tell__is_silent_while_a_clock_stands_still_and_tells_of_its_new_day) {
    struct referral referral = refer("helsinki_seven_days");
    static const struct referral_act nothing;
    const struct deadline_stop stop = {.from = {2026, 11, 27}, .reason = 1};
    const struct referral_act pause = {.stop = &stop};
    move_at(1, &referral, "receive", &nothing);
    move_at(1, &referral, "accept", &nothing);
    move_at(5 * 24, &referral, "pause", &pause);
    ck_assert_int_eq(tell_at(20 * 24, true), 0);
    move_at(20 * 24, &referral, "resume", &nothing); /* two days and a bit are left */
    ck_assert_int_eq(tell_at(20 * 24, true), 0);
    ck_assert_int_eq(tell_at(22 * 24, true), 1);
    ck_assert_str_eq(told_of(referral.id), "referral.deadline_near 1");
}
END_TEST

START_TEST(reminder_tell__of_a_met_clock_nothing) {
    struct referral referral = refer("helsinki_seven_days");
    static const struct referral_act nothing;
    move_at(1, &referral, "receive", &nothing);
    move_at(1, &referral, "accept", &nothing);
    move_at(2, &referral, "start", &nothing);
    ck_assert_int_eq(tell_at(30 * 24, true), 0);
}
END_TEST

START_TEST(reminder_tell__tells_each_of_several_clocks) {
    struct referral referral = refer("helsinki_seven_days");
    struct referral other = refer("mental_health_fourteen_days");
    ck_assert_int_eq(tell_at(6 * 24, true), 1);
    ck_assert_int_eq(tell_at(11 * 24, true), 4); /* one late, one near, both unanswered */
    ck_assert_str_eq(told_of(referral.id),
                     "referral.deadline_near 1, referral.overdue 1, referral.waiting 1");
    ck_assert_str_eq(told_of(other.id), "referral.deadline_near 1, referral.waiting 1");
}
END_TEST

/* --- waiting for an answer --- */

START_TEST(reminder_tell__an_unanswered_referral_after_so_many_days_once_for_each_turn) {
    struct referral referral = refer(NULL);
    const struct referral_act back = {.reason = "Lisätietoja."};
    ck_assert_int_eq(tell_at(6 * 24, true), 0);
    ck_assert_int_eq(tell_at(7 * 24, true), 1);
    ck_assert_int_eq(tell_at(9 * 24, true), 0);
    move_at(9 * 24, &referral, "return", &back);
    ck_assert_int_eq(tell_at(15 * 24, true), 0);
    ck_assert_int_eq(tell_at(16 * 24, true), 1);
    ck_assert_str_eq(told_of(referral.id), "referral.waiting 2");
}
END_TEST

/* --- consultations --- */

static struct consultation ask(void) {
    struct context context;
    struct consultation made = {.version = 0};
    const struct consultation_receiver to = {.group = "reminded"};
    const struct consultation_new body = {
        .to = &to, .question = "Mikä palvelu sopii?", .anonymous = {true, true}};
    call_at(&context, 0, "asker", "askers");
    ck_assert_int_eq(consultation_create(&context, &body, &made), OK);
    call_end(&context, true);
    return (struct consultation){.id = made.id, .version = made.version};
}

static void act_at(int64_t hours, struct consultation *consultation, const char *who,
                   const char *action) {
    struct context context;
    const struct consultation_act body = {.kind = 1, .text = "Näin."};
    const struct versions seen = {.items = &consultation->version, .count = 1};
    struct consultation now = {.version = 0};
    call_at(&context, hours, who, strcmp(who, "asker") == 0 ? "askers" : "reminded");
    ck_assert_int_eq(consultation_move(&context, consultation->id, &seen, action, &body, &now), OK);
    consultation->version = now.version;
    call_end(&context, true);
}

START_TEST(reminder_tell__a_consultations_clock_near_late_and_waited_for) {
    struct consultation asked = ask(); /* 120 hours */
    ck_assert_int_eq(tell_at(89, true), 0);
    ck_assert_int_eq(tell_at(91, true), 1);
    ck_assert_int_eq(tell_at(119, true), 0);
    ck_assert_int_eq(tell_at(121, true), 1);
    ck_assert_int_eq(tell_at(122, true), 0);
    ck_assert_int_eq(tell_at(7 * 24, true), 1);
    ck_assert_str_eq(told_of(asked.id), "consultation.deadline_near 1, consultation.overdue 1, "
                                        "consultation.waiting 1");
}
END_TEST

START_TEST(reminder_tell__a_consultation_that_waits_for_its_asker) {
    struct consultation asked = ask();
    act_at(1, &asked, "expert", "ask_more");
    ck_assert_int_eq(tell_at(6 * 24, true), 0);
    ck_assert_int_eq(tell_at(8 * 24, true), 1);
    act_at(8 * 24, &asked, "asker", "give_more"); /* its clock goes on, with 119 hours */
    ck_assert_int_eq(tell_at(9 * 24, true), 0);
    act_at(9 * 24, &asked, "expert", "answer");
    ck_assert_int_eq(tell_at(15 * 24, true), 0);
    ck_assert_int_eq(tell_at(16 * 24, true), 1);
    ck_assert_str_eq(told_of(asked.id), "consultation.waiting 2");
}
END_TEST

/* --- once, no matter who looks and who dies --- */

START_TEST(reminder_tell__broken_off_before_its_commit_is_told_by_the_next) {
    struct referral referral = refer(NULL);
    ck_assert_int_eq(tell_at(7 * 24, false), 1);
    ck_assert_str_eq(told_of(referral.id), "");
    ck_assert_int_eq(tell_at(7 * 24, true), 1);
    ck_assert_str_eq(told_of(referral.id), "referral.waiting 1");
}
END_TEST

static void *tell_on_a_thread(void *out) {
    struct call call;
    struct uuid after = {{0}};
    bool more = false;
    int64_t *told = out;
    call_open(&app, "90", "test", &call);
    enum status status = reminder_tell(&call.context, &after, &more, told);
    if (call_close(&call, status) != OK) {
        *told = -1000;
    }
    return NULL;
}

START_TEST(reminder_tell__of_four_that_look_at_once_one_tells_each) {
    enum { LOOKERS = 4, MATTERS = 12 };
    pthread_t threads[LOOKERS];
    int64_t told[LOOKERS] = {0}, sum = 0;
    for (int i = 0; i < MATTERS; i++) {
        (void)refer("helsinki_seven_days");
        (void)ask();
    }
    app.clock.fixed.us = noon.us + INT64_C(9) * 86400000000;
    for (int i = 0; i < LOOKERS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, tell_on_a_thread, &told[i]), 0);
    }
    for (int i = 0; i < LOOKERS; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_int_ge(told[i], 0);
        sum += told[i];
    }
    app.clock.fixed = noon;
    ck_assert_int_eq(sum, MATTERS * 4); /* late and unanswered, each of both */
}
END_TEST

Suite *reminder_suite(void) {
    Suite *suite = suite_create("reminder");
    TCase *cases = tcase_create("reminder");
    tcase_add_checked_fixture(cases, begin, end);
    tcase_add_test(cases, reminder_tell__a_quarter_of_the_days_left_and_then_overdue_each_once);
    tcase_add_test(cases,
                   reminder_tell__is_silent_while_a_clock_stands_still_and_tells_of_its_new_day);
    tcase_add_test(cases, reminder_tell__of_a_met_clock_nothing);
    tcase_add_test(cases, reminder_tell__tells_each_of_several_clocks);
    tcase_add_test(cases,
                   reminder_tell__an_unanswered_referral_after_so_many_days_once_for_each_turn);
    tcase_add_test(cases, reminder_tell__a_consultations_clock_near_late_and_waited_for);
    tcase_add_test(cases, reminder_tell__a_consultation_that_waits_for_its_asker);
    tcase_add_test(cases, reminder_tell__broken_off_before_its_commit_is_told_by_the_next);
    tcase_add_test(cases, reminder_tell__of_four_that_look_at_once_one_tells_each);
    suite_add_tcase(suite, cases);
    return suite;
}
