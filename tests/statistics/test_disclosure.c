/* What is hidden stays hidden: an attacker is told every figure that is shown, knows every sum that
 * holds between figures, and solves for the rest. */
#include "../draw.h"
#include "suites.h"

#include "statistics/disclosure.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 5, PRIME = 2147483629 };

static struct arena *arena;

static void make(void) {
    arena = arena_new();
}

static void destroy(void) {
    arena_free(arena);
}

static int32_t day(const char *text) {
    struct date date = {0};
    ck_assert(date_parse(text, &date));
    return date_to_days(date);
}

/* --- the attacker: rows of equations over the hidden figures, modulo a prime --- */

struct attacker {
    const struct cube *cube;
    int32_t *column; /* of a figure; -1: it is shown */
    size_t columns;
    uint32_t **rows;
    size_t count, room;
    uint32_t *row; /* being made */
    bool empty;
};

static void begin(struct attacker *attacker) {
    attacker->row = calloc(attacker->columns + 1, sizeof *attacker->row);
    attacker->empty = true;
}

static void term(struct attacker *attacker, const struct figure *figure, int sign) {
    int32_t column = figure ? attacker->column[figure - attacker->cube->figures] : -1;
    if (column >= 0) {
        attacker->row[column] =
            (uint32_t)((attacker->row[column] + (sign > 0 ? 1u : PRIME - 1u)) % PRIME);
        attacker->empty = false;
    }
}

static void end(struct attacker *attacker) {
    if (attacker->empty) {
        free(attacker->row);
        return;
    }
    if (attacker->count == attacker->room) {
        attacker->room = attacker->room ? attacker->room * 2 : 256;
        attacker->rows = realloc(attacker->rows, attacker->room * sizeof *attacker->rows);
    }
    attacker->rows[attacker->count++] = attacker->row;
}

/* A longer bucket is the sum of shorter ones. */
static void sum_of_times(struct attacker *attacker, const struct figure *figure,
                         enum bucket shorter) {
    struct date start = date_from_days(figure->start);
    int32_t stop = date_to_days(bucket_step((enum bucket)figure->bucket, start, 1));
    begin(attacker);
    term(attacker, figure, 1);
    for (int32_t at = figure->start; at < stop;
         at = date_to_days(bucket_step(shorter, date_from_days(at), 1))) {
        term(attacker,
             cube_find(attacker->cube, (enum cube_axis)figure->axis, shorter, at, figure->unit,
                       figure->key),
             -1);
    }
    end(attacker);
}

static void sum_of_units(struct attacker *attacker, const struct figure *figure) {
    begin(attacker);
    term(attacker, figure, 1);
    for (int32_t unit = 0; unit < attacker->cube->units; unit++) {
        term(attacker,
             cube_find(attacker->cube, (enum cube_axis)figure->axis, (enum bucket)figure->bucket,
                       figure->start, unit, figure->key),
             -1);
    }
    end(attacker);
}

static void sum_of_keys(struct attacker *attacker, const struct figure *figure,
                        enum cube_axis axis) {
    begin(attacker);
    term(attacker, figure, 1);
    for (int32_t key = 0; key < attacker->cube->keys[axis]; key++) {
        term(attacker,
             cube_find(attacker->cube, axis, (enum bucket)figure->bucket, figure->start,
                       figure->unit, key),
             -1);
    }
    end(attacker);
}

static void write_sums(struct attacker *attacker) {
    static const enum bucket shorter[][2] = {[BUCKET_WEEK] = {BUCKET_DAY, 0},
                                             [BUCKET_MONTH] = {BUCKET_DAY, 0},
                                             [BUCKET_QUARTER] = {BUCKET_MONTH, 0},
                                             [BUCKET_YEAR] = {BUCKET_QUARTER, 0}};
    for (size_t i = 0; i < attacker->cube->count; i++) {
        const struct figure *figure = &attacker->cube->figures[i];
        bool days = figure->axis == AXIS_NONE;
        if (figure->bucket != BUCKET_DAY && (days || figure->bucket > BUCKET_MONTH)) {
            sum_of_times(attacker, figure, shorter[figure->bucket][0]);
        }
        if (figure->unit == CUBE_NONE) {
            sum_of_units(attacker, figure);
        }
        for (int axis = AXIS_SEGMENT; axis < AXIS_COUNT; axis++) {
            if (days && figure->bucket >= BUCKET_MONTH && attacker->cube->axes & 1u << axis) {
                sum_of_keys(attacker, figure, (enum cube_axis)axis);
            }
        }
    }
}

static uint32_t inverse(uint64_t value) {
    uint64_t result = 1;
    for (uint64_t power = PRIME - 2; power > 0; power >>= 1) {
        if (power & 1) {
            result = result * value % PRIME;
        }
        value = value * value % PRIME;
    }
    return (uint32_t)result;
}

