/* Names of persons. A first name with a surname is one, in any case and also in small letters; so
 * is an initial with a surname, and a name that the words before announce. One common word alone
 * never is; a lone name that is no word is pointed out. */
#include "anonymity/lexicon.h"
#include "anonymity/scan.h"
#include <string.h>

enum { NAMES = LEXICON_FIRST | LEXICON_SURNAME };

/* Announce a person even where the word behind is in no list. */
static const char *const titles[] = {"herra", "rouva", "neiti", "hra",    "rva",
                                     "nti",   "fru",   "herr",  "fröken", "mr",
                                     "mrs",   "ms",    "miss",  "mister", NULL};
static const char *const naming[] = {"nimi",    "nimeltä", "nimeltään", "nimel",  "niminen",
                                     "nimisen", "heter",   "namn",      "namnet", "named",
                                     "called",  "name",    "kutsutaan", NULL};
static const char *const name_fillers[] = {"on", "är", "is", "oli", "siis", "eli", NULL};
/* People, who are often named. */
static const char *const people[] = {"asiak",
                                     "potila",
                                     "lääkäri",
                                     "tohtori",
                                     "hoitaja",
                                     "sairaanhoitaja",
                                     "terveydenhoitaja",
                                     "sosiaalityönteki",
                                     "sosiaaliohjaaja",
                                     "omahoitaja",
                                     "omatyönteki",
                                     "vaimo",
                                     "mies",
                                     "puoliso",
                                     "poika",
                                     "pojan",
                                     "tyttö",
                                     "tytär",
                                     "tyttäre",
                                     "äiti",
                                     "äidin",
                                     "isä",
                                     "veli",
                                     "veljen",
                                     "sisko",
                                     "siskon",
                                     "lapsi",
                                     "lapsen",
                                     "naapuri",
                                     "ystävä",
                                     "omainen",
                                     "omaisen",
                                     "edunvalvoja",
                                     "mummo",
                                     "pappa",
                                     "rouv",
                                     "herr",
                                     "klient",
                                     "patient",
                                     "läkare",
                                     "doktor",
                                     "sköterska",
                                     "socialarbetare",
                                     "hustru",
                                     "maka",
                                     "make",
                                     "son",
                                     "sonen",
                                     "dotter",
                                     "dottern",
                                     "mor",
                                     "mamma",
                                     "far",
                                     "pappa",
                                     "bror",
                                     "syster",
                                     "granne",
                                     "grannen",
                                     "vän",
                                     "client",
                                     "doctor",
                                     "dr",
                                     "tri",
                                     "nurse",
                                     "wife",
                                     "husband",
                                     "daughter",
                                     "mother",
                                     "father",
                                     "brother",
                                     "sister",
                                     "neighbour",
                                     "friend",
                                     "colleague",
                                     "worker",
                                     NULL};
/* Capital words that are nobody's surname. */
static const char *const institutions[] = {
    "kela",       "kanta",     "omaolo",     "terapianavigaattori",
    "maisa",      "apotti",    "omakanta",   "mielenterveystalo",
    "hus",        "tays",      "tyks",       "kys",
    "oys",        "thl",       "valvira",    "klinikka",
    "sairaala",   "säätiö",    "oy",         "ry",
    "ab",         "rf",        "ltd",        "foundation",
    "hospital",   "clinic",    "centre",     "center",
    "house",      "koti",      "talo",       "kampus",
    "seura",      "yhdistys",  "keskus",     "asema",
    "koulu",      "päiväkoti", "yliopisto",  "school",
    "university", "institute", "institutet", "sjukhus",
    "stiftelse",  "hemmet",    "gården",     "fpa",
    "te",         "ielts",     "finland",    "suomi",
    "suomen",     "helsinki",  "syndrome",   "disease",
    "scale",      "test",      "testi",      "asteikko",
    "tauti",      "monday",    "tuesday",    "wednesday",
    "thursday",   "friday",    NULL};

static bool is_of(unsigned flags, unsigned kind) {
    return (flags & kind) != 0;
}

static bool is_term(unsigned flags) {
    return (flags & (LEXICON_TERM | LEXICON_RARE)) != 0;
}

/* Do two words stand as the parts of one name do? */
static bool are_close(const struct scan *scan, const struct scan_word *first,
                      const struct scan_word *second) {
    size_t gap = first->end, length = second->start - gap;
    if (length == 0 || length > 3) {
        return false;
    }
    for (size_t i = gap; i < second->start; i++) {
        unsigned c = scan->text[i];
        if (c != ' ' && c != '-' && c != ',' && c != '.' && c != '_' && c != '/' && c != '\n') {
            return false;
        }
    }
    return scan->text[gap] != '.' || length == 1;
}

