/* Jobs: claimed once by any number of workers, kept by a lease, gone on with after a death,
 * cancelled for good; and work that comes again, done once at its time. */
#include "suites.h"

#include "base/limits.h"
#include "db/db.h"
#include "metrics/metrics.h"
#include "work/work.h"

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct app app;
PGconn *super;

/* --- kinds of the tests' own --- */

static atomic_int runs, hourly_runs;

static enum status count_run(struct call *call, struct job *job) {
    (void)call;
    atomic_fetch_add(&runs, 1);
    job->result = (struct raw_json){"{\"good\":true}", 13};
    return OK;
}

/* A hundred steps; stops where its progress is refused. */
static enum status steps_run(struct call *call, struct job *job) {
    enum status status = OK;
    for (int64_t i = job->done; status == OK && i < 100; i++) {
        usleep(20000);
        status = job_progress(call, job, i + 1, 100);
    }
    job->result = (struct raw_json){"1", 1};
    return status;
}

static enum status fail_run(struct call *call, struct job *job) {
    (void)job;
    atomic_fetch_add(&runs, 1);
    return context_fail(&call->context, STATUS_rule_broken, "it can't be");
}

static enum status hourly_run(struct call *call, struct job *job) {
    (void)call, (void)job;
    atomic_fetch_add(&hourly_runs, 1);
    return OK;
}

static atomic_bool let_go;

/* Works without a word until it is let go. */
static enum status silent_run(struct call *call, struct job *job) {
    (void)call, (void)job;
    for (int i = 0; i < 6000 && !atomic_load(&let_go); i++) {
        usleep(10000);
    }
    return OK;
}

const struct job_kind job_kinds[] = {{"count", 0, count_run},      {"silent", 0, silent_run},
                                     {"steps", 0, steps_run},      {"fail", 0, fail_run},
                                     {"hourly", 3600, hourly_run}, {NULL, 0, NULL}};

/* --- support --- */

void begin(void) {
    struct db_settings settings = small_pool(8);
    app = (struct app){.migrations_expected = -1};
    app.settings.workers = 2;
    app.metrics = metrics_new();
    app.log = log_new(STDERR_FILENO, LOG_LEVEL_ERROR);
    app.pool = db_pool_new(&settings);
    super = connect_to(as_superuser());
    atomic_store(&runs, 0);
    atomic_store(&hourly_runs, 0);
}

void end(void) {
    sql(super, "TRUNCATE job, job_schedule");
    PQfinish(super);
    db_pool_free(app.pool);
    log_free(app.log);
    metrics_free(app.metrics);
}

struct uuid ask_for(const char *kind) {
    struct call call;
    struct job job = {0};
    call_open(&app, "90", "test", &call);
    call.context.actor.sub = "tester";
    enum status status = job_create(&call.context, kind, &(struct raw_json){"{}", 2}, &job);
    ck_assert_int_eq(call_close(&call, status), OK);
    return job.id;
}

static enum status look(struct uuid id, const char *sub, struct job *out) {
    struct call call;
    call_open(&app, "90", "test", &call);
    call.context.actor.sub = sub;
    enum status status = job_get(&call.context, id, out);
    out->kind = NULL; /* on the call's arena */
    (void)call_close(&call, status == STATUS_not_found ? OK : status);
    return status;
}

static enum status cancel(struct uuid id) {
    struct call call;
    struct job job = {0};
    call_open(&app, "90", "test", &call);
    call.context.actor.sub = "tester";
    enum status status = job_cancel(&call.context, id, &job);
    (void)call_close(&call, status == STATUS_conflict ? OK : status);
    return status;
}

static int state_of(struct uuid id) {
    struct job job = {0};
    ck_assert_int_eq(look(id, "tester", &job), OK);
    return job.state;
}

/* Long enough for a busy machine. */
void await_state(struct uuid id, int state) {
    for (int i = 0; i < 3000 && state_of(id) != state; i++) {
        usleep(10000);
    }
    ck_assert_int_eq(state_of(id), state);
}

