#include "http/cursor.h"
#include "auth/base64url.h"
#include "base/limits.h"
#include "base/text.h"
#include "digest/digest.h"
#include <string.h>

enum { TAG_SIZE = 8 };

/* A value is followed by this mark; an absent one is the other mark alone. Neither stands in a text
 * that the service takes. */
enum { MARK_VALUE = '\x1f', MARK_ABSENT = '\x1e' };

/* Finds slips and cursors of other lists. It keeps no secret: a position reads only what its reader
 * may read anyway. */
static void make_tag(struct arena *arena, const char *binding, const char *position, size_t length,
                     uint8_t tag[TAG_SIZE]) {
    uint8_t digest[DIGEST_SIZE];
    struct text text;
    text_init(&text, arena);
    text_add(&text, position, length);
    text_add_char(&text, '\0');
    text_add_string(&text, binding);
    digest_sha256(text.bytes, text.length, digest);
    memcpy(tag, digest, TAG_SIZE);
}

char *cursor_print(struct arena *arena, const char *binding, const char *const *values,
                   size_t count) {
    struct text text;
    text_init(&text, arena);
    uint8_t *tag = (uint8_t *)text_reserve(&text, TAG_SIZE);
    memset(tag, 0, TAG_SIZE);
    text.length += TAG_SIZE;
    for (size_t i = 0; i < count; i++) {
        text_add_string(&text, values[i] ? values[i] : "");
        text_add_char(&text, values[i] ? MARK_VALUE : MARK_ABSENT);
    }
    if (text.length * 4 / 3 + 3 > CURSOR_LENGTH_MAX) {
        return NULL;
    }
    make_tag(arena, binding, text.bytes + TAG_SIZE, text.length - TAG_SIZE, (uint8_t *)text.bytes);
    return base64url_encode(arena, (const uint8_t *)text.bytes, text.length);
}

static bool read_values(struct arena *arena, const char *at, const char *end,
                        const char *values[PAGE_KEYS_MAX]) {
    for (size_t i = 0; at < end; i++) {
        const char *mark = at;
        while (mark < end && *mark != MARK_VALUE && *mark != MARK_ABSENT) {
            mark++;
        }
        if (i == PAGE_KEYS_MAX || mark == end) {
            return false;
        }
        values[i] = *mark == MARK_VALUE ? arena_copy(arena, at, (size_t)(mark - at)) : NULL;
        at = mark + 1;
    }
    return true;
}

bool cursor_parse(struct arena *arena, const char *binding, const char *text,
                  const char *values[PAGE_KEYS_MAX]) {
    struct bytes bytes;
    uint8_t tag[TAG_SIZE];
    size_t length = strlen(text);
    if (length > CURSOR_LENGTH_MAX || !base64url_decode(arena, text, length, &bytes) ||
        bytes.length <= TAG_SIZE) {
        return false;
    }
    const char *position = (const char *)bytes.bytes + TAG_SIZE;
    make_tag(arena, binding, position, bytes.length - TAG_SIZE, tag);
    return memcmp(tag, bytes.bytes, TAG_SIZE) == 0 &&
           read_values(arena, position, position + bytes.length - TAG_SIZE, values);
}
