/* What callers put into paths, queries and headers: read without harm, and to the letter. The whole
 * input goes to every reader. */
#include "fuzz.h"

#include "http/cursor.h"
#include "http/etag.h"
#include "http/headers.h"
#include "http/idempotency.h"
#include "http/negotiate.h"
#include "http/percent.h"
#include "http/router.h"

static const struct route table[] = {
    {"list", "GET", "/v1/things", "thing:read", 0, 0, "", "application/json", NULL},
    {"find", "POST", "/v1/things/search", "thing:read", 0, 0, "", "application/json", NULL},
    {"get", "GET", "/v1/things/{id}", "thing:read", 0, 0, "", "application/json", NULL},
    {"part", "GET", "/v1/things/{id}/{part}", "x:y", 0, 0, "", "application/json", NULL},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL}};

static void try_path(struct context *context, const char *text) {
    struct router *router = router_new(table);
    struct match match;
    router_match(router, context->arena, text, strlen(text), &match);
    must_hold(!match.path || strncmp(text, "/v1/things", 10) == 0);
    for (size_t i = 0; match.path && !match.malformed && i < match.parameter_count; i++) {
        must_hold(*match.parameters[i] != '\0');
    }
    router_free(router);
}

static void try_percent(struct context *context, const char *text) {
    const char *decoded = percent_decode(context->arena, text, strlen(text));
    if (!decoded) {
        return;
    }
    const char *encoded = percent_encode(context->arena, decoded);
    const char *again = percent_decode(context->arena, encoded, strlen(encoded));
    must_hold(again && strcmp(again, decoded) == 0);
}

static void try_cursor(struct context *context, const char *text) {
    const char *values[PAGE_KEYS_MAX];
    (void)cursor_parse(context->arena, "thing_list", text, values);
    values[0] = text;
    char *made = cursor_print(context->arena, "thing_list", values, 1);
    must_hold(!made || !strpbrk(text, "\x1e\x1f") ==
                           (cursor_parse(context->arena, "thing_list", made, values) && values[0] &&
                            strcmp(values[0], text) == 0));
}

/* What names a version stands in the text as a tag of it, with or without a language. */
static bool stands(struct context *context, const char *text, int64_t version) {
    const char *plain = etag_print(context->arena, version, LANGUAGE_FI);
    if (etag_none_match(context->arena, text, plain)) {
        return true;
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (etag_none_match(context->arena, text,
                            arena_format(context->arena, "\"%lld-%s\"", (long long)version,
                                         language_codes[i]))) {
            return true;
        }
    }
    return false;
}

static void try_tags(struct context *context, const char *text) {
    struct versions versions;
    (void)etag_none_match(context->arena, text, "\"7-sv\"");
    if (!etag_parse_match(context->arena, text, &versions)) {
        return;
    }
    must_hold(versions.any || versions.count > 0);
    for (size_t i = 0; i < versions.count; i++) {
        must_hold(versions.items[i] == 0 || stands(context, text, versions.items[i]));
    }
}

static void try_key(struct context *context, const char *text) {
    const char *key = NULL;
    if (idempotency_key_read(context, text, &key) == OK) {
        must_hold(key && *key && strlen(key) <= 255);
    }
    context->error_count = 0;
}

static void try_message(const char *text) {
    struct headers headers = {.host = "a", .request_id = text, .traceparent = text};
    const char *id = headers_request_id(&headers);
    must_hold(!id || strpbrk(id, "\r\n\" ") == NULL);
    (void)headers_traceparent(&headers);
    headers_take(&headers, "content-length", text);
    if (!headers_fault(&headers, "HTTP/1.1")) {
        must_hold(strspn(text, "0123456789") == strlen(text));
    }
}

static void try_all(struct context *context, const char *text) {
    try_path(context, text);
    try_percent(context, text);
    try_cursor(context, text);
    try_tags(context, text);
    try_key(context, text);
    try_message(text);
    (void)negotiate_language(text);
    (void)negotiate_preferred(context->arena, text, "application/json text/csv");
    (void)negotiate_is(text, "text/csv");
    (void)negotiate_gzip(text);
    (void)negotiate_is_json(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    if (length > 4096) {
        return 0;
    }
    struct context *context = fuzz_context();
    char *text = arena_copy(context->arena, (const char *)bytes, length);
    try_all(context, text);
    fuzz_context_free(context);
    return 0;
}