bool claim(struct uuid worker, struct job *out) {
    struct call call;
    bool found = false;
    call_open(&app, "90", "test", &call);
    ck_assert_int_eq(call_close(&call, job_claim_due(&call.context, worker, out, &found)), OK);
    return found;
}

const struct uuid worker_a = {{1}}, worker_b = {{2}};

enum status finish(struct job *job, const char *kind, enum status how) {
    struct call call;
    job->kind = kind;
    call_open(&app, "90", "test", &call);
    enum status status = job_finish(&call.context, job, how);
    (void)call_close(&call, status == STATUS_conflict ? OK : status);
    return status;
}

/* --- asked for --- */

START_TEST(job__is_done_and_its_result_kept) {
    struct uuid id = ask_for("count");
    struct work *work = work_start(&app);
    await_state(id, JOB_DONE);
    work_stop(work);
    ck_assert_int_eq(atomic_load(&runs), 1);
    ck_assert_str_eq(sql(super, "SELECT result::text || ' ' || done FROM job"),
                     "{\"good\": true} 0");
}
END_TEST

START_TEST(job__of_another_is_not_found) {
    struct uuid id = ask_for("count");
    struct job job;
    ck_assert_int_eq(look(id, "stranger", &job), STATUS_not_found);
    ck_assert_int_eq(look(id, "tester", &job), OK);
}
END_TEST

START_TEST(job__of_many_workers_is_done_once) {
    enum { JOBS = 60, TEAMS = 3 };
    struct uuid ids[JOBS];
    struct work *works[TEAMS];
    for (int i = 0; i < JOBS; i++) {
        ids[i] = ask_for("count");
    }
    for (int i = 0; i < TEAMS; i++) {
        works[i] = work_start(&app);
    }
    for (int i = 0; i < JOBS; i++) {
        await_state(ids[i], JOB_DONE);
    }
    for (int i = 0; i < TEAMS; i++) {
        work_stop(works[i]);
    }
    ck_assert_int_eq(atomic_load(&runs), JOBS);
    ck_assert_str_eq(sql(super, "SELECT max(attempts) FROM job"), "1");
}
END_TEST

START_TEST(job__that_breaks_a_rule_fails_and_is_not_tried_again) {
    struct uuid id = ask_for("fail");
    struct work *work = work_start(&app);
    await_state(id, JOB_FAILED);
    work_stop(work);
    ck_assert_int_eq(atomic_load(&runs), 1);
    ck_assert_str_eq(sql(super, "SELECT problem || coalesce(result::text, '') FROM job"),
                     "rule_broken");
}
END_TEST

START_TEST(job__that_may_go_better_is_tried_again_later_and_at_last_fails) {
    struct job job = {0};
    ask_for("count");
    for (int attempt = 1; attempt <= JOB_ATTEMPTS_MAX; attempt++) {
        ck_assert(claim(worker_a, &job));
        ck_assert_int_eq(job.attempts, attempt);
        ck_assert_int_eq(finish(&job, "count", STATUS_unavailable), OK);
        bool last = attempt == JOB_ATTEMPTS_MAX;
        ck_assert_str_eq(sql(super, "SELECT state FROM job"), last ? "failed" : "queued");
        if (!last) {
            ck_assert_str_eq(sql(super, "SELECT due_at > clock_timestamp() FROM job"), "t");
            ck_assert(!claim(worker_b, &job));
        }
        sql(super, "UPDATE job SET due_at = '2000-01-01'");
    }
    ck_assert(!claim(worker_a, &job));
}
END_TEST

START_TEST(job__of_a_worker_that_died_goes_on_in_another) {
    struct job job = {0};
    struct uuid id = ask_for("steps");
    ck_assert(claim(worker_a, &job));
    ck_assert(!claim(worker_b, &job));
    sql(super, "UPDATE job SET done = 98, lease_until = clock_timestamp() - interval '1 second'");
    struct work *work = work_start(&app);
    await_state(id, JOB_DONE);
    work_stop(work);
    ck_assert_str_eq(sql(super, "SELECT attempts || ' ' || done FROM job"), "2 100");
}
END_TEST

