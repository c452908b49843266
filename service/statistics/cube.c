#include "statistics/cube.h"

#include <string.h>

enum { SLOTS_FIRST = 1024, FIGURES_FIRST = 512 };

static uint64_t hash_of(const struct figure *key) {
    uint64_t hash = 0xcbf29ce484222325u;
    const uint64_t parts[] = {(uint64_t)(uint32_t)key->start << 32 | (uint32_t)key->unit,
                              (uint64_t)(uint32_t)key->key << 32 |
                                  (uint32_t)(key->axis << 8 | key->bucket)};
    for (size_t i = 0; i < 2; i++) {
        hash = (hash ^ parts[i]) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

static bool same(const struct figure *a, const struct figure *b) {
    return a->start == b->start && a->unit == b->unit && a->key == b->key && a->axis == b->axis &&
           a->bucket == b->bucket;
}

/* The slot that holds the figure, or the empty one where it belongs. */
static size_t slot_of(const struct cube *cube, const struct figure *key) {
    size_t at = (size_t)hash_of(key) & (cube->slot_count - 1);
    while (cube->slots[at] != CUBE_NONE && !same(&cube->figures[cube->slots[at]], key)) {
        at = (at + 1) & (cube->slot_count - 1);
    }
    return at;
}

static void clear_slots(struct cube *cube, size_t count) {
    cube->slot_count = count;
    cube->slots = arena_alloc(cube->arena, count * sizeof *cube->slots);
    memset(cube->slots, 0xff, count * sizeof *cube->slots);
    for (size_t i = 0; i < cube->count; i++) {
        cube->slots[slot_of(cube, &cube->figures[i])] = (int32_t)i;
    }
}

struct cube *cube_new(struct arena *arena, unsigned axes) {
    struct cube *cube = arena_alloc(arena, sizeof *cube);
    *cube = (struct cube){.arena = arena, .axes = axes};
    clear_slots(cube, SLOTS_FIRST);
    return cube;
}

struct figure *cube_find(const struct cube *cube, enum cube_axis axis, enum bucket bucket,
                         int32_t start, int32_t unit, int32_t key) {
    const struct figure wanted = {
        .start = start, .unit = unit, .key = key, .axis = (uint8_t)axis, .bucket = (uint8_t)bucket};
    int32_t place = cube->slots[slot_of(cube, &wanted)];
    return place == CUBE_NONE ? NULL : &cube->figures[place];
}

static void grow(struct cube *cube) {
    if (cube->count == cube->room) {
        size_t room = cube->room ? cube->room * 2 : FIGURES_FIRST;
        struct figure *figures = arena_alloc(cube->arena, room * sizeof *figures);
        if (cube->count > 0) {
            memcpy(figures, cube->figures, cube->count * sizeof *figures);
        }
        cube->figures = figures;
        cube->room = room;
    }
    if (cube->count * 2 >= cube->slot_count) {
        clear_slots(cube, cube->slot_count * 2);
    }
}

static int32_t figure_at(struct cube *cube, enum cube_axis axis, enum bucket bucket, int32_t day,
                         int32_t unit, int32_t key) {
    grow(cube);
    struct figure wanted = {.start = date_to_days(bucket_start(bucket, date_from_days(day))),
                            .unit = unit,
                            .key = key,
                            .axis = (uint8_t)axis,
                            .bucket = (uint8_t)bucket};
    size_t slot = slot_of(cube, &wanted);
    if (cube->slots[slot] == CUBE_NONE) {
        cube->slots[slot] = (int32_t)cube->count;
        cube->figures[cube->count++] = wanted;
    }
    return cube->slots[slot];
}

static int32_t larger(int32_t a, int32_t b) {
    return a > b ? a : b;
}

static void add_spread(struct cube *cube, struct figure *figure, const struct cube_cell *cell) {
    if (cell->slot >= figure->spread_count) {
        int32_t count = larger(cell->slot + 1, 2 * figure->spread_count);
        int64_t *spread = arena_alloc(cube->arena, (size_t)count * sizeof *spread);
        if (figure->spread_count > 0) {
            memcpy(spread, figure->spread, (size_t)figure->spread_count * sizeof *spread);
        }
        figure->spread = spread;
        figure->spread_count = count;
    }
    figure->spread[cell->slot] += cell->denominator;
}

/* Adds the cell to one table: to the leaf (of the unit, in the shortest bucket), to its longer
 * buckets, and to the same over all units. */
static void add_to_table(struct cube *cube, enum cube_axis axis, const struct cube_cell *cell) {
    int32_t places[CUBE_ANCESTORS_MAX];
    int32_t key = axis == AXIS_NONE ? CUBE_NONE : cell->key;
    enum bucket first = axis == AXIS_NONE ? BUCKET_DAY : BUCKET_MONTH;
    uint8_t count = 0;
    for (enum bucket bucket = first; bucket <= BUCKET_YEAR; bucket++) {
        places[count++] = figure_at(cube, axis, bucket, cell->day, cell->unit, key);
        places[count++] = figure_at(cube, axis, bucket, cell->day, CUBE_NONE, key);
    }
    for (uint8_t i = 0; i < count; i++) {
        struct figure *figure = &cube->figures[places[i]];
        figure->numerator += cell->numerator;
        figure->denominator += cell->denominator;
        if (cell->slot >= 0) {
            add_spread(cube, figure, cell);
        }
    }
    struct figure *leaf = &cube->figures[places[0]];
    memcpy(leaf->ancestors, places, count * sizeof *places);
    leaf->ancestor_count = count;
}

void cube_add(struct cube *cube, enum cube_axis axis, const struct cube_cell *cell) {
    bool first = cube->count == 0;
    cube->first_day = first || cell->day < cube->first_day ? cell->day : cube->first_day;
    cube->last_day = first ? cell->day : larger(cube->last_day, cell->day);
    cube->units = larger(cube->units, cell->unit + 1);
    if (axis != AXIS_NONE) {
        cube->keys[axis] = larger(cube->keys[axis], cell->key + 1);
    }
    add_to_table(cube, axis, cell);
}
