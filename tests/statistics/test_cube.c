/* The cube against plain sums over its cells, and the bounds of formulas. */
#include "suites.h"

#include "base/text.h"
#include "statistics/cube.h"
#include "statistics/expression.h"

#include <stdlib.h>
#include <string.h>

#define AXIS AXIS_SERVICE

enum { UNITS = 7, KEYS = 5, SLOTS = 40, CELLS = 4000 };

static struct arena *arena;
static struct cube_cell cells[CELLS];

/* Cells of five years, and one of another century on each side. */
static void make(void) {
    arena = arena_new();
    srand(21);
    for (int i = 0; i < CELLS; i++) {
        cells[i] = (struct cube_cell){.day = 19000 + rand() % 1800,
                                      .unit = rand() % UNITS,
                                      .key = rand() % KEYS,
                                      .slot = rand() % 3 ? rand() % SLOTS : CUBE_NONE,
                                      .numerator = rand() % 4,
                                      .denominator = 1 + rand() % 9};
    }
    cells[0].day = -40000;
    cells[1].day = 90000;
}

static void destroy(void) {
    arena_free(arena);
}

static struct cube *cube_of(size_t count) {
    struct cube *cube = cube_new(arena, 1U << AXIS);
    for (size_t i = 0; i < count; i++) {
        cube_add(cube, AXIS_NONE, &cells[i]);
        cube_add(cube, AXIS, &cells[i]);
    }
    return cube;
}

static bool lies_in(const struct cube_cell *cell, const struct figure *figure) {
    struct date start = bucket_start((enum bucket)figure->bucket, date_from_days(cell->day));
    return date_to_days(start) == figure->start &&
           (figure->unit == CUBE_NONE || figure->unit == cell->unit) &&
           (figure->key == CUBE_NONE || figure->key == cell->key);
}

/* The figure again, the slow way. */
static bool is_sum(const struct figure *figure) {
    int64_t numerator = 0, denominator = 0, spread[SLOTS] = {0};
    for (int i = 0; i < CELLS; i++) {
        if (lies_in(&cells[i], figure)) {
            numerator += cells[i].numerator;
            denominator += cells[i].denominator;
            if (cells[i].slot >= 0) {
                spread[cells[i].slot] += cells[i].denominator;
            }
        }
    }
    for (int32_t i = 0; i < SLOTS; i++) {
        if (spread[i] != (i < figure->spread_count ? figure->spread[i] : 0)) {
            return false;
        }
    }
    return numerator == figure->numerator && denominator == figure->denominator;
}

START_TEST(cube__every_figure_is_the_sum_of_its_cells) {
    const struct cube *cube = cube_of(CELLS);
    ck_assert_uint_gt(cube->count, 5000); /* it has grown several times */
    for (size_t i = 0; i < cube->count; i += 7) {
        ck_assert_msg(is_sum(&cube->figures[i]), "figure %zu", i);
    }
}
END_TEST

START_TEST(cube__every_cell_is_found_in_every_figure_it_is_part_of) {
    const struct cube *cube = cube_of(CELLS);
    size_t found = 0;
    for (int i = 0; i < CELLS; i++) {
        const struct cube_cell *cell = &cells[i];
        for (enum bucket bucket = BUCKET_DAY; bucket <= BUCKET_YEAR; bucket++) {
            int32_t start = date_to_days(bucket_start(bucket, date_from_days(cell->day)));
            found += cube_find(cube, AXIS_NONE, bucket, start, cell->unit, CUBE_NONE) != NULL;
            found += cube_find(cube, AXIS_NONE, bucket, start, CUBE_NONE, CUBE_NONE) != NULL;
            found += cube_find(cube, AXIS, bucket, start, cell->unit, cell->key) != NULL;
            found += cube_find(cube, AXIS, bucket, start, CUBE_NONE, cell->key) != NULL;
        }
    }
    /* Of ten of each table; other dimensions have no days and no weeks. */
    ck_assert_uint_eq(found, CELLS * (10 + 6));
}
END_TEST

