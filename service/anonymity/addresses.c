/* Street addresses: a street's name and a number; a postal code and a place. */
#include "anonymity/lexicon.h"
#include "anonymity/scan.h"
#include <string.h>

static const char *const street_endings[] = {
    "katu",         "kadun",      "kadulla",     "kadulle",
    "kadulta",      "kadulla",    "katua",       "tie",
    "tien",         "tiellä",     "tielle",      "tieltä",
    "polku",        "polun",      "polulla",     "polulle",
    "polulta",      "kuja",       "kujan",       "kujalla",
    "kujalle",      "kujalta",    "kaari",       "kaaren",
    "kaarella",     "kaarelle",   "raitti",      "raitin",
    "raitilla",     "raitille",   "rinne",       "rinteen",
    "rinteellä",    "rinteelle",  "väylä",       "väylän",
    "väylällä",     "väylälle",   "tori",        "torilla",
    "torille",      "penger",     "penkereellä", "aukio",
    "aukion",       "aukiolla",   "aukiolle",    "laituri",
    "laiturilla",   "ranta",      "rannan",      "rannassa",
    "rantaan",      "bulevardi",  "bulevardin",  "bulevardilla",
    "bulevardille", "esplanadi",  "esplanadin",  "esplanadilla",
    "esplanadille", "kulma",      "kulmassa",    "mäki",
    "mäessä",       "gata",       "gatan",       "väg",
    "vägen",        "stig",       "stigen",      "gränd",
    "gränden",      "allen",      "torget",      "backen",
    "brinken",      "esplanaden", "esplanad",    "bågen",
    "stranden",     "kajen",      "stråket",     "plan",
    "bulevarden",   "svängen",    NULL};
/* Roads by number, ways of the body, and other words that end like a street. */
static const char *const no_streets[] = {
    "valtatie",  "kantatie",    "seututie",       "maantie",        "moottoritie", "yhdystie",
    "rautatie",  "hengitystie", "virtsatie",      "sappitie",       "virtatie",    "nielutie",
    "riksväg",   "landsväg",    "motorväg",       "luftväg",        "urinväg",     "gallväg",
    "järnväg",   "stamväg",     "alatie",         "ylähengitystie", "hoitotie",    "historia",
    "kategoria", "teoria",      "laboratori",     "moottori",       "monitori",    "tutori",
    "mentori",   "reseptori",   "kuntoutuspolku", "palvelupolku",   "hoitopolku",  "asiakaspolku",
    "vårdstig",  "servicestig", "direktori",      "inhibiittori",   "förstig",     NULL};
static const char *const bare_streets[] = {
    "katu",    "kadun",    "kadulla",    "tie",      "tien",   "tiellä", "kuja",
    "kujan",   "polku",    "polun",      "gata",     "gatan",  "vägen",  "väg",
    "gränden", "allen",    "esplanaden", "stranden", "torget", "backen", "linja",
    "linjan",  "linjalla", "linjen",     "rinne",    "ranta",  "raitti", NULL};
/* Which of two streets of one name. */
static const char *const quarters[] = {"norra",       "södra",  "östra",  "västra",   "pohjoi",
                                       "eteläi",      "itäi",   "länti",  "läntinen", "iso",
                                       "vanha",       "uusi",   "gamla",  "nya",      "toinen",
                                       "ensimmäinen", "kolmas", "neljäs", NULL};
static const char *const road_words[] = {
    "street",  "road",     "lane",  "avenue", "drive", "boulevard", "st",   "rd",  "ave",
    "terrace", "crescent", "close", "grove",  "court", "gardens",   "walk", "row", NULL};
static const char *const dwelling_words[] = {
    "osoit",    "asuu",      "asun",  "asuv",   "asui",   "muutta", "muutti",  "kotiosoit",
    "adress",   "hemadress", "bor",   "bodde",  "bosatt", "flytta", "address", "kotikäyn",
    "hembesök", "visit",     "lives", "living", "lived",  "resid",  "moved",   NULL};
/* What is counted is no house. */
static const char *const counted[] = {
    "vuo",    "vuotta", "kuukau",  "viik",  "päiv", "kert",  "tun",    "min",
    "asuk",   "asiak",  "henk",    "pros",  "euro", "km",    "metr",   "kilometr",
    "år",     "mån",    "veck",    "dag",   "gång", "tim",   "person", "procent",
    "m",      "klient", "year",    "month", "week", "day",   "time",   "hour",
    "people", "client", "percent", "mg",    "ml",   "tammi", "helmi",  "maalis",
    "huhti",  "touko",  "kesä",    "heinä", "elo",  "syys",  "loka",   "marras",
    "joulu",  "jan",    "feb",     "mar",   "apr",  "maj",   "may",    "jun",
    "jul",    "aug",    "sep",     "okt",   "oct",  "nov",   "dec",    NULL};
