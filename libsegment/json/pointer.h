/* Pointers into a document (RFC 6901), in the room that a fault has for them. */
#ifndef SEGMENT_JSON_POINTER_H
#define SEGMENT_JSON_POINTER_H

#include "segment_json.h"

/* Adds "/member", escaped, to a pointer of `length` bytes; what is too long is cut at a whole
 * character. The new length. */
size_t segj_pointer_enter(char pointer[SEGJ_MAX_POINTER], size_t length, const char *member);

#endif
