#include "http/answer.h"
#include "app.h"
#include "base/limits.h"
#include "http/compress.h"
#include "http/cors.h"
#include "http/etag.h"
#include "http/files.h"
#include "http/negotiate.h"
#include "http/oauth.h"
#include "http/outcome.h"
#include "http/percent.h"
#include <string.h>

static void add(struct answer *answer, const char *name, const char *value) {
    if (!value || answer->count == ANSWER_HEADERS_MAX) {
        return;
    }
    answer->names[answer->count] = name;
    answer->values[answer->count++] = value;
}

/* A name may be written with escapes: it is the same parameter. */
static bool is_cursor(const struct exchange *exchange, const char *pair) {
    const char *name = percent_decode_query(exchange->context->arena, pair, strcspn(pair, "=&"));
    return name && strcmp(name, "cursor") == 0;
}

/* The request's own target with the cursor of the next page: a relative reference (RFC 8288). */
static const char *next_link(const struct exchange *exchange) {
    struct text text;
    text_init(&text, exchange->context->arena);
    const char *target = exchange->message.target;
    text_add_char(&text, '<');
    text_add(&text, target, strcspn(target, "?"));
    text_add_char(&text, '?');
    for (const char *at = exchange->query; *at;) {
        size_t length = strcspn(at, "&");
        if (length > 0 && !is_cursor(exchange, at)) {
            text_add(&text, at, length);
            text_add_char(&text, '&');
        }
        at += length + (at[length] == '&');
    }
    text_format(&text, "cursor=%s>; rel=\"next\"", exchange->reply.link_next);
    return strpbrk(exchange->query, "<>\"") ? NULL : text.bytes;
}

/* FHIR's tags are weak: a version of the resource, whatever its bytes. */
static const char *etag_of_answer(const struct exchange *exchange) {
    struct arena *arena = exchange->context->arena;
    bool weak = exchange->etag && exchange->route && outcome_speaks(exchange->route->path);
    return weak ? arena_format(arena, "W/%s", exchange->etag) : exchange->etag;
}

static void add_resource(const struct exchange *exchange, struct answer *answer) {
    const struct reply *reply = &exchange->reply;
    add(answer, "ETag", etag_of_answer(exchange));
    add(answer, "Location", reply->location);
    if (reply->link_next) {
        add(answer, "Link", next_link(exchange));
    }
    if (exchange->replayed) {
        add(answer, "Idempotency-Replayed", "true");
    }
}

/* draft-ietf-httpapi-ratelimit-headers: what is allowed, and what is left of it. */
static void add_rate(const struct exchange *exchange, struct answer *answer) {
    const struct rate *rate = &exchange->rate;
    struct arena *arena = exchange->context->arena;
    if (!exchange->bounded) {
        return;
    }
    add(answer, "RateLimit-Policy",
        arena_format(arena, "\"caller\";q=%lld;w=%lld", (long long)rate->burst,
                     (long long)rate->window_s));
    add(answer, "RateLimit",
        arena_format(arena, "\"caller\";r=%lld;t=%lld", (long long)rate->left,
                     (long long)rate->full_s));
}

static int64_t retry_after_s(const struct exchange *exchange) {
    return exchange->reply.status == 429 ? exchange->rate.wait_s : RETRY_AFTER_S;
}

static void add_failure(const struct exchange *exchange, struct answer *answer) {
    int status = exchange->reply.status;
    struct arena *arena = exchange->context->arena;
    if (status == 401 && !is_oauth(exchange)) { /* an assertion is no scheme of a challenge */
        add(answer, "WWW-Authenticate",
            exchange->headers.authorization ? "Bearer error=\"invalid_token\"" : "Bearer");
    }
    if (status == 429 || status == 503) {
        add(answer, "Retry-After", arena_format(arena, "%lld", (long long)retry_after_s(exchange)));
    }
    add(answer, "Allow", exchange->allow);
    if (exchange->close || exchange->stopping) {
        add(answer, "Connection", "close");
    }
}

/* Problems and everything under /v1/ hold texts in the caller's language, or in that in which they
 * were given before. */
static bool speaks_language(const struct exchange *exchange) {
    const struct route *route = exchange->route;
    bool texts = exchange->reply.status >= 400 || (route && route_is_api(route));
    return texts && !exchange->unspoken;
}

static bool pack(struct exchange *exchange) {
    struct reply *reply = &exchange->reply;
    if (reply->stream.next) {
        return false; /* a piece must be readable when it has come */
    }
    if (reply->file) {
        return exchange->file_packed = file_has_packed(reply->file);
    }
    return reply->body.length >= COMPRESS_LEAST && compress_gzip(&reply->body);
}

static void add_content(struct exchange *exchange, struct answer *answer) {
    struct reply *reply = &exchange->reply;
    if (reply->body.length == 0 && !reply->file && !reply->stream.next) {
        return;
    }
    add(answer, "Content-Type", reply->content_type);
    add(answer, "Content-Security-Policy", reply->content_security_policy);
    if (reply->attachment) {
        add(answer, "Content-Disposition",
            arena_format(exchange->context->arena, "attachment; filename=\"%s\"",
                         reply->attachment));
    }
    if (speaks_language(exchange)) {
        add(answer, "Content-Language", language_codes[exchange->context->language]);
    }
    if (negotiate_gzip(exchange->headers.accept_encoding) && pack(exchange)) {
        add(answer, "Content-Encoding", "gzip");
        exchange->etag = etag_gzip(exchange->context->arena, exchange->etag);
    }
}

/* What the answer depends on beside its target. */
static const char *vary(const struct exchange *exchange) {
    const struct route *route = exchange->route;
    bool forms = route && strchr(route->produces, ' ') && route_is_api(route);
    return arena_format(exchange->context->arena, "%sAccept-Language, Accept-Encoding%s",
                        forms ? "Accept, " : "",
                        *exchange->app->settings.cors_origins ? ", Origin" : "");
}

void answer_make(struct exchange *exchange, struct answer *out) {
    out->count = 0;
    add_content(exchange, out);
    add_resource(exchange, out);
    add_failure(exchange, out);
    add_rate(exchange, out);
    add(out, "Cache-Control",
        exchange->reply.cache_control ? exchange->reply.cache_control : "no-store");
    if (is_oauth(exchange)) {
        add(out, "Pragma", "no-cache"); /* RFC 6749, 5.1 */
    }
    add(out, "X-Content-Type-Options", "nosniff");
    add(out, "X-Request-Id", exchange->context->request_id);
    const char *origin = cors_origin(exchange);
    add(out, "Vary", vary(exchange));
    if (!origin) {
        return;
    }
    add(out, "Access-Control-Allow-Origin", origin);
    add(out, "Access-Control-Expose-Headers", cors_exposed);
    if (!exchange->preflight) {
        return;
    }
    add(out, "Access-Control-Allow-Methods", cors_methods);
    add(out, "Access-Control-Allow-Headers", cors_headers);
    add(out, "Access-Control-Max-Age", "600");
}
