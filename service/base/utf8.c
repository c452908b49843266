#include "base/utf8.h"

#include <string.h>

static bool is_continuation(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/* How many bytes a lead byte announces; 0 for none. C0, C1 and F5.. can only begin what is wrong.
 */
static size_t announced(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static bool is_allowed(uint32_t code, size_t size) {
    if (size == 3) {
        return code >= 0x800 && !(code >= 0xD800 && code <= 0xDFFF);
    }
    return size < 3 || (code >= 0x10000 && code <= 0x10FFFF);
}

size_t utf8_next(const char *bytes, size_t length, uint32_t *code) {
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    if (length == 0) {
        return 0;
    }
    unsigned char lead = (unsigned char)bytes[0];
    size_t size = announced(lead);
    if (size == 0 || size > length) {
        return 0;
    }
    uint32_t value = lead & lead_bits[size];
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation((unsigned char)bytes[i])) {
            return 0;
        }
        value = value << 6 | ((unsigned char)bytes[i] & 0x3F);
    }
    *code = value;
    return is_allowed(value, size) ? size : 0;
}

size_t utf8_check(const char *bytes, size_t length) {
    size_t at = 0;
    while (at < length) {
        if ((unsigned char)bytes[at] < 0x80) {
            at++;
            continue;
        }
        uint32_t code;
        size_t size = utf8_next(bytes + at, length - at, &code);
        if (size == 0) {
            return at;
        }
        at += size;
    }
    return length;
}

size_t utf8_count(const char *string) {
    size_t count = 0;
    for (; *string; string++) {
        count += !is_continuation((unsigned char)*string);
    }
    return count;
}

static bool is_control(uint32_t code, bool lines) {
    if (code == '\n' || code == '\t') {
        return !lines;
    }
    return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/* What turns the direction of the text behind it, so that what is read is not what is stored
 * (embeddings, overrides, isolates). The marks U+061C, U+200E, U+200F turn nothing but themselves:
 * running text in Arabic or Hebrew needs them, a name does not. The separators U+2028, U+2029 are
 * ends of lines. */
static bool is_turning(uint32_t code, bool lines) {
    if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) {
        return true;
    }
    return !lines &&
           (code == 0x061C || code == 0x200E || code == 0x200F || code == 0x2028 || code == 0x2029);
}

bool utf8_has_control(const char *string, bool lines) {
    size_t length = strlen(string), size = 1;
    for (size_t at = 0; at < length; at += size) {
        uint32_t code = (unsigned char)string[at];
        size = code < 0x80 ? 1 : utf8_next(string + at, length - at, &code);
        if (size == 0 || is_control(code, lines) || is_turning(code, lines)) {
            return true;
        }
    }
    return false;
}

size_t utf8_prefix(const char *string, size_t most) {
    size_t at = 0;
    for (size_t count = 0; string[at] && count < most; count++) {
        do {
            at++;
        } while (is_continuation((unsigned char)string[at]));
    }
    return at;
}
