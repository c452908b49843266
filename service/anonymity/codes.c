/* What authorities and banks number people by: identity codes, bank accounts, number plates, and
 * numbers of clients and matters. */
#include "anonymity/scan.h"
#include "base/hetu.h"
#include <string.h>

/* A digit, or the letter that is written for one among digits; -1 for anything else. */
static int digit_like(unsigned c) {
    switch (c) {
    case 'o':
        return 0;
    case 'l':
    case 'i':
    case '|':
        return 1;
    default:
        return is_digit(c) ? (int)c - '0' : -1;
    }
}

static bool is_filler(unsigned c) {
    return c == ' ' || c == '.' || c == '-' || c == '/' || c == '_' || c == ',' || c == ':';
}

/* Past at most `most` characters that only keep digits apart. */
static size_t past_fillers(const struct scan *scan, size_t i, size_t most) {
    for (size_t n = 0; n < most && is_filler(scan_at(scan, i)); n++) {
        i++;
    }
    return i;
}

/* --- identity codes --- */

struct code_reading {
    int digits[9];
    int lookalikes;
    char separator;       /* the one sign between day and number, or 0 */
    bool plain, bordered; /* nothing but the code; no digit before or behind */
    unsigned check;
    size_t end;
};

/* `count` digits with at most `gap` fillers between two. */
static bool read_digits(const struct scan *scan, size_t *i, int count, size_t gap, int *out,
                        struct code_reading *code) {
    for (int n = 0; n < count; n++) {
        size_t at = n == 0 ? *i : past_fillers(scan, *i, gap);
        unsigned c = scan_at(scan, at);
        out[n] = digit_like(c);
        if (out[n] < 0) {
            return false;
        }
        code->lookalikes += !is_digit(c);
        code->plain = code->plain && at == *i;
        *i = at + 1;
    }
    return true;
}

/* Between day and number: one sign of a century, with blanks or dots around; or something else. */
static size_t read_separator(const struct scan *scan, size_t i, struct code_reading *code) {
    size_t at = i;
    while (at < i + 2 && (scan_at(scan, at) == ' ' || scan_at(scan, at) == '.')) {
        at++;
    }
    unsigned c = scan_at(scan, at);
    bool sign = c != 0 && strchr("+-yxwvuabcdef", (int)c) != NULL;
    if (sign) {
        code->separator = (char)c;
        code->plain = code->plain && at == i;
        at++;
    }
    size_t end = past_fillers(scan, at, 3);
    if (end != at) {
        code->plain = false;
        code->separator = scan_at(scan, at) == ' ' ? code->separator : 0;
    }
    return end;
}