START_TEST(job__whose_every_attempt_ended_its_worker_fails_and_is_not_tried_again) {
    struct job job = {0};
    struct uuid id = ask_for("count");
    for (int attempt = 1; attempt <= JOB_ATTEMPTS_MAX; attempt++) {
        ck_assert(claim(worker_a, &job));
        sql(super, "UPDATE job SET lease_until = '2000-01-01'");
    }
    struct work *work = work_start(&app);
    await_state(id, JOB_FAILED);
    work_stop(work);
    ck_assert_int_eq(atomic_load(&runs), 0);
    ck_assert_str_eq(sql(super, "SELECT problem FROM job"), "internal");
}
END_TEST

START_TEST(job__of_a_worker_that_lost_it_is_not_ended_by_that_worker) {
    struct job lost = {0}, taken = {0};
    ask_for("count");
    ck_assert(claim(worker_a, &lost));
    sql(super, "UPDATE job SET lease_until = '2000-01-01'");
    ck_assert(claim(worker_b, &taken));
    lost.worker = worker_a;
    ck_assert_int_eq(finish(&lost, "count", OK), STATUS_conflict);
    ck_assert_str_eq(sql(super, "SELECT state FROM job"), "running");
    taken.worker = worker_b;
    ck_assert_int_eq(finish(&taken, "count", OK), OK);
    ck_assert_str_eq(sql(super, "SELECT state FROM job"), "done");
}
END_TEST

START_TEST(job__lease_is_renewed_while_it_is_held) {
    struct job job = {0};
    struct call call;
    ask_for("count");
    ck_assert(claim(worker_a, &job));
    sql(super, "UPDATE job SET lease_until = clock_timestamp() + interval '1 second'");
    call_open(&app, "90", "test", &call);
    job.worker = worker_a;
    ck_assert_int_eq(call_close(&call, job_renew(&call.context, &job)), OK);
    ck_assert_str_eq(
        sql(super, "SELECT lease_until > clock_timestamp() + interval '20 seconds' FROM job"), "t");
}
END_TEST

static bool comes(const char *question) {
    for (int i = 0; i < 6000 && strcmp(sql(super, question), "t") != 0; i++) {
        usleep(10000);
    }
    return strcmp(sql(super, question), "t") == 0;
}

START_TEST(job__that_says_nothing_for_long_keeps_its_lease_and_holds_no_transaction) {
    struct job job = {0};
    struct uuid id = ask_for("silent");
    atomic_store(&let_go, false);
    struct work *work = work_start(&app);
    await_state(id, JOB_RUNNING);
    /* As if most of it had passed: only the keeper's next look can lengthen it. */
    sql(super, "UPDATE job SET lease_until = clock_timestamp() + interval '20 seconds'");
    ck_assert(comes("SELECT lease_until > clock_timestamp() + interval '25 seconds' FROM job"));
    ck_assert(!claim(worker_b, &job));
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM pg_stat_activity WHERE usename ="
                                " 'asiakkuus_app' AND xact_start < now() - interval '5 seconds'"),
                     "0");
    atomic_store(&let_go, true);
    await_state(id, JOB_DONE);
    work_stop(work);
    ck_assert_str_eq(sql(super, "SELECT attempts FROM job"), "1");
}
END_TEST

static void at(int64_t seconds_from_now) {
    app.clock.fixed.us = 0;
    app.clock.fixed.us = clock_now(&app.clock).us + seconds_from_now * 1000000;
}

START_TEST(job__lease_and_time_are_judged_by_the_databases_clock) {
    struct job job = {0};
    at(-3600);
    ask_for("count");
    ck_assert_msg(claim(worker_a, &job), "what is due is not waited for by a clock behind");
    at(3600);
    ck_assert_msg(!claim(worker_b, &job), "a live lease is not over for a clock ahead");
    job.worker = worker_a;
    ck_assert_int_eq(finish(&job, "count", STATUS_unavailable), OK);
    ck_assert_msg(!claim(worker_b, &job), "nor is the pause before another try");
    ck_assert_str_eq(sql(super, "SELECT abs(extract(epoch FROM created_at - now())) < 60 FROM job"),
                     "t");
    at(0);
    app.clock.fixed.us = 0;
}
END_TEST

