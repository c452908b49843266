#include "scarce.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_long left = -1, left_json = -1; /* below 0: without end */
static atomic_int ended;
static atomic_long kept;

static int take(atomic_long *blocks) {
    long now = atomic_load(blocks);
    while (now > 0 && !atomic_compare_exchange_weak(blocks, &now, now - 1)) {
    }
    if (now == 0) {
        atomic_store(&ended, 1);
    }
    return now != 0;
}

/* Counts what is given, but for what only grows. */
static void *count(void *memory, int again) {
    atomic_fetch_add(&kept, memory != NULL && !again);
    return memory;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t number, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *memory);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t number, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *memory);

void *__wrap_malloc(size_t size) {
    return take(&left) ? count(__real_malloc(size), 0) : NULL;
}

void *__wrap_calloc(size_t number, size_t size) {
    return take(&left) ? count(__real_calloc(number, size), 0) : NULL;
}

void *__wrap_realloc(void *memory, size_t size) {
    return take(&left) ? count(__real_realloc(memory, size), memory != NULL) : NULL;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return take(&left) ? count(__real_aligned_alloc(alignment, size), 0) : NULL;
}

void __wrap_free(void *memory) {
    atomic_fetch_sub(&kept, memory != NULL);
    __real_free(memory);
}

static void *json_alloc(size_t size) {
    return take(&left_json) ? count(__real_malloc(size), 0) : NULL;
}

static void begin(long blocks, long blocks_json) {
    json_set_alloc_funcs(json_alloc, __wrap_free);
    atomic_store(&ended, 0);
    atomic_store(&kept, 0);
    atomic_store(&left, blocks);
    atomic_store(&left_json, blocks_json);
}

void scarce_begin(long blocks) {
    begin(blocks, -1);
}

void scarce_begin_json(long blocks) {
    begin(-1, blocks);
}

int scarce_end(void) {
    atomic_store(&left, -1);
    atomic_store(&left_json, -1);
    return atomic_load(&ended);
}

long scarce_kept(void) {
    return atomic_load(&kept);
}
