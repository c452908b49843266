/* The members of the document's objects: names, types, bounds, codes, references and texts. */
#include "reader.h"

#include <stdio.h>
#include <string.h>

const char *const segj_languages[LANGUAGES] = {"fi", "sv", "en"};

static unsigned type_of(const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return OBJECT;
    case JSON_ARRAY:
        return LIST;
    case JSON_STRING:
        return STRING;
    case JSON_INTEGER:
        return INTEGER;
    case JSON_TRUE:
    case JSON_FALSE:
        return BOOLEAN;
    case JSON_NULL:
        return NOTHING;
    case JSON_REAL:
    default:
        return 0;
    }
}

static const char *type_words(unsigned types) {
    if (types & OBJECT) {
        return types & LIST ? "an object or a list" : "an object";
    }
    if (types & LIST) {
        return types & STRING ? "a string or a list of strings" : "a list";
    }
    if (types & INTEGER) {
        return types & STRING ? "a whole number or a string" : "a whole number";
    }
    return types & BOOLEAN ? "true or false" : "a string";
}

static const struct member *member_find(const struct member *members, const char *name) {
    for (; members->name; members++) {
        if (strcmp(members->name, name) == 0) {
            return members;
        }
    }
    return NULL;
}

/* ---- What is known instead, the nearest first ---- */

enum { KNOWN_MOST = SEG_MAX_ITEMS, KNOWN_LONGEST = SEG_MAX_CODE };

/* How many letters to change, add or leave out; of long words the first ones. */
static size_t distance(const char *from, const char *to) {
    size_t row[KNOWN_LONGEST + 1], length = strlen(to);
    length = length < KNOWN_LONGEST ? length : KNOWN_LONGEST;
    for (size_t i = 0; i <= length; i++) {
        row[i] = i;
    }
    for (size_t n = 0; from[n] && n < KNOWN_LONGEST; n++) {
        size_t before = row[0]++;
        for (size_t i = 1; i <= length; i++) {
            size_t changed = before + (from[n] != to[i - 1]);
            size_t least = row[i] < row[i - 1] ? row[i] + 1 : row[i - 1] + 1;
            before = row[i];
            row[i] = changed < least ? changed : least;
        }
    }
    return row[length];
}

/* The index of the nearest that is not taken yet; of those as near, the first. */
static size_t nearest(const char *const *names, size_t count, const char *to, uint64_t taken) {
    size_t best = count, least = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t far = distance(names[i], to);
        if (!(taken >> i & 1) && far < least) {
            best = i;
            least = far;
        }
    }
    return best;
}

/* "near, less_near and more", as far as there is room. */
static void put_known(const char *const *names, size_t count, const char *to, char *text,
                      size_t size) {
    size_t length = 0;
    uint64_t taken = 0;
    snprintf(text, size, "none");
    for (size_t n = 0; n < count; n++) {
        size_t i = nearest(names, count, to, taken);
        if (length + strlen(names[i]) + sizeof ", and more" > size) {
            snprintf(text + length, size - length, " and more");
            return;
        }
        taken |= (uint64_t)1 << i;
        length += (size_t)snprintf(text + length, size - length, "%s%s", n ? ", " : "", names[i]);
    }
}

static void known_members(const struct member *members, const char *to, char *text, size_t size) {
    const char *names[KNOWN_MOST];
    size_t count = 0;
    for (; members[count].name && count < KNOWN_MOST; count++) {
        names[count] = members[count].name;
    }
    put_known(names, count, to, text, size);
}

static void check_member(struct reader *reader, const struct member *members, const char *name,
                         const json_t *value) {
    const struct member *member = member_find(members, name);
    char names[140];
    size_t place = reader_enter(reader, name);
    if (!member) {
        known_members(members, name, names, sizeof names);
        reader_fault(reader, "unknown_member",
                     "The model language has no member \"%.60s\" here.|Remove it or fix its name; "
                     "known here: %s.",
                     name, names);
    } else if (!(member->types & type_of(value))) {
        reader_fault(reader, "wrong_type", "\"%.60s\" must be %s.|Write %s.", name,
                     type_words(member->types), type_words(member->types));
    }
    reader_leave(reader, place);
}

