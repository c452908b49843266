/* Where a page ended, as opaque text: the values of the keyset in the last row, bound to what the
 * list was asked by, so that it fits nowhere else. */
#ifndef HTTP_CURSOR_H
#define HTTP_CURSOR_H

#include "base/arena.h"
#include "base/page.h"

#include <stddef.h>

/* `values` may hold NULL. NULL where they are longer than a cursor may be. */
char *cursor_print(struct arena *arena, const char *binding, const char *const *values,
                   size_t count);
/* Fills `values`. False for what cursor_print has not made for that binding. */
bool cursor_parse(struct arena *arena, const char *binding, const char *text,
                  const char *values[PAGE_KEYS_MAX]);

#endif
