/* Birth dates: any exact date beside a word of birth, and a date whose year fits a birth. Every
 * other date is taken, so that nobody reads it as a phone number. */
#include "anonymity/scan.h"
#include <string.h>

/* The youngest whose date of birth alone tells it is one; a later date is more likely a visit. */
enum { AGE_LEAST = 16, AGE_MOST = 112 };

struct date_reading {
    size_t start, end;
    int day, month, year; /* year -1: none */
};

static const char *const birth_stems[] = {
    "syntyn", "syntym", "syntyi", "syntyy",   "syntyä",    "synt", "född", "föddes", "födelse",
    "fdd",    "born",   "birth",  "birthday", "birthdate", "dob",  "sotu", "syntpv", NULL};
/* Shares its beginning with words of birth. */
static const char *const no_birth[] = {"synty", "syntynyt", NULL};
static const char *const feast_stems[] = {"täyttä", "täytti", "merkkipäiv", "fyller",
                                          "fyllde", "turns",  "turned",     NULL};

static const char *const months[] = {"tammi", "helmi", "maalis", "huhti",  "touko", "kesä", "heinä",
                                     "elo",   "syys",  "loka",   "marras", "joulu", NULL};
static const char *const month_tails[] = {"kuuta", "kuun", "kuussa", "kuu", "k", NULL};
static const char *const foreign_months[] = {
    "january", "februari",  "februar", "january", "januari",  "february", "march", "mars",
    "april",   "may",       "maj",     "june",    "juni",     "july",     "juli",  "august",
    "augusti", "september", "october", "oktober", "november", "december", "jan",   "feb",
    "mar",     "apr",       "jun",     "jul",     "aug",      "sep",      "sept",  "okt",
    "oct",     "nov",       "dec",     NULL};
static const char *const ordinals[] = {
    "ensimmäi",   "ensimmäis",   "toinen",       "toisena",         "kolma",      "neljän",
    "neljä",      "viide",       "kuude",        "seitsemä",        "kahdeksa",   "yhdeksä",
    "kymmen",     "yhdestoista", "kahdestoista", "yhdentenätoista", "kahdes",     "kahden",
    "yhdes",      "yhden",       "första",       "andra",           "tredje",     "fjärde",
    "femte",      "sjätte",      "sjunde",       "åttonde",         "nionde",     "tionde",
    "elfte",      "tolfte",      "trettonde",    "fjortonde",       "femtonde",   "sextonde",
    "sjuttonde",  "artonde",     "nittonde",     "tjugo",           "trettio",    "first",
    "second",     "third",       "fourth",       "fifth",           "sixth",      "seventh",
    "eighth",     "ninth",       "tenth",        "eleventh",        "twelfth",    "thirteenth",
    "fourteenth", "fifteenth",   "sixteenth",    "seventeenth",     "eighteenth", "nineteenth",
    "twentieth",  "twenty",      "thirtieth",    "thirty",          NULL};
static const char *const year_words[] = {
    "tuhatyhdeksän",   "yhdeksäntoistasataa", "kaksituhat",  "yhdeksänkymmen", "kahdeksankymmen",
    "seitsemänkymmen", "kuusikymmen",         "viisikymmen", "neljäkymmen",    "nittonhundra",
    "nittonhundr",     "tjugohundra",         "tvåtusen",    "nineteen",       NULL};
static const char *const day_tails[] = {"päivä", "päivänä", "p", "st", "nd",  "rd",
                                        "th",    "of",      "e", "a",  "den", NULL};

/* --- pieces --- */

/* A number of at most `most` digits at `i`; -1 where there is none or a longer one. */
static int read_int(const struct scan *scan, size_t *i, size_t most) {
    size_t start = *i;
    int value = 0;
    while (is_digit(scan_at(scan, *i)) && *i - start < most) {
        value = value * 10 + (int)(scan->text[*i] - '0');
        ++*i;
    }
    return *i == start || is_digit(scan_at(scan, *i)) ? -1 : value;
}

