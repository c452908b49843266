/* Running a screening, and forgetting what it was about. */
#include "app.h"
#include "base/limits.h"
#include "domain/screening/candidate.h"
#include "json/json.h"

#include <string.h>

struct run_input {
    struct uuid screening_id;
};
static const struct shape_field input_fields[] = {
    FIELD(struct run_input, screening_id, SHAPE_REQUIRED), FIELD_END};
static const struct shape input_shape = {"screening_run", sizeof(struct run_input), input_fields};

/* What a rule has found: how many rows each way. */
struct rule_result {
    const char *rule;
    int64_t met, uncertain, not_met;
};
struct run_result {
    struct uuid screening_id;
    int64_t rows, candidates;
    struct list rules; /* struct rule_result */
};
static const struct shape_field rule_fields[] = {
    FIELD(struct rule_result, rule, 0), FIELD(struct rule_result, met, 0),
    FIELD(struct rule_result, uncertain, 0), FIELD(struct rule_result, not_met, 0), FIELD_END};
static const struct shape rule_shape = {"ScreeningRuleResult", sizeof(struct rule_result),
                                        rule_fields};
static const struct shape_field result_fields[] = {
    FIELD(struct run_result, screening_id, 0), FIELD(struct run_result, rows, 0),
    FIELD(struct run_result, candidates, 0),
    FIELD_LIST(struct run_result, rules, SHAPE_REQUIRED, rule_shape, 0, SCREENING_RULES),
    FIELD_END};
static const struct shape result_shape = {"ScreeningResult", sizeof(struct run_result),
                                          result_fields};

/* A run, with what lives longer than one portion on the job's own arena. */
struct run {
    struct call *call;
    struct job *job;
    struct uuid screening_id;
    int64_t rows;
    int64_t by_verdict[SCREENING_RULES][3];
};

static enum status find_screening(struct run *run, struct screening *out) {
    struct context *context = &run->call->context;
    enum status status = screening_find(context, run->screening_id, out);
    if (status == OK && (out->state != SCREENING_COLLECTING ||
                         memcmp(&out->job.id, &run->job->id, sizeof out->job.id) != 0)) {
        return context_fail(context, STATUS_conflict, "the screening waits for no such run");
    }
    return status;
}

/* One portion, in a transaction of its own; `after` is the client behind whom the next begins. */
static enum status look_at_portion(struct run *run, const char **after, size_t *count) {
    struct context *context = &run->call->context;
    struct screening screening = {0};
    struct list rows = {0};
    enum status status = find_screening(run, &screening);
    if (status == OK) {
        status = screening_rows_after(context, run->screening_id, *after, &rows);
    }
    if (status != OK) {
        return status;
    }
    struct screening_row *row = rows.items;
    size_t found = 0;
    for (size_t i = 0; i < rows.count; i++) {
        enum screening_verdict verdicts[SCREENING_RULES];
        bool is_candidate = candidate_find(context, &screening, &row[i], verdicts);
        for (int rule = 0; rule < SCREENING_RULES; rule++) {
            run->by_verdict[rule][verdicts[rule]]++;
        }
        if (is_candidate) {
            row[found++] = row[i];
        }
        *after = i + 1 == rows.count ? arena_string(run->job->kept, row[i].client_ref) : *after;
    }
    *count = rows.count;
    run->rows += (int64_t)rows.count;
    return screening_rows_found(context, run->screening_id, &(struct list){row, found});
}

static enum status look_at_all(struct run *run) {
    const char *after = NULL;
    size_t count = 0;
    struct screening screening = {0};
    enum status status = find_screening(run, &screening);
    int64_t total = screening.row_count;
    if (status == OK) {
        status = screening_rows_unfind(&run->call->context, run->screening_id);
    }
    do {
        if (status == OK) {
            status = look_at_portion(run, &after, &count);
        }
        if (status == OK) {
            status = job_progress(run->call, run->job, run->rows, total);
        }
    } while (status == OK && count == SCREENING_PORTION);
    return status;
}

static struct raw_json write_result(struct run *run, const struct screening *screening,
                                    int64_t candidates) {
    struct arena *arena = run->job->kept;
    struct rule_result rules[SCREENING_RULES];
    struct run_result result = {run->screening_id, run->rows, candidates, {rules, 0}};
    struct text text;
    unsigned set = screening_rule_set(screening);
    for (int rule = 0; rule < SCREENING_RULES; rule++) {
        const int64_t *counts = run->by_verdict[rule];
        if (set & (1u << rule)) {
            rules[result.rules.count++] =
                (struct rule_result){screening_rule_rows[rule].code, counts[SCREENING_YES],
                                     counts[SCREENING_OPEN], counts[SCREENING_NO]};
        }
    }
    text_init(&text, arena);
    json_write(&text, &result_shape, &result);
    return (struct raw_json){text.bytes, text.length};
}

/* The candidates, the end of the screening and that of the job are one transaction: a cancel that
 * came before it leaves nothing to be seen, one that comes after it finds a job that is done. */
static enum status publish(struct run *run) {
    struct context *context = &run->call->context;
    struct screening screening = {0};
    int64_t candidates = 0;
    enum status status = find_screening(run, &screening);
    if (status == OK) {
        status = candidate_publish(context, &screening, &candidates);
    }
    if (status == OK) {
        run->job->result = write_result(run, &screening, candidates);
        screening.result = run->job->result;
        status = screening_complete(context, &screening);
    }
    return status == OK ? job_finish(context, run->job, OK) : status;
}

enum status screening_run_run(struct call *call, struct job *job) {
    struct run_input input = {.screening_id = {{0}}};
    enum status status =
        json_decode_kept(&call->context, job->input.bytes, job->input.length, &input_shape, &input);
    struct run run = {.call = call, .job = job, .screening_id = input.screening_id};
    if (status == OK) {
        status = look_at_all(&run);
    }
    return status == OK ? publish(&run) : status;
}

static struct instant days_ago(const struct context *context, int64_t days) {
    const int64_t day_us = INT64_C(86400) * 1000000;
    return (struct instant){context->now.us - days * day_us};
}

/* Portions, each in a transaction of its own, so that none is long. */
enum status screening_forget_run(struct call *call, struct job *job) {
    const struct context *context = &call->context;
    const struct instant rows = days_ago(context, context->app->settings.screening_rows_days);
    const struct instant references =
        days_ago(context, context->app->settings.screening_references_days);
    bool more = true;
    int64_t forgotten = CANDIDATES_FORGOTTEN;
    enum status status = OK;
    (void)job;
    while (status == OK && more) {
        status = screening_forget(&call->context, rows, &more);
        status = status == OK ? call_next(call) : status;
    }
    while (status == OK && forgotten == CANDIDATES_FORGOTTEN) {
        status = candidate_forget(&call->context, references, &forgotten);
        status = status == OK ? call_next(call) : status;
    }
    return status;
}
