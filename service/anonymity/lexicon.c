#include "anonymity/lexicon.h"
#include "anonymity/lexicon.inc"
#include <string.h>

enum { WORD_MAX = 24, FORM_LEAST = 3 };

/* A form without its ending, and room for the letters that come back. */
struct stem {
    unsigned char letters[WORD_MAX + 4];
    size_t length;
};

/* The same sum as in tools/lexicon_to_c.awk. */
static unsigned look(const unsigned char *letters, size_t length) {
    uint32_t hash = 0;
    for (size_t i = 0; i < length; i++) {
        hash = (hash * 31 + letters[i]) % LEXICON_BUCKETS;
    }
    const unsigned char *at = lexicon_words + lexicon_start[hash];
    const unsigned char *end = lexicon_words + lexicon_start[hash + 1];
    while (at < end) {
        if (at[0] == length && memcmp(at + 2, letters, length) == 0) {
            return at[1];
        }
        at += at[0] + 2;
    }
    return 0;
}

/* Adds what a form may be: one name that is no word makes the whole no word. */
static void gather(unsigned *sum, unsigned flags) {
    unsigned names = LEXICON_FIRST | LEXICON_SURNAME;
    if (flags == 0) {
        return;
    }
    bool word = (*sum & names) == 0
                    ? (flags & LEXICON_WORD) != 0
                    : (*sum & LEXICON_WORD) && (!(flags & names) || (flags & LEXICON_WORD));
    *sum = ((*sum | flags) & ~(unsigned)LEXICON_WORD) | (word ? LEXICON_WORD : 0);
}

static void try_letters(const struct stem *stem, size_t keep, const char *tail, unsigned *sum) {
    struct stem form = *stem;
    size_t more = strlen(tail);
    if (keep + more > WORD_MAX || keep + more < FORM_LEAST) {
        return;
    }
    memcpy(form.letters + keep, tail, more);
    gather(sum, look(form.letters, keep + more));
}

static bool is_vowel(unsigned c) {
    return strchr("aeiouy", (int)c) != NULL || c == SCAN_A_DOTS || c == SCAN_O_DOTS ||
           c == SCAN_A_RING;
}

/* The strong grade of the consonant before the last vowel: Pekan - Pekka, Lahden - Lahti. */
static void try_strong(const struct stem *stem, const char *vowel, unsigned *sum) {
    static const struct {
        const char *weak, *strong;
    } grades[] = {{"ll", "lt"}, {"nn", "nt"}, {"rr", "rt"}, {"mm", "mp"}, {"ng", "nk"}, {"k", "kk"},
                  {"p", "pp"},  {"t", "tt"},  {"d", "t"},   {"v", "p"},   {"j", "k"},   {"", "k"}};
    size_t end = stem->length - 1;
    for (size_t i = 0; i < sizeof grades / sizeof *grades; i++) {
        size_t weak = strlen(grades[i].weak);
        if (weak < end && memcmp(stem->letters + end - weak, grades[i].weak, weak) == 0) {
            char tail[8];
            size_t strong = strlen(grades[i].strong), vowels = strlen(vowel);
            memcpy(tail, grades[i].strong, strong);
            memcpy(tail + strong, vowel, vowels + 1);
            try_letters(stem, end - weak, tail, sum);
        }
    }
}

/* What a stem (Virtase-, Niemi-, Lahde-, Tuomaa-, Johanssoni-) is the stem of. */
static void try_stem(const struct stem *stem, unsigned *sum) {
    size_t n = stem->length;
    if (n < 2) {
        return;
    }
    unsigned last = stem->letters[n - 1], before = stem->letters[n - 2];
    try_letters(stem, n, "", sum);
    if (last == 's') {
        try_letters(stem, n - 1, "nen", sum);
    }
    if (!is_vowel(last)) {
        return;
    }
    char vowel[2] = {(char)last, 0};
    try_strong(stem, vowel, sum);
    if (last == 'e') {
        try_letters(stem, n - 1, "i", sum);
        try_strong(stem, "i", sum);
        if (before == 's') {
            try_letters(stem, n - 2, "nen", sum);
            if (n > 3 && stem->letters[n - 3] == 'k') {
                try_letters(stem, n - 3, "s", sum);
            }
        }
    }
    if (last == 'i') {
        try_letters(stem, n - 1, "", sum);
    }
    if (last == before) {
        try_letters(stem, n - 1, "s", sum);
        try_letters(stem, n - 1, "", sum);
    }
}

/* Endings of cases and the plural of names, the longest first is not needed: each is tried. */
static const char *const endings[] = {
    "n",    "a",    "ä",    "ta",   "tä", "ssa", "ssä",  "sta", "stä", "lla",  "llä",  "lta",
    "ltä",  "lle",  "ksi",  "na",   "nä", "tta", "ttä",  "an",  "en",  "in",   "on",   "un",
    "yn",   "än",   "ön",   "seen", "t",  "ten", "ien",  "ia",  "iä",  "ille", "illa", "illä",
    "ilta", "iltä", "ista", "istä", "s",  "kin", "nkin", "lla", "nsa", "nsä",  NULL};

unsigned lexicon_look_plain(const struct scan *scan, const struct scan_word *word) {
    size_t length = word->end - word->start;
    return length >= 2 && length <= WORD_MAX ? look(scan->text + word->start, length) : 0;
}

unsigned lexicon_look(const struct scan *scan, const struct scan_word *word) {
    unsigned sum = lexicon_look_plain(scan, word);
    size_t length = word->end - word->start;
    if (sum != 0 || length <= FORM_LEAST || length > WORD_MAX) {
        return sum;
    }
    for (const char *const *ending = endings; *ending; ending++) {
        const char *one[2] = {*ending, NULL};
        size_t cut = scan_word_ending(scan, word, one);
        if (cut == 0 || length - cut < 2) {
            continue;
        }
        struct stem stem = {.length = length - cut};
        memcpy(stem.letters, scan->text + word->start, stem.length);
        try_stem(&stem, &sum);
    }
    return sum;
}