static size_t past_spaces(const struct scan *scan, size_t i, size_t most) {
    for (size_t n = 0; n < most && scan_at(scan, i) == ' '; n++) {
        i++;
    }
    return i;
}

static const struct scan_word *word_at(const struct scan *scan, size_t i) {
    size_t n = scan_word_from(scan, i);
    return n < scan->word_count && scan->words[n].start == i ? &scan->words[n] : NULL;
}

static bool day_and_month(int day, int month) {
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/* A year of four digits, or of two: those to come are of the last century. */
static int whole_year(const struct scan *scan, int year, size_t digits) {
    if (digits == 4) {
        return year >= 1850 && year <= 2100 ? year : -1;
    }
    if (digits != 2) {
        return -1;
    }
    return year > scan->year % 100 ? 1900 + year : 2000 + year;
}

static bool year_fits(const struct scan *scan, int year) {
    return year > 0 && year <= scan->year - AGE_LEAST && year >= scan->year - AGE_MOST;
}

/* --- in figures --- */

/* The sign between two parts, with blanks around; 0 where there is none. */
static unsigned read_sign(const struct scan *scan, size_t *i) {
    size_t at = past_spaces(scan, *i, 1);
    unsigned sign = scan_at(scan, at);
    if (sign != '.' && sign != '/' && sign != '-' && sign != ',') {
        return 0;
    }
    *i = past_spaces(scan, at + 1, 2);
    return sign;
}

/* 1.5.1994, 01/05/94, 1-5-1994, 1. 5. 1994, and 1.5. without a year. */
static bool read_days_first(const struct scan *scan, size_t start, struct date_reading *date) {
    size_t i = start;
    date->day = read_int(scan, &i, 2);
    unsigned first = date->day < 0 ? 0 : read_sign(scan, &i);
    date->month = first ? read_int(scan, &i, 2) : -1;
    if (!day_and_month(date->day, date->month)) {
        return false;
    }
    date->start = start;
    date->end = i;
    date->year = -1;
    size_t year_at = i;
    unsigned second = read_sign(scan, &year_at);
    size_t digits_at = year_at;
    int year = second == first && first != ',' ? read_int(scan, &year_at, 4) : -1;
    year = year < 0 ? -1 : whole_year(scan, year, year_at - digits_at);
    if (year > 0) {
        date->year = year;
        date->end = year_at;
    }
    return year > 0 || (first == '.' && scan_at(scan, i) == '.');
}

/* 1994-05-01, 1994/5/1, 1994.05.01 */
static bool read_year_first(const struct scan *scan, size_t start, struct date_reading *date) {
    size_t i = start;
    date->year = read_int(scan, &i, 4);
    date->year = i - start == 4 ? whole_year(scan, date->year, 4) : -1;
    unsigned first = date->year < 0 ? 0 : read_sign(scan, &i);
    date->month = first ? read_int(scan, &i, 2) : -1;
    unsigned second = date->month < 0 ? 0 : read_sign(scan, &i);
    date->day = second == first && second ? read_int(scan, &i, 2) : -1;
    date->start = start;
    date->end = i;
    return day_and_month(date->day, date->month);
}

/* 010594 and 01051994 and 19940501: dates only beside a word of birth. */
static bool read_run(const struct scan *scan, size_t start, struct date_reading *date) {
    int digits[8];
    size_t count = 0;
    while (is_digit(scan_at(scan, start + count)) && count < 9) {
        if (count < 8) {
            digits[count] = (int)(scan->text[start + count] - '0');
        }
        count++;
    }
    if (count != 6 && count != 8) {
        return false;
    }
    bool year_first = count == 8 &&
                      (digits[0] * 10 + digits[1] == 19 || digits[0] * 10 + digits[1] == 20) &&
                      digits[4] * 10 + digits[5] <= 12;
    const int *day = year_first ? digits + 6 : digits,
              *month = year_first ? digits + 4 : digits + 2;
    *date = (struct date_reading){start, start + count, day[0] * 10 + day[1],
                                  month[0] * 10 + month[1], 0};
    return day_and_month(date->day, date->month);
}

/* --- in words --- */

static bool is_month(const struct scan *scan, const struct scan_word *word) {
    if (scan_word_among(scan, word, foreign_months)) {
        return true;
    }
    struct scan_word stem = *word;
    size_t tail = scan_word_ending(scan, word, month_tails);
    stem.end -= (uint32_t)tail;
    return tail > 0 ? scan_word_among(scan, &stem, months)
                    : scan_word_among(scan, word, months) && word->end - word->start > 3;
}

/* Past the year that may follow at `i`, in figures or words. */
static size_t read_year(const struct scan *scan, size_t i, int *year) {
    size_t at = i;
    while (at < i + 3 && (scan_at(scan, at) == ' ' || scan_at(scan, at) == ',' ||
                          scan_at(scan, at) == '.' || scan_at(scan, at) == '\'')) {
        at++;
    }
    const struct scan_word *word = word_at(scan, at);
    static const char *const fillers[] = {"vuonna", "år", "in", "v", "året", NULL};
    if (word && scan_word_among(scan, word, fillers)) {
        at = past_spaces(scan, word->end + (scan_at(scan, word->end) == '.'), 2);
        word = word_at(scan, at);
    }
    if (word && scan_word_begins(scan, word, year_words)) {
        *year = scan->year - 50;
        return word->end;
    }
    size_t end = at;
    int value = read_int(scan, &end, 4);
    *year = value < 0 ? -1 : whole_year(scan, value, end - at);
    return *year < 0 || scan_at(scan, end) == '-' ? i : end;
}

static bool is_one_of(unsigned c, const char *signs) {
    return c != 0 && strchr(signs, (int)c) != NULL;
}

/* Where the day before the month begins: "1.", "1st of", "ensimmäinen", "första"; `at`: none. */
static size_t day_before(const struct scan *scan, size_t n) {
    size_t at = scan->words[n].start, i = at, word = n;
    for (size_t step = 0; step < 3 && word > 0; step++) {
        const struct scan_word *before = &scan->words[word - 1];
        if (i - before->end > 2 || !scan_word_among(scan, before, day_tails)) {
            break;
        }
        i = before->start;
        word--;
    }
    if (word > 0 && i - scan->words[word - 1].end <= 1 &&
        scan_word_begins(scan, &scan->words[word - 1], ordinals)) {
        size_t first = scan->words[word - 1].start;
        bool two = word > 1 && scan->words[word - 2].end + 1 == first &&
                   scan_word_begins(scan, &scan->words[word - 2], ordinals);
        return two ? scan->words[word - 2].start : first;
    }
    while (i > 0 && at - i < 14 && is_one_of(scan->text[i - 1], " .:")) {
        i--;
    }
    size_t digits = i;
    while (digits > 0 && i - digits < 3 && is_digit(scan->text[digits - 1])) {
        digits--;
    }
    return i - digits == 1 || i - digits == 2 ? digits : at;
}

/* May 1, 1994; toukokuun 1. päivä; toukokuun ensimmäinen */
static size_t day_behind(const struct scan *scan, size_t end) {
    size_t i = past_spaces(scan, end + (scan_at(scan, end) == '.'), 2), digits = i;
    int day = read_int(scan, &digits, 2);
    const struct scan_word *word = word_at(scan, i);
    if (word && scan_word_begins(scan, word, ordinals)) {
        digits = word->end;
    } else if (day < 1 || day > 31 || is_one_of(scan_at(scan, digits), ":%")) {
        return end;
    }
    for (size_t n = 0; n < 2; n++) {
        size_t next = digits;
        while (next < digits + 2 && is_one_of(scan_at(scan, next), " .")) {
            next++;
        }
        word = word_at(scan, next);
        if (!word || !scan_word_among(scan, word, day_tails)) {
            break;
        }
        digits = word->end;
    }
    return digits;
}

static bool read_words(const struct scan *scan, size_t n, struct date_reading *date) {
    const struct scan_word *month = &scan->words[n];
    if (!is_month(scan, month)) {
        return false;
    }
    size_t start = day_before(scan, n), end = month->end;
    if (start == month->start) {
        end = day_behind(scan, end);
        if (end == month->end) {
            return false;
        }
    }
    *date = (struct date_reading){.start = start, .year = -1};
    date->end = read_year(scan, end, &date->year);
    return true;
}

/* --- which are births --- */

static bool is_birth_word(const struct scan *scan, const struct scan_word *word) {
    return (scan_word_begins(scan, word, birth_stems) && !scan_word_is(scan, word, no_birth[0])) ||
           scan_word_begins(scan, word, feast_stems);
}

/* "s. 1.5.1994", "f. 1.5.1994", "b. 1994-05-01", "*1.5.1994" */
static bool is_short_birth(const struct scan *scan, size_t start) {
    size_t i = start;
    while (i > 0 && start - i < 3 && is_one_of(scan->text[i - 1], " .:")) {
        i--;
    }
    if (i > 0 && scan->text[i - 1] == '*') {
        return true;
    }
    return i > 0 && i < start && scan->text[i] == '.' && is_one_of(scan->text[i - 1], "sfb") &&
           !is_alnum(scan_before(scan, i - 1));
}

static bool speaks_of_birth(const struct scan *scan, const struct date_reading *date) {
    enum { WORDS_BEFORE = 4, WORDS_BEHIND = 3, NEAR = 50 };
    size_t first = scan_word_from(scan, date->start), behind = scan_word_from(scan, date->end);
    for (size_t n = 1; n <= WORDS_BEFORE && n <= first; n++) {
        const struct scan_word *word = &scan->words[first - n];
        if (date->start - word->end < NEAR && is_birth_word(scan, word)) {
            return true;
        }
        if (n > 1 && word[1].opens) {
            break;
        }
    }
    for (size_t n = 0; n < WORDS_BEHIND && behind + n < scan->word_count; n++) {
        const struct scan_word *word = &scan->words[behind + n];
        if (word->start - date->end > NEAR || word->opens) {
            break;
        }
        if (is_birth_word(scan, word)) {
            return true;
        }
    }
    return is_short_birth(scan, date->start);
}

static void judge(struct scan *scan, const struct date_reading *date) {
    bool birth = speaks_of_birth(scan, date);
    scan->exact_dates += date->year > 0;
    if (birth) {
        scan_found(scan, ANONYMITY_birth_date,
                   date->year < 0 ? ANONYMITY_POSSIBLE : ANONYMITY_CERTAIN, date->start, date->end);
    } else if (year_fits(scan, date->year)) {
        scan_found(scan, ANONYMITY_birth_date, ANONYMITY_POSSIBLE, date->start, date->end);
    } else {
        scan_take(scan, date->start, date->end);
    }
}

static bool may_begin(const struct scan *scan, size_t i) {
    unsigned before = scan_before(scan, i);
    bool joins = before == '.' || before == ',' || before == '/' || before == '-' || before == ':';
    return !is_digit(before) && !(joins && i > 1 && is_digit(scan->text[i - 2]));
}

void find_dates(struct scan *scan) {
    for (size_t i = 0; i < scan->length; i++) {
        struct date_reading date;
        if (!is_digit(scan->text[i]) || scan->taken[i] || !may_begin(scan, i)) {
            continue;
        }
        if (read_year_first(scan, i, &date) || read_days_first(scan, i, &date)) {
            judge(scan, &date);
            i = date.end - 1;
        } else if (read_run(scan, i, &date) && speaks_of_birth(scan, &date)) {
            judge(scan, &date);
        }
    }
    for (size_t n = 0; n < scan->word_count; n++) {
        struct date_reading date;
        if (!scan->taken[scan->words[n].start] && read_words(scan, n, &date)) {
            judge(scan, &date);
        }
    }
}
