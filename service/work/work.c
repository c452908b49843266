#include "work/work.h"

#include "app.h"
#include "base/area.h"
#include "base/limits.h"
#include "db/db.h"
#include "metrics/metrics.h"
#include "work/job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A worker, and what it has in hand: the keeper reads it. */
struct worker_thread {
    struct work *work;
    pthread_t thread;
    struct uuid id;
    bool busy;
    struct job job; /* id, kind and worker alone */
    const char *area;
};

struct work {
    struct app *app;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
    int count;
    struct worker_thread *threads;
    pthread_t keeper;
};

/* Waits until then, or until something changed. False: the end. */
static bool rest(struct work *work, int seconds) {
    const struct timespec until = clock_monotonic_after((int64_t)seconds * 1000);
    pthread_mutex_lock(&work->lock);
    if (!work->stopping) {
        pthread_cond_timedwait(&work->changed, &work->lock, &until);
    }
    bool goes_on = !work->stopping;
    pthread_mutex_unlock(&work->lock);
    return goes_on;
}

static bool is_stopping(struct work *work) {
    pthread_mutex_lock(&work->lock);
    bool stopping = work->stopping;
    pthread_mutex_unlock(&work->lock);
    return stopping;
}

static void take_in_hand(struct worker_thread *thread, const char *area, const struct job *job) {
    pthread_mutex_lock(&thread->work->lock);
    thread->busy = job != NULL;
    if (job) {
        thread->area = area;
        thread->job = (struct job){.id = job->id, .worker = job->worker};
        for (const struct job_kind *kind = job_kinds; kind->name; kind++) {
            if (strcmp(kind->name, job->kind) == 0) {
                thread->job.kind = kind->name;
            }
        }
    }
    pthread_mutex_unlock(&thread->work->lock);
}

/* One that ends the process each time it is tried would end all of them, one after another: after
 * the last attempt it has failed. */
static enum status run(struct call *call, struct job *job) {
    if (job->attempts > JOB_ATTEMPTS_MAX) {
        return context_fail(&call->context, STATUS_internal, "no attempt at %s came to an end",
                            job->kind);
    }
    for (const struct job_kind *kind = job_kinds; kind->name; kind++) {
        if (strcmp(kind->name, job->kind) == 0) {
            return kind->run(call, job);
        }
    }
    return context_fail(&call->context, STATUS_internal, "no kind of job is called %s", job->kind);
}

/* The run's own transaction ends before the job's: what it wrote is there even where the process
 * dies in between, and the next run finds it. */
static void do_job(struct worker_thread *thread, const char *area, struct job *job) {
    struct app *app = thread->work->app;
    struct call call;
    take_in_hand(thread, area, job);
    call_open_work(app, area, job->kind, &call);
    enum status status = call_close(&call, run(&call, job));
    metrics_add(app->metrics, METRIC_jobs_total, job->kind, status == OK ? "done" : "failed", 1);
    call_open(app, area, "job_finish", &call);
    enum status finished = job_finish(&call.context, job, status);
    /* One that was cancelled meanwhile is as its owner wants it. */
    (void)call_close(&call, finished == STATUS_conflict ? OK : finished);
    take_in_hand(thread, area, NULL);
}

static enum status claim(struct worker_thread *thread, const char *area, struct job *job,
                         bool *found) {
    struct call call;
    call_open(thread->work->app, area, "job_claim", &call);
    enum status status = job_claim_due(&call.context, thread->id, job, found);
    if (status == OK && *found) {
        job->kept = arena_new();
        job->kind = arena_string(job->kept, job->kind);
        if (job->input.bytes) {
            job->input.bytes = arena_copy(job->kept, job->input.bytes, job->input.length);
        }
    }
    status = call_close(&call, status);
    if (status != OK && job->kept) {
        arena_free(job->kept);
    }
    return status;
}

/* Does all that is due in the area, one thing after another. */
static enum status work_in(struct worker_thread *thread, const char *area) {
    enum status status = OK;
    bool found = true;
    while (status == OK && found && !is_stopping(thread->work)) {
        struct job job = {0};
        found = false;
        status = claim(thread, area, &job, &found);
        if (status == OK && found) {
            do_job(thread, area, &job);
            arena_free(job.kept);
        }
    }
    return status;
}

