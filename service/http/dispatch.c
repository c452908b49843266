#include "http/dispatch.h"
#include "app.h"
#include "auth/auth.h"
#include "base/area.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "db/db.h"
#include "http/etag.h"
#include "http/idempotency.h"
#include "http/negotiate.h"
#include "http/oauth.h"
#include "http/outcome.h"
#include "http/percent.h"
#include "http/problem.h"
#include "http/refusal.h"
#include "http/successor.h"
#include "http/token_use.h"
#include "keyring/keyring.h"
#include "ledger/ledger.h"
#include "work/work.h"
#include "json/json.h"
#include <string.h>

void dispatch_prepare(struct exchange *exchange) {
    struct context *context = exchange->context;
    char id[UUID_TEXT_SIZE];
    exchange->started_us = clock_monotonic_us();
    context->app = exchange->app;
    context->now = clock_now(&exchange->app->clock);
    context->today = instant_day_helsinki(context->now);
    context->language = negotiate_language(exchange->headers.accept_language);
    context->traceparent = headers_traceparent(&exchange->headers);
    context->request_id = headers_request_id(&exchange->headers);
    if (!context->request_id) {
        struct uuid uuid = uuid_new(context->now.us / 1000);
        uuid_print(&uuid, id);
        context->request_id = arena_string(context->arena, id);
    }
    const char *query = strchr(exchange->message.target, '?');
    exchange->query = query ? query + 1 : "";
    exchange->reply = (struct reply){.status = 200, .content_type = "application/json"};
    text_init(&exchange->reply.body, context->arena);
}

static enum status check_message(struct exchange *exchange) {
    struct context *context = exchange->context;
    const char *fault = headers_fault(&exchange->headers, exchange->message.protocol);
    if (fault) {
        exchange->close = true;
        return context_fail(context, STATUS_bad_request, "message: %s", fault);
    }
    if (!percent_decode_query(context->arena, exchange->query, strlen(exchange->query))) {
        return context_fail(context, STATUS_bad_request, "the query can't be decoded");
    }
    return OK;
}

static bool is_public(const struct route *route) {
    return route->permission && strcmp(route->permission, "public") == 0;
}

/* What the service tells about itself, to anybody; a token is no such thing. */
static bool is_open(const struct route *route) {
    return is_public(route) && !(route->flags & ROUTE_OAUTH);
}

/* The internal listener has what the service tells about itself, and no data. */
static bool is_reachable(const struct exchange *exchange) {
    return !exchange->internal || is_open(exchange->route);
}

static bool is_preflight(const struct exchange *exchange) {
    return strcmp(exchange->message.method, "OPTIONS") == 0 && exchange->headers.origin &&
           exchange->headers.request_method;
}

/* OPTIONS is answered from the table, for the curious; to a page's preflight whatever its path: the
 * page is to read that there is nothing. */
static enum status find_route(struct exchange *exchange, const struct router *router) {
    struct context *context = exchange->context;
    const struct message *message = &exchange->message;
    struct match *match = &exchange->match;
    router_match(router, context->arena, message->target, strcspn(message->target, "?"), match);
    exchange->preflight = is_preflight(exchange);
    if (exchange->preflight) {
        exchange->reply.status = 204;
        exchange->allow = match->path ? path_allow(match->path, context->arena) : NULL;
        return OK;
    }
    if (!match->path) {
        return context_fail(context, STATUS_not_found, "no such path");
    }
    if (match->malformed) {
        return context_fail(context, STATUS_bad_request, "the path can't be decoded");
    }
    if (strcmp(message->method, "OPTIONS") == 0) {
        exchange->allow = path_allow(match->path, context->arena);
        exchange->reply.status = 204;
        return OK;
    }
    exchange->route = path_route(match->path, message->method);
    if (exchange->route && !is_reachable(exchange)) {
        return context_fail(context, STATUS_not_found, "not on this listener");
    }
    if (exchange->route) {
        return OK;
    }
    exchange->allow = path_allow(match->path, context->arena);
    return context_fail(context, STATUS_method_not_allowed, "no such method");
}

static void fill_request(struct exchange *exchange) {
    struct request *request = &exchange->request;
    const char *target = exchange->message.target;
    exchange->context->operation = exchange->route->operation;
    request->path = arena_copy(exchange->context->arena, target, strcspn(target, "?"));
    request->parameters = exchange->match.parameters;
    request->parameter_count = exchange->match.parameter_count;
    request->body = exchange->message.body;
    request->body_length = exchange->message.body_length;
    request->native = exchange;
}