bool reader_object(struct reader *reader, const json_t *value, const struct member *members) {
    if (!json_is_object(value)) {
        reader_fault(reader, "wrong_type", "There must be an object here.|Write { ... }.");
        return false;
    }
    const char *name;
    json_t *held, *walked = segj_walkable(value);
    json_object_foreach(walked, name, held) {
        check_member(reader, members, name, held);
    }
    for (; members->name; members++) {
        if (members->required && !json_object_get(value, members->name)) {
            reader_fault_at(reader, members->name, "missing_member",
                            "The member \"%s\" is missing.|Add \"%s\": %s.", members->name,
                            members->name, type_words(members->types));
        }
    }
    return true;
}

const json_t *reader_list(const json_t *object, const char *member) {
    const json_t *value = json_object_get(object, member);
    return json_is_array(value) ? value : NULL;
}

void reader_size(struct reader *reader, const json_t *list, size_t least, size_t most,
                 const char *what) {
    size_t size = json_array_size(list);
    if (list && size < least) {
        reader_fault(reader, "too_few", "There are %zu %s.|Write at least %zu.", size, what, least);
    } else if (size > most) {
        reader_fault(reader, "too_many", "There are %zu %s.|Keep to at most %zu.", size, what,
                     most);
    }
}

int64_t reader_integer(struct reader *reader, const json_t *object, const char *member, int64_t low,
                       int64_t high, int64_t missing) {
    const json_t *value = json_object_get(object, member);
    if (!json_is_integer(value)) {
        return missing;
    }
    int64_t number = json_integer_value(value);
    if (number < low || number > high) {
        reader_fault_at(reader, member, "out_of_range",
                        "\"%s\" is %lld.|Write a whole number from %lld to %lld.", member,
                        (long long)number, (long long)low, (long long)high);
        return missing;
    }
    return number;
}

bool reader_boolean(const json_t *object, const char *member, bool missing) {
    const json_t *value = json_object_get(object, member);
    return json_is_boolean(value) ? json_is_true(value) : missing;
}

const char *reader_string(const json_t *object, const char *member) {
    return json_string_value(json_object_get(object, member));
}

int codes_find(const struct codes *codes, const char *code) {
    for (size_t i = 0; i < codes->count; i++) {
        if (strcmp(codes->code[i], code) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *reader_code(struct reader *reader, const json_t *object, struct codes *codes) {
    const char *code = reader_string(object, "code");
    const char *kept = code ? code : "";
    if (code && !seg_code_is_good(code, false)) {
        reader_fault_at(
            reader, "code", "bad_code",
            "\"%.64s\" is not a code.|Write a small letter a-z first, then a-z, 0-9 and "
            "_; at most 64.",
            code);
    } else if (code && codes_find(codes, code) >= 0) {
        reader_fault_at(reader, "code", "duplicate_code",
                        "The code \"%.64s\" is taken already.|Give each its own code.", code);
    }
    if (codes->count < SEG_MAX_ITEMS) {
        codes->code[codes->count++] = kept;
    }
    return kept;
}

int reader_reference(struct reader *reader, const json_t *value, const struct codes *codes,
                     const char *what) {
    const char *code = json_string_value(value);
    char known[140];
    if (!value) {
        return -1; /* reported already as missing */
    }
    int index = code ? codes_find(codes, code) : -1;
    if (index < 0) {
        put_known(codes->code, codes->count, code ? code : "", known, sizeof known);
        reader_fault(reader, "unknown_reference", "There is no %s \"%.64s\".|Name one of: %s.",
                     what, code ? code : "", known);
    }
    return index;
}

static uint32_t mask_add(struct reader *reader, uint32_t mask, const json_t *value,
                         const struct codes *codes, const char *what) {
    int index = reader_reference(reader, value, codes, what);
    if (index < 0 || index > 31) {
        return mask;
    }
    if (mask & (1u << index)) {
        reader_fault(reader, "duplicate_code", "\"%.64s\" is named twice.|Name it once.",
                     codes->code[index]);
    }
    return mask | 1u << index;
}

uint32_t reader_mask(struct reader *reader, const json_t *value, const struct codes *codes,
                     const char *what) {
    uint32_t mask = 0;
    if (!json_is_array(value)) {
        return mask_add(reader, 0, value, codes, what);
    }
    if (!json_array_size(value)) {
        reader_fault(reader, "too_few", "The list names no %s.|Name one at least.", what);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        size_t place = reader_enter_index(reader, i);
        mask = mask_add(reader, mask, json_array_get(value, i), codes, what);
        reader_leave(reader, place);
    }
    return mask;
}

int reader_word(struct reader *reader, const json_t *object, const char *member,
                const char *const *words, int missing) {
    const char *word = reader_string(object, member);
    char known[120] = "";
    size_t length = 0;
    if (!word) {
        return missing;
    }
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
        int written =
            snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "", words[i]);
        length += written < 0 ? 0 : (size_t)written;
        length = length < sizeof known ? length : sizeof known - 1;
    }
    reader_fault_at(reader, member, "not_in_list", "\"%.64s\" is not known here.|Write one of: %s.",
                    word, known);
    return missing;
}

/* C0, DEL and C1 (in UTF-8: C2 80..9F). */
static bool has_control(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        unsigned char next = i + 1 < length ? (unsigned char)text[i + 1] : 0;
        if (c < 0x20 || c == 0x7F || (c == 0xC2 && next >= 0x80 && next <= 0x9F)) {
            return true;
        }
    }
    return false;
}