START_TEST(cube__leaf_knows_what_it_is_part_of) {
    const struct cube *cube = cube_of(300);
    size_t leaves = 0;
    for (size_t i = 0; i < cube->count; i++) {
        const struct figure *leaf = &cube->figures[i];
        if (leaf->ancestor_count == 0) {
            continue;
        }
        leaves++;
        ck_assert_int_eq(leaf->ancestors[0], (int32_t)i);
        ck_assert_int_eq(leaf->ancestor_count, leaf->axis == AXIS_NONE ? 10 : 6);
        for (int n = 0; n < leaf->ancestor_count; n++) {
            const struct figure *whole = &cube->figures[leaf->ancestors[n]];
            ck_assert_int_le(whole->start, leaf->start);
            ck_assert(whole->unit == leaf->unit || whole->unit == CUBE_NONE);
            ck_assert_int_eq(whole->key, leaf->key);
            ck_assert_int_ge(whole->denominator, leaf->denominator);
        }
    }
    ck_assert_uint_gt(leaves, 300);
}
END_TEST

START_TEST(cube__knows_its_days_units_and_keys) {
    const struct cube *none = cube_of(0), *some = cube_of(CELLS);
    ck_assert_uint_eq(none->count, 0);
    ck_assert_ptr_null(cube_find(none, AXIS_NONE, BUCKET_DAY, 0, CUBE_NONE, CUBE_NONE));
    ck_assert_int_eq(some->first_day, -40000);
    ck_assert_int_eq(some->last_day, 90000);
    ck_assert_int_eq(some->units, UNITS);
    ck_assert_int_eq(some->keys[AXIS], KEYS);
    ck_assert_int_eq(some->keys[AXIS_SEGMENT], 0);
}
END_TEST

START_TEST(cube__only_cell_decides_both_ends_also_before_1970) {
    struct cube *cube = cube_new(arena, 0);
    cube_add(cube, AXIS_NONE, &(struct cube_cell){.day = -5, .slot = CUBE_NONE});
    ck_assert_int_eq(cube->first_day, -5);
    ck_assert_int_eq(cube->last_day, -5);
    cube_add(cube, AXIS_NONE, &(struct cube_cell){.day = -9, .slot = CUBE_NONE});
    ck_assert_int_eq(cube->first_day, -9);
    ck_assert_int_eq(cube->last_day, -5);
}
END_TEST

START_TEST(cube__spread_grows_by_any_step_and_keeps_what_it_had) {
    struct cube *cube = cube_new(arena, 0);
    static const int32_t slots[] = {0, 1, 2, 7, 3, 300, 299, 301, 0};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        cube_add(cube, AXIS_NONE, &(struct cube_cell){.slot = slots[i], .denominator = 1});
    }
    const struct figure *figure = cube_find(cube, AXIS_NONE, BUCKET_DAY, 0, 0, CUBE_NONE);
    ck_assert_ptr_nonnull(figure);
    ck_assert_int_ge(figure->spread_count, 302);
    ck_assert_int_eq(figure->spread[0], 2);
    ck_assert_int_eq(figure->spread[301], 1);
    int64_t sum = 0;
    for (int32_t i = 0; i < figure->spread_count; i++) {
        sum += figure->spread[i];
    }
    ck_assert_int_eq(sum, figure->denominator);
}
END_TEST

/* A histogram that grows one slot at a time must not be copied each time. */
START_TEST(cube__spread_of_many_slots_takes_memory_in_proportion) {
    enum { MANY = 20000 };
    struct cube *cube = cube_new(arena, 0);
    int moved = 0;
    const int64_t *before = NULL;
    for (int32_t slot = 0; slot < MANY; slot++) {
        cube_add(cube, AXIS_NONE, &(struct cube_cell){.slot = slot, .denominator = 1});
        const struct figure *figure = cube_find(cube, AXIS_NONE, BUCKET_DAY, 0, 0, CUBE_NONE);
        moved += figure->spread != before;
        before = figure->spread;
    }
    ck_assert_int_le(moved, 20);
}
END_TEST

/* --- formulas --- */

static struct decimal seven(void *data, const char *name, const struct expression_place *place) {
    int *asked = data;
    (void)name, (void)place;
    ++*asked;
    return decimal_of(7);
}

static bool reads(const char *formula, int64_t *whole) {
    const struct expression_place place = {"658", 2020};
    struct decimal value = {false, 0};
    int asked = 0;
    bool good = expression_value(formula, &place, seven, &asked, &value);
    *whole = value.present ? value.millionths / DECIMAL_ONE : -1;
    return good;
}

/* `depth` brackets around a name; each is one level more than the formula itself. */
static const char *nested(int depth) {
    struct text text;
    text_init(&text, arena);
    for (int i = 0; i < depth; i++) {
        text_add_char(&text, '(');
    }
    text_add_char(&text, 'a');
    for (int i = 0; i < depth; i++) {
        text_add_char(&text, ')');
    }
    return text.bytes;
}

