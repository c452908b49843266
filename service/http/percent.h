/* Percent-encoding (RFC 3986), decoded strictly. */
#ifndef HTTP_PERCENT_H
#define HTTP_PERCENT_H

#include "base/arena.h"
#include <stdbool.h>

/* The decoded text on the arena; NULL for an impossible escape, a control character (NUL among
 * them) or what is no UTF-8 afterwards. */
char *percent_decode(struct arena *arena, const char *text, size_t length);
/* The same for a query, where `+` is a space. */
char *percent_decode_query(struct arena *arena, const char *text, size_t length);
/* One pair of a query or a form, as it stands there, between two `&`; empty ones are passed over.
 */
struct query_pair {
    const char *name, *value; /* a name without `=` has an empty value */
    size_t name_length, value_length;
};
/* The next one in front of `end`, behind which `*at` stands then; false: there is none. */
bool query_pair_next(const char **at, const char *end, struct query_pair *out);

/* `text` with everything but RFC 3986's unreserved characters escaped. */
char *percent_encode(struct arena *arena, const char *text);

#endif
