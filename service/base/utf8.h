/* UTF-8 (RFC 3629): no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length (1-4) of the well-formed sequence at `bytes` and its code point; 0 where there is
 * none within `length` bytes. */
size_t utf8_next(const char *bytes, size_t length, uint32_t *code);
/* The offset of the first byte that is not well-formed; `length` where all is. */
size_t utf8_check(const char *bytes, size_t length);
/* Characters (code points) of a well-formed string. */
size_t utf8_count(const char *string);
/* The bytes of the first `most` characters of a well-formed string. */
size_t utf8_prefix(const char *string, size_t most);
/* Does a well-formed string hold a control character: C0, DEL, C1, or one that turns the direction
 * of what stands behind it (U+202E and its like)? `lines`: LF, TAB, line separators and the marks
 * of direction that turn nothing else may stand. */
bool utf8_has_control(const char *string, bool lines);

#endif