static const char *const number_words[] = {"yksi",
                                           "kaksi",
                                           "kolme",
                                           "neljä",
                                           "viisi",
                                           "kuusi",
                                           "seitsemän",
                                           "kahdeksan",
                                           "yhdeksän",
                                           "kymmenen",
                                           "yksitoista",
                                           "kaksitoista",
                                           "kolmetoista",
                                           "neljätoista",
                                           "viisitoista",
                                           "kuusitoista",
                                           "seitsemäntoista",
                                           "kahdeksantoista",
                                           "yhdeksäntoista",
                                           "kaksikymmentä",
                                           "ett",
                                           "två",
                                           "tre",
                                           "fyra",
                                           "fem",
                                           "sex",
                                           "sju",
                                           "åtta",
                                           "nio",
                                           "tio",
                                           "elva",
                                           "tolv",
                                           "tretton",
                                           "fjorton",
                                           "femton",
                                           "sexton",
                                           "sjutton",
                                           "arton",
                                           "nitton",
                                           "tjugo",
                                           NULL};

static size_t past_blanks(const struct scan *scan, size_t i, size_t most) {
    for (size_t n = 0; n < most && (scan_at(scan, i) == ' ' || scan_at(scan, i) == '-' ||
                                    scan_at(scan, i) == ',');
         n++) {
        i++;
    }
    return i;
}

static const struct scan_word *word_at(const struct scan *scan, size_t i) {
    size_t n = scan_word_from(scan, i);
    return n < scan->word_count && scan->words[n].start == i ? &scan->words[n] : NULL;
}

/* After the house: a stair (one letter) and a flat. */
static size_t past_flat(const struct scan *scan, size_t i) {
    size_t at = past_blanks(scan, i, 1);
    const struct scan_word *stair = word_at(scan, at);
    bool one =
        stair && stair->end - stair->start == 1 &&
        (at == i || stair->capital || is_digit(scan_at(scan, past_blanks(scan, stair->end, 1))));
    if (!one) {
        return i;
    }
    size_t flat = past_blanks(scan, stair->end, 1), end = flat;
    while (is_digit(scan_at(scan, end)) && end < flat + 3) {
        end++;
    }
    return end > flat ? end : stair->end;
}

/* The end of the house's number at `i`; 0 where there is none, or where something is counted. */
static size_t house_end(const struct scan *scan, size_t i) {
    size_t end = i;
    while (is_digit(scan_at(scan, end)) && end < i + 4) {
        end++;
    }
    if (end == i) {
        const struct scan_word *word = word_at(scan, i);
        end = word && scan_word_among(scan, word, number_words) ? word->end : 0;
    }
    unsigned behind = end ? scan_at(scan, end) : 0;
    if (end == 0 || is_digit(behind) || behind == '%' || behind == ':' ||
        ((behind == '.' || behind == ',' || behind == '/') && is_digit(scan_at(scan, end + 1)))) {
        return 0;
    }
    const struct scan_word *next =
        word_at(scan, past_blanks(scan, behind == '.' ? end + 1 : end, 1));
    if (next && next->end - next->start > 1 && scan_word_begins(scan, next, counted)) {
        return 0;
    }
    return past_flat(scan, end);
}

static bool is_street(const struct scan *scan, const struct scan_word *word) {
    size_t ending = scan_word_ending(scan, word, street_endings);
    return ending > 0 && word->end - word->start >= ending + 3 &&
           !scan_word_begins(scan, word, no_streets);
}

/* Hämeen katu, Hämeen-katu: the name stands apart. */
static bool is_parted_street(const struct scan *scan, size_t n) {
    const struct scan_word *word = &scan->words[n];
    if (n == 0 || !scan_word_among(scan, word, bare_streets) || word->start != word[-1].end + 1) {
        return false;
    }
    bool named = word[-1].capital && !word[-1].opens && word[-1].end - word[-1].start >= 4;
    return named || scan_word_begins(scan, word - 1, quarters);
}

/* Hämeenk. 12, Mannerheimint. 5, Storg. 3 */
static bool is_short_street(const struct scan *scan, const struct scan_word *word) {
    static const char *const endings[] = {"nk",  "nt",   "ank", "ng",  "rg",  "kat",
                                          "dg",  "tv",   "sv",  "kuj", "pol", "gat",
                                          "väg", "stig", "lv",  "rv",  NULL};
    return word->capital && word->end - word->start >= 5 && scan_at(scan, word->end) == '.' &&
           scan_word_ending(scan, word, endings) > 0;
}