static enum status check_body(struct exchange *exchange) {
    size_t limit = exchange->route->body_limit;
    if (limit == 0) {
        limit = (size_t)exchange->app->settings.body_limit;
    }
    if (exchange->request.body_length <= limit) {
        return OK;
    }
    return context_fail(exchange->context, STATUS_too_large, "more than %zu bytes", limit);
}

static enum status check_rate(struct exchange *exchange) {
    struct context *context = exchange->context;
    const struct actor *actor = &context->actor;
    exchange->bounded =
        rates_take(exchange->rates, actor->area, actor->sub, exchange->started_us, &exchange->rate);
    if (!exchange->bounded || exchange->rate.wait_s == 0) {
        return OK;
    }
    return context_fail(context, STATUS_too_many_requests, "more than RATE_LIMIT and RATE_BURST");
}

enum status request_caller_found(struct context *context, const struct request *request,
                                 const uint8_t *hash, struct instant until) {
    struct exchange *exchange = exchange_of(request);
    enum status status = check_rate(exchange);
    (void)context;
    return status == OK ? token_use_take(exchange, hash, until) : status;
}

/* What the service tells about itself is told also while answers pile up. */
static enum status check_crowd(const struct exchange *exchange) {
    if (!exchange->crowded || is_open(exchange->route)) {
        return OK;
    }
    return context_fail(exchange->context, STATUS_unavailable, "answers that nobody reads");
}

/* What is used is the noun of the permission; records of the other register are seen where they are
 * only read. */
static void set_use(struct exchange *exchange) {
    struct context *context = exchange->context;
    const char *permission = exchange->route->permission;
    context->noun = arena_copy(context->arena, permission, strcspn(permission, ":"));
    context->reads = strcmp(exchange->route->method, "GET") == 0;
}

/* The reason that stands in Break-Glass, in quotes or bare; it opens the other register for this
 * one reading, and the access log and an event tell of it. Where the operation does not name the
 * header it opens nothing: a list over all clients is no emergency. */
static enum status check_glass(struct exchange *exchange) {
    struct context *context = exchange->context;
    const char *header = exchange->headers.break_glass;
    if (!header || !(exchange->route->flags & ROUTE_BREAK_GLASS)) {
        return OK;
    }
    if (!actor_may(&context->actor, "client:break_glass")) {
        context->needs = "client:break_glass";
        return context_fail(context, STATUS_forbidden, "needs client:break_glass");
    }
    size_t length = strlen(header);
    bool quoted = length >= 2 && header[0] == '"' && header[length - 1] == '"';
    const char *reason = arena_copy(context->arena, header + quoted, length - (quoted ? 2 : 0));
    bool valid = utf8_check(reason, strlen(reason)) == strlen(reason);
    size_t count = valid ? utf8_count(reason) : 0;
    if (count < GLASS_REASON_LEAST || count > GLASS_REASON_MOST ||
        utf8_has_control(reason, false)) {
        context_error(context, "?Break-Glass", ERROR_bad_format, "\"...\"");
    } else {
        context->glass = reason;
    }
    return context_settle(context, STATUS_invalid);
}

/* Told once a call, whether something was found or not. */
static enum status record_glass(struct context *context) {
    if (!context->glass) {
        return OK;
    }
    const struct uuid none = {{0}}, id = uuid_new(context->now.us / 1000);
    enum status status =
        ledger_audit(context, AUDIT_READ, none, RESOURCE_break_glass, id, GROUND_break_glass);
    return status == OK ? ledger_event(context, EVENT_break_glass_used, id, 1) : status;
}

/* A record system's token is for one URL; the language of its row counts where the call asks for
 * none. */
static enum status check_ehr(struct exchange *exchange) {
    struct context *context = exchange->context;
    struct ehr_call *call = &exchange->request.ehr_call;
    const char *endpoint = arena_format(context->arena, "%s%s", exchange->app->settings.public_url,
                                        exchange->route->path);
    enum status status =
        auth_ehr(context, exchange->app->auth, exchange->headers.authorization, endpoint, call);
    if (status == OK && call->ehr->language && !exchange->headers.accept_language) {
        context->language = (enum language)(call->ehr->language - 1);
    }
    return status;
}

