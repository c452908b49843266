#include "domain/assessment/assessment_compare.h"

#include "app.h"
#include "base/limits.h"
#include "domain/assessment/assessment_store.h"
#include "domain/segmentation/segmentation.h"
#include "json/json.h"

#include <string.h>

static const char *const source_words[] = {"stored", NULL};

static const struct shape_field wanted_fields[] = {
    FIELD_STRING(struct comparison_wanted, from, SHAPE_REQUIRED, 1, 80),
    FIELD_STRING(struct comparison_wanted, to, SHAPE_REQUIRED, 1, 80),
    FIELD_ENUM(struct comparison_wanted, on, 0, source_words), FIELD_END};
const struct shape comparison_wanted_shape = {"ModelCompare", sizeof(struct comparison_wanted),
                                              wanted_fields};

struct comparison_move {
    const char *from, *to; /* NULL: open, or not a question that the model can be asked */
    int64_t count;
};
static const struct shape_field move_fields[] = {
    FIELD(struct comparison_move, from, SHAPE_NULLABLE),
    FIELD(struct comparison_move, to, SHAPE_NULLABLE), FIELD(struct comparison_move, count, 0),
    FIELD_END};
static const struct shape move_shape = {"ModelMove", sizeof(struct comparison_move), move_fields};

struct comparison {
    const char *from, *to;
    int64_t checked, same, unreadable;
    struct list moves; /* struct comparison_move */
};
static const struct shape_field comparison_fields[] = {
    FIELD(struct comparison, from, 0),
    FIELD(struct comparison, to, 0),
    FIELD(struct comparison, checked, 0),
    FIELD(struct comparison, same, 0),
    FIELD(struct comparison, unreadable, 0),
    FIELD_LIST(struct comparison, moves, SHAPE_REQUIRED, move_shape, 0, 0),
    FIELD_END};
static const struct shape comparison_shape = {"ModelComparison", sizeof(struct comparison),
                                              comparison_fields};

static enum status find_version(struct context *context, const char *name, const char *pointer,
                                struct model *out) {
    enum status status = STATUS_not_found;
    if (model_name_good(name)) {
        status =
            model_find(context, &(struct model_wanted){.name = name, .day = context->today}, out);
    }
    if (status == STATUS_not_found) {
        context_error(context, pointer, ERROR_unknown_model, NULL);
        return OK;
    }
    return status;
}

static enum status find_both(struct context *context, const struct comparison_wanted *wanted,
                             struct model *from, struct model *to) {
    enum status status = find_version(context, wanted->from, "/from", from);
    if (status == OK) {
        status = find_version(context, wanted->to, "/to", to);
    }
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

/* The job names versions, so that it compares what was asked for whatever is published meanwhile.
 */
enum status assessment_compare(struct context *context, const struct comparison_wanted *body,
                               struct job *out) {
    struct model from = {0}, to = {0};
    struct text input;
    enum status status = find_both(context, body, &from, &to);
    if (status != OK) {
        return status;
    }
    const struct comparison_wanted exact = {
        .from = arena_format(context->arena, "%s@%lld", from.code, (long long)from.version),
        .to = arena_format(context->arena, "%s@%lld", to.code, (long long)to.version),
        .on = COMPARISON_STORED};
    text_init(&input, context->arena);
    json_write(&input, &comparison_wanted_shape, &exact);
    return job_create(context, "model_compare", &(struct raw_json){input.bytes, input.length}, out);
}

/* --- the job --- */

static bool same_segment(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void count_move(struct comparison *comparison, const char *from, const char *to) {
    struct comparison_move *moves = comparison->moves.items;
    comparison->checked++;
    if (same_segment(from, to)) {
        comparison->same++;
        return;
    }
    size_t i = 0;
    while (i < comparison->moves.count &&
           !(same_segment(moves[i].from, from) && same_segment(moves[i].to, to))) {
        i++;
    }
    if (i == comparison->moves.count) {
        moves[comparison->moves.count++] = (struct comparison_move){from, to, 0};
    }
    moves[i].count++;
}

/* An input that the version has no such questions for is counted, and moves nowhere. */
static bool decide(struct call *call, const struct model *model,
                   const struct assessment *assessment, const char **segment) {
    struct context *context = &call->context;
    struct segmentation *segmentation = arena_alloc(context->arena, sizeof *segmentation);
    enum status earlier = context->failure;
    enum status status = segmentation_again(context, model, assessment->input.bytes,
                                            assessment->input.length, segmentation);
    context->failure = earlier;
    context->error_count = 0;
    if (status == OK) {
        *segment = segmentation_segment(segmentation); /* the model's own: lives on */
    }
    return status == OK;
}

static void compare_one(struct call *call, const struct model *from, const struct model *to,
                        const struct assessment *assessment, struct comparison *comparison) {
    const char *before = NULL, *after = NULL;
    if (decide(call, from, assessment, &before) && decide(call, to, assessment, &after)) {
        count_move(comparison, before, after);
    } else {
        comparison->unreadable++;
    }
    json_release(&call->context);
}

static enum status compare_all(struct call *call, struct job *job, const struct model *from,
                               const struct model *to, struct comparison *comparison) {
    struct uuid after = {{0}};
    struct list portion;
    do {
        enum status status = assessment_load_all(&call->context, after, REPLAY_PORTION, &portion);
        const struct assessment *assessments = portion.items;
        for (size_t i = 0; status == OK && i < portion.count; i++) {
            compare_one(call, from, to, &assessments[i], comparison);
            after = assessments[i].id;
        }
        if (status == OK) {
            status = job_progress(call, job, comparison->checked + comparison->unreadable, 0);
        }
        if (status != OK) {
            return status;
        }
    } while (portion.count == REPLAY_PORTION);
    return OK;
}

static enum status read_wanted(struct call *call, const struct job *job,
                               struct comparison_wanted *out) {
    return json_decode(&call->context, job->input.bytes, job->input.length,
                       &comparison_wanted_shape, out);
}

enum status model_compare_run(struct call *call, struct job *job) {
    enum { SEGMENTS = SEG_MAX_SEGMENTS + 1 };
    struct comparison_wanted wanted;
    struct model from = {0}, to = {0};
    struct text text;
    enum status status = read_wanted(call, job, &wanted);
    if (status == OK) {
        status = find_both(&call->context, &wanted, &from, &to);
    }
    if (status != OK) {
        return status;
    }
    /* What is to live longer than a portion lies with the job. */
    struct comparison comparison = {
        .from = arena_string(job->kept, wanted.from),
        .to = arena_string(job->kept, wanted.to),
        .moves = {arena_alloc(job->kept, SEGMENTS * SEGMENTS * sizeof(struct comparison_move)), 0}};
    status = compare_all(call, job, &from, &to, &comparison);
    text_init(&text, job->kept);
    json_write(&text, &comparison_shape, &comparison);
    job->result = (struct raw_json){text.bytes, text.length};
    return status;
}
