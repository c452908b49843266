/* What is counted and logged of a request: never a path, a body or a header's value, but the
 * request id and the trace id. */
#include "app.h"
#include "http/dispatch.h"
#include "metrics/metrics.h"
#include "json/json.h"
#include <stdio.h>
#include <string.h>

enum { TRACE_ID_OFFSET = 3, TRACE_ID_LENGTH = 32 };

static enum log_level level_of(const struct exchange *exchange) {
    bool operational = exchange->route && exchange->route->flags & ROUTE_NO_DATABASE;
    if (exchange->reply.status >= 500) {
        return LOG_LEVEL_ERROR;
    }
    return operational && exchange->reply.status < 400 ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO;
}

void log_unlogged(struct log *log, int64_t count) {
    const struct log_field fields[] = {
        {"status", NULL, 503}, {"count", NULL, count}, {NULL, NULL, 0}};
    if (count > 0) {
        log_line(log, LOG_LEVEL_ERROR, "requests without a line", fields);
    }
}

/* A method is the caller's own word. */
static const char *known_method(const char *method) {
    static const char *const known[] = {"GET",    "HEAD",  "POST",    "PUT",
                                        "DELETE", "PATCH", "OPTIONS", "none"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(method, known[i]) == 0) {
            return known[i];
        }
    }
    return "other";
}

static void log_exchange(const struct exchange *exchange, int64_t duration_us) {
    const struct context *context = exchange->context;
    struct log_field fields[10];
    size_t count = 0;
#define STRING(name, value) fields[count++] = (struct log_field){name, value, 0}
#define NUMBER(name, value)                                                                        \
    fields[count++] = (struct log_field) {                                                         \
        name, NULL, value                                                                          \
    }
    STRING("operation", exchange->route ? exchange->route->operation : "none");
    STRING("method", known_method(exchange->message.method));
    NUMBER("status", exchange->reply.status);
    NUMBER("duration_us", duration_us);
    STRING("request_id", context->request_id);
    if (context->traceparent) {
        STRING("trace_id",
               arena_copy(context->arena, context->traceparent + TRACE_ID_OFFSET, TRACE_ID_LENGTH));
    }
    if (context->actor.area) {
        STRING("area", context->actor.area);
    }
    if (exchange->cut || (exchange->reply.status >= 400 && context->failure_words)) {
        STRING("cause", exchange->cut ? "cut off before its end" : context->failure_words);
    }
#undef STRING
#undef NUMBER
    fields[count] = (struct log_field){NULL, NULL, 0};
    log_line(exchange->app->log, level_of(exchange), "request", fields);
}

void dispatch_finish(struct exchange *exchange) {
    char status[12];
    struct metrics *metrics = exchange->app->metrics;
    int64_t duration_us = clock_monotonic_us() - exchange->started_us;
    const char *operation = exchange->route ? exchange->route->operation : "none";
    snprintf(status, sizeof status, "%d", exchange->reply.status);
    metrics_add(metrics, METRIC_http_requests_total, operation, status, 1);
    metrics_observe(metrics, METRIC_http_request_duration_seconds, operation, duration_us);
    int64_t now_us = exchange->started_us + duration_us;
    log_unlogged(exchange->app->log, quiet_count(exchange->quiet, now_us));
    if (exchange->reply.status != 503 || quiet_lets(exchange->quiet, now_us)) {
        log_exchange(exchange, duration_us);
    }
    json_release(exchange->context);
}
