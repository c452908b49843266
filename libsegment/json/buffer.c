#include "document.h"

#include <stdlib.h>
#include <string.h>

void segj_buffer_clear(struct segj_buffer *buffer) {
    free(buffer->data);
    *buffer = (struct segj_buffer){0};
}

static bool grow(struct segj_buffer *buffer, size_t more) {
    size_t capacity = buffer->capacity ? buffer->capacity : 1024;
    while (capacity - buffer->length < more) {
        if (capacity > SIZE_MAX / 4) {
            return false;
        }
        capacity *= 2;
    }
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void segj_buffer_append(struct segj_buffer *buffer, const char *bytes, size_t length) {
    if (buffer->capacity - buffer->length < length && (buffer->failed || !grow(buffer, length))) {
        buffer->failed = true;
        return;
    }
    if (length) {
        memcpy(buffer->data + buffer->length, bytes, length);
        buffer->length += length;
    }
}

void segj_put_span(struct segj_buffer *buffer, struct span span) {
    segj_buffer_append(buffer, span.at, span.length);
}

void segj_put_number(struct segj_buffer *buffer, int64_t number) {
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) {
        *--at = '-';
    }
    segj_buffer_append(buffer, at, (size_t)(digits + sizeof digits - at));
}

size_t segj_escape(char c, char out[6]) {
    static const char hex[] = "0123456789abcdef";
    static const char letters[0x20] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    unsigned char byte = (unsigned char)c;
    char letter = byte < sizeof letters ? letters[byte] : c;
    if (letter) {
        memcpy(out, (char[]){'\\', letter}, 2);
        return 2;
    }
    memcpy(out, (char[]){'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]}, 6);
    return 6;
}

void segj_buffer_string(struct segj_buffer *buffer, const char *text, size_t length) {
    char escape[6];
    size_t start = 0;
    PUT(buffer, "\"");
    for (size_t i = 0; i < length; i++) {
        if (segj_is_plain(text[i])) {
            continue;
        }
        segj_buffer_append(buffer, text + start, i - start);
        segj_buffer_append(buffer, escape, segj_escape(text[i], escape));
        start = i + 1;
    }
    segj_buffer_append(buffer, text + start, length - start);
    PUT(buffer, "\"");
}
