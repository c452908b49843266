/* The operations of the service about itself: health, readiness, figures, its own description. */
#include "app.h"
#include "db/db.h"
#include "http/exchange.h"
#include "http/files.h"
#include "http/problem.h"
#include "http/readiness.h"
#include "metrics/metrics.h"
#include <string.h>

enum { FILE_NAME_MAX = 64 };

/* What the page at /docs may load: nothing from elsewhere. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "                    \
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "                 \
    "form-action 'none'; frame-ancestors 'none'"

/* The service's own pages need no more. */
#define OWN_PAGE_POLICY                                                                            \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

enum status health_get_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    (void)context;
    (void)request;
    text_add_string(&reply->body, "{\"status\":\"ok\"}");
    return OK;
}

enum status ready_get_handler(struct context *context, const struct request *request,
                              struct reply *reply) {
    struct readiness readiness;
    (void)request;
    if (!readiness_look(context->app, &readiness)) {
        (void)context_fail(context, STATUS_unavailable, "not ready: %s", readiness.words);
        problem_write(context, STATUS_unavailable, NULL, reply);
        reply->body.length--; /* one member more, in front of the brace */
        text_add_string(&reply->body, ",\"checks\":");
    } else {
        text_add_string(&reply->body, "{\"status\":\"ok\",\"checks\":");
    }
    readiness_write(&readiness, &reply->body);
    text_add_char(&reply->body, '}');
    return OK;
}

static void set_pool_state(const struct app *app) {
    struct db_pool_state state;
    if (!app->pool) {
        return;
    }
    db_pool_state(app->pool, &state);
    metrics_set(app->metrics, METRIC_db_pool_connections, "idle", state.idle);
    metrics_set(app->metrics, METRIC_db_pool_connections, "busy", state.busy);
    metrics_set(app->metrics, METRIC_db_pool_connections, "broken", state.broken);
    metrics_set(app->metrics, METRIC_db_pool_connections, "waiting", state.waiting);
}

static void set_log_lines(const struct app *app) {
    for (enum log_level level = LOG_LEVEL_DEBUG; level <= LOG_LEVEL_ERROR; level++) {
        metrics_set(app->metrics, METRIC_log_lines_total, log_level_word(level),
                    log_lines(app->log, level));
    }
}

/* With an internal listener the figures are there only. */
enum status metrics_get_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    if (context->app->settings.metrics_port > 0 && !exchange_of(request)->internal) {
        return context_fail(context, STATUS_not_found, "the figures are on METRICS_PORT");
    }
    set_pool_state(context->app);
    set_log_lines(context->app);
    metrics_write(context->app->metrics, &reply->body);
    reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
    return OK;
}

/* Names are plain: no folder, no hidden file, nothing to climb with. */
static bool is_plain_name(const char *name) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t length = strlen(name);
    return length > 0 && length <= FILE_NAME_MAX && name[0] != '.' && strspn(name, plain) == length;
}

static enum status send_file(struct context *context, const struct request *request,
                             const char *folder, const char *name, const char *content_type,
                             struct reply *reply) {
    const char *path =
        arena_format(context->arena, "%s/%s/%s", context->app->settings.data_dir, folder, name);
    reply->file = is_plain_name(name) ? files_take(exchange_of(request)->files, path) : NULL;
    if (!reply->file) {
        return context_fail(context, STATUS_not_found, "no such file");
    }
    reply->content_type = content_type;
    reply->cache_control = "public, max-age=300";
    return OK;
}

enum status openapi_json_get_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    return send_file(context, request, "api-spec/dist", "openapi.json", "application/json", reply);
}

enum status openapi_yaml_get_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    return send_file(context, request, "api-spec/dist", "openapi.yaml", "application/yaml", reply);
}

enum status root_get_handler(struct context *context, const struct request *request,
                             struct reply *reply) {
    (void)context;
    (void)request;
    reply->status = 302;
    reply->location = "/docs";
    return OK;
}

enum status docs_get_handler(struct context *context, const struct request *request,
                             struct reply *reply) {
    reply->content_security_policy = PAGE_POLICY;
    return send_file(context, request, "api-spec/docs", "index.html", "text/html; charset=utf-8",
                     reply);
}

static const char *type_of(const char *name) {
    const char *extension = strrchr(name, '.');
    if (extension && strcmp(extension, ".js") == 0) {
        return "text/javascript; charset=utf-8";
    }
    if (extension && strcmp(extension, ".css") == 0) {
        return "text/css; charset=utf-8";
    }
    return "text/plain; charset=utf-8";
}

enum status docs_file_get_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    const char *name = request->parameters[0];
    reply->content_security_policy = PAGE_POLICY;
    return send_file(context, request, "api-spec/docs", name, type_of(name), reply);
}

/* --- the service's own pages --- */

static enum status send_page(struct context *context, const struct request *request,
                             const char *folder, struct reply *reply) {
    const char *name = request->parameter_count > 0 ? request->parameters[0] : "index.html";
    reply->content_security_policy = OWN_PAGE_POLICY;
    return send_file(context, request, folder, name,
                     request->parameter_count > 0 ? type_of(name) : "text/html; charset=utf-8",
                     reply);
}

enum status dashboard_page_get_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    return send_page(context, request, "pages/dashboard", reply);
}

enum status dashboard_page_file_get_handler(struct context *context, const struct request *request,
                                            struct reply *reply) {
    return send_page(context, request, "pages/dashboard", reply);
}

enum status feedback_page_get_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    return send_page(context, request, "pages/feedback", reply);
}

enum status feedback_page_file_get_handler(struct context *context, const struct request *request,
                                           struct reply *reply) {
    return send_page(context, request, "pages/feedback", reply);
}
