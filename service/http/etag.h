/* Versions as entity tags: `"7"` (RFC 9110, 8.8.3 and 13.1). */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include <stdbool.h>
#include <stdint.h>

enum { ETAG_NONE = -1, ETAG_ANY = -2, ETAG_UNKNOWN = 0, ETAG_BAD = -3 };

/* The version an If-Match names. ETAG_NONE for NULL, ETAG_ANY for `*`, ETAG_UNKNOWN for a tag that
 * no version has (a weak one too), ETAG_BAD for what is no tag, or several. */
int64_t etag_parse_match(const char *if_match);
/* Does an If-None-Match hold the version's tag? Weak tags compare too. */
bool etag_none_match_holds(const char *if_none_match, int64_t version);

#endif
