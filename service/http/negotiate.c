#include "http/negotiate.h"
#include <string.h>
#include <strings.h>

/* One element of a list header: its value and its weight in thousandths. */
struct element {
    const char *value;
    size_t length;
    int weight;
};

static int read_weight(const char *text) {
    if (*text != '0' && *text != '1') {
        return 0;
    }
    int weight = (*text - '0') * 1000, unit = 100;
    if (text[1] != '.') {
        return weight;
    }
    for (text += 2; *text >= '0' && *text <= '9' && unit > 0; text++, unit /= 10) {
        weight += (*text - '0') * unit;
    }
    return weight > 1000 ? 1000 : weight;
}

static int weight_of(const char *parameters, const char *end) {
    for (const char *at = parameters; at < end; at++) {
        if (*at != ';') {
            continue;
        }
        const char *name = at + 1 + strspn(at + 1, " \t");
        if ((*name == 'q' || *name == 'Q') && name[1] == '=') {
            return read_weight(name + 2);
        }
    }
    return 1000;
}

/* Moves on to the next element; false at the end. */
static bool next_element(const char **at, struct element *out) {
    const char *start = *at + strspn(*at, " \t,");
    if (*start == '\0') {
        return false;
    }
    const char *end = start + strcspn(start, ",");
    out->value = start;
    out->length = strcspn(start, " \t;,");
    out->weight = weight_of(start + out->length, end);
    *at = end;
    return true;
}

static bool element_is(const struct element *element, const char *word) {
    return element->length == strlen(word) &&
           strncasecmp(element->value, word, element->length) == 0;
}

static int language_of(const struct element *element) {
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const char *code = language_codes[i];
        size_t length = strlen(code);
        if (element->length >= length && strncasecmp(element->value, code, length) == 0 &&
            (element->length == length || element->value[length] == '-')) {
            return i;
        }
    }
    return element_is(element, "*") ? LANGUAGE_FI : -1;
}

enum language negotiate_language(const char *accept_language) {
    enum language best = LANGUAGE_FI;
    int best_weight = 0;
    struct element element;
    const char *at = accept_language ? accept_language : "";
    while (next_element(&at, &element)) {
        int language = language_of(&element);
        if (language >= 0 && element.weight > best_weight) {
            best = (enum language)language;
            best_weight = element.weight;
        }
    }
    return best;
}

/* 0: doesn't fit, 1: any, 2: any of the type, 3: the very one. */
static int closeness(const struct element *element, const char *media_type) {
    size_t type_length = strcspn(media_type, "/");
    if (element_is(element, "*/*")) {
        return 1;
    }
    if (element->length == type_length + 2 && element->value[type_length + 1] == '*' &&
        strncasecmp(element->value, media_type, type_length + 1) == 0) {
        return 2;
    }
    return element_is(element, media_type) ? 3 : 0;
}

/* In thousandths, by the element that fits it closest; 0: not taken. */
static int media_weight(const char *accept, const char *media_type) {
    const char *at = accept;
    if (!at || !*at) {
        return 1000;
    }
    int closest = 0, weight = 0;
    struct element element;
    while (next_element(&at, &element)) {
        int close = closeness(&element, media_type);
        if (close > closest) {
            closest = close;
            weight = element.weight;
        }
    }
    return weight;
}

const char *negotiate_preferred(struct arena *arena, const char *accept, const char *offered) {
    const char *best = NULL;
    int most = 0;
    for (const char *at = offered; *at;) {
        size_t length = strcspn(at, " ");
        const char *media_type = arena_copy(arena, at, length);
        int weight = media_weight(accept, media_type);
        if (weight > most) {
            best = media_type;
            most = weight;
        }
        at += length + (at[length] == ' ');
    }
    return best;
}

bool negotiate_gzip(const char *accept_encoding) {
    const char *at = accept_encoding ? accept_encoding : "";
    struct element element;
    while (next_element(&at, &element)) {
        if (element_is(&element, "gzip")) {
            return element.weight > 0;
        }
    }
    return false;
}

static bool is_utf8(const char *charset, size_t length) {
    return (length == 5 && strncasecmp(charset, "utf-8", 5) == 0) ||
           (length == 7 && strncasecmp(charset, "\"utf-8\"", 7) == 0);
}

/* Parameters other than `charset` say nothing about JSON (RFC 8259, 11). */
bool negotiate_is(const char *content_type, const char *media_type) {
    size_t type_length = strlen(media_type);
    if (!content_type || strncasecmp(content_type, media_type, type_length) != 0) {
        return false;
    }
    for (const char *at = content_type + type_length; *at;) {
        at += strspn(at, " \t");
        if (*at != ';') {
            return *at == '\0';
        }
        at += 1 + strspn(at + 1, " \t");
        size_t length = strcspn(at, " \t;");
        if (length > 8 && strncasecmp(at, "charset=", 8) == 0 && !is_utf8(at + 8, length - 8)) {
            return false;
        }
        at += length;
    }
    return true;
}

bool negotiate_is_json(const char *content_type) {
    return negotiate_is(content_type, "application/json");
}