/* Ends as surnames do, in this country and around it. */
static bool is_like_surname(const struct scan *scan, const struct scan_word *word) {
    static const char *const likely[] = {"nen",    "sen",  "selle", "ova",  "ovan",  "ovalle",
                                         "ovalla", "eva",  "evan",  "sson", "ström", "kvist",
                                         "qvist",  "nsky", "skaja", NULL};
    return word->end - word->start >= 6 && scan_word_ending(scan, word, likely) > 0;
}

/* "Virtanen, Maija" or "Virtanen Maija" where the surname is in no list. */
static bool is_listed(const struct scan *scan, const struct scan_word *word, unsigned first,
                      unsigned second) {
    return word[0].capital && word[1].capital && first == 0 && is_of(second, LEXICON_FIRST) &&
           !(second & LEXICON_WORD) && word[0].end - word[0].start > 3 &&
           (scan->text[word[0].end] == ',' ? word[1].start == word[0].end + 2
                                           : word[1].start == word[0].end + 1 &&
                                                 (!word[0].opens || is_like_surname(scan, word)));
}

/* Small letters: as it stands, or a surname of the -nen kind in any case. */
static unsigned look_small(const struct scan *scan, const struct scan_word *word) {
    static const char *const forms[] = {"nen",   "sen",   "selle", "sella", "sellä", "selta",
                                        "seltä", "sesta", "sestä", "seen",  "sta",   "stä",
                                        "sessa", "sessä", "sten",  "set",   NULL};
    unsigned flags = lexicon_look_plain(scan, word);
    if (flags == 0 && word->end - word->start >= 6 && scan_word_ending(scan, word, forms) > 0) {
        flags = lexicon_look(scan, word);
        flags = flags & LEXICON_WORD ? 0 : flags & (unsigned)~LEXICON_FIRST;
    }
    return flags;
}

static unsigned look(const struct scan *scan, const struct scan_word *word) {
    return word->capital ? lexicon_look(scan, word) : look_small(scan, word);
}

/* First name and surname, in either order. `capitals`: of how many of the two words. */
static bool are_name(unsigned first, unsigned second, int capitals, bool opens) {
    bool order = is_of(first, LEXICON_FIRST) && is_of(second, LEXICON_SURNAME);
    bool reverse = is_of(first, LEXICON_SURNAME) && is_of(second, LEXICON_FIRST);
    bool words = (first & LEXICON_WORD) && (second & LEXICON_WORD);
    if (is_term(first) && is_term(second)) {
        return false;
    }
    return capitals == 2 ? order || (reverse && !(words && opens))
                         : (order || (reverse && capitals == 0)) && !words;
}

/* A capital word that nothing knows, beside a name that is no word. */
static bool is_half_known(const struct scan *scan, const struct scan_word *word, unsigned first,
                          unsigned second) {
    bool both = word[0].capital && word[1].capital && word[1].end - word[1].start >= 3 &&
                word[0].end - word[0].start >= 3;
    size_t gap = word[0].end;
    if (!both || scan->text[gap] != ' ' || word[1].start != gap + 1) {
        return false;
    }
    bool first_known = is_of(first, LEXICON_FIRST) && !(first & LEXICON_WORD) && second == 0;
    bool second_known = (is_term(first) || (first == 0 && !word[0].opens)) &&
                        is_of(second, LEXICON_SURNAME) &&
                        !(second & (LEXICON_WORD | LEXICON_PLACE));
    if (first_known) {
        return !scan_word_begins(scan, word + 1, institutions) && !is_term(first);
    }
    return second_known && !is_term(second) && !scan_word_begins(scan, word, institutions);
}

/* M. Virtanen; Maija V. */
static bool is_initial(const struct scan *scan, const struct scan_word *word, unsigned first,
                       unsigned second) {
    bool front =
        word[0].end - word[0].start == 1 && word[0].capital && scan->text[word[0].end] == '.';
    if (front && word[1].capital && word[1].end - word[1].start > 2) {
        bool surname =
            is_of(second, LEXICON_SURNAME) || (second == 0 && is_like_surname(scan, word + 1));
        return surname && !is_term(second) && word[1].start - word[0].end <= 2;
    }
    bool back =
        word[1].end - word[1].start == 1 && word[1].capital && scan->text[word[0].end] == ' ';
    unsigned sign = scan_at(scan, word[1].end);
    bool ends = sign == '.' || sign == ':' ||
                ((sign == 0 || sign == ' ' || sign == ',') && !(first & LEXICON_WORD));
    return back && word[0].capital && is_of(first, LEXICON_FIRST) && !is_term(first) && ends &&
           word[1].start == word[0].end + 1;
}

