/* Percent-encoding (RFC 3986), decoded strictly. */
#ifndef HTTP_PERCENT_H
#define HTTP_PERCENT_H

#include "base/arena.h"

/* The decoded text on the arena; NULL for an impossible escape, a control character (NUL among
 * them) or what is no UTF-8 afterwards. */
char *percent_decode(struct arena *arena, const char *text, size_t length);
/* The same for a query, where `+` is a space. */
char *percent_decode_query(struct arena *arena, const char *text, size_t length);
/* `text` with everything but RFC 3986's unreserved characters escaped. */
char *percent_encode(struct arena *arena, const char *text);

#endif