static void take_off(uint32_t *row, const uint32_t *pivot, size_t columns, uint64_t factor) {
    for (size_t i = 0; i < columns; i++) {
        if (pivot[i] != 0) {
            row[i] = (uint32_t)((row[i] + (PRIME - factor) * pivot[i]) % PRIME);
        }
    }
}

/* Gauss and Jordan; then a row with one unknown gives that unknown. */
static size_t solve(struct attacker *attacker) {
    size_t rank = 0, found = 0;
    for (size_t column = 0; column < attacker->columns && rank < attacker->count; column++) {
        size_t at = rank;
        while (at < attacker->count && attacker->rows[at][column] == 0) {
            at++;
        }
        if (at == attacker->count) {
            continue;
        }
        uint32_t *pivot = attacker->rows[at];
        attacker->rows[at] = attacker->rows[rank];
        attacker->rows[rank] = pivot;
        uint64_t scale = inverse(pivot[column]);
        for (size_t i = 0; i < attacker->columns; i++) {
            pivot[i] = (uint32_t)(pivot[i] * scale % PRIME);
        }
        for (size_t i = 0; i < attacker->count; i++) {
            if (i != rank && attacker->rows[i][column] != 0) {
                take_off(attacker->rows[i], pivot, attacker->columns, attacker->rows[i][column]);
            }
        }
        rank++;
    }
    for (size_t i = 0; i < rank; i++) {
        size_t unknowns = 0;
        for (size_t k = 0; k < attacker->columns; k++) {
            unknowns += attacker->rows[i][k] != 0;
        }
        found += unknowns == 1;
    }
    return found;
}

/* How many hidden figures the attacker works out. */
static size_t attack(const struct cube *cube) {
    struct attacker attacker = {.cube = cube};
    attacker.column = calloc(cube->count + 1, sizeof *attacker.column);
    for (size_t i = 0; i < cube->count; i++) {
        attacker.column[i] = cube->figures[i].hidden ? (int32_t)attacker.columns++ : -1;
    }
    write_sums(&attacker);
    size_t found = solve(&attacker);
    for (size_t i = 0; i < attacker.count; i++) {
        free(attacker.rows[i]);
    }
    free(attacker.rows);
    free(attacker.column);
    return found;
}

/* --- cubes --- */

/* One record, in every table of the cube. */
static void add(struct cube *cube, struct cube_cell cell, const int32_t keys[AXIS_COUNT]) {
    cell.slot = CUBE_NONE;
    cube_add(cube, AXIS_NONE, &cell);
    for (int axis = AXIS_SEGMENT; axis < AXIS_COUNT; axis++) {
        if (cube->axes & 1u << axis) {
            cell.key = keys[axis];
            cube_add(cube, (enum cube_axis)axis, &cell);
        }
    }
}

static size_t hidden_count(const struct cube *cube) {
    size_t count = 0;
    for (size_t i = 0; i < cube->count; i++) {
        count += cube->figures[i].hidden;
    }
    return count;
}

static struct cube *random_cube(uint32_t seed, enum disclosure_kind kind) {
    uint32_t state = seed * 2654435761u + 1;
    unsigned axes = draw(&state, 8) << 1;
    struct cube *cube = cube_new(arena, axes);
    uint32_t units = 1 + draw(&state, 4), span = 1 + draw(&state, 100);
    uint32_t cells = 1 + draw(&state, 40), most = 1 + draw(&state, seed % 2 ? 6 : 60);
    for (uint32_t i = 0; i < cells; i++) {
        struct cube_cell cell = {.day = day("2026-11-20") + (int32_t)draw(&state, span),
                                 .unit = (int32_t)draw(&state, units)};
        const int32_t keys[AXIS_COUNT] = {0, (int32_t)draw(&state, 4), (int32_t)draw(&state, 3),
                                          (int32_t)draw(&state, 3)};
        cell.denominator = 1 + draw(&state, most);
        cell.numerator = draw(&state, (uint32_t)cell.denominator + 1);
        if (kind == DISCLOSURE_COUNT) {
            cell.numerator = cell.denominator;
            cell.denominator = 0;
        }
        add(cube, cell, keys);
    }
    return cube;
}

enum { CUBES = 1000 };

START_TEST(disclosure_hide__leaves_an_attacker_nothing_to_solve) {
    enum disclosure_kind kind = (enum disclosure_kind)(_i % 3);
    struct cube *cube = random_cube((uint32_t)_i, kind);
    disclosure_hide(cube, kind, LIMIT);
    for (size_t i = 0; i < cube->count; i++) {
        const struct figure *figure = &cube->figures[i];
        if (disclosure_is_small(kind, figure->numerator, figure->denominator, LIMIT)) {
            ck_assert(figure->hidden);
        }
    }
    ck_assert_uint_eq(attack(cube), 0);
}
END_TEST

