#include "anonymity/scan.h"
#include <string.h>

void scan_take(struct scan *scan, size_t start, size_t end) {
    memset(scan->taken + start, 1, end - start);
}

static void note(struct scan *scan, enum anonymity_kind kind, enum anonymity_certainty certainty,
                 size_t start, size_t end) {
    if (scan->place_count == ANONYMITY_PLACES_MAX) {
        return;
    }
    size_t from = scan->from[start], to = scan->to[end - 1];
    scan->places[scan->place_count++] = (struct anonymity_place){kind, certainty, from, to - from};
}

static bool is_odd(const struct scan *scan, size_t start, size_t end) {
    for (size_t i = start; i < end; i++) {
        if (scan->marks[i] & SCAN_ODD) {
            return true;
        }
    }
    return false;
}

void scan_found(struct scan *scan, enum anonymity_kind kind, enum anonymity_certainty certainty,
                size_t start, size_t end) {
    note(scan, kind, certainty, start, end);
    if (certainty != ANONYMITY_WARNING && is_odd(scan, start, end)) {
        note(scan, ANONYMITY_hidden_characters, ANONYMITY_WARNING, start, end);
    }
    scan_take(scan, start, end);
}

size_t scan_word_from(const struct scan *scan, size_t at) {
    size_t low = 0, high = scan->word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scan->words[middle].start < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* How many folded characters `text` (UTF-8; of the others only å, ä, ö) has where it stands at `i`;
 * 0 where something else does. */
static size_t stands_at(const struct scan *scan, size_t i, size_t end, const char *text) {
    size_t length = 0;
    for (; *text; text++, length++) {
        unsigned c = (unsigned char)*text;
        if (c == 0xC3) {
            c = (unsigned char)*++text + 0x40u;
        }
        if (i + length >= end || scan->text[i + length] != c) {
            return 0;
        }
    }
    return length;
}

static size_t folded_length(const char *text) {
    size_t length = 0;
    for (; *text; text++) {
        length += (unsigned char)*text != 0xC3;
    }
    return length;
}

bool scan_word_is(const struct scan *scan, const struct scan_word *word, const char *text) {
    return stands_at(scan, word->start, word->end, text) == word->end - word->start;
}

bool scan_word_among(const struct scan *scan, const struct scan_word *word,
                     const char *const *list) {
    for (; *list; list++) {
        if (scan_word_is(scan, word, *list)) {
            return true;
        }
    }
    return false;
}

bool scan_word_begins(const struct scan *scan, const struct scan_word *word,
                      const char *const *stems) {
    for (; *stems; stems++) {
        if (stands_at(scan, word->start, word->end, *stems) > 0) {
            return true;
        }
    }
    return false;
}

size_t scan_word_ending(const struct scan *scan, const struct scan_word *word,
                        const char *const *endings) {
    size_t longest = 0, length = word->end - word->start;
    for (; *endings; endings++) {
        size_t ending = folded_length(*endings);
        if (ending > longest && ending <= length &&
            stands_at(scan, word->end - ending, word->end, *endings) == ending) {
            longest = ending;
        }
    }
    return longest;
}
