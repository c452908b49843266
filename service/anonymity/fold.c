#include "anonymity/scan.h"
#include "base/utf8.h"
#include <string.h>

struct folding {
    uint32_t code;
    const char *plain; /* Latin-1; a capital stays one */
};

/* Letters that look like others, and those written with two. */
static const struct folding lookalikes[] = {{0x00B9, "1"},
                                            {0x00B2, "2"},
                                            {0x00B3, "3"},
                                            {0x00B7, "."},
                                            {0x00C6, "\xC4"},
                                            {0x00D8, "\xD6"},
                                            {0x00DF, "ss"},
                                            {0x00E6, "\xE4"},
                                            {0x00F8, "\xF6"},
                                            {0x2018, "'"},
                                            {0x2019, "'"},
                                            {0x2024, "."},
                                            {0x2044, "/"},
                                            {0x2070, "0"},
                                            {0x2212, "-"},
                                            {0x2215, "/"},
                                            {0x223C, "-"},
                                            {0x3002, "."},
                                            {0xA789, ":"},
                                            {0xFB00, "ff"},
                                            {0xFB01, "fi"},
                                            {0xFB02, "fl"},
                                            {0xFE52, "."},
                                            {0xFE58, "-"},
                                            {0xFE63, "-"},
                                            {0xFE6B, "@"},
                                            {0xFF61, "."},
                                            /* Greek */
                                            {0x0391, "A"},
                                            {0x0392, "B"},
                                            {0x0395, "E"},
                                            {0x0396, "Z"},
                                            {0x0397, "H"},
                                            {0x0399, "I"},
                                            {0x039A, "K"},
                                            {0x039C, "M"},
                                            {0x039D, "N"},
                                            {0x039F, "O"},
                                            {0x03A1, "P"},
                                            {0x03A4, "T"},
                                            {0x03A5, "Y"},
                                            {0x03A7, "X"},
                                            {0x03B1, "a"},
                                            {0x03B9, "i"},
                                            {0x03BA, "k"},
                                            {0x03BD, "v"},
                                            {0x03BF, "o"},
                                            {0x03C1, "p"},
                                            {0x03C4, "t"},
                                            {0x03C5, "u"},
                                            {0x03C7, "x"},
                                            /* Cyrillic */
                                            {0x0405, "S"},
                                            {0x0406, "I"},
                                            {0x0408, "J"},
                                            {0x0410, "A"},
                                            {0x0412, "B"},
                                            {0x0415, "E"},
                                            {0x041A, "K"},
                                            {0x041C, "M"},
                                            {0x041D, "H"},
                                            {0x041E, "O"},
                                            {0x0420, "P"},
                                            {0x0421, "C"},
                                            {0x0422, "T"},
                                            {0x0423, "Y"},
                                            {0x0425, "X"},
                                            {0x0430, "a"},
                                            {0x0432, "b"},
                                            {0x0435, "e"},
                                            {0x0438, "u"},
                                            {0x043A, "k"},
                                            {0x043C, "m"},
                                            {0x043D, "h"},
                                            {0x043E, "o"},
                                            {0x0440, "p"},
                                            {0x0441, "c"},
                                            {0x0442, "t"},
                                            {0x0443, "y"},
                                            {0x0445, "x"},
                                            {0x0455, "s"},
                                            {0x0456, "i"},
                                            {0x0458, "j"},
                                            {0x04BB, "h"},
                                            {0x0501, "d"},
                                            {0x051B, "q"},
                                            {0x051D, "w"}};

struct span {
    uint32_t first, last;
};

/* Seen by nobody: format characters, variation selectors, tags, and combining marks that stand
 * alone. */