START_TEST(job_cancel__of_a_running_one_ends_it_and_keeps_no_result) {
    struct uuid id = ask_for("steps");
    struct work *work = work_start(&app);
    await_state(id, JOB_RUNNING);
    ck_assert_int_eq(cancel(id), OK);
    work_stop(work);
    ck_assert_int_eq(state_of(id), JOB_CANCELLED);
    ck_assert_str_eq(sql(super, "SELECT coalesce(result::text, 'none') FROM job"), "none");
    ck_assert_str_eq(sql(super, "SELECT done < 100 FROM job"), "t");
}
END_TEST

START_TEST(job_cancel__while_the_worker_ends_wins_over_its_result) {
    struct job job = {0};
    struct uuid id = ask_for("count");
    ck_assert(claim(worker_a, &job));
    ck_assert_int_eq(cancel(id), OK);
    job.worker = worker_a;
    job.result = (struct raw_json){"1", 1};
    ck_assert_int_eq(finish(&job, "count", OK), STATUS_conflict);
    ck_assert_int_eq(state_of(id), JOB_CANCELLED);
}
END_TEST

START_TEST(job_cancel__of_one_that_has_ended_is_a_conflict) {
    struct uuid id = ask_for("count");
    struct work *work = work_start(&app);
    await_state(id, JOB_DONE);
    work_stop(work);
    ck_assert_int_eq(cancel(id), STATUS_conflict);
    ck_assert_int_eq(state_of(id), JOB_DONE);
}
END_TEST

/* --- coming again --- */

START_TEST(schedule__is_done_once_at_its_time_by_any_number_of_workers) {
    enum { TEAMS = 3, AREAS = 23 };
    struct work *works[TEAMS];
    for (int i = 0; i < TEAMS; i++) {
        works[i] = work_start(&app);
    }
    for (int i = 0; i < 3000 && atomic_load(&hourly_runs) < AREAS; i++) {
        usleep(10000);
    }
    for (int i = 0; i < TEAMS; i++) {
        work_stop(works[i]);
    }
    ck_assert_int_eq(atomic_load(&hourly_runs), AREAS);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM job_schedule WHERE lease_until IS NULL AND"
                                " last_at IS NOT NULL AND next_at > clock_timestamp()"),
                     "23");
}
END_TEST

static bool metric_is(const char *line) {
    struct text text;
    struct arena *arena = arena_new();
    text_init(&text, arena);
    metrics_write(app.metrics, &text);
    bool found = strstr(text.bytes, line) != NULL;
    arena_free(arena);
    return found;
}

static void watch(void) {
    struct call call;
    struct job job = {0};
    call_open(&app, "90", "test", &call);
    ck_assert_int_eq(call_close(&call, partition_watch_run(&call, &job)), OK);
}

START_TEST(partition_watch__tells_how_far_the_months_reach_and_what_lies_in_none) {
    watch();
    ck_assert(metric_is("partition_months_ahead{table=\"audit_event\"} 12\n"));
    ck_assert(metric_is("partition_stray_bytes{table=\"event\"} 0\n"));
    sql(super, "INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES"
               " ('90', gen_random_uuid(), '1999-12-31', 'x', 'client', gen_random_uuid(), 1);"
               "DO $$ BEGIN EXECUTE 'DROP TABLE event_' || to_char(now() AT TIME ZONE 'UTC'"
               " + interval '12 months', 'YYYY_MM'); END $$");
    watch();
    ck_assert(metric_is("partition_months_ahead{table=\"event\"} 11\n"));
    ck_assert(!metric_is("partition_stray_bytes{table=\"event\"} 0\n"));
    sql(super, "TRUNCATE event");
}
END_TEST

