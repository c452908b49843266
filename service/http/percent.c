#include "http/percent.h"
#include "base/text.h"
#include "base/utf8.h"
#include <stdbool.h>
#include <string.h>

/* The byte that `%xy` at `text` stands for; -1 where it is none. */
static int escaped(const char *text, size_t length) {
    if (length < 3) {
        return -1;
    }
    int high = text_hex_digit(text[1]), low = text_hex_digit(text[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static char *decode(struct arena *arena, const char *text, size_t length, bool plus) {
    char *out = arena_alloc(arena, length + 1);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        int byte = (unsigned char)text[i];
        if (byte == '%') {
            byte = escaped(text + i, length - i);
            i += 2;
        } else if (plus && byte == '+') {
            byte = ' ';
        }
        if (byte < 32 || byte == 127) {
            return NULL;
        }
        out[count++] = (char)byte;
    }
    return utf8_check(out, count) == count ? out : NULL;
}

char *percent_decode(struct arena *arena, const char *text, size_t length) {
    return decode(arena, text, length, false);
}

char *percent_decode_query(struct arena *arena, const char *text, size_t length) {
    return decode(arena, text, length, true);
}

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~", c) != NULL);
}

char *percent_encode(struct arena *arena, const char *text) {
    struct text out;
    text_init(&out, arena);
    for (; *text; text++) {
        if (is_unreserved(*text)) {
            text_add_char(&out, *text);
        } else {
            text_format(&out, "%%%02X", (unsigned)(unsigned char)*text);
        }
    }
    return out.bytes ? out.bytes : arena_string(arena, "");
}

bool query_pair_next(const char **at, const char *end, struct query_pair *out) {
    while (*at < end && **at == '&') {
        ++*at;
    }
    size_t left = (size_t)(end - *at);
    if (left == 0) {
        return false;
    }
    const char *stop = memchr(*at, '&', left);
    size_t length = stop ? (size_t)(stop - *at) : left;
    const char *equals = memchr(*at, '=', length);
    size_t name_length = equals ? (size_t)(equals - *at) : length;
    size_t before = equals ? name_length + 1 : length;
    *out = (struct query_pair){*at, *at + before, name_length, length - before};
    *at += length;
    return true;
}
