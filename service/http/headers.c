#include "http/headers.h"
#include "base/limits.h"
#include <string.h>
#include <strings.h>

enum { TRACEPARENT_LENGTH = 55 };

struct row {
    const char *name;
    size_t length, offset;
    bool single;
};

#define HEADER(name, member, single)                                                               \
    { name, sizeof name - 1, offsetof(struct headers, member), single }
static const struct row rows[] = {HEADER("Host", host, true),
                                  HEADER("Content-Length", content_length, true),
                                  HEADER("Transfer-Encoding", transfer_encoding, true),
                                  HEADER("Content-Type", content_type, true),
                                  HEADER("Authorization", authorization, true),
                                  HEADER("Accept", accept, false),
                                  HEADER("Accept-Language", accept_language, false),
                                  HEADER("Accept-Encoding", accept_encoding, false),
                                  HEADER("X-Request-Id", request_id, false),
                                  HEADER("traceparent", traceparent, false),
                                  HEADER("If-Match", if_match, true),
                                  HEADER("If-None-Match", if_none_match, false),
                                  HEADER("Idempotency-Key", idempotency_key, true),
                                  HEADER("Origin", origin, true),
                                  HEADER("Access-Control-Request-Method", request_method, true)};

void headers_take(struct headers *headers, const char *name, const char *value) {
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        if (row->length != length || strcasecmp(row->name, name) != 0)
            continue;
        const char **place = (const char **)(void *)((char *)headers + row->offset);
        if (*place && row->single)
            headers->repeated = true;
        *place = value;
        return;
    }
}

static bool is_number(const char *text) {
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits < 19 && text[digits] == '\0';
}

const char *headers_fault(const struct headers *headers, const char *protocol) {
    if (headers->repeated)
        return "a header came twice";
    if (headers->content_length && !is_number(headers->content_length))
        return "bad Content-Length";
    if (headers->content_length && headers->transfer_encoding)
        return "Content-Length beside Transfer-Encoding";
    if (headers->transfer_encoding && strcasecmp(headers->transfer_encoding, "chunked") != 0)
        return "bad Transfer-Encoding";
    if (strcmp(protocol, "HTTP/1.1") == 0 && !headers->host)
        return "no Host";
    /* Values of headers with one name arrive joined by commas. */
    return headers->host && strpbrk(headers->host, ", \t/@") ? "bad Host" : NULL;
}

const char *headers_request_id(const struct headers *headers) {
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:";
    const char *id = headers->request_id;
    size_t length = id ? strlen(id) : 0;
    return length > 0 && length <= REQUEST_ID_LENGTH_MAX && strspn(id, plain) == length ? id : NULL;
}

const char *headers_traceparent(const struct headers *headers) {
    static const char shape[] = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
    const char *value = headers->traceparent;
    if (!value || strlen(value) != TRACEPARENT_LENGTH)
        return NULL;
    for (size_t i = 0; i < TRACEPARENT_LENGTH; i++) {
        bool good =
            shape[i] == 'x' ? strchr("0123456789abcdef", value[i]) != NULL : value[i] == shape[i];
        if (!good)
            return NULL;
    }
    return value;
}
