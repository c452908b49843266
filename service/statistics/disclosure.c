#include "statistics/disclosure.h"

#include <string.h>

enum {
    TOUCHED_MAX = 512,
    TRIALS_MAX = 400, /* exchanges looked at for one small figure */
    CORNERS_MAX = 8,
    MONTHS_EACH_WAY = 12
};

/* Which pairs an exchange has: of units, of keys, of times. */
enum { PAIR_UNIT = 1 << 0, PAIR_KEY = 1 << 1, PAIR_TIME = 1 << 2 };

/* One place where an exchange adds or takes one: a unit's day, or a unit's month of one key. */
struct corner {
    int sign;
    enum cube_axis axis;
    int32_t unit, key, start;
};

/* An exchange that is tried: its corners, and the figures that it changes. */
struct exchange {
    struct cube *cube;
    enum disclosure_kind kind;
    struct corner corners[CORNERS_MAX];
    size_t corner_count;
    int32_t touched[TOUCHED_MAX];
    size_t touched_count;
};

/* The cheapest exchange found for a small figure. */
struct choice {
    int64_t cost; /* -1: none */
    int32_t figures[TOUCHED_MAX];
    size_t count;
    int trials;
};

bool disclosure_is_small(enum disclosure_kind kind, int64_t numerator, int64_t denominator,
                         int64_t limit) {
    int64_t rest = denominator - numerator;
    bool numerator_small = numerator > 0 && numerator < limit;
    bool denominator_small = denominator > 0 && denominator < limit;
    switch (kind) {
    case DISCLOSURE_OPEN:
        return false;
    case DISCLOSURE_COUNT:
        return numerator_small;
    case DISCLOSURE_MEAN:
        return denominator_small;
    case DISCLOSURE_RATIO:
        return numerator_small || denominator_small;
    case DISCLOSURE_SHARE:
        break;
    }
    return numerator_small || denominator_small || (rest > 0 && rest < limit);
}

/* How many there are in a figure: nothing can be taken from none. */
static int64_t mass(const struct exchange *exchange, const struct figure *figure) {
    return exchange->kind == DISCLOSURE_COUNT ? figure->numerator : figure->denominator;
}

static struct figure *leaf(const struct exchange *exchange, const struct corner *corner) {
    enum bucket bucket = corner->axis == AXIS_NONE ? BUCKET_DAY : BUCKET_MONTH;
    struct figure *found =
        cube_find(exchange->cube, corner->axis, bucket, corner->start, corner->unit, corner->key);
    return found && mass(exchange, found) > 0 ? found : NULL;
}

static int32_t month_of(int32_t day) {
    return date_to_days(bucket_start(BUCKET_MONTH, date_from_days(day)));
}

static int32_t months_on(int32_t start, int months) {
    return date_to_days(bucket_step(BUCKET_MONTH, date_from_days(start), months));
}

/* --- what an exchange changes --- */

static void apply(struct exchange *exchange, const struct figure *at, int sign) {
    for (uint8_t i = 0; i < at->ancestor_count; i++) {
        struct figure *figure = &exchange->cube->figures[at->ancestors[i]];
        if (!figure->touched && exchange->touched_count < TOUCHED_MAX) {
            figure->touched = true;
            exchange->touched[exchange->touched_count++] = at->ancestors[i];
        }
        figure->delta = (int8_t)(figure->delta + sign);
    }
}

static void forget(struct exchange *exchange) {
    for (size_t i = 0; i < exchange->touched_count; i++) {
        struct figure *figure = &exchange->cube->figures[exchange->touched[i]];
        figure->touched = false;
        figure->delta = 0;
    }
    exchange->touched_count = 0;
}

/* What is lost to the reader by hiding it: small figures tell least. */
static int64_t loss(const struct exchange *exchange, const struct figure *figure) {
    return figure->hidden || figure->delta == 0 ? 0 : 1 + mass(exchange, figure);
}

