/* A job: work that no request waits for. Who asks for one gets its id and looks at it later.
 *
 * A job is claimed by one worker of any instance for a while (a lease), which the worker renews as
 * long as it lives; the job of a worker that died goes on in another. All times are the database's,
 * so that the clocks of hosts do not matter. Every change of state names the state it changes: a
 * job that was cancelled is never done, and its result is not kept.
 *
 * Writes the tables job and job_schedule. */
#ifndef WORK_JOB_H
#define WORK_JOB_H

#include "base/shape.h"
#include "call/call.h"

enum job_state { JOB_QUEUED = 1, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };
extern const char *const job_state_words[];

struct job {
    struct uuid id;
    int64_t version;
    const char *kind;
    int state;
    int64_t done;
    struct opt_int total;
    struct raw_json input, result;
    const char *problem; /* a code of tables/problems.def */
    int64_t attempts;
    struct instant created_at, updated_at;
    const char *created_by;
    struct list available_actions;
    struct uuid worker; /* who holds it */
    struct arena *kept; /* of a claimed job: lives as long as it is in hand; results go there */
};
extern const struct shape job_shape;

/* A kind of work, from tables/jobs.def. `run` works in `call`'s transaction, which it may commit in
 * portions by job_progress; what it returns ends the job. It may run again after it was broken off,
 * and must then find what is already there. */
typedef enum status job_run(struct call *call, struct job *job);
struct job_kind {
    const char *name;
    int every_s; /* 0: when it is asked for */
    job_run *run;
};
#define JOB(name, every_s, meaning) job_run name##_run;
#include "tables/jobs.def"
#undef JOB

/* All kinds; the last has name NULL. */
extern const struct job_kind job_kinds[];

/* Puts a job into the queue, with the caller's transaction. `input` may be empty. */
enum status job_create(struct context *context, const char *kind, const struct raw_json *input,
                       struct job *out) must_check;
/* The caller's own job; STATUS_not_found for another's. */
enum status job_get(struct context *context, struct uuid id, struct job *out) must_check;
/* STATUS_conflict where it has ended already; `out` is then how. */
enum status job_cancel(struct context *context, struct uuid id, struct job *out) must_check;

/* --- for the one who works on it --- */

/* Commits what is done so far and tells how far it is. STATUS_conflict where the job was cancelled
 * or is another's by now: to be returned. `total` 0: not known. */
enum status job_progress(struct call *call, struct job *job, int64_t done,
                         int64_t total) must_check;

/* Makes the area's schedule complete: a row a kind that comes again. */
enum status job_schedule_fill(struct context *context) must_check;
/* Claims what is due, if anything: work that comes again or that was asked for. */
enum status job_claim_due(struct context *context, struct uuid worker, struct job *out,
                          bool *found) must_check;
/* Ends a claimed job: `status` is how its run ended. */
enum status job_finish(struct context *context, const struct job *job,
                       enum status status) must_check;
/* Keeps a claimed job for another while. */
enum status job_renew(struct context *context, const struct job *job) must_check;

#endif
