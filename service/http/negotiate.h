/* What the caller takes: language, media type, coding (RFC 9110, 12.5). */
#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include "base/context.h"

/* The best of fi, sv, en by weight, the earlier where weights are equal; Finnish where none fits.
 */
enum language negotiate_language(const char *accept_language);
/* The one of `offered` (media types apart by blanks) that is wanted most, the earlier of equals; on
 * the arena, NULL where none is taken. `accept` NULL takes everything. */
const char *negotiate_preferred(struct arena *arena, const char *accept, const char *offered);
bool negotiate_gzip(const char *accept_encoding);
/* Is the body of that media type, its charset UTF-8 where one is named? */
bool negotiate_is(const char *content_type, const char *media_type);
bool negotiate_is_json(const char *content_type);

#endif
