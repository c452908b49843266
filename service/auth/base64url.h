/* base64url without padding (RFC 4648, 5), read strictly: one text for one value. */
#ifndef AUTH_BASE64URL_H
#define AUTH_BASE64URL_H

#include "base/arena.h"
#include "base/shape.h"
#include <stdbool.h>

/* False for a foreign character, padding, an impossible length, or bits left over that aren't 0. */
bool base64url_decode(struct arena *arena, const char *text, size_t length, struct bytes *out);
/* The text of `length` bytes, on the arena. */
char *base64url_encode(struct arena *arena, const void *bytes, size_t length);

#endif