static int64_t cost_of(const struct exchange *exchange) {
    int64_t cost = 0;
    for (size_t i = 0; i < exchange->touched_count; i++) {
        cost += loss(exchange, &exchange->cube->figures[exchange->touched[i]]);
    }
    return cost;
}

/* What adding `sign` at the leaf would cost more than now. */
static int64_t cost_more(struct exchange *exchange, const struct figure *at, int sign) {
    int64_t more = 0;
    for (uint8_t i = 0; i < at->ancestor_count; i++) {
        struct figure *figure = &exchange->cube->figures[at->ancestors[i]];
        more -= loss(exchange, figure);
        figure->delta = (int8_t)(figure->delta + sign);
        more += loss(exchange, figure);
        figure->delta = (int8_t)(figure->delta - sign);
    }
    return more;
}

/* --- completing it: every table is a sum of the same records --- */

/* The leaf of the table where adding `sign` to the unit's month costs least. */
static struct figure *cheapest_leaf(struct exchange *exchange, enum cube_axis axis, int32_t unit,
                                    int32_t month, int sign) {
    struct figure *best = NULL;
    int64_t least = 0;
    int32_t count = axis == AXIS_NONE ? months_on(month, 1) - month : exchange->cube->keys[axis];
    for (int32_t i = 0; i < count; i++) {
        const struct corner corner = {sign, axis, unit, axis == AXIS_NONE ? CUBE_NONE : i,
                                      axis == AXIS_NONE ? month + i : month};
        struct figure *found = leaf(exchange, &corner);
        int64_t cost = found ? cost_more(exchange, found, sign) : 0;
        if (found && (!best || cost < least)) {
            best = found;
            least = cost;
        }
    }
    return best;
}

/* By how much the corners change a unit's month. */
static int net(const struct exchange *exchange, int32_t unit, int32_t month) {
    int sum = 0;
    for (size_t i = 0; i < exchange->corner_count; i++) {
        const struct corner *corner = &exchange->corners[i];
        if (corner->unit == unit && month_of(corner->start) == month) {
            sum += corner->sign;
        }
    }
    return sum;
}

static bool is_first_of_its_month(const struct exchange *exchange, size_t index) {
    const struct corner *corner = &exchange->corners[index];
    for (size_t i = 0; i < index; i++) {
        const struct corner *before = &exchange->corners[i];
        if (before->unit == corner->unit && month_of(before->start) == month_of(corner->start)) {
            return false;
        }
    }
    return true;
}

/* Where a unit's month changes in the table of the corners, it changes in the others. */
static bool complete(struct exchange *exchange, enum cube_axis done) {
    for (size_t i = 0; i < exchange->corner_count; i++) {
        const struct corner *corner = &exchange->corners[i];
        int32_t month = month_of(corner->start);
        int change = net(exchange, corner->unit, month);
        if (change == 0 || !is_first_of_its_month(exchange, i)) {
            continue;
        }
        for (enum cube_axis axis = AXIS_NONE; axis < AXIS_COUNT; axis++) {
            bool there = axis == AXIS_NONE || exchange->cube->axes & 1u << axis;
            if (axis == done || !there) {
                continue;
            }
            struct figure *at = cheapest_leaf(exchange, axis, corner->unit, month, change);
            if (!at) {
                return false;
            }
            apply(exchange, at, change);
        }
    }
    return true;
}

/* --- trying one --- */

/* The corners of a box: one leaf, and its partners in each pair. */
static bool make_corners(struct exchange *exchange, const struct corner *from,
                         const struct corner *to, unsigned pairs) {
    exchange->corner_count = 0;
    for (unsigned bits = 0; bits < CORNERS_MAX; bits++) {
        if ((bits & ~pairs) != 0) {
            continue;
        }
        struct corner corner = *from;
        corner.sign = __builtin_popcount(bits) % 2 ? -1 : 1;
        corner.unit = bits & PAIR_UNIT ? to->unit : from->unit;
        corner.key = bits & PAIR_KEY ? to->key : from->key;
        corner.start = bits & PAIR_TIME ? to->start : from->start;
        if (!leaf(exchange, &corner)) {
            return false;
        }
        exchange->corners[exchange->corner_count++] = corner;
    }
    return true;
}