static const struct span invisible[] = {
    {0x00AD, 0x00AD},   {0x0300, 0x036F},   {0x034F, 0x034F},  {0x061C, 0x061C}, {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},  {0x202A, 0x202E}, {0x2060, 0x206F},
    {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},  {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

/* The first digit of ten, in other scripts and styles. */
static const uint32_t zeros[] = {0x0660,  0x06F0,  0x0966,  0x2080,  0xFF10,
                                 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6};

static bool is_invisible(uint32_t code) {
    for (size_t i = 0; code >= 0xAD && i < sizeof invisible / sizeof *invisible; i++) {
        if (code >= invisible[i].first && code <= invisible[i].last) {
            return true;
        }
    }
    return false;
}

/* À-ÿ without their marks, but å, ä and ö. */
static unsigned char latin_1(uint32_t code) {
    static const char plain[] = "AAAA\xC4\xC5\xC4"
                                "CEEEEIIIIDNOOOO\xD6\1\xD6UUUUYTsaaaa\xE4\xE5\xE4"
                                "ceeeeiiiidnoooo\xF6\1\xF6uuuuyty";
    return (unsigned char)plain[code - 0xC0];
}

/* Latin letters with marks: enough of Latin Extended-A for names of Europe. */
static unsigned char latin_extended(uint32_t code) {
    static const char plain[] =
        "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLl"
        "NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
    return (unsigned char)plain[code - 0x100];
}

static unsigned char odd_letter(uint32_t code) {
    if (code >= 0xFF01 && code <= 0xFF5E) {
        return (unsigned char)(code - 0xFF01 + '!');
    }
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        if (code >= zeros[i] && code < zeros[i] + 10) {
            return (unsigned char)('0' + code - zeros[i]);
        }
    }
    if (code >= 0x2460 && code <= 0x2468) {
        return (unsigned char)('1' + code - 0x2460);
    }
    if (code >= 0x2074 && code <= 0x2079) {
        return (unsigned char)('4' + code - 0x2074);
    }
    if (code >= 0x1D400 && code < 0x1D6A4) {
        uint32_t place = (code - 0x1D400) % 52;
        return (unsigned char)(place < 26 ? 'A' + place : 'a' + place - 26);
    }
    if (code >= 0x24B6 && code <= 0x24E9) {
        uint32_t place = code - 0x24B6;
        return (unsigned char)(place < 26 ? 'A' + place : 'a' + place - 26);
    }
    return 0;
}

/* Other writing: letters are letters, whatever they say. */
static unsigned char other(uint32_t code) {
    if (code == 0xA0 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x205F ||
        code == 0x3000) {
        return ' ';
    }
    if (code == 0x2028 || code == 0x2029 || code == 0x85) {
        return '\n';
    }
    if (code >= 0x2010 && code <= 0x2015) {
        return '-';
    }
    bool letters = (code >= 0x180 && code < 0x2000) || (code >= 0x2C00 && code < 0x2E00) ||
                   (code >= 0x3041 && code < 0xD800) || (code >= 0xF900 && code < 0xFE00);
    return letters ? SCAN_LETTER : SCAN_SIGN;
}

static const struct folding *lookalike(uint32_t code) {
    for (size_t i = 0; i < sizeof lookalikes / sizeof *lookalikes; i++) {
        if (lookalikes[i].code == code) {
            return &lookalikes[i];
        }
    }
    return NULL;
}

static bool is_capital(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0xE0);
}

static void put(struct scan *scan, unsigned char c, unsigned mark, uint32_t from) {
    size_t i = scan->length++;
    bool capital = is_capital(c);
    scan->text[i] = capital ? (unsigned char)(c + 0x20) : c;
    scan->marks[i] = (unsigned char)(mark | (capital ? SCAN_CAPITAL : 0));
    scan->from[i] = from;
    scan->to[i] = from + 1;
}

/* A mark above the letter before it: a, o with dots or a ring are letters of their own. */
static void compose(struct scan *scan, uint32_t code, uint32_t at) {
    if (scan->length == 0) {
        return;
    }
    unsigned char *last = &scan->text[scan->length - 1];
    if (code == 0x308 && (*last == 'a' || *last == 'o')) {
        *last = *last == 'a' ? SCAN_A_DOTS : SCAN_O_DOTS;
    } else if (code == 0x30A && *last == 'a') {
        *last = SCAN_A_RING;
    }
    scan->to[scan->length - 1] = at + 1;
}