static enum status check_token(struct exchange *exchange) {
    return exchange->route->flags & ROUTE_EHR ? check_ehr(exchange)
                                              : auth_token(exchange->context, exchange->app->auth,
                                                           exchange->headers.authorization);
}

/* A row without a permission lets nobody in. */
static enum status check_caller(struct exchange *exchange) {
    struct context *context = exchange->context;
    const struct route *route = exchange->route;
    const char *permission = route->permission ? route->permission : "";
    if (is_public(route)) {
        return OK;
    }
    enum status status = check_token(exchange);
    if (status == OK) {
        status = check_rate(exchange);
    }
    if (status == OK && !area_exists(context->actor.area)) {
        return context_fail(context, STATUS_not_found, "no such area");
    }
    if (status != OK) {
        return status;
    }
    if (!*permission || !actor_may(&context->actor, permission)) {
        return context_fail(context, STATUS_forbidden, "needs %s", permission);
    }
    if (uuid_is_set(&context->actor.client_id) && !(route->flags & ROUTE_CLIENT_MAY)) {
        return context_fail(context, STATUS_forbidden, "not for clients");
    }
    set_use(exchange);
    return check_glass(exchange);
}

/* `?format=` goes before Accept: a link can say it. */
static bool form_asked_for(struct exchange *exchange) {
    static const struct {
        const char *word;
        enum answer_form form;
    } words[] = {{"json", ANSWER_JSON}, {"csv", ANSWER_CSV}, {"csv-fi", ANSWER_CSV_FINNISH}};
    const char *format = NULL;
    if (strstr(exchange->route->produces, "text/csv")) {
        format = request_query(exchange->context, &exchange->request, "format");
    }
    for (size_t i = 0; format && i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, format) == 0) {
            exchange->request.form = words[i].form;
            return true;
        }
    }
    if (format) {
        context_error(exchange->context, "?format", ERROR_not_in_list, "json, csv, csv-fi");
    }
    return format != NULL;
}

static enum answer_form form_of(const char *media_type) {
    if (strcmp(media_type, "application/json") == 0) {
        return ANSWER_JSON;
    }
    if (strcmp(media_type, "text/csv") == 0) {
        return ANSWER_CSV;
    }
    return strcmp(media_type, "text/calendar") == 0 ? ANSWER_CALENDAR : ANSWER_OTHER;
}

/* FHIR's `_format` says it as `?format=` does. */
static const char *taken(struct exchange *exchange) {
    const char *format = outcome_speaks(exchange->route->path)
                             ? request_query(exchange->context, &exchange->request, "_format")
                             : NULL;
    return !format ? exchange->headers.accept : strcmp(format, "json") == 0 ? fhir_json : format;
}

static enum status choose_form(struct exchange *exchange) {
    struct context *context = exchange->context;
    if (!route_is_api(exchange->route)) {
        return OK;
    }
    if (form_asked_for(exchange)) {
        return context_settle(context, STATUS_invalid);
    }
    const char *media_type =
        negotiate_preferred(context->arena, taken(exchange), exchange->route->produces);
    if (!media_type) {
        return context_fail(context, STATUS_not_acceptable, "Accept leaves out %s",
                            exchange->route->produces);
    }
    exchange->request.form = form_of(media_type);
    return OK;
}

/* Of a document that is put whole: the first is made where there is none. */
static bool wants_first(const struct exchange *exchange) {
    return (exchange->route->flags & ROUTE_MAKES_FIRST) && exchange->headers.if_none_match;
}

static enum status check_first(struct exchange *exchange) {
    struct context *context = exchange->context;
    if (strcmp(exchange->headers.if_none_match, "*") != 0) {
        context_error(context, "?If-None-Match", ERROR_bad_format, "*");
    }
    if (exchange->headers.if_match) {
        context_error(context, "?If-None-Match", ERROR_only_one, "If-Match, If-None-Match");
    }
    exchange->request.if_match.none = true;
    return context_settle(context, STATUS_invalid);
}

