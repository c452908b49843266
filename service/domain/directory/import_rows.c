/* Rows of another register, found by its ids while a delivery is put on them. */
#include "domain/directory/import.h"

#include <string.h>

struct rows rows_begin(struct context *context, size_t room) {
    struct rows rows = {.context = context, .slot_count = 16};
    while (rows.slot_count < 2 * (room + 1)) {
        rows.slot_count *= 2;
    }
    rows.items = arena_alloc(context->arena, (room + 1) * sizeof *rows.items);
    rows.slots = arena_alloc(context->arena, rows.slot_count * sizeof *rows.slots);
    return rows;
}

/* FNV-1a. */
static uint64_t hash_of(const char *text) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    }
    return hash;
}

/* Where the id stands, or would. */
static struct working **slot_of(const struct rows *rows, const char *source_id) {
    size_t at = hash_of(source_id) & (rows->slot_count - 1);
    while (rows->slots[at] && strcmp(rows->slots[at]->source_id, source_id) != 0) {
        at = (at + 1) & (rows->slot_count - 1);
    }
    return &rows->slots[at];
}

struct working *row_add(struct rows *rows, const char *source_id, bool is_new, void *record) {
    struct working *row = &rows->items[rows->count++];
    *row = (struct working){source_id, is_new, false, record};
    *slot_of(rows, source_id) = row;
    return row;
}

struct working *row_find(const struct rows *rows, const char *source_id) {
    return *slot_of(rows, source_id);
}

void rows_split(const struct rows *rows, size_t size, struct list *made, struct list *changed) {
    char *first = arena_alloc(rows->context->arena, (rows->count + 1) * size);
    char *second = arena_alloc(rows->context->arena, (rows->count + 1) * size);
    *made = (struct list){first, 0};
    *changed = (struct list){second, 0};
    for (size_t i = 0; i < rows->count; i++) {
        const struct working *row = &rows->items[i];
        if (row->is_new) {
            memcpy(first + size * made->count++, row->record, size);
        } else if (row->is_changed) {
            memcpy(second + size * changed->count++, row->record, size);
        }
    }
}
