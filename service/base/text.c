#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

void text_init(struct text *text, struct arena *arena) {
    *text = (struct text){.arena = arena, .room = FIRST_ROOM};
    text->bytes = arena_grow(arena, NULL, 0, 0, FIRST_ROOM);
    text->bytes[0] = '\0';
}

static void grow(struct text *text, size_t least) {
    size_t room = text->room * 2;
    if (room < least) {
        room = least;
    }
    text->bytes = arena_grow(text->arena, text->bytes, text->length, text->room, room);
    text->room = room;
}

char *text_reserve(struct text *text, size_t length) {
    size_t needed = text->length + length + 1;
    if (needed > text->room) {
        grow(text, needed);
    }
    return text->bytes + text->length;
}

void text_add(struct text *text, const char *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    memcpy(text_reserve(text, length), bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add_string(struct text *text, const char *string) {
    text_add(text, string, strlen(string));
}

void text_add_char(struct text *text, char c) {
    char *at = text_reserve(text, 1);
    at[0] = c;
    at[1] = '\0';
    text->length++;
}

void text_add_int(struct text *text, int64_t number) {
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        *--at = '-';
    }
    text_add(text, at, (size_t)(digits + sizeof digits - at));
}

void text_format(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length <= 0) {
        return;
    }
    char *at = text_reserve(text, (size_t)length);
    va_start(arguments, format);
    (void)vsnprintf(at, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

int text_digits(const char *digits, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return -1;
        }
        value = value * 10 + (digits[i] - '0');
    }
    return value;
}

int text_hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *text_words(struct arena *arena, const char *const *words) {
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; words[i]; i++) {
        text_add_string(&text, i > 0 ? ", " : "");
        text_add_string(&text, words[i]);
    }
    return text.bytes;
}
