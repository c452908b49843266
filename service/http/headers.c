#include "http/headers.h"
#include "base/limits.h"
#include "base/uuid.h"
#include <string.h>
#include <strings.h>

enum { TRACEPARENT_LENGTH = 55, TRACE_ID_LENGTH = 32, PHONE_DIGITS_LEAST = 7 };

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
                                  HEADER("Break-Glass", break_glass, true),
                                  HEADER("Prefer", prefer, false),
                                  HEADER("Origin", origin, true),
                                  HEADER("Access-Control-Request-Method", request_method, true)};

void headers_take(struct headers *headers, const char *name, const char *value) {
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        if (row->length != length || strcasecmp(row->name, name) != 0) {
            continue;
        }
        const char **place = (const char **)(void *)((char *)headers + row->offset);
        if (*place && row->single) {
            headers->repeated = true;
        }
        *place = value;
        return;
    }
}

static bool is_number(const char *text) {
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits < 19 && text[digits] == '\0';
}

const char *headers_fault(const struct headers *headers, const char *protocol) {
    if (headers->repeated) {
        return "a header came twice";
    }
    if (headers->content_length && !is_number(headers->content_length)) {
        return "bad Content-Length";
    }
    if (headers->content_length && headers->transfer_encoding) {
        return "Content-Length beside Transfer-Encoding";
    }
    if (headers->transfer_encoding && strcasecmp(headers->transfer_encoding, "chunked") != 0) {
        return "bad Transfer-Encoding";
    }
    if (strcmp(protocol, "HTTP/1.1") == 0 && !headers->host) {
        return "no Host";
    }
    /* Values of headers with one name arrive joined by commas. */
    return headers->host && strpbrk(headers->host, ", \t/@") ? "bad Host" : NULL;
}

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* DDMMYYcNNNx, whatever the day and the check character. */
static bool is_identity_code(const char *text) {
    return strspn(text, "0123456789") == 6 && (text[6] == '-' || is_letter(text[6])) &&
           strspn(text + 7, "0123456789") >= 3 && (is_digit(text[10]) || is_letter(text[10]));
}

static bool has_identity_code(const char *id) {
    while (*id) {
        if (is_identity_code(id)) {
            return true;
        }
        size_t digits = strspn(id, "0123456789");
        id += digits > 0 ? digits : 1;
    }
    return false;
}

/* Digits and what people put between them, from 0 or 358 on, as many as a phone number has. */
static bool is_phone(const char *text) {
    size_t digits = 0;
    for (; *text && strchr("0123456789-.:", *text); text++) {
        digits += is_digit(*text);
    }
    return digits >= PHONE_DIGITS_LEAST;
}

static bool has_phone(const char *id) {
    while (*id) {
        if ((*id == '0' || strncmp(id, "358", 3) == 0) && is_phone(id)) {
            return true;
        }
        size_t digits = strspn(id, "0123456789");
        id += digits > 0 ? digits : 1;
    }
    return false;
}

static bool is_uuid(const char *id) {
    struct uuid uuid;
    return uuid_parse(id, &uuid);
}

const char *headers_request_id(const struct headers *headers) {
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:";
    const char *id = headers->request_id;
    size_t length = id ? strlen(id) : 0;
    if (length == 0 || length > REQUEST_ID_LENGTH_MAX || strspn(id, plain) != length) {
        return NULL;
    }
    bool machine_made = is_uuid(id) || strspn(id, "0123456789abcdefABCDEF") == TRACE_ID_LENGTH;
    return machine_made || (!has_identity_code(id) && !has_phone(id)) ? id : NULL;
}

const char *headers_traceparent(const struct headers *headers) {
    static const char shape[] = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
    const char *value = headers->traceparent;
    if (!value || strlen(value) != TRACEPARENT_LENGTH) {
        return NULL;
    }
    for (size_t i = 0; i < TRACEPARENT_LENGTH; i++) {
        bool good =
            shape[i] == 'x' ? strchr("0123456789abcdef", value[i]) != NULL : value[i] == shape[i];
        if (!good) {
            return NULL;
        }
    }
    return value;
}
