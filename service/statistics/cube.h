/* Every figure of one indicator that can be asked for: sums of its cells by unit and one more
 * dimension, in buckets of time.
 *
 * A cell is what happened on one day, in one unit, to one key of another dimension. A figure
 * is the sum of cells in one of these tables (all; by unit; by one more dimension; by unit and one
 * more dimension) and one bucket. The tables over all and by unit have days and weeks;
 * the others begin at months. What is not in these tables is never told, so that disclosure.h can
 * know everything that a reader may put together. */
#ifndef STATISTICS_CUBE_H
#define STATISTICS_CUBE_H

#include "base/arena.h"
#include "statistics/bucket.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CUBE_NONE = -1, CUBE_ANCESTORS_MAX = 10 };

/* The second dimension of a table. */
enum cube_axis {
    AXIS_NONE,
    AXIS_SEGMENT,
    AXIS_SERVICE,
    AXIS_AGE_GROUP,
    AXIS_LANGUAGE,
    AXIS_NEED_CLASS,
    AXIS_RULE,
    AXIS_COUNT
};

/* Keys are numbers from 0 that the caller gives to units, segments, services and age groups. */
struct cube_cell {
    int32_t day;       /* since 1970 */
    int32_t unit, key; /* of the table's axis; not read by AXIS_NONE */
    int32_t slot;      /* of a histogram of denominators, or CUBE_NONE */
    int64_t numerator, denominator;
};

struct figure {
    int32_t start;     /* first day of the bucket */
    int32_t unit, key; /* CUBE_NONE: over all */
    uint8_t axis, bucket;
    bool hidden;
    bool settled; /* hidden, and protected already */
    bool touched; /* disclosure's own, like delta */
    int8_t delta;
    int64_t numerator, denominator;
    int64_t *spread; /* denominators by slot */
    int32_t spread_count;
    /* What a leaf (a unit's day; a unit's month of one key) is part of, itself first. */
    int32_t ancestors[CUBE_ANCESTORS_MAX];
    uint8_t ancestor_count; /* 0: no leaf */
};

struct cube {
    struct arena *arena;
    struct figure *figures;
    size_t count, room;
    int32_t *slots; /* a hash table of figures' places */
    size_t slot_count;
    unsigned axes; /* bits of enum cube_axis that this indicator has */
    int32_t units, keys[AXIS_COUNT], first_day, last_day;
};

/* `axes`: bits `1 << AXIS_SEGMENT` and so on. */
struct cube *cube_new(struct arena *arena, unsigned axes);
/* Adds to the tables of one axis. The same records are to be added to AXIS_NONE, by their days, and
 * to each axis of the cube, where any day of the month will do. */
void cube_add(struct cube *cube, enum cube_axis axis, const struct cube_cell *cell);
/* The figure, or NULL where no cell lies in it. */
struct figure *cube_find(const struct cube *cube, enum cube_axis axis, enum bucket bucket,
                         int32_t start, int32_t unit, int32_t key);

#endif