static enum status check_conditions(struct exchange *exchange) {
    struct context *context = exchange->context;
    enum status status = choose_form(exchange);
    if (status != OK) {
        return status;
    }
    if (!(exchange->route->flags & ROUTE_PRECONDITION)) {
        return OK;
    }
    if (wants_first(exchange)) {
        return check_first(exchange);
    }
    const char *if_match = exchange->headers.if_match;
    if (!if_match) {
        return context_fail(context, STATUS_precondition_missing, "no If-Match");
    }
    if (!etag_parse_match(context->arena, if_match, &exchange->request.if_match)) {
        context_error(context, "?If-Match", ERROR_bad_format, "\"1\"");
    }
    return context_settle(context, STATUS_invalid);
}

static const char *known_names(struct context *context, const char *query) {
    struct text text;
    text_init(&text, context->arena);
    for (const char *at = query; *at;) {
        size_t length = strcspn(at, " ");
        if (length > 0) {
            text_add_string(&text, text.length > 0 ? ", " : "");
            text_add(&text, at, length);
        }
        at += length + (at[length] == ' ');
    }
    return text.length > 0 ? text.bytes : "-";
}

static bool is_known(const struct exchange *exchange, const char *name) {
    const char *padded = arena_format(exchange->context->arena, " %s ", name);
    return *name && !strchr(name, ' ') && strstr(exchange->route->query, padded);
}

/* A parameter that the operation does not know, or one given twice, would be lost silently. */
static enum status check_query(struct exchange *exchange) {
    struct context *context = exchange->context;
    if (outcome_speaks(exchange->route->path)) {
        return OK; /* request_parameters does, by the rules of FHIR */
    }
    const char *seen[QUERY_PARAMETERS_MAX];
    size_t count = 0;
    for (const char *at = exchange->query; *at;) {
        size_t pair = strcspn(at, "&");
        const char *name = percent_decode_query(context->arena, at, strcspn(at, "=&"));
        at += pair + (at[pair] == '&');
        if (pair == 0) {
            continue;
        }
        if (count == QUERY_PARAMETERS_MAX) {
            return context_fail(context, STATUS_bad_request, "more than %d query parameters",
                                QUERY_PARAMETERS_MAX);
        }
        bool twice = false;
        for (size_t i = 0; i < count; i++) {
            twice = twice || strcmp(seen[i], name) == 0;
        }
        seen[count++] = name;
        const char *pointer = arena_format(context->arena, "?%s", name);
        if (!is_known(exchange, name)) {
            context_error(context, pointer, ERROR_unknown_parameter,
                          known_names(context, exchange->route->query));
        } else if (twice) {
            context_error(context, pointer, ERROR_duplicate_key, NULL);
        }
    }
    return context_settle(context, STATUS_invalid);
}

static enum status handle(struct exchange *exchange, const char *key) {
    struct context *context = exchange->context;
    struct idempotency *once = NULL;
    enum status status = key ? idempotency_begin(exchange, key, &once) : OK;
    if (status != OK) {
        return status;
    }
    status = exchange->route->handle(context, &exchange->request, &exchange->reply);
    return once ? idempotency_end(exchange, once, status) : status;
}

/* A service may start while the database is away: before the first request that reads or writes it
 * the vault's keys are held against it, and again after a probe saw them differ. */
static enum status check_keys(struct exchange *exchange) {
    struct app *app = exchange->app;
    const char *words = "";
    if (app->keys_fit) {
        return OK;
    }
    app->keys_fit = keyring_open(app->pool, app->vault, &words) == KEYRING_FITS;
    if (app->keys_fit) {
        return OK;
    }
    return context_fail(exchange->context, STATUS_unavailable, "keys: %s", words);
}

/* The transaction is begun by the first statement and ends here, one way or the other. */
static enum status run(struct exchange *exchange) {
    struct context *context = exchange->context;
    const char *key = NULL;
    bool database = !(exchange->route->flags & ROUTE_NO_DATABASE);
    enum status status = OK;
    if (database && exchange->route->flags & ROUTE_IDEMPOTENT) {
        status = idempotency_key_read(context, exchange->headers.idempotency_key, &key);
    }
    if (status != OK) {
        return status;
    }
    if (database && exchange->route->permission && !is_open(exchange->route)) {
        status = check_keys(exchange);
    }
    if (status != OK) {
        return status;
    }
    if (database) {
        context->db = db_session_new(exchange->app->pool, context);
    }
    const struct ehr_call *call = &exchange->request.ehr_call;
    if (database && call->ehr) {
        status = token_use_take(exchange, call->token_hash, call->until);
    }
    if (status == OK) {
        status = handle(exchange, key);
    }
    if (status == OK && database) {
        status = record_glass(context);
    }
    if (status == OK && database) {
        status = db_commit(context);
    }
    status = token_use_verdict(exchange, status);
    if (status == OK && exchange->reply.status == 202) {
        work_wake(exchange->app->work);
    }
    if (status != OK && database) {
        db_rollback(context);
    }
    if (database) {
        db_session_close(context);
    }
    return status;
}