/* ASCII and the common letters of Europe, which are as they should be; 0 for what is odd. */
static unsigned char usual(uint32_t code) {
    if (code < 0x80) {
        return (unsigned char)(code < 0x20 && code != '\n' ? ' ' : code == 0x7F ? SCAN_SIGN : code);
    }
    if (code >= 0xC0 && code < 0x100 && code != 0xDF) {
        return latin_1(code);
    }
    return code >= 0x100 && code < 0x180 ? latin_extended(code) : 0;
}

static void fold_one(struct scan *scan, uint32_t code, uint32_t at, bool *hidden) {
    if (is_invisible(code)) {
        if (code >= 0x300 && code <= 0x36F) {
            compose(scan, code, at);
        } else {
            *hidden = true;
        }
        return;
    }
    unsigned mark = *hidden ? SCAN_ODD : 0;
    *hidden = false;
    unsigned char c = usual(code);
    const struct folding *folding = c ? NULL : lookalike(code);
    if (folding) {
        for (const char *plain = folding->plain; *plain; plain++) {
            put(scan, (unsigned char)*plain, mark | SCAN_ODD, at);
        }
        return;
    }
    if (c == 0 && (c = odd_letter(code)) != 0) {
        mark |= SCAN_ODD;
    }
    put(scan, c ? c : other(code), mark, at);
}

static void make_room(struct scan *scan, struct arena *arena, size_t room) {
    scan->arena = arena;
    scan->text = (unsigned char *)arena_alloc(arena, room + 2) + 1;
    scan->marks = arena_alloc(arena, room + 1);
    scan->taken = arena_alloc(arena, room + 1);
    scan->from = arena_alloc(arena, (room + 1) * sizeof *scan->from);
    scan->to = arena_alloc(arena, (room + 1) * sizeof *scan->to);
    scan->words = arena_alloc(arena, (room / 2 + 1) * sizeof *scan->words);
}

/* Letters that stand together. A sentence opens after a full stop or a line's end. */
static void cut_words(struct scan *scan) {
    bool opens = true;
    size_t i = 0;
    while (i < scan->length) {
        unsigned c = scan->text[i];
        if (!is_letter(c)) {
            opens =
                opens ? c != ',' && !is_digit(c) : c == '.' || c == '!' || c == '?' || c == '\n';
            i++;
            continue;
        }
        size_t start = i;
        while (is_letter(scan_at(scan, i))) {
            i++;
        }
        scan->words[scan->word_count++] = (struct scan_word){.start = (uint32_t)start,
                                                             .end = (uint32_t)i,
                                                             .capital = scan->marks[start] & 1,
                                                             .opens = opens};
        opens = false;
    }
}

void scan_fold(struct scan *scan, struct arena *arena, const char *text, size_t length) {
    *scan = (struct scan){.place_count = 0};
    make_room(scan, arena, length + 1); /* no character of n bytes becomes more than n */
    uint32_t at = 0;
    bool hidden = false;
    for (size_t i = 0; i < length; at++) {
        uint32_t code = 0;
        size_t size = utf8_next(text + i, length - i, &code);
        fold_one(scan, size > 0 ? code : SCAN_SIGN, at, &hidden);
        i += size > 0 ? size : 1;
    }
    cut_words(scan);
}

/* --- digits in words, letters one by one --- */