/* Does the word before announce that a name follows? 2: whatever it is. */
static int announces(const struct scan *scan, size_t n) {
    const struct scan_word *word = &scan->words[n];
    if (n > 0 && scan_word_among(scan, word, name_fillers) &&
        scan_word_begins(scan, word - 1, naming)) {
        return 2;
    }
    if (scan_word_among(scan, word, titles) || scan_word_among(scan, word, naming)) {
        return 2;
    }
    return scan_word_begins(scan, word, people) ? 1 : 0;
}

static bool is_announced(const struct scan *scan, size_t n, unsigned flags) {
    const struct scan_word *word = &scan->words[n];
    if (n == 0 || !word->capital || word->opens || word->end - word->start < 3 ||
        word->start - word[-1].end > 2 || is_term(flags) ||
        scan_word_begins(scan, word, institutions)) {
        return false;
    }
    int announced = announces(scan, n - 1);
    if (announced == 2) {
        return (flags & (NAMES | LEXICON_PLACE)) != LEXICON_PLACE;
    }
    return announced == 1 && is_of(flags, NAMES) && !(flags & (LEXICON_WORD | LEXICON_PLACE));
}

/* More first names before, another surname behind a dash. */
static void whole_name(struct scan *scan, size_t first, size_t last,
                       enum anonymity_certainty certainty) {
    const struct scan_word *words = scan->words;
    for (size_t more = 0;
         more < 3 && first > 0 && are_close(scan, &words[first - 1], &words[first]) &&
         words[first - 1].capital && scan->text[words[first - 1].end] != '.' &&
         is_of(lexicon_look(scan, &words[first - 1]), LEXICON_FIRST);
         more++) {
        first--;
    }
    if (last + 1 < scan->word_count && words[last + 1].capital &&
        words[last + 1].start == words[last].end + 1 && scan->text[words[last].end] == '-') {
        last++;
    }
    scan_found(scan, ANONYMITY_person_name, certainty, words[first].start, words[last].end);
}

static bool try_pair(struct scan *scan, size_t n, unsigned first, unsigned second) {
    const struct scan_word *word = &scan->words[n];
    int capitals = word[0].capital + word[1].capital;
    if (scan->taken[word[1].start]) {
        return false;
    }
    if (is_initial(scan, word, first, second)) {
        whole_name(scan, n, n + 1, ANONYMITY_POSSIBLE);
        return true;
    }
    if (!are_close(scan, &word[0], &word[1])) {
        return false;
    }
    /* Small letters speak only side by side; a full stop between two words parts sentences. */
    bool together =
        capitals == 2 || (word[1].start == word[0].end + 1 && scan->text[word[0].end] == ' ');
    if (together && are_name(first, second, capitals, word->opens)) {
        whole_name(scan, n, n + 1, ANONYMITY_CERTAIN);
        return true;
    }
    if (is_half_known(scan, word, first, second) || is_listed(scan, word, first, second)) {
        whole_name(scan, n, n + 1, ANONYMITY_POSSIBLE);
        return true;
    }
    return false;
}

static void look_at(struct scan *scan, size_t n, unsigned flags) {
    const struct scan_word *word = &scan->words[n];
    if (is_announced(scan, n, flags)) {
        whole_name(scan, n, n, ANONYMITY_POSSIBLE);
        return;
    }
    bool lone = word->capital && is_of(flags, NAMES) && !(flags & (LEXICON_WORD | LEXICON_PLACE)) &&
                !is_term(flags);
    if (lone && word->end - word->start >= 3 && (!word->opens || lexicon_look_plain(scan, word))) {
        scan_found(scan, ANONYMITY_lone_name, ANONYMITY_WARNING, word->start, word->end);
    }
}

void find_names(struct scan *scan) {
    unsigned next = scan->word_count > 0 ? look(scan, &scan->words[0]) : 0;
    for (size_t n = 0; n < scan->word_count; n++) {
        unsigned flags = next;
        next = n + 1 < scan->word_count ? look(scan, &scan->words[n + 1]) : 0;
        if (scan->taken[scan->words[n].start]) {
            continue;
        }
        if (n + 1 < scan->word_count && try_pair(scan, n, flags, next)) {
            continue;
        }
        look_at(scan, n, flags);
    }
}
