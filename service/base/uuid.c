#include "base/uuid.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Up to so many bytes come whole once the kernel's pool is ready. */
enum { RANDOM_AT_ONCE = 256 };

static void fill_at_random(struct uuid *out, size_t count) {
    size_t size = count * sizeof *out;
    if (getrandom(out, size, 0) != (ssize_t)size) {
        abort();
    }
}

void uuid_new_many(int64_t unix_ms, size_t count, struct uuid *out) {
    static const size_t at_once = RANDOM_AT_ONCE / sizeof *out;
    for (size_t i = 0; i < count; i += at_once) {
        fill_at_random(out + i, count - i < at_once ? count - i : at_once);
    }
    for (size_t i = 0; i < count; i++) {
        uint8_t *bytes = out[i].bytes;
        for (int j = 0; j < 6; j++) {
            bytes[j] = (uint8_t)((uint64_t)unix_ms >> (40 - 8 * j));
        }
        bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3F));
    }
}

struct uuid uuid_new(int64_t unix_ms) {
    struct uuid uuid;
    uuid_new_many(unix_ms, 1, &uuid);
    return uuid;
}

/* Counts on in what is random (RFC 9562, 6.2, method 2); the variant's bits lie before that. */
static struct uuid counted_on(const struct uuid *last) {
    struct uuid next = *last;
    for (int i = 15; i > 8 && ++next.bytes[i] == 0; i--) {
    }
    return next;
}

struct uuid uuid_new_after(int64_t unix_ms, const struct uuid *last) {
    struct uuid uuid = uuid_new(unix_ms);
    return memcmp(&uuid, last, sizeof uuid) > 0 ? uuid : counted_on(last);
}

static bool has_dash_before(int byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

bool uuid_parse(const char *text, struct uuid *out) {
    struct uuid uuid;
    for (int i = 0; i < 16; i++) {
        if (has_dash_before(i) && *text++ != '-') {
            return false;
        }
        int high = text_hex_digit(text[0]);
        int low = high < 0 ? -1 : text_hex_digit(text[1]);
        if (low < 0) {
            return false;
        }
        uuid.bytes[i] = (uint8_t)(high << 4 | low);
        text += 2;
    }
    if (*text != '\0') {
        return false;
    }
    *out = uuid;
    return true;
}

void uuid_print(const struct uuid *uuid, char out[UUID_TEXT_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        if (has_dash_before(i)) {
            *out++ = '-';
        }
        *out++ = digits[uuid->bytes[i] >> 4];
        *out++ = digits[uuid->bytes[i] & 0x0F];
    }
    *out = '\0';
}

bool uuid_is_set(const struct uuid *uuid) {
    static const struct uuid none;
    return memcmp(uuid, &none, sizeof none) != 0;
}

bool uuid_equal(const struct uuid *a, const struct uuid *b) {
    return memcmp(a, b, sizeof *a) == 0;
}
