/* Who holds a job, for how long, and what of it is kept. */
#include "suites.h"

#include "base/limits.h"
#include "db/db.h"
#include "work/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status renewed(const struct job *job) {
    struct call call;
    call_open(&app, "90", "test", &call);
    enum status status = job_renew(&call.context, job);
    (void)call_close(&call, status == STATUS_conflict ? OK : status);
    return status;
}

/* The schedule of "hourly" in area 90, due at once. */
static void fill(void) {
    struct call call;
    call_open(&app, "90", "test", &call);
    ck_assert_int_eq(call_close(&call, job_schedule_fill(&call.context)), OK);
}

static struct job claimed_schedule(struct uuid worker) {
    struct job job = {0};
    ck_assert(claim(worker, &job));
    ck_assert(!uuid_is_set(&job.id));
    job.kind = "hourly";
    job.worker = worker;
    return job;
}

static const char *schedule(const char *columns) {
    char text[400];
    (void)snprintf(text, sizeof text, "SELECT %s FROM job_schedule", columns);
    return sql(super, text);
}

START_TEST(schedule__lease_is_renewed_by_the_one_who_holds_it_and_by_nobody_else) {
    fill();
    struct job held = claimed_schedule(worker_a), lost = held;
    sql(super, "UPDATE job_schedule SET lease_until = clock_timestamp() + interval '5 seconds'");
    lost.worker = worker_b;
    (void)renewed(&lost);
    ck_assert_str_eq(schedule("lease_until < clock_timestamp() + interval '10 seconds'"), "t");
    ck_assert_int_eq(renewed(&held), OK);
    ck_assert_str_eq(schedule("lease_until > clock_timestamp() + interval '20 seconds'"), "t");
}
END_TEST

START_TEST(schedule__that_ended_is_due_again_after_its_time_and_says_how_it_went) {
    fill();
    struct job job = claimed_schedule(worker_a);
    ck_assert_int_eq(finish(&job, "hourly", STATUS_unavailable), OK);
    ck_assert_str_eq(schedule("last_problem || ' ' || (lease_until IS NULL) || ' ' || (next_at"
                              " BETWEEN last_at + interval '59 minutes' AND last_at + interval"
                              " '61 minutes')"),
                     "unavailable true true");
    ck_assert(!claim(worker_b, &job));
    sql(super, "UPDATE job_schedule SET next_at = clock_timestamp()");
    job = claimed_schedule(worker_b);
    ck_assert_int_eq(finish(&job, "hourly", OK), OK);
    ck_assert_str_eq(schedule("coalesce(last_problem, 'none')"), "none");
}
END_TEST

START_TEST(schedule__is_not_ended_by_a_worker_that_lost_it) {
    fill();
    struct job lost = claimed_schedule(worker_a);
    sql(super, "UPDATE job_schedule SET lease_until = clock_timestamp() - interval '1 second'");
    (void)claimed_schedule(worker_b);
    ck_assert_int_eq(finish(&lost, "hourly", OK), OK);
    ck_assert_str_eq(schedule("(lease_until > clock_timestamp()) || ' ' || (last_at IS NULL)"),
                     "true true");
}
END_TEST

START_TEST(schedule__of_a_kind_that_this_program_does_not_know_is_left_to_others) {
    struct job job = {0};
    fill();
    sql(super, "UPDATE job_schedule SET kind = 'of a newer program'");
    ck_assert(!claim(worker_a, &job));
}
END_TEST

/* --- one that was asked for --- */

START_TEST(job__lease_is_renewed_by_the_one_who_holds_it_and_by_nobody_else) {
    struct job job = {0};
    ask_for("count");
    ck_assert(claim(worker_a, &job));
    sql(super, "UPDATE job SET lease_until = clock_timestamp() + interval '5 seconds'");
    job.worker = worker_b;
    ck_assert_int_eq(renewed(&job), STATUS_conflict);
    job.worker = worker_a;
    ck_assert_int_eq(renewed(&job), OK);
    sql(super, "UPDATE job SET state = 'cancelled'");
    ck_assert_int_eq(renewed(&job), STATUS_conflict);
}
END_TEST

