/* The folded copy of a text and what has been found in it; for the readers of this room only.
 *
 * A folded character is one byte of Latin-1 in lower case: a-z å ä ö, digits, ASCII signs; any
 * other letter is SCAN_LETTER, anything else SCAN_SIGN. Beyond both ends there is 0. */
#ifndef ANONYMITY_SCAN_H
#define ANONYMITY_SCAN_H

#include "anonymity/anonymity.h"
#include <stdint.h>

enum {
    SCAN_A_RING = 0xE5,
    SCAN_A_DOTS = 0xE4,
    SCAN_O_DOTS = 0xF6,
    SCAN_LETTER = 0xFF,
    SCAN_SIGN = 1
};

enum scan_mark { SCAN_CAPITAL = 1, SCAN_ODD = 2 /* a lookalike, or invisible ones before it */ };

struct scan_word {
    uint32_t start, end; /* folded characters */
    bool capital, opens; /* begins with a capital; opens a sentence */
};

struct scan {
    struct arena *arena;
    unsigned char *text; /* text[-1] and text[length] are 0 */
    unsigned char *marks;
    uint32_t *from, *to; /* code points as sent */
    size_t length;
    struct scan_word *words;
    size_t word_count;
    unsigned char *taken; /* by a reader: other readers leave it alone */
    int year;
    struct anonymity_place *places;
    size_t place_count, exact_dates;
};

/* The folded copy of well-formed UTF-8. */
void scan_fold(struct scan *scan, struct arena *arena, const char *text, size_t length);
/* The same text where digits spelled in words and single spaced letters are put together; false
 * where there are none. */
bool scan_unspell(const struct scan *scan, struct scan *out);

static inline bool is_digit(unsigned c) {
    return c >= '0' && c <= '9';
}
static inline bool is_letter(unsigned c) {
    return (c >= 'a' && c <= 'z') || c >= 0xC0;
}
static inline bool is_alnum(unsigned c) {
    return is_digit(c) || is_letter(c);
}
static inline unsigned scan_at(const struct scan *scan, size_t i) {
    return i < scan->length ? scan->text[i] : 0;
}
static inline unsigned scan_before(const struct scan *scan, size_t i) {
    return i > 0 && i <= scan->length ? scan->text[i - 1] : 0;
}

/* Notes a place of the folded characters from `start` up to `end`, and takes it. */
void scan_found(struct scan *scan, enum anonymity_kind kind, enum anonymity_certainty certainty,
                size_t start, size_t end);
/* Takes what is none of anybody's business: an ordinary date is no phone number. */
void scan_take(struct scan *scan, size_t start, size_t end);

/* The index of the first word that begins at `at` or later. */
size_t scan_word_from(const struct scan *scan, size_t at);
bool scan_word_is(const struct scan *scan, const struct scan_word *word, const char *text);
/* Does the word begin with one of the stems, or end with one of the endings (NULL-terminated, UTF-8
 * of Latin-1)? */
bool scan_word_begins(const struct scan *scan, const struct scan_word *word,
                      const char *const *stems);
bool scan_word_among(const struct scan *scan, const struct scan_word *word,
                     const char *const *list);
/* How many characters of the word the longest fitting ending has; 0: none. */
size_t scan_word_ending(const struct scan *scan, const struct scan_word *word,
                        const char *const *endings);

/* --- the readers: each goes over the whole text --- */
void find_ibans(struct scan *scan);
void find_emails(struct scan *scan);
void find_identity_codes(struct scan *scan);
void find_dates(struct scan *scan);
void find_record_numbers(struct scan *scan);
void find_phones(struct scan *scan);
void find_plates(struct scan *scan);
void find_addresses(struct scan *scan);
void find_names(struct scan *scan);
void find_remarks(struct scan *scan);

#endif
