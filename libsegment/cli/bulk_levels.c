#include "bulk_levels.h"
#include <string.h>

/* ---- Learning ----------------------------------------------------------------------------- */

void levels_clear(struct levels *levels) {
    memset(levels, 0, sizeof *levels);
    memset(levels->most, 0xff, sizeof levels->most);
    memset(levels->first_turns, 0x80, sizeof levels->first_turns);
}

static void add_bytes(struct levels *levels, const char *bytes, size_t length) {
    memcpy(levels->bytes + levels->length, bytes, length);
    memset(levels->most + levels->length, 0, length);
    levels->length += (uint32_t)length;
}

static bool has_room(const struct levels *levels, size_t more) {
    return levels->length + more + 32 <= LEVELS_BYTES_MAX;
}

bool levels_add(struct levels *levels, const char *before, size_t length,
                const struct column *column) {
    int n = levels->count;
    if (n == LEVELS_MAX || !has_room(levels, length + 1)) {
        return false;
    }
    levels->start[n] = (uint16_t)levels->length;
    add_bytes(levels, before, length);
    levels->slot[n] = (uint16_t)column->slot;
    levels->bytes[levels->length] = '0';
    levels->most[levels->length] = (uint8_t)(column->levels > 10 ? 9 : column->levels - 1);
    levels->at[n] = (uint16_t)levels->length++;
    levels->count++;
    return true;
}

static struct levels_turn *take_turn(struct levels *levels, struct levels_window *window, int at) {
    uint32_t from = (uint32_t)at / 32 * 32;
    for (int i = window->first; i < window->end; i++) {
        if (levels->turns[i].from == from) {
            return &levels->turns[i];
        }
    }
    struct levels_turn *turn = &levels->turns[window->end++];
    turn->from = from;
    memset(turn->to, 0x80, sizeof turn->to);
    return turn;
}

static void fill_window(struct levels *levels, struct levels_window *window) {
    for (int n = 0; n < levels->count; n++) {
        int slot = levels->slot[n] - window->slot, at = levels->at[n];
        if (slot < 0 || slot >= 16) {
            continue;
        }
        take_turn(levels, window, at)->to[at % 32 / 16 * 16 + slot] = (uint8_t)(at % 16);
        window->cover[slot] = 0xff;
    }
}

static bool slot_covered(const struct levels *levels, int slot) {
    for (int i = 0; i < levels->window_count; i++) {
        if (slot - slot % 16 == levels->windows[i].slot) {
            return true;
        }
    }
    return false;
}

void levels_finish(struct levels *levels, const char *after, size_t length) {
    int turns = 0;
    if (after && has_room(levels, length)) {
        add_bytes(levels, after, length);
        levels->ends_row = true;
    }
    for (int n = 0; n < levels->count; n++) {
        int slot = levels->slot[n];
        if (slot_covered(levels, slot)) {
            continue;
        }
        struct levels_window *window = &levels->windows[levels->window_count++];
        *window = (struct levels_window){.slot = slot - slot % 16, .first = turns, .end = turns};
        fill_window(levels, window);
        turns = window->end;
    }
    for (int i = 0; levels->window_count > 0 && i < levels->windows[0].end; i++) {
        memcpy(levels->first_turns + levels->turns[i].from, levels->turns[i].to, 32);
    }
}

/* ---- Reading ------------------------------------------------------------------------------ */

uint32_t levels_apart(const struct levels *levels, uint32_t start, const char *at) {
    const uint8_t *bytes = levels->bytes + start, *most = levels->most + start;
    uint32_t length = levels->length - start, n = 0;
#if defined(__SSE2__)
    for (; n < length; n += 16) {
        __m128i row = _mm_loadu_si128((const __m128i *)(const void *)(at + n));
        __m128i known = _mm_loadu_si128((const __m128i *)(const void *)(bytes + n));
        __m128i may = _mm_loadu_si128((const __m128i *)(const void *)(most + n));
        __m128i apart = _mm_subs_epu8(_mm_xor_si128(row, known), may);
        unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(apart, _mm_setzero_si128()));
        if (same != 0xffff) {
            n += (uint32_t)__builtin_ctz(~same);
            break;
        }
    }
#else
    while (n < length && ((uint8_t)at[n] ^ bytes[n]) <= most[n]) {
        n++;
    }
#endif
    return n < length ? start + n : levels->length + 1;
}

int levels_some(const struct levels *levels, int first, const char **at, uint8_t *record) {
    uint32_t start = levels->start[first];
    uint32_t apart = levels_apart(levels, start, *at);
    int n = first;
    /* A digit counts when the byte after it is of the form: no other digit follows. */
    for (; n < levels->count && levels->at[n] + 1u < apart; n++) {
        record[levels->slot[n]] = (uint8_t)((*at)[levels->at[n] - start] - '0');
    }
    if (n == levels->count && apart > levels->length) {
        *at += levels->length - start;
        return n - first + levels->ends_row;
    }
    *at += n > first ? levels->at[n - 1] + 1u - start : 0;
    return n - first;
}
