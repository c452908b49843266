/* What the caller takes: language, media type, coding (RFC 9110, 12.5). */
#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include "base/context.h"

/* The best of fi, sv, en by weight, the earlier where weights are equal; Finnish where none fits.
 */
enum language negotiate_language(const char *accept_language);
/* May the answer be of that media type ("application/json")? NULL takes everything. */
bool negotiate_media_type(const char *accept, const char *media_type);
bool negotiate_gzip(const char *accept_encoding);
/* Is the body JSON: application/json, its charset UTF-8 where one is named? */
bool negotiate_is_json(const char *content_type);

#endif
