/* Neighbouring levels of a JSON row of known form, each of one digit: the bytes between the digits
 * of all of them are compared at once, and the digits gathered. Where the processor has AVX2, 32
 * bytes at a time; the outcome is the same without. */
#ifndef CLI_BULK_LEVELS_H
#define CLI_BULK_LEVELS_H

#include "bulk_plan.h"

enum { LEVELS_MAX = 64, LEVELS_BYTES_MAX = 2048 };

/* Where bytes of the row go: each of the 32 at `from` to a slot of the window, or nowhere. The
 * upper half of the slots is for the upper half of the bytes. */
struct levels_turn {
    uint32_t from;
    uint8_t to[32];
};

/* Sixteen slots of a record. */
struct levels_window {
    int slot, first, end; /* turns */
    uint8_t cover[16];
};

/* A row is of the form when no byte differs from `bytes` by more than `most` in an exclusive or:
 * `bytes` has '0' for every digit, so that what is left of it is the level. */
struct levels {
    int count;
    bool ends_row;   /* the bytes after the last digit are those to the end of the row */
    uint32_t length; /* multiples of 32 are compared; after it all may differ */
    uint16_t start[LEVELS_MAX], at[LEVELS_MAX]; /* the bytes before a digit, and the digit */
    uint16_t slot[LEVELS_MAX];
    int window_count;
    struct levels_window windows[LEVELS_MAX];
    struct levels_turn turns[LEVELS_MAX];
    uint8_t bytes[LEVELS_BYTES_MAX], most[LEVELS_BYTES_MAX];
    uint8_t first_turns[LEVELS_BYTES_MAX]; /* those of the first window, one for each 32 bytes */
};

void levels_clear(struct levels *levels);
/* False when there is no room for one more. */
bool levels_add(struct levels *levels, const char *before, size_t length,
                const struct column *column);
/* To be called when all have been added, with the bytes after the last if they end the row. */
void levels_finish(struct levels *levels, const char *after, size_t length);

/* The first byte that is otherwise, from `start` on, or one past the end. */
uint32_t levels_apart(const struct levels *levels, uint32_t start, const char *at);
/* Reads as many as are of the form, from level `first` on, whose bytes begin at *at; *at moves
 * after the last that is. The end of the row counts as one more. */
int levels_some(const struct levels *levels, int first, const char **at, uint8_t *record);

#endif
