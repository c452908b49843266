/* The forms that strings of a shape can have, by the word in their field's `format`. */
#ifndef BASE_SHAPE_FORMAT_H
#define BASE_SHAPE_FORMAT_H

#include <stdbool.h>

/* `text` is free text, in which LF and TAB may stand; no other string may hold control characters.
 */
struct shape_format {
    const char *name;
    const char *expected; /* what an error says */
    bool lines;
    bool (*holds)(const char *string);
};

extern const struct shape_format shape_formats[]; /* ends with name NULL */

/* NULL for NULL and for a word that is none of them. */
const struct shape_format *shape_format_find(const char *name);

#endif
