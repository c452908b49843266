/* The memory of one request: taken in small pieces, given back all at once.
 *
 * An arena grows by blocks and never fails: running out of memory aborts the process, which is why
 * every input is bounded before it is read. Not for use by two threads at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Gives everything back but the first block, so that a worker can use the arena again. */
void arena_reset(struct arena *arena);

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* A piece of `old_size` bytes made `size` large (never smaller), its first `used` bytes kept: in
 * place where it is the last one handed out. What is behind `used` is not zeroed. */
char *arena_grow(struct arena *arena, char *bytes, size_t used, size_t old_size, size_t size);

/* A copy of `length` bytes with a NUL behind them; `bytes` may be NULL when `length` is 0. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);
/* A copy of a string; NULL gives NULL. */
char *arena_string(struct arena *arena, const char *string);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

#endif