START_TEST(expression__depth_is_bounded) {
    int64_t whole;
    ck_assert(reads(nested(EXPRESSION_DEPTH_MAX - 1), &whole));
    ck_assert_int_eq(whole, 7);
    ck_assert(!reads(nested(EXPRESSION_DEPTH_MAX), &whole));
    ck_assert(!reads(nested(10000), &whole));
    ck_assert(reads("(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)+(a)", &whole));
    ck_assert_int_eq(whole, 17 * 7);
}
END_TEST

START_TEST(expression__names_and_numbers_are_bounded) {
    int64_t whole;
    char name[EXPRESSION_NAME_MAX + 1] = "";
    memset(name, 'n', EXPRESSION_NAME_MAX - 1);
    ck_assert(reads(name, &whole));
    name[EXPRESSION_NAME_MAX - 1] = 'n';
    ck_assert(!reads(name, &whole));
    memset(name, '0', EXPRESSION_NAME_MAX - 1);
    name[EXPRESSION_NAME_MAX - 1] = '\0';
    ck_assert(reads(name, &whole));
    ck_assert_int_eq(whole, 0);
    name[EXPRESSION_NAME_MAX - 1] = '0';
    ck_assert(!reads(name, &whole));
}
END_TEST

static const struct {
    const char *formula;
    int64_t whole; /* -2: no formula */
} formulas[] = {
    {"1 - 2 - 3 + 10", 6},
    {"100 / 5 / 2", 10},
    {"2 + 3 * 4", 14},
    {"(2 + 3) * 4", 20},
    {" \n\t2*\n3 ", 6},
    {"share(a, 14)", 50},
    {"ratio(a, a) + difference(a, 2)", 6},
    {"index(a, 658, 2020)", 100},
    {"index(a, 658, 20)", -2},
    {"index(a, 658, 20200)", -2},
    {"index(a, 658, x)", -2},
    {"index(a, 658, 0000)", -2},
    {"index(a, , 2020)", -2},
    {"index(a, 658, 2020", -2},
    {"deflated(14, a, 2024)", 14},
    {"deflated(14, a)", -2},
    {"geometric_mean(2, 8)", 4},
    {"geometric_mean(2, 8, 1, 1, 1)", -2},
    {"share(a, 14", -2},
    {"share(a; 14)", -2},
    {"ratio(1, 0)", -1},
    {"ratio(1, 0) + 1", -1},
    {"1..2", -2},
    {"1.", -2},
    {"-1", -2},
    {"a b", -2},
    {"a(1)", -2},
    {"(a", -2},
    {"a)", -2},
    {"a*", -2},
};

START_TEST(expression__is_read_by_its_grammar_and_by_nothing_else) {
    int64_t whole = -2;
    bool good = reads(formulas[_i].formula, &whole);
    ck_assert_msg(good == (formulas[_i].whole != -2), "%s", formulas[_i].formula);
    ck_assert_msg(!good || whole == formulas[_i].whole, "%s: %lld", formulas[_i].formula,
                  (long long)whole);
}
END_TEST

Suite *cube_suite(void) {
    Suite *suite = suite_create("cube");
    TCase *tests = tcase_create("cube");
    tcase_add_checked_fixture(tests, make, destroy);
    tcase_add_test(tests, cube__every_figure_is_the_sum_of_its_cells);
    tcase_add_test(tests, cube__every_cell_is_found_in_every_figure_it_is_part_of);
    tcase_add_test(tests, cube__leaf_knows_what_it_is_part_of);
    tcase_add_test(tests, cube__knows_its_days_units_and_keys);
    tcase_add_test(tests, cube__only_cell_decides_both_ends_also_before_1970);
    tcase_add_test(tests, cube__spread_grows_by_any_step_and_keeps_what_it_had);
    tcase_add_test(tests, cube__spread_of_many_slots_takes_memory_in_proportion);
    tcase_add_test(tests, expression__depth_is_bounded);
    tcase_add_test(tests, expression__names_and_numbers_are_bounded);
    tcase_add_loop_test(tests, expression__is_read_by_its_grammar_and_by_nothing_else, 0,
                        sizeof formulas / sizeof *formulas);
    suite_add_tcase(suite, tests);
    return suite;
}