static bool day_holds(const int *digits) {
    int day = digits[0] * 10 + digits[1], month = digits[2] * 10 + digits[3];
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static bool check_holds(const struct code_reading *code) {
    static const char check_characters[] = "0123456789abcdefhjklmnprstuvwxy";
    long number = 0;
    for (int i = 0; i < 9; i++) {
        number = number * 10 + code->digits[i];
    }
    unsigned expected = (unsigned char)check_characters[number % 31];
    return code->check == expected || (int)(expected - '0') == digit_like(code->check);
}

/* The rest of a code whose day has been read up to `i`. */
static bool read_rest(const struct scan *scan, size_t i, struct code_reading *code) {
    if (!read_digits(scan, &i, 3, 1, code->digits + 6, code)) {
        return false;
    }
    size_t at = past_fillers(scan, i, 1);
    code->check = scan_at(scan, at);
    code->plain = code->plain && at == i;
    code->end = at + 1;
    code->bordered = code->bordered && !is_digit(scan_at(scan, at + 1));
    return is_alnum(code->check) && day_holds(code->digits) && code->lookalikes <= 4;
}

static bool looks_like_code(const struct code_reading *code, bool alone) {
    if (check_holds(code)) {
        return code->bordered;
    }
    /* A mistyped code is still somebody's. */
    return code->plain && code->separator && alone && code->bordered && code->lookalikes == 0;
}

static bool alone(const struct scan *scan, size_t end) {
    return !is_alnum(scan_at(scan, end));
}

static void found_code(struct scan *scan, size_t start, const struct code_reading *code) {
    bool certain = check_holds(code) && code->separator;
    scan_found(scan, ANONYMITY_identity_code, certain ? ANONYMITY_CERTAIN : ANONYMITY_POSSIBLE,
               start, code->end);
}

/* DDMMYY, or with the whole year, and everything that people put between. */
static bool read_code(struct scan *scan, size_t start, bool whole_year) {
    struct code_reading code = {.plain = !whole_year,
                                .bordered = !is_digit(scan_before(scan, start))};
    size_t i = start;
    int century[2] = {0};
    if (!read_digits(scan, &i, 4, 2, code.digits, &code)) {
        return false;
    }
    size_t year = past_fillers(scan, i, 2);
    code.plain = code.plain && year == i;
    if (whole_year &&
        (!read_digits(scan, &year, 2, 1, century, &code) ||
         (century[0] * 10 + century[1] != 19 && century[0] * 10 + century[1] != 20))) {
        return false;
    }
    if (!read_digits(scan, &year, 2, 1, code.digits + 4, &code)) {
        return false;
    }
    size_t number = read_separator(scan, year, &code);
    struct code_reading with = code;
    if (read_rest(scan, number, &with) && looks_like_code(&with, alone(scan, with.end))) {
        found_code(scan, start, &with);
        return true;
    }
    /* Any one sign in the separator's place: a slash, a letter, a digit. */
    if (scan_at(scan, year) == '\n' || number != year + (code.separator != 0)) {
        return false;
    }
    code.separator = 0;
    code.plain = false;
    if (read_rest(scan, year + 1, &code) && looks_like_code(&code, false)) {
        found_code(scan, start, &code);
        return true;
    }
    return false;
}

void find_identity_codes(struct scan *scan) {
    for (size_t i = 0; i < scan->length; i++) {
        if (digit_like(scan->text[i]) < 0 || digit_like(scan->text[i]) > 3 || scan->taken[i] ||
            (!is_digit(scan->text[i]) && is_alnum(scan_before(scan, i)))) {
            continue;
        }
        (void)(read_code(scan, i, false) || read_code(scan, i, true));
    }
}

/* --- bank accounts --- */

struct country {
    char code[3];
    int length;
};
static const struct country countries[] = {
    {"fi", 18}, {"se", 24}, {"ee", 20}, {"no", 15}, {"dk", 18}, {"de", 22}, {"gb", 22}, {"nl", 18},
    {"fr", 27}, {"es", 24}, {"it", 27}, {"lv", 21}, {"lt", 20}, {"pl", 28}, {"be", 16}, {"at", 20},
    {"ch", 21}, {"ie", 22}, {"pt", 25}, {"is", 26}, {"lu", 20}, {"hu", 28}, {"ro", 24}, {"bg", 22}};

static int iban_length(const struct scan *scan, size_t i) {
    for (size_t n = 0; n < sizeof countries / sizeof *countries; n++) {
        if (scan_at(scan, i) == (unsigned char)countries[n].code[0] &&
            scan_at(scan, past_fillers(scan, i + 1, 1)) == (unsigned char)countries[n].code[1]) {
            return countries[n].length;
        }
    }
    return 0;
}

static int iban_value(unsigned c, bool digits_only) {
    if (digits_only || is_digit(c)) {
        return digit_like(c);
    }
    return c >= 'a' && c <= 'z' ? (int)(c - 'a' + 10) : -1;
}

/* `count` characters of an account with at most two fillers between; 0 where it breaks off. */
static size_t read_account(const struct scan *scan, size_t i, int count, bool digits_only,
                           int *out) {
    for (int n = 0; n < count; n++) {
        size_t at = n == 0 ? i : past_fillers(scan, i, 2);
        out[n] = n < 2 ? (int)scan_at(scan, at) - 'a' + 10
                       : iban_value(scan_at(scan, at), digits_only || n < 4);
        if (out[n] < 0 || out[n] > 35) {
            return 0;
        }
        i = at + 1;
    }
    return i;
}

static bool iban_holds(const int *values, int count) {
    int rest = 0;
    for (int n = 0; n < count; n++) {
        int value = values[(n + 4) % count];
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
}

void find_ibans(struct scan *scan) {
    for (size_t i = 0; i < scan->length; i++) {
        int count = is_alnum(scan_before(scan, i)) ? 0 : iban_length(scan, i), values[34];
        bool finnish = count > 0 && scan->text[i] == 'f' && count == 18;
        size_t end = count > 0 ? read_account(scan, i, count, finnish, values) : 0;
        if (end == 0 || is_digit(scan_at(scan, end))) {
            continue;
        }
        bool holds = iban_holds(values, count);
        if (holds || finnish) {
            scan_found(scan, ANONYMITY_iban, holds ? ANONYMITY_CERTAIN : ANONYMITY_POSSIBLE, i,
                       end);
            i = end - 1;
        }
    }
}

/* --- number plates --- */

static const char *const vehicle_words[] = {
    "rekister", "rekkar", "reknr", "kilp", "auto", "ajoneuvo", "henkilöauto", "registrer", "regnr",
    "reg",      "bil",    "plate", "car",  "van",  "vehicle",  "mopo",        "taksi",     NULL};
/* Scales, tests, standards and the like that are written as plates are. */
static const char *const no_plates[] = {
    "icd", "bdi",  "phq", "gad", "who", "hdl",  "ldl", "sfs", "iso",  "rai",  "eq",  "sf",  "il",
    "b",   "kpl",  "min", "max", "kts", "esim", "ean", "nro", "nr",   "no",   "klo", "ca",  "cd",
    "ht",  "moca", "hoi", "ptv", "ppt", "spt",  "ret", "atp", "ad",   "eu",   "usd", "mdq", "das",
    "icf", "dsm",  "tel", "puh", "cyp", "acr",  "hla", "ca",  "brca", "psa",  "apo", "il",  "tp",
    "hus", "kh",   "ps",  "pef", "fev", "mri",  "ekg", "nhs", "thl",  "kela", "ras", NULL};

/* A word of vehicles among the three before. */
static bool speaks_of_vehicles(const struct scan *scan, size_t word) {
    for (size_t n = 1; n <= 3 && n <= word; n++) {
        if (scan_word_begins(scan, &scan->words[word - n], vehicle_words)) {
            return true;
        }
    }
    return false;
}

void find_plates(struct scan *scan) {
    for (size_t n = 0; n < scan->word_count; n++) {
        const struct scan_word *word = &scan->words[n];
        size_t letters = word->end - word->start, i = word->end;
        unsigned sign = scan_at(scan, i);
        if (letters < 2 || letters > 3 || scan->taken[word->start] ||
            is_alnum(scan_before(scan, word->start)) || scan_before(scan, word->start) == '-' ||
            (sign != '-' && sign != ' ')) {
            continue;
        }
        i = past_fillers(scan, i, 3);
        size_t digits = i;
        while (is_digit(scan_at(scan, digits))) {
            digits++;
        }
        size_t count = digits - i;
        bool apart = !is_letter(scan_at(scan, digits)) &&
                     !(scan_at(scan, digits) == '-' && is_digit(scan_at(scan, digits + 1)));
        bool told = speaks_of_vehicles(scan, n);
        bool shape =
            count == 3 && letters == 3 && sign == '-' && i == word->end + 1 && word->capital;
        if (count < 1 || count > 3 || !apart || !(told || shape) ||
            scan_word_among(scan, word, no_plates)) {
            continue;
        }
        if (told && !word->capital && sign != '-') {
            continue;
        }
        scan_found(scan, ANONYMITY_plate, told ? ANONYMITY_CERTAIN : ANONYMITY_POSSIBLE,
                   word->start, digits);
    }
}

/* --- numbers of clients and matters --- */

static const char *const number_words[] = {"potilasnumero",
                                           "potilasnro",
                                           "potilastunnu",
                                           "potilasid",
                                           "asiakasnumero",
                                           "asiakasnro",
                                           "asiakastunnu",
                                           "asiakasid",
                                           "asianumero",
                                           "asiatunnu",
                                           "diaarin",
                                           "dnro",
                                           "diaarinumero",
                                           "sairauskertomusn",
                                           "sairaskertomusn",
                                           "kertomusnumero",
                                           "lähetenumero",
                                           "lähetetunnu",
                                           "hoitojaksonumero",
                                           "hoitojakson",
                                           "palvelutapahtumatunnu",
                                           "päätösnumero",
                                           "journalnummer",
                                           "journalnr",
                                           "patientnummer",
                                           "patientnr",
                                           "patientid",
                                           "klientnummer",
                                           "klientnr",
                                           "kundnummer",
                                           "kundnr",
                                           "ärendenummer",
                                           "ärendenr",
                                           "diarienummer",
                                           "remissnummer",
                                           "mrn",
                                           NULL};
/* Two words: of whom or what, then that it is a number. */
static const char *const number_owners[] = {
    "potilas",  "asiakas",  "asia",  "patient", "client", "klient",  "kund",   "case", "record",
    "customer", "referral", "chart", "file",    "ärende", "journal", "lähete", NULL};
static const char *const number_signs[] = {"number", "no",     "nr",     "id",  "nro",
                                           "numero", "nummer", "tunnus", "num", NULL};
static const char *const number_fillers[] = {"on",     "är",     "is", "oli",   "var",
                                             "was",    "nro",    "nr", "no",    "numero",
                                             "nummer", "number", "id", "kanta", NULL};

/* Past what may stand between the word and the number: signs, and a filling word or two. */
static size_t past_to_number(const struct scan *scan, size_t word) {
    size_t i = scan->words[word].end;
    for (size_t n = 0; n < 8; n++) {
        unsigned c = scan_at(scan, i);
        if (c == ' ' || c == ':' || c == '=' || c == '#' || c == '.' || c == '-' || c == '(' ||
            c == '"') {
            i++;
            continue;
        }
        bool next = word + 1 < scan->word_count && scan->words[word + 1].start == i;
        if (!next || !scan_word_among(scan, &scan->words[word + 1], number_fillers)) {
            break;
        }
        i = scan->words[++word].end;
    }
    return i;
}

/* Letters, digits and the signs within; at least four digits. Trailing signs are left out. */
static size_t read_number(const struct scan *scan, size_t i) {
    size_t digits = 0, end = 0;
    for (size_t n = 0; n < 32; n++) {
        unsigned c = scan_at(scan, i + n);
        bool joins = (c == '-' || c == '/' || c == '.' || c == '_' || c == ' ') &&
                     is_digit(scan_at(scan, i + n + 1));
        bool letter = is_letter(c) && n < 4 && digits == 0;
        letter = letter || (is_letter(c) && !is_letter(scan_at(scan, i + n + 1)) &&
                            !is_letter(scan_at(scan, i + n - 1)));
        if (!is_digit(c) && !joins && !letter) {
            break;
        }
        digits += is_digit(c);
        end = is_digit(c) ? i + n + 1 : end;
    }
    return digits >= 4 ? end : 0;
}

static bool tells_number(const struct scan *scan, size_t n) {
    const struct scan_word *word = &scan->words[n];
    if (scan_word_begins(scan, word, number_words)) {
        return true;
    }
    return n > 0 && word->start <= word[-1].end + 2 && scan_word_among(scan, word, number_signs) &&
           scan_word_begins(scan, word - 1, number_owners);
}

void find_record_numbers(struct scan *scan) {
    for (size_t n = 0; n < scan->word_count; n++) {
        if (!tells_number(scan, n)) {
            continue;
        }
        size_t start = past_to_number(scan, n), end = read_number(scan, start);
        if (end > 0 && !scan->taken[start]) {
            scan_found(scan, ANONYMITY_record_number, ANONYMITY_CERTAIN, start, end);
        }
    }
}
