#include "work/job.h"

#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "metrics/metrics.h"
#include "work/job.sql.h"

#include <string.h>

const char *const job_state_words[] = {"queued", "running", "done", "failed", "cancelled", NULL};

static const struct shape_field job_fields[] = {
    FIELD(struct job, id, SHAPE_READ_ONLY),
    FIELD(struct job, version, SHAPE_READ_ONLY),
    FIELD(struct job, kind, SHAPE_READ_ONLY),
    FIELD_ENUM(struct job, state, SHAPE_READ_ONLY, job_state_words),
    FIELD(struct job, done, SHAPE_READ_ONLY),
    FIELD(struct job, total, SHAPE_READ_ONLY),
    FIELD(struct job, result, SHAPE_READ_ONLY),
    FIELD(struct job, problem, SHAPE_READ_ONLY),
    FIELD(struct job, created_at, SHAPE_READ_ONLY),
    FIELD(struct job, updated_at, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct job, available_actions, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED,
                  0, 1),
    FIELD(struct job, input, SHAPE_COLUMN_ONLY),
    FIELD(struct job, attempts, SHAPE_COLUMN_ONLY),
    FIELD(struct job, created_by, SHAPE_COLUMN_ONLY),
    FIELD(struct job, worker, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape job_shape = {"Job", sizeof(struct job), job_fields};

static bool has_ended(const struct job *job) {
    return job->state != JOB_QUEUED && job->state != JOB_RUNNING;
}

static void add_actions(struct context *context, struct job *job) {
    const char **words = arena_alloc(context->arena, sizeof *words);
    words[0] = "cancel";
    job->available_actions = (struct list){words, has_ended(job) ? 0 : 1};
}

static const struct job_kind *find_kind(const char *name) {
    const struct job_kind *kind = job_kinds;
    while (kind->name && strcmp(kind->name, name) != 0) {
        kind++;
    }
    return kind;
}

enum status job_create(struct context *context, const char *kind, const struct raw_json *input,
                       struct job *out) {
    *out = (struct job){.id = uuid_new(context->now.us / 1000),
                        .version = 1,
                        .kind = kind,
                        .state = JOB_QUEUED,
                        .input = *input,
                        .created_at = context->now,
                        .updated_at = context->now,
                        .created_by = context->actor.sub};
    add_actions(context, out);
    return db_later(context, &job_insert, &job_shape, out);
}

enum status job_get(struct context *context, struct uuid id, struct job *out) {
    const struct job key = {.id = id};
    enum status status = db_get(context, &job_select, &job_shape, &key, &job_shape, out);
    if (status == OK) {
        add_actions(context, out);
    }
    return status;
}

enum status job_cancel(struct context *context, struct uuid id, struct job *out) {
    const struct job key = {.id = id};
    int64_t touched = 0;
    enum status status = db_run(context, &job_update_cancelled, &job_shape, &key, &touched);
    if (status == OK) {
        status = job_get(context, id, out);
    }
    if (status == OK && touched == 0) {
        return context_fail(context, STATUS_conflict, "the job is %s",
                            job_state_words[out->state - 1]);
    }
    return status;
}

/* --- for the one who works on it --- */

/* For a statement that must find the job as its worker has it. */
static enum status must_hold(struct context *context, enum status status, int64_t touched) {
    if (status == OK && touched == 0) {
        return context_fail(context, STATUS_conflict, "the job is cancelled, or another's by now");
    }
    return status;
}

enum status job_progress(struct call *call, struct job *job, int64_t done, int64_t total) {
    job->done = done;
    job->total = (struct opt_int){total > 0, total};
    enum status status = OK;
    if (uuid_is_set(&job->id)) {
        int64_t touched = 0;
        status = db_run(&call->context, &job_update_progress, &job_shape, job, &touched);
        status = must_hold(&call->context, status, touched);
    }
    return status == OK ? call_next(call) : status;
}

struct schedule {
    const char *kind, *problem;
    int64_t every_s;
    struct list kinds; /* const char * */
    struct uuid worker;
};
static const struct shape_field schedule_fields[] = {
    FIELD(struct schedule, kind, 0),    FIELD(struct schedule, problem, 0),
    FIELD(struct schedule, every_s, 0), FIELD_STRINGS(struct schedule, kinds, 0, 0, 0),
    FIELD(struct schedule, worker, 0),  FIELD_END};
static const struct shape schedule_shape = {"job_schedule", sizeof(struct schedule),
                                            schedule_fields};

enum status job_schedule_fill(struct context *context) {
    struct schedule rows[JOB_KINDS_MAX];
    struct list list = {rows, 0};
    for (const struct job_kind *kind = job_kinds; kind->name; kind++) {
        if (kind->every_s > 0) {
            rows[list.count++] = (struct schedule){.kind = kind->name};
        }
    }
    return db_run_rows(context, &job_schedule_insert, NULL, NULL, &schedule_shape, &list, NULL);
}

static enum status claim_scheduled(struct context *context, struct uuid worker, struct job *out,
                                   bool *found) {
    const char *names[JOB_KINDS_MAX];
    struct schedule wanted = {.worker = worker, .kinds = {names, 0}}, row = {0};
    for (const struct job_kind *kind = job_kinds; kind->name; kind++) {
        if (kind->every_s > 0) {
            names[wanted.kinds.count++] = kind->name;
        }
    }
    enum status status = db_find(context, &job_schedule_claim, &schedule_shape, &wanted,
                                 &schedule_shape, &row, found);
    if (status == OK && *found) {
        *out =
            (struct job){.kind = find_kind(row.kind)->name, .state = JOB_RUNNING, .worker = worker};
    }
    return status;
}

enum status job_claim_due(struct context *context, struct uuid worker, struct job *out,
                          bool *found) {
    const struct job wanted = {.worker = worker};
    enum status status = db_find(context, &job_claim, &job_shape, &wanted, &job_shape, out, found);
    if (status != OK || *found) {
        return status;
    }
    return claim_scheduled(context, worker, out, found);
}

static enum status finish_scheduled(struct context *context, const struct job *job,
                                    enum status status) {
    const struct schedule row = {.kind = job->kind,
                                 .worker = job->worker,
                                 .every_s = find_kind(job->kind)->every_s,
                                 .problem = status == OK ? NULL : status_code(status)};
    return db_run(context, &job_schedule_update_ended, &schedule_shape, &row, NULL);
}

/* What may go better another time is tried again, a few times. */
static int state_after(const struct job *job, enum status status) {
    bool again = status == STATUS_unavailable || status == STATUS_internal;
    if (status == OK) {
        return JOB_DONE;
    }
    return again && job->attempts < JOB_ATTEMPTS_MAX ? JOB_QUEUED : JOB_FAILED;
}

enum status job_finish(struct context *context, const struct job *job, enum status status) {
    if (!uuid_is_set(&job->id)) {
        return finish_scheduled(context, job, status);
    }
    struct job row = *job;
    int64_t touched = 0;
    row.state = state_after(job, status);
    row.problem = status == OK ? NULL : status_code(status);
    if (status != OK) {
        row.result = (struct raw_json){NULL, 0};
    }
    status = db_run(context, &job_update_ended, &job_shape, &row, &touched);
    return must_hold(context, status, touched);
}

enum status job_renew(struct context *context, const struct job *job) {
    if (uuid_is_set(&job->id)) {
        int64_t touched = 0;
        enum status status = db_run(context, &job_update_lease, &job_shape, job, &touched);
        return must_hold(context, status, touched);
    }
    const struct schedule row = {.kind = job->kind, .worker = job->worker};
    return db_run(context, &job_schedule_update_lease, &schedule_shape, &row, NULL);
}

enum status job_forget_run(struct call *call, struct job *job) {
    (void)job;
    return db_run(&call->context, &job_forget_ended, NULL, NULL, NULL);
}
