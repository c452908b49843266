/* What handlers ask of a request. */
#include "base/limits.h"
#include "http/cursor.h"
#include "http/exchange.h"
#include "http/negotiate.h"
#include "http/percent.h"
#include "json/json.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct exchange *exchange_of(const struct request *request) {
    return (struct exchange *)(uintptr_t)request->native;
}

enum status request_uuid(struct context *context, const struct request *request, size_t index,
                         struct uuid *out) {
    if (index >= request->parameter_count || !uuid_parse(request->parameters[index], out)) {
        return context_fail(context, STATUS_not_found, "the path holds no UUID");
    }
    return OK;
}

/* The undecoded value of the first parameter of that name; NULL where there is none. */
static const char *find_parameter(struct context *context, const char *query, const char *name,
                                  size_t *length) {
    for (const char *at = query; *at;) {
        size_t pair = strcspn(at, "&"), key = strcspn(at, "=&");
        const char *decoded = percent_decode_query(context->arena, at, key);
        if (decoded && strcmp(decoded, name) == 0) {
            const char *value = at + key + (key < pair);
            *length = pair - (size_t)(value - at);
            return value;
        }
        at += pair + (at[pair] == '&');
    }
    return NULL;
}

const char *request_query(struct context *context, const struct request *request,
                          const char *name) {
    size_t length = 0;
    const char *query = exchange_of(request)->query;
    const char *value = *query ? find_parameter(context, query, name, &length) : NULL;
    return value ? percent_decode_query(context->arena, value, length) : NULL;
}

static void refuse_parameter(struct context *context, const char *name, enum error_code code,
                             const char *word) {
    context_error(context, arena_format(context->arena, "?%s", name), code, word);
}

enum status request_query_bool(struct context *context, const struct request *request,
                               const char *name, bool *out) {
    const char *value = request_query(context, request, name);
    *out = value && strcmp(value, "true") == 0;
    if (!value || *out || strcmp(value, "false") == 0) {
        return OK;
    }
    refuse_parameter(context, name, ERROR_not_in_list, "true, false");
    return context_settle(context, STATUS_invalid);
}

bool request_is(const struct request *request, const char *media_type) {
    return negotiate_is(exchange_of(request)->headers.content_type, media_type);
}

static enum status check_media_type(struct context *context, const struct request *request) {
    if (negotiate_is_json(exchange_of(request)->headers.content_type)) {
        return OK;
    }
    return context_fail(context, STATUS_unsupported_media_type, "the body is not application/json");
}

enum status request_decode(struct context *context, const struct request *request,
                           const struct shape *shape, void *record) {
    enum status status = check_media_type(context, request);
    if (status != OK) {
        return status;
    }
    return json_decode(context, request->body, request->body_length, shape, record);
}

enum status request_change(struct context *context, const struct request *request,
                           const struct shape *shape, bool body_needed, struct uuid *id,
                           void *body) {
    enum status status = request_uuid(context, request, 0, id);
    return status == OK && (body_needed || request->body_length > 0)
               ? request_decode(context, request, shape, body)
               : status;
}

enum status request_json(struct context *context, const struct request *request,
                         const struct json **out) {
    enum status status = check_media_type(context, request);
    return status == OK ? json_parse(context, request->body, request->body_length, out) : status;
}

static void read_limit(struct context *context, const char *name, const char *value,
                       struct page *page) {
    char *end = NULL;
    long long number = PAGE_LIMIT_DEFAULT;
    if (value) {
        errno = 0;
        number = strtoll(value, &end, 10);
        bool digits = *value && strspn(value, "0123456789") == strlen(value);
        if (!digits) {
            refuse_parameter(context, name, ERROR_wrong_type, "integer");
        } else if (errno || number < 1 || number > PAGE_LIMIT_MAX) {
            refuse_parameter(context, name, ERROR_out_of_range,
                             arena_format(context->arena, "1..%d", PAGE_LIMIT_MAX));
        }
        number = context->error_count > 0 ? PAGE_LIMIT_DEFAULT : number;
    }
    page->limit = number;
}

/* The parameters that say what is listed; not where the page begins and how long it is. */
static bool is_filter(const char *pair) {
    return strncmp(pair, "cursor=", 7) != 0 && strncmp(pair, "limit=", 6) != 0 &&
           strncmp(pair, "total=", 6) != 0;
}

static int compare_pairs(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The same list asked for with its filters in another order is the same list. */
static const char *binding_of(struct context *context, const struct request *request) {
    const struct exchange *exchange = exchange_of(request);
    const char *pairs[QUERY_PARAMETERS_MAX];
    size_t count = 0;
    struct text text;
    for (const char *at = exchange->query; *at && count < QUERY_PARAMETERS_MAX;) {
        size_t length = strcspn(at, "&");
        const char *pair = percent_decode_query(context->arena, at, length);
        if (pair && *pair && is_filter(pair)) {
            pairs[count++] = pair;
        }
        at += length + (at[length] == '&');
    }
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    text_init(&text, context->arena);
    text_format(&text, "%s %s %s %s", context->operation, request->path, context->actor.area,
                context->actor.sub ? context->actor.sub : "");
    for (size_t i = 0; i < count; i++) {
        text_add_char(&text, '\n');
        text_add_string(&text, pairs[i]);
    }
    return text.bytes;
}

enum status request_page(struct context *context, const struct request *request, struct page *out) {
    struct page page = {.binding = binding_of(context, request)};
    const char *cursor = request_query(context, request, "cursor");
    read_limit(context, "limit", request_query(context, request, "limit"), &page);
    if (cursor && !cursor_parse(context->arena, page.binding, cursor, page.after)) {
        context_error(context, "?cursor", ERROR_bad_cursor, NULL);
    }
    enum status status = request_query_bool(context, request, "total", &page.total_wanted);
    if (status == OK) {
        status = context_settle(context, STATUS_invalid);
    }
    if (status == OK) {
        *out = page;
        context->page = out;
    }
    return status;
}

enum status request_page_of(struct context *context, const struct page_wanted *wanted,
                            struct page *out) {
    const struct actor *actor = &context->actor;
    struct page page = {.binding = arena_format(context->arena, "%s %s %s", wanted->of, actor->area,
                                                actor->sub ? actor->sub : "")};
    read_limit(context, wanted->limit_name, wanted->limit, &page);
    if (wanted->cursor && !cursor_parse(context->arena, page.binding, wanted->cursor, page.after)) {
        refuse_parameter(context, wanted->cursor_name, ERROR_bad_cursor, NULL);
    }
    enum status status = context_settle(context, STATUS_invalid);
    if (status == OK) {
        *out = page;
        context->page = out;
    }
    return status;
}