/* Nothing, or nothing but blanks; U+00A0, which does not break a line, is one. */
static bool is_blank(const char *text) {
    while (*text == ' ' || strncmp(text, "\xC2\xA0", 2) == 0) {
        text += *text == ' ' ? 1 : 2;
    }
    return !*text;
}

void reader_plain(struct reader *reader, const json_t *value) {
    if (!json_is_string(value)) {
        reader_text_fault(reader, "wrong_type", "There must be a text here.|Write a string.");
        return;
    }
    if (is_blank(json_string_value(value))) {
        reader_text_fault(reader, "empty_text", "The text is empty%s.|Write it, or leave it out.",
                          json_string_length(value) ? " but for blanks" : "");
    }
    if (has_control(json_string_value(value), json_string_length(value))) {
        reader_text_fault(reader, "control_character",
                          "The text holds a control character.|Take out line breaks, tabs and the "
                          "like.");
    }
}

static void check_language(struct reader *reader, const json_t *texts, const char *language) {
    const json_t *text = json_object_get(texts, language);
    size_t place = reader_enter(reader, language);
    if (text) {
        reader_plain(reader, text);
    } else {
        reader_text_fault(reader, "missing_language",
                          "The text is missing in \"%s\".|Write it in fi, sv and en.", language);
    }
    reader_leave(reader, place);
}

static void check_languages(struct reader *reader, const json_t *texts) {
    const char *name;
    json_t *held, *walked = segj_walkable(texts);
    for (int i = 0; i < LANGUAGES; i++) {
        check_language(reader, texts, segj_languages[i]);
    }
    json_object_foreach(walked, name, held) {
        if (segj_language_find(name) == SEGJ_NO_LANGUAGE) {
            reader_fault_at(reader, name, "unknown_member",
                            "\"%.20s\" is no language of a text.|Keep to fi, sv and en.", name);
        }
    }
}

void reader_texts(struct reader *reader, const json_t *object, const char *member) {
    const json_t *texts = json_object_get(object, member);
    if (!json_is_object(texts)) {
        return; /* missing or of another type: reported with the members */
    }
    size_t place = reader_enter(reader, member);
    check_languages(reader, texts);
    reader_leave(reader, place);
}

enum segj_language segj_language_find(const char *code) {
    for (int i = 0; i < LANGUAGES; i++) {
        if (strcmp(code, segj_languages[i]) == 0) {
            return (enum segj_language)i;
        }
    }
    return SEGJ_NO_LANGUAGE;
}