START_TEST(job__pause_before_another_try_doubles) {
    struct job job = {0};
    ask_for("count");
    for (int attempt = 1, pause_s = 2; attempt < JOB_ATTEMPTS_MAX; attempt++, pause_s *= 2) {
        char text[200];
        ck_assert(claim(worker_a, &job));
        ck_assert_int_eq(finish(&job, "count", STATUS_unavailable), OK);
        (void)snprintf(text, sizeof text,
                       "SELECT extract(epoch FROM due_at - updated_at)::int = %d FROM job",
                       pause_s);
        ck_assert_str_eq(sql(super, text), "t");
        sql(super, "UPDATE job SET due_at = '2000-01-01'");
    }
}
END_TEST

START_TEST(job__that_failed_keeps_its_problem_and_no_result) {
    struct job job = {0};
    ask_for("count");
    ck_assert(claim(worker_a, &job));
    job.result = (struct raw_json){"{\"half\":true}", 13};
    ck_assert_int_eq(finish(&job, "count", STATUS_invalid), OK);
    ck_assert_str_eq(
        sql(super, "SELECT concat_ws(' ', state, problem, result IS NULL, lease_until IS NULL)"
                   " FROM job"),
        "failed invalid t t");
}
END_TEST

static enum status progressed(struct job *job, int64_t done) {
    struct call call;
    call_open(&app, "90", "test", &call);
    enum status status = job_progress(&call, job, done, 100);
    (void)call_close(&call, status == STATUS_conflict ? OK : status);
    return status;
}

/* A worker that goes on where another stopped counts from there, and may know less. */
START_TEST(job__progress_is_kept_and_never_goes_back) {
    struct job job = {0};
    ask_for("steps");
    ck_assert(claim(worker_a, &job));
    job.worker = worker_a;
    ck_assert_int_eq(progressed(&job, 60), OK);
    ck_assert_int_eq(progressed(&job, 30), OK);
    ck_assert_str_eq(sql(super, "SELECT done || ' of ' || total FROM job"), "60 of 100");
    job.worker = worker_b;
    ck_assert_int_eq(progressed(&job, 90), STATUS_conflict);
    ck_assert_str_eq(sql(super, "SELECT done FROM job"), "60");
}
END_TEST

START_TEST(job__oldest_is_taken_first_and_none_of_another_area) {
    struct job job = {0};
    struct uuid first = ask_for("count"), second = ask_for("count"), third = ask_for("count");
    char text[UUID_TEXT_SIZE], statement[200];
    uuid_print(&third, text);
    (void)snprintf(statement, sizeof statement,
                   "UPDATE job SET due_at = '2000-01-01' WHERE id = '%s'", text);
    sql(super, statement);
    sql(super,
        "INSERT INTO job (area, id, version, kind, state, input, done, attempts, due_at,"
        " created_at, created_by, updated_at) SELECT '91', id, version, kind, state, input,"
        " done, attempts, '1999-01-01', created_at, created_by, updated_at FROM job LIMIT 1");
    ck_assert(claim(worker_a, &job));
    ck_assert(uuid_equal(&job.id, &third));
    ck_assert(claim(worker_a, &job));
    ck_assert(uuid_equal(&job.id, &first));
    ck_assert(claim(worker_b, &job));
    ck_assert(uuid_equal(&job.id, &second));
    ck_assert(!claim(worker_b, &job));
}
END_TEST