struct spoken {
    const char *word;
    char c;
};
static const struct spoken spoken[] = {
    {"nolla", '0'},     {"noll", '0'},  {"zero", '0'},      {"oh", '0'},       {"yksi", '1'},
    {"ett", '1'},       {"one", '1'},   {"kaksi", '2'},     {"två", '2'},      {"two", '2'},
    {"kolme", '3'},     {"tre", '3'},   {"three", '3'},     {"neljä", '4'},    {"fyra", '4'},
    {"four", '4'},      {"viisi", '5'}, {"fem", '5'},       {"five", '5'},     {"kuusi", '6'},
    {"sex", '6'},       {"six", '6'},   {"seitsemän", '7'}, {"sju", '7'},      {"seven", '7'},
    {"kahdeksan", '8'}, {"åtta", '8'},  {"eight", '8'},     {"yhdeksän", '9'}, {"nio", '9'},
    {"nine", '9'},      {"viiva", '-'}, {"streck", '-'},    {"dash", '-'},     {"plus", '+'}};

enum { SPOKEN_LEAST = 4, SPELLED_LEAST = 4 };

static char spoken_word(const struct scan *scan, const struct scan_word *word) {
    if (word->end - word->start < 2 || word->end - word->start > 9) {
        return 0;
    }
    for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++) {
        if (scan_word_is(scan, word, spoken[i].word)) {
            return spoken[i].c;
        }
    }
    return 0;
}

/* Is there nothing but a space, a comma or a dash between two words? */
static bool stand_close(const struct scan *scan, size_t first) {
    size_t gap = scan->words[first].end, next = scan->words[first + 1].start;
    return next - gap <= 2 && strchr(" ,-.", (int)scan_at(scan, gap)) != NULL;
}

static void put_span(struct scan *out, const struct scan *scan, size_t from, size_t to,
                     unsigned char c) {
    size_t i = out->length++;
    out->text[i] = c;
    out->marks[i] = scan->marks[from];
    out->from[i] = scan->from[from];
    out->to[i] = scan->to[to - 1];
}

static void copy_up_to(struct scan *out, const struct scan *scan, size_t *at, size_t end) {
    for (; *at < end; ++*at) {
        put_span(out, scan, *at, *at + 1, scan->text[*at]);
    }
}

/* How many words from `first` on are spoken digits. */
static size_t spoken_run(const struct scan *scan, size_t first) {
    size_t count = 0;
    while (first + count < scan->word_count && spoken_word(scan, &scan->words[first + count]) &&
           (count == 0 || stand_close(scan, first + count - 1))) {
        count++;
    }
    return count;
}

/* How many single letters stand one space apart from `first` on. */
static size_t spelled_run(const struct scan *scan, size_t first) {
    size_t count = 0;
    while (first + count < scan->word_count) {
        const struct scan_word *word = &scan->words[first + count];
        if (word->end - word->start != 1 ||
            (count > 0 && (word->start != word[-1].end + 1 || scan->text[word[-1].end] != ' '))) {
            break;
        }
        count++;
    }
    return count;
}

static void join(struct scan *out, const struct scan *scan, size_t first, size_t count,
                 bool digits) {
    for (size_t i = first; i < first + count; i++) {
        const struct scan_word *word = &scan->words[i];
        unsigned char c = digits ? (unsigned char)spoken_word(scan, word) : scan->text[word->start];
        put_span(out, scan, word->start, word->end, c);
    }
}

bool scan_unspell(const struct scan *scan, struct scan *out) {
    *out = (struct scan){.year = scan->year};
    size_t at = 0;
    bool any = false;
    for (size_t i = 0; i < scan->word_count;) {
        size_t digits = spoken_run(scan, i), letters = digits ? 0 : spelled_run(scan, i);
        size_t count = digits ? digits : letters;
        if (digits >= SPOKEN_LEAST || letters >= SPELLED_LEAST) {
            if (!any) {
                make_room(out, scan->arena, scan->length + 1);
                any = true;
            }
            copy_up_to(out, scan, &at, scan->words[i].start);
            join(out, scan, i, count, digits > 0);
            at = scan->words[i + count - 1].end;
        }
        i += count > 0 ? count : 1;
    }
    if (any) {
        copy_up_to(out, scan, &at, scan->length);
        cut_words(out);
    }
    return any;
}
