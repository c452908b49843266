/* Versions as entity tags (RFC 9110, 8.8.3 and 13.1): `"7"` is version 7 in Finnish, `"7-sv"` and
 * `"7-en"` the same in Swedish and English, as the texts in an answer differ. What is sent as gzip
 * are other bytes: `"7-gzip"`, `"7-sv-gzip"`. */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/context.h"
#include "base/versions.h"

const char *etag_print(struct arena *arena, int64_t version, enum language language);

/* For an answer made of several resources, which has no version: a tag of its bytes. */
const char *etag_of(struct arena *arena, const char *bytes, size_t length);

/* The tag of the same answer as gzip; NULL where it has none. */
const char *etag_gzip(struct arena *arena, const char *etag);

/* The versions that an If-Match names, in whatever language and coding they were read; weak tags
 * and tags that no version has name none. False for what is neither `*` nor a list of tags. */
bool etag_parse_match(struct arena *arena, const char *if_match, struct versions *out);

/* The tag that a caller has, where an If-None-Match holds this one, in whatever coding: the answer
 * hasn't changed. Weak ones compare too; NULL where none is held. */
const char *etag_none_match(struct arena *arena, const char *if_none_match, const char *etag);

#endif