static void keep(const struct exchange *exchange, struct choice *choice, int64_t cost) {
    choice->cost = cost;
    choice->count = 0;
    for (size_t i = 0; i < exchange->touched_count; i++) {
        if (exchange->cube->figures[exchange->touched[i]].delta != 0) {
            choice->figures[choice->count++] = exchange->touched[i];
        }
    }
}

static void try_box(struct exchange *exchange, const struct figure *small,
                    const struct corner *from, const struct corner *to, unsigned pairs,
                    struct choice *choice) {
    if (!make_corners(exchange, from, to, pairs)) {
        return;
    }
    choice->trials++;
    for (size_t i = 0; i < exchange->corner_count; i++) {
        apply(exchange, leaf(exchange, &exchange->corners[i]), exchange->corners[i].sign);
    }
    if (complete(exchange, from->axis) && small->delta != 0) {
        int64_t cost = cost_of(exchange);
        if (choice->cost < 0 || cost < choice->cost) {
            keep(exchange, choice, cost);
        }
    }
    forget(exchange);
}

static bool settled(const struct choice *choice) {
    return choice->cost == 0 || choice->trials >= TRIALS_MAX;
}

/* Months near the first, the same quarter's before others. */
static int32_t other_month(int32_t month, int index) {
    int place = (date_from_days(month).month - 1) % 3;
    if (index < 2) {
        return months_on(month, (place + 1 + index) % 3 - place);
    }
    int far = index / 2, sign = index % 2 ? -1 : 1;
    return months_on(month, sign * far);
}

/* Days near the first, the same week's before others. */
static int32_t other_day(int32_t day, int index) {
    int32_t monday = date_to_days(bucket_start(BUCKET_WEEK, date_from_days(day)));
    if (index < 6) {
        return monday + (day - monday + 1 + index) % 7;
    }
    int far = index - 5;
    return far % 2 ? day + (far + 1) / 2 : day - far / 2;
}

static void try_times(struct exchange *exchange, const struct figure *small,
                      const struct corner *from, struct corner *to, unsigned pairs,
                      struct choice *choice) {
    int count = !(pairs & PAIR_TIME)      ? 1
                : from->axis == AXIS_NONE ? 6 + 2 * 45
                                          : 2 * MONTHS_EACH_WAY;
    for (int i = 0; i < count && !settled(choice); i++) {
        to->start = !(pairs & PAIR_TIME)      ? from->start
                    : from->axis == AXIS_NONE ? other_day(from->start, i)
                                              : other_month(from->start, i);
        if (!(pairs & PAIR_TIME) || to->start != from->start) {
            try_box(exchange, small, from, to, pairs, choice);
        }
    }
}

/* Every partner for the pairs, the next one first, until one costs nothing or enough were tried. */
static void try_pairs(struct exchange *exchange, const struct figure *small,
                      const struct corner *from, unsigned pairs, struct choice *choice) {
    const struct cube *cube = exchange->cube;
    int32_t units = pairs & PAIR_UNIT ? cube->units : 2;
    int32_t keys = pairs & PAIR_KEY ? cube->keys[from->axis] : 2;
    struct corner to = *from;
    choice->trials = 0;
    for (int32_t k = 1; k < keys && !settled(choice); k++) {
        for (int32_t u = 1; u < units && !settled(choice); u++) {
            to.unit = pairs & PAIR_UNIT ? (from->unit + u) % units : from->unit;
            to.key = pairs & PAIR_KEY ? (from->key + k) % keys : from->key;
            try_times(exchange, small, from, &to, pairs, choice);
        }
    }
}

/* --- one small figure --- */

