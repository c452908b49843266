/* Parameters of a search, from the query and from a form. */
#include "app.h"
#include "base/limits.h"
#include "http/exchange.h"
#include "http/percent.h"

#include <string.h>
#include <strings.h>

static const char form_type[] = "application/x-www-form-urlencoded";

/* Adds the pairs of a query; false where one can't be decoded or there are too many. */
static bool add_pairs(struct context *context, const char *text, size_t length, struct list *out) {
    struct parameter *items = out->items;
    struct query_pair pair;
    for (const char *at = text; query_pair_next(&at, text + length, &pair);) {
        if (out->count == QUERY_PARAMETERS_MAX) {
            return false;
        }
        struct parameter *one = &items[out->count++];
        one->name = percent_decode_query(context->arena, pair.name, pair.name_length);
        one->value = percent_decode_query(context->arena, pair.value, pair.value_length);
        if (!one->name || !one->value) {
            return false;
        }
    }
    return true;
}

enum status request_parameters(struct context *context, const struct request *request,
                               struct list *out) {
    const struct exchange *exchange = exchange_of(request);
    /* The body of a GET says nothing (RFC 9110, 9.3.1). */
    const size_t length = strcmp(exchange->message.method, "POST") == 0 ? request->body_length : 0;
    out->items = arena_alloc(context->arena, QUERY_PARAMETERS_MAX * sizeof(struct parameter));
    out->count = 0;
    if (length > 0 && !request_is(request, form_type)) {
        return context_fail(context, STATUS_unsupported_media_type, "the body is not %s",
                            form_type);
    }
    if (!add_pairs(context, exchange->query, strlen(exchange->query), out) ||
        !add_pairs(context, length > 0 ? request->body : "", length, out)) {
        return context_fail(context, STATUS_bad_request,
                            "parameters that can't be decoded, or more than %d",
                            QUERY_PARAMETERS_MAX);
    }
    return OK;
}

bool request_is_lenient(const struct request *request) {
    const char *prefer = exchange_of(request)->headers.prefer;
    return prefer && strcasestr(prefer, "handling=lenient");
}

/* A host as it may stand in a link. */
static bool is_plain_host(const char *host) {
    return *host && host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789.-_:[]")] == '\0';
}

const char *request_origin(struct context *context, const struct request *request) {
    const struct exchange *exchange = exchange_of(request);
    const char *host = exchange->headers.host;
    if (*exchange->app->settings.public_url) {
        return exchange->app->settings.public_url;
    }
    return host && is_plain_host(host) ? arena_format(context->arena, "http://%s", host) : "";
}