static enum status fill_schedule(struct app *app, const char *area) {
    struct call call;
    call_open(app, area, "job_schedule", &call);
    return call_close(&call, job_schedule_fill(&call.context));
}

/* Not one connection: no area can be reached. With some, it is this area's node alone. */
static bool is_away(const struct app *app, enum status status) {
    struct db_pool_state state = {0};
    if (status == STATUS_unavailable) {
        db_pool_state(app->pool, &state);
    }
    return status == STATUS_unavailable && state.idle + state.busy == 0;
}

/* One round through the areas; false where it ended before the last, or an area's schedule was to
 * be filled and could not. */
static bool go_round(struct worker_thread *thread, bool fill) {
    struct app *app = thread->work->app;
    bool filled = true;
    for (size_t i = 0; area_at(i); i++) {
        enum status status = fill ? fill_schedule(app, area_at(i)) : OK;
        filled = filled && status == OK;
        if (status == OK) {
            status = work_in(thread, area_at(i));
        }
        if (is_stopping(thread->work) || is_away(app, status)) {
            return false;
        }
    }
    return filled;
}

/* The schedule is filled once, in the first round that the database was there for in every area. */
static void *work_on(void *data) {
    struct worker_thread *thread = data;
    bool filled = false;
    do {
        filled = go_round(thread, !filled) || filled;
    } while (rest(thread->work, (int)thread->work->app->settings.job_look_s));
    return NULL;
}

static void renew(struct worker_thread *thread, const char *area, const struct job *job) {
    struct call call;
    call_open(thread->work->app, area, "job_renew", &call);
    enum status status = job_renew(&call.context, job);
    /* A job that was cancelled meanwhile is no failure of the keeper. */
    (void)call_close(&call, status == STATUS_conflict ? OK : status);
}

/* Renews at a third of the lease, from a timer of its own: a long step delays nothing. */
static void *keep(void *data) {
    struct work *work = data;
    while (rest(work, JOB_LEASE_S / 3)) {
        for (int i = 0; i < work->count; i++) {
            struct worker_thread *thread = &work->threads[i];
            pthread_mutex_lock(&work->lock);
            bool busy = thread->busy;
            struct job job = thread->job;
            const char *area = thread->area;
            pthread_mutex_unlock(&work->lock);
            if (busy) {
                renew(thread, area, &job);
            }
        }
    }
    return NULL;
}

static void make_lock(struct work *work) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&work->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&work->lock, NULL);
}

struct work *work_start(struct app *app) {
    int count = (int)app->settings.workers;
    if (count == 0) {
        return NULL;
    }
    struct work *work = calloc(1, sizeof *work);
    struct worker_thread *threads = calloc((size_t)count, sizeof *threads);
    if (!work || !threads) {
        abort();
    }
    *work = (struct work){.app = app, .count = count, .threads = threads};
    make_lock(work);
    for (int i = 0; i < count; i++) {
        threads[i].work = work;
        threads[i].id = uuid_new(clock_now(&app->clock).us / 1000);
        if (pthread_create(&threads[i].thread, NULL, work_on, &threads[i]) != 0) {
            abort();
        }
    }
    if (pthread_create(&work->keeper, NULL, keep, work) != 0) {
        abort();
    }
    return work;
}

void work_wake(struct work *work) {
    if (work) {
        pthread_cond_broadcast(&work->changed);
    }
}

void work_stop(struct work *work) {
    if (!work) {
        return;
    }
    pthread_mutex_lock(&work->lock);
    work->stopping = true;
    pthread_cond_broadcast(&work->changed);
    pthread_mutex_unlock(&work->lock);
    for (int i = 0; i < work->count; i++) {
        pthread_join(work->threads[i].thread, NULL);
    }
    pthread_join(work->keeper, NULL);
    pthread_cond_destroy(&work->changed);
    pthread_mutex_destroy(&work->lock);
    free(work->threads);
    free(work);
}
