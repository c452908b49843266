#include "http/cursor.h"
#include "auth/base64url.h"
#include "auth/digest.h"
#include <string.h>

enum { TAG_SIZE = 8, AT_SIZE = 8, ID_SIZE = 16, CURSOR_SIZE = TAG_SIZE + AT_SIZE + ID_SIZE };

/* Finds slips and cursors of other lists. It keeps no secret: a position reads only what its reader
 * may read anyway. */
static void make_tag(struct arena *arena, const char *operation, const uint8_t *position,
                     uint8_t tag[TAG_SIZE]) {
    uint8_t digest[DIGEST_SIZE];
    size_t length = strlen(operation);
    char *bytes = arena_alloc(arena, length + AT_SIZE + ID_SIZE);
    memcpy(bytes, operation, length);
    memcpy(bytes + length, position, AT_SIZE + ID_SIZE);
    digest_sha256(bytes, length + AT_SIZE + ID_SIZE, digest);
    memcpy(tag, digest, TAG_SIZE);
}

char *cursor_print(struct arena *arena, const char *operation, struct instant at,
                   const struct uuid *id) {
    uint8_t bytes[CURSOR_SIZE];
    uint64_t us = (uint64_t)at.us;
    for (size_t i = 0; i < AT_SIZE; i++)
        bytes[TAG_SIZE + i] = (uint8_t)(us >> (56 - 8 * i));
    memcpy(bytes + TAG_SIZE + AT_SIZE, id->bytes, ID_SIZE);
    make_tag(arena, operation, bytes + TAG_SIZE, bytes);
    return base64url_encode(arena, bytes, sizeof bytes);
}

bool cursor_parse(struct arena *arena, const char *operation, const char *text, struct instant *at,
                  struct uuid *id) {
    struct bytes bytes;
    uint8_t tag[TAG_SIZE];
    uint64_t us = 0;
    size_t length = strlen(text);
    if (length > CURSOR_LENGTH || !base64url_decode(arena, text, length, &bytes) ||
        bytes.length != CURSOR_SIZE)
        return false;
    make_tag(arena, operation, bytes.bytes + TAG_SIZE, tag);
    if (memcmp(tag, bytes.bytes, TAG_SIZE) != 0)
        return false;
    for (size_t i = 0; i < AT_SIZE; i++)
        us = us << 8 | bytes.bytes[TAG_SIZE + i];
    at->us = (int64_t)us;
    memcpy(id->bytes, bytes.bytes + TAG_SIZE + AT_SIZE, ID_SIZE);
    return true;
}
