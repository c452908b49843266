/* Many people in one call: NDJSON in, NDJSON out, a line each, in order. */
#include "app.h"
#include "base/utf8.h"
#include "csv/csv.h"
#include "db/db.h"
#include "domain/segmentation/segmentation_api.h"
#include "http/problem.h"
#include "metrics/metrics.h"

#include <string.h>

struct batch {
    const char *body, *at, *end;
    int64_t line, evaluated, refused, empty;
    enum status failed; /* of the service, not of a line: there is no asking again */
    struct list shelf;  /* all lines are decided by what was published when the call began */
    struct segmentation_words words;
    struct segmentation one;
};

/* A line that somebody stands on. */
struct batch_line {
    const char *bytes;
    size_t length;
    const char *id; /* as JSON, or NULL */
};

static const char *line_end(const char *at, const char *end) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return stop ? stop : end;
}

static bool is_blank(const char *at, const char *stop) {
    while (at < stop && (*at == ' ' || *at == '\t' || *at == '\r')) {
        at++;
    }
    return at == stop;
}

/* --- a line --- */

/* A string or a whole number, given back as it came. */
static void read_id(struct context *context, const struct json *json, struct batch_line *line) {
    const struct json *id = json_member(json, "id");
    const char *text = json_text(id), *written = id ? json_canonical(context, id) : "null";
    if (strcmp(written, "null") == 0) {
        return;
    }
    size_t digits = strspn(written + (written[0] == '-'), "0123456789");
    bool whole = digits > 0 && written[digits + (written[0] == '-')] == '\0';
    if (!text && !whole) {
        context_error(context, "/id", ERROR_wrong_type, "string");
    } else if ((text ? utf8_count(text) : strlen(written)) > BATCH_ID_LENGTH_MAX) {
        context_error(context, "/id", ERROR_too_long,
                      arena_format(context->arena, "%d", BATCH_ID_LENGTH_MAX));
    } else {
        line->id = written;
    }
}

/* Places are told as they are in the whole body. */
static void place_errors(struct context *context, const struct batch *batch,
                         const struct batch_line *line) {
    for (size_t i = 0; i < context->error_count; i++) {
        struct field_error *error = &context->errors[i];
        if (!error->pointer) {
            error->offset += line->bytes - batch->body;
            error->line += batch->line - 1;
        }
    }
}

static enum status decide(struct context *context, struct batch *batch, struct batch_line *line) {
    static const char *const also[] = {"id", NULL};
    const struct segmentation_reading reading = {.also = also, .shelf = &batch->shelf};
    const struct json *json = NULL;
    if (line->length > BATCH_LINE_SIZE_MAX) {
        context_error(context, "", ERROR_too_long,
                      arena_format(context->arena, "%d", BATCH_LINE_SIZE_MAX));
        return context_settle(context, STATUS_invalid);
    }
    enum status status = json_parse(context, line->bytes, line->length, &json);
    if (status != OK) {
        place_errors(context, batch, line);
        return status;
    }
    read_id(context, json, line);
    if (batch->failed != OK) {
        return context_fail(context, batch->failed, "a line before has failed");
    }
    status = segmentation_read(context, json, &reading, &batch->one);
    return status == OK ? segmentation_decide(context, &batch->one) : status;
}

/* `{"id":...,"line":3,`: what goes before the members of the answer. */
static void write_head(const struct batch *batch, const struct batch_line *line, struct text *out) {
    text_add_char(out, '{');
    if (line->id) {
        text_format(out, "\"id\":%s,", line->id);
    }
    text_format(out, "\"line\":%lld,", (long long)batch->line);
}

static void write_result(struct context *context, struct batch *batch,
                         const struct batch_line *line, struct text *out) {
    struct text result;
    text_init(&result, context->arena);
    segmentation_write(context, &batch->one, &batch->words, &result);
    write_head(batch, line, out);
    text_add(out, result.bytes + 1, result.length - 1); /* without its opening bracket */
    text_add_char(out, '\n');
}

