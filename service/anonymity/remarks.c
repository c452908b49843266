/* What points to nobody alone, but makes a small group recognisable. */
#include "anonymity/lexicon.h"
#include "anonymity/scan.h"

enum { HIGH_AGE = 90, AGE_MOST = 119, EXACT_DATES_MANY = 3 };

static const char *const age_stems[] = {"vuotia", "vuotta", "v",  "vee", "årig", "åring", "år",
                                        "years",  "year",   "yr", "yrs", "yo",   NULL};
static const char *const age_words[] = {"vuotta", "år", "years", "year", "v", NULL};
static const char *const old_words[] = {"vanha", "iältä", "ikäi", "gammal", "gamla", "old", NULL};

/* 93-vuotias, 94 år gammal, 95 years old; "92 vuotta" only where it speaks of an age. */
static void find_high_ages(struct scan *scan) {
    for (size_t n = 0; n < scan->word_count; n++) {
        const struct scan_word *word = &scan->words[n];
        size_t digits = word->start;
        bool gap = digits > 0 && (scan->text[digits - 1] == '-' || scan->text[digits - 1] == ' ');
        size_t end = digits - gap, start = end;
        int age = 0, scale = 1;
        while (start > 0 && is_digit(scan->text[start - 1]) && end - start < 4) {
            start--;
            age += (int)(scan->text[start] - '0') * scale;
            scale *= 10;
        }
        if (age <= HIGH_AGE || age > AGE_MOST || scan->taken[start] ||
            !scan_word_begins(scan, word, age_stems)) {
            continue;
        }
        bool counts = scan_word_among(scan, word, age_words);
        bool old = n + 1 < scan->word_count && scan_word_begins(scan, word + 1, old_words);
        if (!counts || old || scan_at(scan, word->end) == '-') {
            scan_found(scan, ANONYMITY_high_age, ANONYMITY_WARNING, start, word->end);
        }
    }
}

static void find_rare_illnesses(struct scan *scan) {
    const struct scan_word *illness = NULL;
    bool place = false;
    for (size_t n = 0; n < scan->word_count; n++) {
        const struct scan_word *word = &scan->words[n];
        bool capital = word->capital && word->end - word->start >= 3;
        unsigned flags = capital || word->end - word->start >= 8 ? lexicon_look(scan, word) : 0;
        place = place || (capital && (flags & LEXICON_PLACE));
        illness =
            illness == NULL && (flags & LEXICON_RARE) && !scan->taken[word->start] ? word : illness;
    }
    if (illness && place) {
        scan_found(scan, ANONYMITY_rare_illness, ANONYMITY_WARNING, illness->start, illness->end);
    }
}

void find_remarks(struct scan *scan) {
    find_high_ages(scan);
    find_rare_illnesses(scan);
    if (scan->exact_dates >= EXACT_DATES_MANY && scan->length > 0) {
        scan_found(scan, ANONYMITY_several_dates, ANONYMITY_WARNING, 0, scan->length);
    }
}