START_TEST(schedule__of_a_worker_that_died_is_taken_by_another) {
    struct job job = {0};
    struct call call;
    call_open(&app, "90", "test", &call);
    ck_assert_int_eq(call_close(&call, job_schedule_fill(&call.context)), OK);
    ck_assert(claim(worker_a, &job));
    ck_assert(!claim(worker_b, &job));
    sql(super, "UPDATE job_schedule SET lease_until = clock_timestamp() - interval '1 second'");
    ck_assert(claim(worker_b, &job));
    ck_assert(!uuid_is_set(&job.id));
}
END_TEST

START_TEST(schedule__filled_again_changes_nothing) {
    for (int i = 0; i < 2; i++) {
        struct call call;
        call_open(&app, "90", "test", &call);
        ck_assert_int_eq(call_close(&call, job_schedule_fill(&call.context)), OK);
        sql(super, "UPDATE job_schedule SET next_at = '2100-01-01'");
    }
    ck_assert_str_eq(sql(super, "SELECT string_agg(kind, ' ') FROM job_schedule"), "hourly");
}
END_TEST

START_TEST(schedule__of_an_area_that_could_not_be_filled_at_first_is_filled_later) {
    enum { AREAS = 23 };
    sql(super, "ALTER TABLE job_schedule ADD CONSTRAINT away CHECK (area <> '09')");
    app.settings.workers = 1;
    struct work *work = work_start(&app);
    for (int i = 0; i < 3000 && atomic_load(&hourly_runs) < AREAS - 1; i++) {
        usleep(10000);
    }
    ck_assert_int_eq(atomic_load(&hourly_runs), AREAS - 1);
    sql(super, "ALTER TABLE job_schedule DROP CONSTRAINT away");
    for (int i = 0; i < 3000 && atomic_load(&hourly_runs) < AREAS; i++) {
        usleep(10000);
    }
    work_stop(work);
    ck_assert_int_eq(atomic_load(&hourly_runs), AREAS);
}
END_TEST

static Suite *work_suite(void) {
    Suite *suite = suite_create("work");
    TCase *tests = tcase_create("work");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, job__is_done_and_its_result_kept);
    tcase_add_test(tests, job__of_another_is_not_found);
    tcase_add_test(tests, job__of_many_workers_is_done_once);
    tcase_add_test(tests, job__that_breaks_a_rule_fails_and_is_not_tried_again);
    tcase_add_test(tests, job__that_may_go_better_is_tried_again_later_and_at_last_fails);
    tcase_add_test(tests, job__of_a_worker_that_died_goes_on_in_another);
    tcase_add_test(tests, job__whose_every_attempt_ended_its_worker_fails_and_is_not_tried_again);
    tcase_add_test(tests, job__of_a_worker_that_lost_it_is_not_ended_by_that_worker);
    tcase_add_test(tests, job__lease_is_renewed_while_it_is_held);
    tcase_add_test(tests, job__that_says_nothing_for_long_keeps_its_lease_and_holds_no_transaction);
    tcase_add_test(tests, job__lease_and_time_are_judged_by_the_databases_clock);
    tcase_add_test(tests, job_cancel__of_a_running_one_ends_it_and_keeps_no_result);
    tcase_add_test(tests, job_cancel__while_the_worker_ends_wins_over_its_result);
    tcase_add_test(tests, job_cancel__of_one_that_has_ended_is_a_conflict);
    tcase_add_test(tests, schedule__is_done_once_at_its_time_by_any_number_of_workers);
    tcase_add_test(tests, schedule__of_a_worker_that_died_is_taken_by_another);
    tcase_add_test(tests, partition_watch__tells_how_far_the_months_reach_and_what_lies_in_none);
    tcase_add_test(tests, schedule__of_an_area_that_could_not_be_filled_at_first_is_filled_later);
    tcase_add_test(tests, schedule__filled_again_changes_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void) {
    SRunner *runner = srunner_create(work_suite());
    srunner_add_suite(runner, lease_suite());
    return database_run(runner);
}
