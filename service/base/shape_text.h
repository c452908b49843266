/* The value of a field as text, in the form that PostgreSQL reads. */
#ifndef BASE_SHAPE_TEXT_H
#define BASE_SHAPE_TEXT_H

#include "base/arena.h"
#include "base/shape.h"

/* False for what no column holds: records, unread JSON, bytes. `*out` is NULL for what is absent.
 */
bool shape_text(struct arena *arena, const struct shape_field *field, const void *member,
                const char **out);

/* The field of that column over `count` records, as an array: {"a",NULL,"b"}. */
bool shape_text_column(struct arena *arena, const struct shape_column *column, const void *records,
                       size_t count, size_t size, const char **out);

#endif
