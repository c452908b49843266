/* What every fuzzer shares: a property that must hold whatever the input, and a context. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define must_hold(property)                                                                        \
    do {                                                                                           \
        if (!(property)) {                                                                         \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #property);          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* A request at a fixed instant, its memory on a new arena. */
static inline struct context *fuzz_context(void) {
    struct arena *arena = arena_new();
    struct context *context = arena_alloc(arena, sizeof *context);
    context->arena = arena;
    context->operation = "fuzz";
    context->now = (struct instant){1795348800LL * 1000000};
    context->today = instant_day_helsinki(context->now);
    return context;
}

static inline void fuzz_context_free(struct context *context) {
    arena_free(context->arena);
}

#endif