/* The leaf of the figure that has fewest, a hidden one before others. */
static bool find_leaf(struct exchange *exchange, const struct figure *small, struct corner *out) {
    const struct cube *cube = exchange->cube;
    enum bucket step = small->axis == AXIS_NONE ? BUCKET_DAY : BUCKET_MONTH;
    int32_t end =
        date_to_days(bucket_step((enum bucket)small->bucket, date_from_days(small->start), 1));
    const struct figure *best = NULL;
    int32_t first = small->unit == CUBE_NONE ? 0 : small->unit;
    int32_t last = small->unit == CUBE_NONE ? cube->units - 1 : small->unit;
    for (int32_t at = small->start; at < end;
         at = date_to_days(bucket_step(step, date_from_days(at), 1))) {
        for (int32_t unit = first; unit <= last; unit++) {
            const struct corner corner = {1, (enum cube_axis)small->axis, unit, small->key, at};
            const struct figure *found = leaf(exchange, &corner);
            if (found &&
                (!best || found->hidden > best->hidden ||
                 (found->hidden == best->hidden && mass(exchange, found) < mass(exchange, best)))) {
                best = found;
                *out = corner;
            }
        }
    }
    return best != NULL;
}

/* Exchanges that leave the totals of units and times as they are come first; the last one, without
 * a partner, changes every total, and is always there. */
static void protect(struct exchange *exchange, const struct figure *small) {
    static const unsigned by_key[] = {PAIR_UNIT | PAIR_KEY | PAIR_TIME,
                                      PAIR_KEY | PAIR_TIME,
                                      PAIR_UNIT | PAIR_KEY,
                                      PAIR_KEY,
                                      PAIR_UNIT | PAIR_TIME,
                                      PAIR_TIME,
                                      PAIR_UNIT,
                                      0};
    static const unsigned by_unit[] = {PAIR_UNIT | PAIR_TIME, PAIR_TIME, PAIR_UNIT, 0};
    bool keyed = small->axis != AXIS_NONE;
    const unsigned *shapes = keyed ? by_key : by_unit;
    size_t count = keyed ? sizeof by_key / sizeof *by_key : sizeof by_unit / sizeof *by_unit;
    struct choice choice = {.cost = -1};
    struct corner from = {.sign = 1};
    if (!find_leaf(exchange, small, &from)) {
        return;
    }
    for (size_t i = 0; i < count && choice.cost != 0; i++) {
        /* An exchange by keys is found: one that changes units' totals costs more. */
        if (choice.cost > 0 && !(keyed && shapes[i] & PAIR_KEY) && keyed) {
            break;
        }
        try_pairs(exchange, small, &from, shapes[i], &choice);
    }
    for (size_t i = 0; i < choice.count; i++) {
        exchange->cube->figures[choice.figures[i]].hidden = true;
    }
}

void disclosure_mark(struct cube *cube, enum disclosure_kind kind, int64_t limit) {
    for (size_t i = 0; i < cube->count; i++) {
        struct figure *figure = &cube->figures[i];
        figure->hidden = disclosure_is_small(kind, figure->numerator, figure->denominator, limit);
    }
}

void disclosure_protect(struct cube *cube, enum disclosure_kind kind) {
    struct exchange exchange = {.cube = cube, .kind = kind};
    bool *marked = arena_alloc(cube->arena, (cube->count + 1) * sizeof *marked);
    for (size_t i = 0; i < cube->count; i++) {
        marked[i] = cube->figures[i].hidden && !cube->figures[i].settled;
        cube->figures[i].touched = false;
        cube->figures[i].delta = 0;
    }
    for (size_t i = 0; i < cube->count; i++) {
        if (marked[i]) {
            protect(&exchange, &cube->figures[i]);
        }
    }
}

void disclosure_hide(struct cube *cube, enum disclosure_kind kind, int64_t limit) {
    disclosure_mark(cube, kind, limit);
    disclosure_protect(cube, kind);
}