static const char *fill_in(const struct context *context, const char *text, const char *word) {
    const char *gap = strstr(text, "%s");
    return arena_format(context->arena, "%.*s%s%s", (int)(gap - text), text, word, gap + 2);
}

static const char *detail_of(const struct exchange *exchange, enum status status) {
    static const char *const needs[LANGUAGE_COUNT] = {
        "Tähän kutsuun tarvitaan %s.", "Det här anropet kräver %s.", "This call needs %s."};
    static const char *const no_area[LANGUAGE_COUNT] = {
        "Hyvinvointialuetta %s ei ole.", "Välfärdsområdet %s finns inte.", "There is no area %s."};
    const struct context *context = exchange->context;
    const struct actor *actor = &context->actor;
    const char *permission = context->needs    ? context->needs
                             : exchange->route ? exchange->route->permission
                                               : NULL;
    if (status == STATUS_forbidden && permission && !actor_may(actor, permission)) {
        return fill_in(context, needs[context->language], permission);
    }
    if (status == STATUS_not_found && actor->area && !area_exists(actor->area)) {
        return fill_in(context, no_area[context->language], actor->area);
    }
    return NULL;
}

static enum status serve(struct exchange *exchange, const struct router *router) {
    enum status status = check_message(exchange);
    if (status == OK) {
        status = find_route(exchange, router);
    }
    if (status != OK || !exchange->route) {
        return status;
    }
    fill_request(exchange);
    status = check_crowd(exchange);
    if (status == OK) {
        status = check_caller(exchange);
    }
    if (status == OK) {
        status = check_body(exchange);
    }
    if (status == OK) {
        status = check_query(exchange);
    }
    if (status == OK) {
        status = check_conditions(exchange);
    }
    return status == OK ? run(exchange) : status;
}

static const char *etag_of_reply(const struct exchange *exchange) {
    const struct reply *reply = &exchange->reply;
    struct arena *arena = exchange->context->arena;
    if (reply->etag_of_body) {
        return etag_of(arena, reply->body.bytes, reply->body.length);
    }
    return reply->etag > 0 ? etag_print(arena, reply->etag, exchange->context->language) : NULL;
}

static void leave_out_known(struct exchange *exchange) {
    struct reply *reply = &exchange->reply;
    bool may = exchange->route && exchange->route->flags & ROUTE_NOT_MODIFIED;
    const char *known = may && reply->status == 200
                            ? etag_none_match(exchange->context->arena,
                                              exchange->headers.if_none_match, exchange->etag)
                            : NULL;
    if (known) {
        reply->status = 304;
        exchange->etag = known;
        text_init(&reply->body, exchange->context->arena);
    }
}

void dispatch(struct exchange *exchange, const struct router *router) {
    struct context *context = exchange->context;
    enum status status = serve(exchange, router);
    if (is_oauth(exchange)) {
        oauth_finish(exchange, status);
        return;
    }
    if (status != OK) {
        status = successor_tell(exchange, status);
    }
    if (status != OK) {
        status = refusal_record(exchange, status);
    }
    if (status == OK) {
        exchange->etag = etag_of_reply(exchange);
        leave_out_known(exchange);
        return;
    }
    if (context->failure == OK) {
        (void)context_fail(context, status, "%s", status_code(status));
    }
    const char *detail = detail_of(exchange, status);
    if (outcome_speaks(exchange->message.target)) {
        outcome_write(context, status, detail, &exchange->reply);
    } else {
        problem_write(context, status, detail, &exchange->reply);
    }
    exchange->reply.location = exchange->successor;
}

void dispatch_refuse(struct exchange *exchange, enum status status, const char *words) {
    (void)context_fail(exchange->context, status, "message: %s", words);
    problem_write(exchange->context, status, NULL, &exchange->reply);
}
