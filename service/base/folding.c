#include "base/folding.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

/* What a letter is taken for, and all letters that are. */
static const struct {
    const char *taken_for, *letters;
} letter_rows[] = {
#define LETTERS(taken_for, letters) {taken_for, letters},
#include "tables/letters.def"
#undef LETTERS
};
enum { LETTER_ROWS = sizeof letter_rows / sizeof *letter_rows };

enum {
    COMBINING_FIRST = 0x300,
    COMBINING_LAST = 0x36F,
    DIAERESIS = 0x308,
    RING = 0x30A,
    CYRILLIC_A = 0x410,
    CYRILLIC_YA = 0x42F,
    CYRILLIC_IE = 0x400,
    SOFT_HYPHEN = 0xAD,
    NO_BREAK_SPACE = 0xA0,
    ZERO_WIDTH_FIRST = 0x200B,
    ZERO_WIDTH_LAST = 0x200F,
    WORD_JOINER = 0x2060,
    BYTE_ORDER_MARK = 0xFEFF,
    GENERAL_PUNCTUATION = 0x2000,
    GENERAL_PUNCTUATION_LAST = 0x206F
};

static bool is_invisible(uint32_t code) {
    return code == SOFT_HYPHEN || (code >= ZERO_WIDTH_FIRST && code <= ZERO_WIDTH_LAST) ||
           code == WORD_JOINER || code == BYTE_ORDER_MARK;
}

/* The row of a letter that is no ASCII; LETTER_ROWS where it stands for itself. */
static size_t row_of(const char *bytes, size_t size) {
    for (size_t i = 0; i < LETTER_ROWS; i++) {
        for (const char *at = strchr(letter_rows[i].letters, bytes[0]); at;
             at = strchr(at + 1, bytes[0])) {
            if (strncmp(at, bytes, size) == 0) {
                return i;
            }
        }
    }
    return LETTER_ROWS;
}

static void add_code(struct text *out, uint32_t code) {
    text_add_char(out, (char)(0xC0 | (code >> 6)));
    text_add_char(out, (char)(0x80 | (code & 0x3F)));
}

/* A mark behind a letter makes it another only where Finnish has such a letter. */
static void add_mark(struct text *out, uint32_t mark) {
    static const struct {
        char base;
        uint32_t mark;
        const char *letter;
    } composed[] = {
        {'a', RING, "å"}, {'a', DIAERESIS, "ä"}, {'o', DIAERESIS, "ö"}, {'u', DIAERESIS, "ü"}};
    for (size_t i = 0; i < sizeof composed / sizeof *composed; i++) {
        if (out->length > 0 && out->bytes[out->length - 1] == composed[i].base &&
            mark == composed[i].mark) {
            out->bytes[--out->length] = '\0';
            text_add_string(out, composed[i].letter);
            return;
        }
    }
}

static void add_folded(struct text *out, const char *bytes, size_t size, uint32_t code) {
    if (code < 0x80) {
        bool capital = code >= 'A' && code <= 'Z';
        text_add_char(out, (char)(capital ? code + ('a' - 'A') : code));
    } else if (code >= COMBINING_FIRST && code <= COMBINING_LAST) {
        add_mark(out, code);
    } else if (code >= CYRILLIC_A && code <= CYRILLIC_YA) {
        add_code(out, code + 0x20);
    } else if (code >= CYRILLIC_IE && code < CYRILLIC_A) {
        add_code(out, code + 0x50);
    } else if (!is_invisible(code)) {
        size_t row = row_of(bytes, size);
        if (row < LETTER_ROWS) {
            text_add_string(out, letter_rows[row].taken_for);
        } else {
            text_add(out, bytes, size);
        }
    }
}

const char *folded(struct arena *arena, const char *text) {
    struct text out;
    uint32_t code = 0;
    size_t length = strlen(text), size = 0;
    text_init(&out, arena);
    for (size_t i = 0; i < length; i += size) {
        size = utf8_next(text + i, length - i, &code);
        if (size == 0) {
            break;
        }
        add_folded(&out, text + i, size, code);
    }
    return out.bytes;
}

/* --- words --- */

static bool is_letter_or_digit(uint32_t code) {
    if (code < 0x80) {
        return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
    }
    bool latin_mark = code < 0xC0 || code == 0xD7 || code == 0xF7;
    return !latin_mark && !(code >= GENERAL_PUNCTUATION && code <= GENERAL_PUNCTUATION_LAST);
}

static bool is_of_a_word(uint32_t code) {
    return is_letter_or_digit(code) || (code < 0x80 && code != 0 && strchr("%_&+@#", (int)code));
}

/* The length of the run of characters from `text` on that are (`wanted`) or are not of a word. */
static size_t run(const char *text, bool wanted) {
    uint32_t code = 0;
    size_t length = strlen(text), at = 0, size = 0;
    while ((size = utf8_next(text + at, length - at, &code)) > 0 && is_of_a_word(code) == wanted) {
        at += size;
    }
    return at;
}

/* At most so many bytes, and no character in two. */
static size_t cut(const char *text, size_t length, size_t most) {
    if (length <= most) {
        return length;
    }
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80) {
        most--;
    }
    return most;
}

struct list folded_words(struct arena *arena, const char *text, size_t most) {
    const char **words = arena_alloc(arena, (most > 0 ? most : 1) * sizeof *words);
    const char *at = folded(arena, text);
    size_t count = 0;
    at += run(at, false);
    while (*at && count < most) {
        size_t length = run(at, true);
        words[count++] = arena_format(arena, "%.*s", (int)cut(at, length, FOLDED_WORD_MAX), at);
        at += length;
        at += run(at, false);
    }
    return (struct list){words, count};
}

/* --- order --- */

/* Bytes behind `z`, so that every letter of the alphabet keeps its place. */
static const char *sorts_as(const char *bytes, size_t size) {
    static const char *const rows[][2] = {{"å", "{"}, {"ä", "|"}, {"ö", "}"}, {"ü", "y"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strlen(rows[i][0]) == size && memcmp(rows[i][0], bytes, size) == 0) {
            return rows[i][1];
        }
    }
    return NULL;
}

const char *sort_key(struct arena *arena, const char *text) {
    struct text out;
    const char *at = folded(arena, text);
    uint32_t code = 0;
    size_t length = strlen(at), size = 0;
    text_init(&out, arena);
    for (; (size = utf8_next(at, length, &code)) > 0; at += size, length -= size) {
        const char *other = sorts_as(at, size);
        if (other) {
            text_add_string(&out, other);
        } else if (is_letter_or_digit(code)) {
            text_add(&out, at, size);
        } else if (out.length > 0 && out.bytes[out.length - 1] != ' ') {
            text_add_char(&out, ' ');
        }
    }
    out.bytes[cut(out.bytes, out.length, SORT_KEY_MAX)] = '\0';
    return out.bytes;
}
