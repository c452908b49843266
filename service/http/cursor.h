/* Where a page ended, as opaque text: bound to its operation, so that it fits nowhere else. */
#ifndef HTTP_CURSOR_H
#define HTTP_CURSOR_H

#include "base/arena.h"
#include "base/date.h"
#include "base/uuid.h"

enum { CURSOR_LENGTH = 44 };

char *cursor_print(struct arena *arena, const char *operation, struct instant at,
                   const struct uuid *id);
/* False for what cursor_print has not made for that operation. */
bool cursor_parse(struct arena *arena, const char *operation, const char *text, struct instant *at,
                  struct uuid *id);

#endif