/* What is locked at this moment is passed over, and not waited for. */
START_TEST(job__that_another_takes_at_this_moment_is_passed_over) {
    struct job job = {0};
    struct uuid first = ask_for("count"), second = ask_for("count");
    PGconn *other = connect_to(as_superuser());
    char text[UUID_TEXT_SIZE], statement[200];
    uuid_print(&first, text);
    (void)snprintf(statement, sizeof statement,
                   "BEGIN; SELECT 1 FROM job WHERE id = '%s' FOR UPDATE", text);
    sql(other, statement);
    ck_assert(claim(worker_a, &job));
    ck_assert(uuid_equal(&job.id, &second));
    ck_assert(!claim(worker_b, &job));
    sql(other, "COMMIT");
    ck_assert(claim(worker_b, &job));
    ck_assert(uuid_equal(&job.id, &first));
    PQfinish(other);
}
END_TEST

START_TEST(job_forget__ended_a_month_ago_and_nothing_that_waits) {
    struct call call;
    struct job job = {0};
    for (int i = 0; i < 7; i++) {
        ask_for("count");
    }
    sql(super,
        "WITH n AS (SELECT id, row_number() OVER (ORDER BY id) AS i FROM job)"
        " UPDATE job SET state = (array['queued', 'running', 'done', 'failed', 'cancelled', 'done',"
        " 'done'])[i], created_by = i::text, updated_at = clock_timestamp() - CASE WHEN i = 6 THEN"
        " interval '719 hours 59 minutes' ELSE interval '720 hours 1 minute' END FROM n"
        " WHERE n.id = job.id");
    sql(super, "UPDATE job SET area = '91' WHERE created_by = '7'");
    call_open(&app, "90", "test", &call);
    ck_assert_int_eq(call_close(&call, job_forget_run(&call, &job)), OK);
    ck_assert_str_eq(sql(super, "SELECT string_agg(state || created_by, ' ' ORDER BY created_by)"
                                " FROM job"),
                     "queued1 running2 done6 done7");
}
END_TEST

/* A queue may hold what a newer program put there: it stays for that one, with its problem told. */
START_TEST(job__of_a_kind_that_is_not_known_is_tried_again_later) {
    struct uuid id = ask_for("of a newer program");
    struct work *work = work_start(&app);
    while (strcmp(sql(super, "SELECT coalesce(problem, '') FROM job"), "internal") != 0) {
    }
    work_stop(work);
    await_state(id, JOB_QUEUED);
    ck_assert_str_eq(sql(super, "SELECT attempts || ' ' || (due_at > updated_at) FROM job"),
                     "1 true");
}
END_TEST

START_TEST(work__of_no_workers_does_nothing_and_stops) {
    struct job job = {0};
    app.settings.workers = 0;
    ask_for("count");
    struct work *work = work_start(&app);
    ck_assert_ptr_null(work);
    work_wake(work);
    work_stop(work);
    ck_assert(claim(worker_a, &job));
}
END_TEST

Suite *lease_suite(void) {
    Suite *suite = suite_create("lease");
    TCase *tests = tcase_create("lease");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, schedule__lease_is_renewed_by_the_one_who_holds_it_and_by_nobody_else);
    tcase_add_test(tests, schedule__that_ended_is_due_again_after_its_time_and_says_how_it_went);
    tcase_add_test(tests, schedule__is_not_ended_by_a_worker_that_lost_it);
    tcase_add_test(tests, schedule__of_a_kind_that_this_program_does_not_know_is_left_to_others);
    tcase_add_test(tests, job__lease_is_renewed_by_the_one_who_holds_it_and_by_nobody_else);
    tcase_add_test(tests, job__pause_before_another_try_doubles);
    tcase_add_test(tests, job__that_failed_keeps_its_problem_and_no_result);
    tcase_add_test(tests, job__progress_is_kept_and_never_goes_back);
    tcase_add_test(tests, job__oldest_is_taken_first_and_none_of_another_area);
    tcase_add_test(tests, job__that_another_takes_at_this_moment_is_passed_over);
    tcase_add_test(tests, job_forget__ended_a_month_ago_and_nothing_that_waits);
    tcase_add_test(tests, job__of_a_kind_that_is_not_known_is_tried_again_later);
    tcase_add_test(tests, work__of_no_workers_does_nothing_and_stops);
    suite_add_tcase(suite, tests);
    return suite;
}
