#include "http/oauth.h"
#include "app.h"
#include "http/problem.h"
#include "metrics/metrics.h"
#include "json/json.h"
#include <string.h>

static const struct shape_field error_fields[] = {
    FIELD(struct oauth_error, error, SHAPE_READ_ONLY),
    FIELD(struct oauth_error, error_description, SHAPE_READ_ONLY), FIELD_END};
const struct shape oauth_error_shape = {"OAuthError", sizeof(struct oauth_error), error_fields};

bool is_oauth(const struct exchange *exchange) {
    return exchange->route && exchange->route->flags & ROUTE_OAUTH;
}

/* Who it is that fails, and why, is for the log: an unknown client, another key and an assertion
 * that is over are answered alike. */
static struct oauth_error error_of(const struct exchange *exchange, enum status status) {
    if (exchange->oauth_error.error) {
        return exchange->oauth_error;
    }
    switch (status) {
    case STATUS_unauthenticated:
        return (struct oauth_error){"invalid_client", "The client could not be authenticated."};
    case STATUS_too_many_requests:
    case STATUS_unavailable:
        return (struct oauth_error){"temporarily_unavailable", "Try again later."};
    case STATUS_internal:
        return (struct oauth_error){"server_error", "The service has failed."};
    case STATUS_not_found:
        return (struct oauth_error){"invalid_request", "Nobody is given tokens here."};
    default:
        return (struct oauth_error){"invalid_request", "The request can't be understood."};
    }
}

static void log_given(const struct exchange *exchange) {
    const struct context *context = exchange->context;
    const struct log_field fields[] = {{"operation", exchange->route->operation, 0},
                                       {"client", context->actor.sub, 0},
                                       {"area", context->actor.area, 0},
                                       {"request_id", context->request_id, 0},
                                       {NULL, NULL, 0}};
    log_line(exchange->app->log, LOG_LEVEL_INFO, "A token was given", fields);
}

void oauth_finish(struct exchange *exchange, enum status status) {
    struct context *context = exchange->context;
    struct oauth_error error = {"given", NULL};
    if (status == OK) {
        log_given(exchange);
    } else {
        error = error_of(exchange, status);
        /* Its words are ASCII by the standard, and so English. */
        context->language = LANGUAGE_EN;
        exchange->reply = (struct reply){.status = problem_http_status(status),
                                         .content_type = "application/json"};
        text_init(&exchange->reply.body, context->arena);
        reply_record(&exchange->reply, &oauth_error_shape, &error);
    }
    metrics_add(exchange->app->metrics, METRIC_smart_tokens_total, error.error, NULL, 1);
}

bool request_has_authorization(const struct request *request) {
    return exchange_of(request)->headers.authorization != NULL;
}

enum status request_oauth_fail(struct context *context, const struct request *request,
                               enum status status, const char *error, const char *description) {
    exchange_of(request)->oauth_error = (struct oauth_error){error, description};
    return context_fail(context, status, "%s: %s", error, description);
}
