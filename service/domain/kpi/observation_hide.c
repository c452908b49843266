/* What is hidden of delivered figures: small counts, and what would give them away. Units add up to
 * the area, months to quarters, quarters to years. It is decided over all figures of an indicator
 * in a calendar year, whatever is asked for. */
#include "base/limits.h"
#include "domain/kpi/observation.h"
#include "statistics/disclosure.h"
#include "statistics/sums.h"

#include <string.h>

/* A calendar year: itself, its quarters, its months. */
enum { QUARTERS = 4, MONTHS = 12, NODES = 1 + QUARTERS + MONTHS };
/* Years that a delivery may name. */
enum { FIRST_YEAR = 1900, YEARS = 300 };

static int64_t whole(struct decimal decimal) {
    return decimal.present ? decimal.millionths / DECIMAL_ONE : 0;
}

/* A percentage of a known whole tells how many it is of, also where nobody delivered them. */
static int64_t numerator_of(const struct indicator *indicator, const struct observation *row) {
    if (row->numerator.present || indicator->unit != UNIT_percent) {
        return whole(row->numerator);
    }
    return whole(decimal_round(decimal_scale(row->value, row->denominator, decimal_of(100)), 0));
}

static bool is_small(const struct indicator *indicator, const struct observation *row) {
    if (indicator->measure == MEASURE_count) {
        int64_t count = whole(row->value.present ? row->value : row->numerator);
        return disclosure_is_small(DISCLOSURE_COUNT, count, 0, DISCLOSURE_LIMIT);
    }
    if (whole(row->denominator) > 0) {
        return disclosure_is_small(DISCLOSURE_SHARE, numerator_of(indicator, row),
                                   whole(row->denominator), DISCLOSURE_LIMIT);
    }
    return disclosure_is_small(DISCLOSURE_COUNT, whole(row->numerator), 0, DISCLOSURE_LIMIT);
}

static int64_t mass_of(const struct observation *row) {
    return row->denominator.present ? whole(row->denominator)
           : row->numerator.present ? whole(row->numerator)
                                    : whole(row->value);
}

/* Which part of its year. */
static size_t node_of(const struct observation *row) {
    size_t month = (size_t)row->from_on.month - 1;
    return row->bucket == BUCKET_YEAR      ? 0
           : row->bucket == BUCKET_QUARTER ? 1 + month / 3
                                           : 1 + QUARTERS + month;
}

/* The figures of an indicator in one year: place 0 is the area, the others are its units. */
struct year {
    struct arena *arena;
    struct observation *rows;
    size_t count;
    const char **places;
    size_t place_count;
    bool nodes[NODES]; /* of which anything was delivered */
};

static size_t place_of(struct year *year, const char *place) {
    size_t at = 0;
    while (at < year->place_count && strcmp(year->places[at], place) != 0) {
        at++;
    }
    if (at == year->place_count) {
        year->places[year->place_count++] = place;
    }
    return at;
}

static bool is_ours(const struct observation *row, const char *own) {
    return place_is_unit(row->place) || strcmp(row->place, own) == 0;
}

static void add_times(const struct year *year, struct sums *sums, size_t place) {
    size_t base = place * NODES, members[1 + MONTHS];
    if (year->nodes[0]) {
        size_t count = 1;
        members[0] = base;
        for (size_t i = 0; i < QUARTERS; i++) {
            members[count++] = base + 1 + i;
        }
        sums_add(sums, members, count);
    }
    for (size_t quarter = 0; quarter < QUARTERS; quarter++) {
        members[0] = base + 1 + quarter;
        for (size_t i = 0; i < 3; i++) {
            members[1 + i] = base + 1 + QUARTERS + 3 * quarter + i;
        }
        sums_add(sums, members, 4);
    }
}

static void add_units(const struct year *year, struct sums *sums) {
    size_t *members = arena_alloc(year->arena, year->place_count * sizeof *members);
    for (size_t node = 0; node < NODES; node++) {
        for (size_t place = 0; place < year->place_count; place++) {
            members[place] = place * NODES + node;
        }
        if (year->nodes[node] && year->place_count > 1) {
            sums_add(sums, members, year->place_count);
        }
    }
}

static void hide_year(struct arena *arena, struct observation *rows, size_t count, int year_number,
                      const char *own) {
    struct year year = {.arena = arena,
                        .rows = rows,
                        .count = count,
                        .places = arena_alloc(arena, (count + 2) * sizeof *year.places)};
    size_t *at = arena_alloc(arena, (count + 1) * sizeof *at);
    bool any = false;
    place_of(&year, own);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].from_on.year == year_number && is_ours(&rows[i], own)) {
            at[i] = place_of(&year, rows[i].place) * NODES + node_of(&rows[i]);
            year.nodes[node_of(&rows[i])] = true;
            any = any || rows[i].hidden;
        }
    }
    if (!any) {
        return;
    }
    struct sums sums = sums_new(arena, year.place_count * NODES);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].from_on.year == year_number && is_ours(&rows[i], own)) {
            sums.figures[at[i]] = (struct summand){true, rows[i].hidden, mass_of(&rows[i])};
        }
    }
    for (size_t place = 0; place < year.place_count; place++) {
        add_times(&year, &sums, place);
    }
    add_units(&year, &sums);
    sums_protect(&sums);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].from_on.year == year_number && is_ours(&rows[i], own)) {
            rows[i].hidden = sums.figures[at[i]].hidden;
        }
    }
}

/* The rows of one indicator. */
static void hide_indicator(struct arena *arena, struct observation *rows, size_t count,
                           const char *own) {
    const struct indicator *indicator = indicator_find(rows[0].indicator);
    for (size_t i = 0; indicator && i < count; i++) {
        rows[i].hidden = is_small(indicator, &rows[i]);
    }
    bool done[YEARS] = {false};
    for (size_t i = 0; i < count; i++) {
        size_t year = (size_t)(rows[i].from_on.year - FIRST_YEAR);
        if (rows[i].hidden && is_ours(&rows[i], own) && year < YEARS && !done[year]) {
            done[year] = true;
            hide_year(arena, rows, count, rows[i].from_on.year, own);
        }
    }
}

void observation_hide(struct context *context, const struct list *observations) {
    struct observation *rows = observations->items;
    const char *region = region_of_area(context->actor.area);
    for (size_t at = 0, end = 0; at < observations->count; at = end) {
        while (end < observations->count && strcmp(rows[end].indicator, rows[at].indicator) == 0) {
            end++;
        }
        hide_indicator(context->arena, &rows[at], end - at, region ? region : PLACE_COUNTRY);
    }
}
