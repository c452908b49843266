#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With AddressSanitizer what isn't handed out is poisoned: a read past a piece, or after a reset,
 * is caught as it would be with malloc. */
#ifdef __SANITIZE_ADDRESS__
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(bytes, size) __asan_poison_memory_region((bytes), (size))
#define UNPOISON(bytes, size) __asan_unpoison_memory_region((bytes), (size))
#define TAKE(size) calloc(1, (size)) /* gcc takes fresh memory for read when it is poisoned */
enum { GAP = 16 };
#else
#define POISON(bytes, size) ((void)(bytes), (void)(size))
#define UNPOISON(bytes, size) ((void)(bytes), (void)(size))
#define TAKE(size) malloc(size)
enum { GAP = 0 };
#endif

enum { FIRST_BLOCK = 32 * 1024, LARGEST_BLOCK = 1024 * 1024, ALIGNMENT = alignof(max_align_t) };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *first, *current;
};

static void *out_of_memory(void) {
    fputs("out of memory\n", stderr);
    abort();
}

static struct block *block_new(size_t size) {
    struct block *block = TAKE(sizeof *block + size);
    if (!block) {
        return out_of_memory();
    }
    *block = (struct block){.size = size};
    POISON(block->bytes, size);
    return block;
}

static void block_free(struct block *block) {
    UNPOISON(block->bytes, block->size);
    free(block);
}

struct arena *arena_new(void) {
    struct arena *arena = malloc(sizeof *arena);
    if (!arena) {
        return out_of_memory();
    }
    arena->first = arena->current = block_new(FIRST_BLOCK);
    return arena;
}

static void free_behind(struct block *block) {
    while (block->next) {
        struct block *next = block->next;
        block->next = next->next;
        block_free(next);
    }
}

void arena_free(struct arena *arena) {
    if (!arena) {
        return;
    }
    free_behind(arena->first);
    block_free(arena->first);
    free(arena);
}

void arena_reset(struct arena *arena) {
    free_behind(arena->first);
    arena->current = arena->first;
    arena->first->used = 0;
    POISON(arena->first->bytes, arena->first->size);
}

static size_t rounded(size_t size) {
    return (size + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1);
}

/* The old block's rest is lost; blocks double, so that is never more than what is used. */
static void add_block(struct arena *arena, size_t least) {
    size_t size = arena->current->size * 2;
    if (size > LARGEST_BLOCK) {
        size = LARGEST_BLOCK;
    }
    struct block *block = block_new(size > least ? size : least);
    arena->current->next = block;
    arena->current = block;
}

static void *take(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 4) {
        return out_of_memory();
    }
    size_t needed = rounded(size ? size : 1) + GAP;
    if (needed > arena->current->size - arena->current->used) {
        add_block(arena, needed);
    }
    struct block *block = arena->current;
    char *bytes = block->bytes + block->used;
    block->used += needed;
    UNPOISON(bytes, size);
    return bytes;
}

void *arena_alloc(struct arena *arena, size_t size) {
    void *bytes = take(arena, size);
    memset(bytes, 0, size);
    return bytes;
}

char *arena_grow(struct arena *arena, char *bytes, size_t used, size_t old_size, size_t size) {
    struct block *block = arena->current;
    size_t held = rounded(old_size ? old_size : 1) + GAP, needed = rounded(size) + GAP;
    bool is_last = bytes && block->used >= held && bytes == block->bytes + block->used - held;
    if (is_last && size >= old_size && needed - held <= block->size - block->used) {
        block->used += needed - held;
        UNPOISON(bytes, size);
        return bytes;
    }
    char *moved = take(arena, size);
    if (used > 0) {
        memcpy(moved, bytes, used);
    }
    return moved;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length) {
    char *copy = take(arena, length + 1);
    if (length > 0) {
        memcpy(copy, bytes, length);
    }
    copy[length] = '\0';
    return copy;
}

char *arena_string(struct arena *arena, const char *string) {
    return string ? arena_copy(arena, string, strlen(string)) : NULL;
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    size_t size = length > 0 ? (size_t)length + 1 : 1;
    char *out = take(arena, size);
    out[0] = '\0';
    if (length > 0) {
        (void)vsnprintf(out, size, format, again);
    }
    va_end(again);
    return out;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *out = arena_vformat(arena, format, arguments);
    va_end(arguments);
    return out;
}