/* Does the text speak of where somebody lives, in the three words before? */
static bool speaks_of_dwelling(const struct scan *scan, size_t n) {
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        if (scan_word_begins(scan, &scan->words[n - back], dwelling_words)) {
            return true;
        }
    }
    return false;
}

/* Sepänpelto 3 B 12: whatever the street is called, a house, a stair and a flat follow it. */
static size_t flat_behind(const struct scan *scan, const struct scan_word *word) {
    size_t number = word->end + 1, house = number;
    if (!word->capital || word->end - word->start < 4 || scan_at(scan, word->end) != ' ') {
        return 0;
    }
    while (is_digit(scan_at(scan, house)) && house < number + 4) {
        house++;
    }
    size_t stair = past_blanks(scan, house, 1), flat = past_blanks(scan, stair + 1, 1), end = flat;
    const struct scan_word *letter = word_at(scan, stair);
    while (is_digit(scan_at(scan, end)) && end < flat + 4) {
        end++;
    }
    bool holds = house > number && house < number + 4 && letter &&
                 letter->end - letter->start == 1 && letter->capital && end > flat &&
                 end < flat + 4 && !is_letter(scan_at(scan, end));
    return holds ? end : 0;
}

static void try_street(struct scan *scan, size_t n) {
    const struct scan_word *word = &scan->words[n];
    bool street = is_street(scan, word), parted = !street && is_parted_street(scan, n);
    bool shortened = !street && !parted && is_short_street(scan, word);
    bool dwelling =
        !street && !parted && !shortened && word->capital && speaks_of_dwelling(scan, n);
    size_t flat = street || parted || shortened || dwelling ? 0 : flat_behind(scan, word);
    if (flat > 0) {
        scan_found(scan, ANONYMITY_address, ANONYMITY_POSSIBLE, word->start, flat);
        return;
    }
    if (!(street || parted || shortened || dwelling)) {
        return;
    }
    bool stop = shortened || (dwelling && scan_at(scan, word->end) == '.');
    size_t number = past_blanks(scan, word->end + stop, 2);
    size_t end = number > word->end ? house_end(scan, number) : 0;
    if (end == 0 && street && is_digit(scan_at(scan, word->end))) {
        end = house_end(scan, word->end);
    }
    if (end > 0) {
        scan_found(scan, ANONYMITY_address, street ? ANONYMITY_CERTAIN : ANONYMITY_POSSIBLE,
                   parted ? word[-1].start : word->start, end);
    }
}

/* 12 Main Street, Main Street 12 */
static void try_road(struct scan *scan, size_t n) {
    const struct scan_word *word = &scan->words[n];
    if (n == 0 || !scan_word_among(scan, word, road_words) || !word[-1].capital ||
        word[-1].end + 1 != word->start) {
        return;
    }
    size_t first = n - 1;
    while (first > 0 && n - first < 3 && scan->words[first - 1].capital &&
           scan->words[first - 1].end + 1 == scan->words[first].start) {
        first--;
    }
    size_t start = scan->words[first].start, end = word->end + (scan_at(scan, word->end) == '.');
    size_t digits = start >= 2 && scan->text[start - 1] == ' ' ? start - 1 : start;
    if (digits < start && is_letter(scan_before(scan, digits)) &&
        is_digit(scan_before(scan, digits - 1))) {
        digits--;
    }
    size_t number = digits;
    while (number < start && number > 0 && is_digit(scan->text[number - 1]) &&
           digits - number < 4) {
        number--;
    }
    size_t house = house_end(scan, past_blanks(scan, end, 2));
    if (number < digits || house > 0) {
        scan_found(scan, ANONYMITY_address, ANONYMITY_CERTAIN, number < digits ? number : start,
                   house > 0 ? house : end);
    }
}

/* 00530 Helsinki */
static void try_postal_code(struct scan *scan, size_t n) {
    const struct scan_word *word = &scan->words[n];
    if (!word->capital || word->start < 6 || scan->text[word->start - 1] != ' ' ||
        is_alnum(scan_before(scan, word->start - 6))) {
        return;
    }
    for (size_t i = word->start - 6; i < word->start - 1; i++) {
        if (!is_digit(scan->text[i]) || scan->taken[i]) {
            return;
        }
    }
    if (lexicon_look(scan, word) & LEXICON_PLACE) {
        scan_found(scan, ANONYMITY_address, ANONYMITY_POSSIBLE, word->start - 6, word->end);
    }
}

void find_addresses(struct scan *scan) {
    for (size_t n = 0; n < scan->word_count; n++) {
        if (scan->taken[scan->words[n].start]) {
            continue;
        }
        try_street(scan, n);
        try_road(scan, n);
        try_postal_code(scan, n);
    }
}
