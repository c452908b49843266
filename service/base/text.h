/* A byte string that grows, on an arena. Always NUL-terminated behind `length`; may hold NUL bytes.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include <stdint.h>

struct text {
    struct arena *arena;
    char *bytes;
    size_t length, room;
};

void text_init(struct text *text, struct arena *arena);
void text_add(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_add_int(struct text *text, int64_t number);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `length` more bytes, to be written by the caller, who then adds to `length`. */
char *text_reserve(struct text *text, size_t length);

/* The number that exactly `count` digits give; -1 where one of them is none. */
int text_digits(const char *digits, int count);

/* "a, b, c": the words of a NULL-terminated list, on the arena. */
const char *text_words(struct arena *arena, const char *const *words);

/* What a hexadecimal digit stands for, in small letters or capitals; -1 where it is none. */
int text_hex_digit(char c);

#endif