/* The attacker can find: without the second step there is something to be found. */
START_TEST(attacker__finds_small_figures_that_stand_alone) {
    size_t found = 0;
    for (uint32_t seed = 0; seed < 20; seed++) {
        struct cube *cube = random_cube(seed * 2, DISCLOSURE_COUNT);
        for (size_t i = 0; i < cube->count; i++) {
            struct figure *figure = &cube->figures[i];
            figure->hidden = disclosure_is_small(DISCLOSURE_COUNT, figure->numerator, 0, LIMIT);
        }
        found += attack(cube);
    }
    ck_assert_uint_gt(found, 20);
}
END_TEST

START_TEST(disclosure_hide__is_the_same_every_time) {
    struct cube *first = random_cube((uint32_t)_i, DISCLOSURE_COUNT);
    struct cube *second = random_cube((uint32_t)_i, DISCLOSURE_COUNT);
    disclosure_hide(first, DISCLOSURE_COUNT, LIMIT);
    disclosure_hide(second, DISCLOSURE_COUNT, LIMIT);
    ck_assert_uint_eq(first->count, second->count);
    for (size_t i = 0; i < first->count; i++) {
        ck_assert_int_eq(first->figures[i].hidden, second->figures[i].hidden);
    }
}
END_TEST

/* Five years of six regions; in each row the small ones are hidden, and never one alone. */
static const int64_t regions[5][6] = {{21, 2, 5, 9, 5, 396},
                                      {8, 1, 6, 9, 3, 460},
                                      {18, 2, 10, 10, 1, 592},
                                      {17, 3, 6, 7, 7, 559},
                                      {15, 1, 6, 12, 9, 560}};

START_TEST(disclosure_hide__hides_no_single_cell_of_a_row_with_its_total) {
    struct cube *cube = cube_new(arena, 0);
    for (int year = 0; year < 5; year++) {
        for (int region = 0; region < 6; region++) {
            const struct date at = {(int16_t)(2020 + year), 3, 10};
            add(cube,
                (struct cube_cell){
                    .day = date_to_days(at), .unit = region, .numerator = regions[year][region]},
                (const int32_t[AXIS_COUNT]){0});
        }
    }
    disclosure_hide(cube, DISCLOSURE_COUNT, LIMIT);
    for (int year = 0; year < 5; year++) {
        int hidden = 0;
        int32_t start = date_to_days((struct date){(int16_t)(2020 + year), 1, 1});
        for (int region = 0; region < 6; region++) {
            const struct figure *figure =
                cube_find(cube, AXIS_NONE, BUCKET_YEAR, start, region, CUBE_NONE);
            hidden += figure->hidden;
            ck_assert(figure->hidden || regions[year][region] >= LIMIT);
        }
        ck_assert_int_ge(hidden, 2);
        ck_assert_int_le(hidden, 3);
        ck_assert(!cube_find(cube, AXIS_NONE, BUCKET_YEAR, start, CUBE_NONE, CUBE_NONE)->hidden);
    }
    ck_assert_uint_eq(attack(cube), 0);
}
END_TEST

START_TEST(disclosure_hide__shows_large_figures_and_true_zeros) {
    struct cube *cube = cube_new(arena, 1u << AXIS_SEGMENT);
    for (int unit = 0; unit < 3; unit++) {
        for (int segment = 0; segment < 4; segment++) {
            add(cube, (struct cube_cell){.day = day("2026-05-05"), .unit = unit, .numerator = 50},
                (const int32_t[AXIS_COUNT]){0, segment});
        }
    }
    disclosure_hide(cube, DISCLOSURE_COUNT, LIMIT);
    ck_assert_uint_eq(hidden_count(cube), 0);
    ck_assert(!disclosure_is_small(DISCLOSURE_COUNT, 0, 0, LIMIT));
    ck_assert(disclosure_is_small(DISCLOSURE_SHARE, 96, 100, LIMIT));
    ck_assert(!disclosure_is_small(DISCLOSURE_SHARE, 95, 100, LIMIT));
    ck_assert(!disclosure_is_small(DISCLOSURE_MEAN, 3, 100, LIMIT));
}
END_TEST

Suite *disclosure_suite(void) {
    Suite *suite = suite_create("disclosure");
    TCase *cases = tcase_create("disclosure");
    tcase_add_checked_fixture(cases, make, destroy);
    tcase_add_loop_test(cases, disclosure_hide__leaves_an_attacker_nothing_to_solve, 0, CUBES);
    tcase_add_test(cases, attacker__finds_small_figures_that_stand_alone);
    tcase_add_loop_test(cases, disclosure_hide__is_the_same_every_time, 0, 10);
    tcase_add_test(cases, disclosure_hide__hides_no_single_cell_of_a_row_with_its_total);
    tcase_add_test(cases, disclosure_hide__shows_large_figures_and_true_zeros);
    suite_add_tcase(suite, cases);
    return suite;
}