static void write_problem(struct context *context, const struct batch *batch,
                          const struct batch_line *line, enum status status, struct text *out) {
    write_head(batch, line, out);
    text_add_string(out, "\"problem\":");
    problem_document(context, status, NULL, out);
    text_add_string(out, "}\n");
}

/* A line that the service has failed (the database is away) fails those after it at once: each
 * would wait for as long again. */
static void answer_line(struct context *context, struct batch *batch, struct batch_line *line,
                        struct text *out) {
    context_again(context);
    enum status status = decide(context, batch, line);
    if (status == OK) {
        batch->evaluated++;
        write_result(context, batch, line, out);
    } else {
        batch->refused++;
        write_problem(context, batch, line, status, out);
    }
    if (problem_http_status(status) >= 500 && batch->failed == OK) {
        batch->failed = status;
        db_restart(context);
    }
    metrics_add(context->app->metrics, METRIC_segmentation_batch_lines_total,
                status == OK ? "evaluated" : "refused", NULL, 1);
    json_release(context);
}

static void take_line(struct context *context, struct batch *batch, struct text *out) {
    const char *stop = line_end(batch->at, batch->end);
    struct batch_line line = {batch->at, (size_t)(stop - batch->at), NULL};
    batch->line++;
    if (is_blank(batch->at, stop)) {
        batch->empty++;
    } else {
        answer_line(context, batch, &line, out);
    }
    batch->at = stop < batch->end ? stop + 1 : batch->end;
}

/* --- the call --- */

/* Who does not see the last line has not got all. */
static void write_end(const struct batch *batch, struct text *out) {
    text_format(out,
                "{\"complete\":true,\"lines\":%lld,\"evaluated\":%lld,\"refused\":%lld,"
                "\"empty\":%lld}\n",
                (long long)batch->line, (long long)batch->evaluated, (long long)batch->refused,
                (long long)batch->empty);
}

static enum status next(struct context *context, void *of, struct text *out, bool *more) {
    struct batch *batch = of;
    enum status before =
        batch->failed; /* the piece ends where that changes: it has waited enough */
    while (batch->at < batch->end && out->length < STREAM_PIECE_SIZE && batch->failed == before) {
        take_line(context, batch, out);
    }
    *more = batch->at < batch->end;
    if (!*more) {
        write_end(batch, out);
    }
    return OK;
}

/* The body is the message's, and gone before the last piece is made. */
static void take_body(struct context *context, const struct request *request, struct batch *batch) {
    batch->body = arena_copy(context->arena, request->body, request->body_length);
    batch->at = batch->body + csv_mark(batch->body, request->body_length);
    batch->end = batch->body + request->body_length;
}

static enum status check_lines(struct context *context, const struct batch *batch) {
    int64_t count = 0;
    for (const char *at = batch->at; at < batch->end && count <= BATCH_LINES_MAX; count++) {
        at = line_end(at, batch->end) + 1;
    }
    if (count > BATCH_LINES_MAX) {
        context_error(context, "", ERROR_too_many,
                      arena_format(context->arena, "%d", BATCH_LINES_MAX));
    }
    return context_settle(context, STATUS_invalid);
}

enum status segmentation_batch_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct batch *batch = arena_alloc(context->arena, sizeof *batch);
    if (!request_is(request, "application/x-ndjson")) {
        return context_fail(context, STATUS_unsupported_media_type, "no NDJSON");
    }
    enum status status = segmentation_words_read(context, request, &batch->words);
    if (status == OK) {
        take_body(context, request, batch);
        status = check_lines(context, batch);
    }
    if (status == OK) {
        status = model_shelf(context, &batch->shelf);
    }
    if (status == OK) {
        reply_stream(reply, "application/x-ndjson", next, batch);
    }
    return status;
}
