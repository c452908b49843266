#include "bulk_id.h"
#include "segment_json.h"

#include <stdint.h>
#include <string.h>

/* ---- Text --------------------------------------------------------------------------------- */

/* Bytes of the character at `at`, or 0 where it is none: RFC 3629, with no surrogate, nothing
 * longer than need be and nothing beyond U+10FFFF. */
static size_t character_length(const unsigned char *at, size_t left) {
    if (at[0] < 0x80) {
        return 1;
    }
    size_t length = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4 || length > left) {
        return 0;
    }
    unsigned char least = at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char most = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < least || at[1] > most) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return length;
}

bool id_is_text(const char *cell, size_t length) {
    const unsigned char *at = (const unsigned char *)cell;
    while (length > 0) {
        size_t one = character_length(at, length);
        if (one == 0) {
            return false;
        }
        at += one;
        length -= one;
    }
    return true;
}

/* ---- To JSON ------------------------------------------------------------------------------ */

static char *put_escaped(char *to, char c) {
    char escape[6];
    if (segj_is_plain(c)) {
        *to++ = c;
        return to;
    }
    size_t escaped = segj_escape(c, escape);
    memcpy(to, escape, escaped);
    return to + escaped;
}

char *id_put_json(char *to, const char *cell, size_t length) {
    bool quoted = length > 1 && *cell == '"';
    if (length == 2 * (size_t)quoted) {
        memcpy(to, "null", 4);
        return to + 4;
    }
    const char *end = cell + length - quoted;
    cell += quoted;
    *to++ = '"';
    for (; cell < end; cell++) {
        to = put_escaped(to, *cell);
        cell += quoted && *cell == '"'; /* a doubled quote is one */
    }
    *to++ = '"';
    return to;
}

/* ---- To a cell ---------------------------------------------------------------------------- */

static const char short_escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";

/* The byte an escape stands for; only control characters are still written by number. */
static char unescaped(const char **at) {
    char c = *(*at)++;
    if (c == 'u') {
        unsigned low = (unsigned char)(*at)[3];
        unsigned value =
            ((unsigned)(*at)[2] - '0') << 4 | (low <= '9' ? low - '0' : (low & 15) + 9);
        *at += 4;
        return (char)value;
    }
    for (const char *known = short_escapes; *known; known += 2) {
        if (known[1] == c) {
            return *known;
        }
    }
    return c;
}

/* Whether a cell of this text must be quoted. */
static bool needs_quotes(const char *at, const char *end) {
    while (at < end) {
        char c = *at++;
        if (c == '\\') {
            c = unescaped(&at);
        }
        if (c == ',' || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

char *id_put_cell(char *to, const char *json, size_t length) {
    const char *at = json + 1, *end = json + length - 1;
    if (length == 0 || *json != '"') {
        memcpy(to, json, length);
        return to + length;
    }
    bool quotes = needs_quotes(at, end);
    if (quotes) {
        *to++ = '"';
    }
    while (at < end) {
        char c = *at++;
        if (c == '\\') {
            c = unescaped(&at);
        }
        if (c == '"') {
            *to++ = '"';
        }
        *to++ = c;
    }
    if (quotes) {
        *to++ = '"';
    }
    return to;
}
