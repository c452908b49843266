/* Delivered figures without a database: which are hidden, so that nobody works one out; what they
 * are worth; which target holds; what a series tells of them. */
#include "../draw.h"
#include "suites.h"

#include "base/limits.h"
#include "domain/kpi/observation.h"
#include "domain/kpi/target.h"
#include "domain/kpi/value.h"
#include "statistics/bucket.h"

#include <stdlib.h>
#include <string.h>

static struct context context;

static void begin(void) {
    context =
        (struct context){.arena = arena_new(), .actor = {.area = "90"}, .today = {2026, 11, 22}};
}

static void end(void) {
    arena_free(context.arena);
}

static struct decimal number(const char *text) {
    struct decimal decimal = {false, 0};
    ck_assert(!*text || decimal_parse(text, &decimal));
    return decimal;
}

static const char *printed(struct decimal decimal) {
    char *text = arena_alloc(context.arena, DECIMAL_TEXT_SIZE);
    decimal_print(decimal, text);
    return text;
}

/* --- a year of an area and its units: the year, its quarters, its months --- */

enum { UNITS = 3, PLACES = UNITS + 1, QUARTERS = 4, MONTHS = 12, NODES = 1 + QUARTERS + MONTHS };
enum { ROWS = PLACES * NODES, SMALL = 5, PRIME = 1000003 };
static const char *const places[PLACES] = {"960", "unit:a", "unit:b", "unit:c"};

struct year {
    int64_t counts[PLACES][NODES]; /* place 0: the area, the sum of its units */
    bool there[PLACES][NODES];
    struct observation rows[ROWS];
    size_t at[ROWS], count;
};

static struct date start_of(int year, size_t node) {
    size_t month = node == 0 ? 1 : node <= QUARTERS ? 3 * (node - 1) + 1 : node - QUARTERS;
    return (struct date){(int16_t)year, (int8_t)month, 1};
}

/* Months of random units, and all that they add up to; of some years only a part is delivered. */
static struct year *random_year(uint32_t seed, int number_of_year) {
    struct year *year = arena_alloc(context.arena, sizeof *year);
    uint32_t state = seed * 2654435761u + 3, most = 2 + draw(&state, seed % 2 ? 8 : 30);
    uint32_t gaps = draw(&state, 3);
    memset(year, 0, sizeof *year);
    for (size_t unit = 1; unit < PLACES; unit++) {
        for (size_t month = 0; month < MONTHS; month++) {
            int64_t count = draw(&state, 3) == 0 ? 0 : draw(&state, most + 1);
            const size_t nodes[] = {0, 1 + month / 3, 1 + QUARTERS + month};
            for (size_t i = 0; i < 3; i++) {
                year->counts[unit][nodes[i]] += count;
                year->counts[0][nodes[i]] += count;
            }
        }
    }
    for (size_t place = 0; place < PLACES; place++) {
        for (size_t node = 0; node < NODES; node++) {
            year->there[place][node] = gaps == 0 || draw(&state, 4) > 0;
            if (year->there[place][node]) {
                year->at[year->count] = place * NODES + node;
                year->rows[year->count++] =
                    (struct observation){.indicator = "group_participants",
                                         .place = places[place],
                                         .bucket = node == 0          ? BUCKET_YEAR
                                                   : node <= QUARTERS ? BUCKET_QUARTER
                                                                      : BUCKET_MONTH,
                                         .from_on = start_of(number_of_year, node),
                                         .value = decimal_of(year->counts[place][node])};
            }
        }
    }
    return year;
}

/* --- one who is told all that is shown, and solves for the rest --- */

struct attacker {
    int64_t rows[PLACES * (1 + QUARTERS) + NODES][ROWS];
    size_t count, columns;
    int column[ROWS]; /* of an unknown; -1: it is known */
};

static void add_sum(struct attacker *attacker, const size_t *members, size_t count) {
    int64_t *row = attacker->rows[attacker->count++];
    for (size_t i = 0; i < count; i++) {
        if (attacker->column[members[i]] >= 0) {
            row[attacker->column[members[i]]] = i == 0 ? PRIME - 1 : 1;
        }
    }
}

static void add_sums(struct attacker *attacker) {
    for (size_t place = 0; place < PLACES; place++) {
        size_t base = place * NODES, year[] = {base, base + 1, base + 2, base + 3, base + 4};
        add_sum(attacker, year, 1 + QUARTERS);
        for (size_t quarter = 0; quarter < QUARTERS; quarter++) {
            size_t first = base + 1 + QUARTERS + 3 * quarter;
            add_sum(attacker, (size_t[]){base + 1 + quarter, first, first + 1, first + 2}, 4);
        }
    }
    for (size_t node = 0; node < NODES; node++) {
        add_sum(attacker, (size_t[]){node, NODES + node, 2 * NODES + node, 3 * NODES + node},
                PLACES);
    }
}

static int64_t inverse(int64_t value) {
    int64_t result = 1;
    for (int64_t power = PRIME - 2; power > 0; power >>= 1) {
        result = power & 1 ? result * value % PRIME : result;
        value = value * value % PRIME;
    }
    return result;
}

static void reduce(struct attacker *attacker) {
    size_t rank = 0;
    for (size_t column = 0; column < attacker->columns; column++) {
        size_t pivot = rank;
        while (pivot < attacker->count && attacker->rows[pivot][column] == 0) {
            pivot++;
        }
        if (pivot == attacker->count) {
            continue;
        }
        int64_t row[ROWS], scale = inverse(attacker->rows[pivot][column]);
        memcpy(row, attacker->rows[pivot], sizeof row);
        memcpy(attacker->rows[pivot], attacker->rows[rank], sizeof row);
        for (size_t i = 0; i < attacker->columns; i++) {
            row[i] = row[i] * scale % PRIME;
        }
        memcpy(attacker->rows[rank], row, sizeof row);
        for (size_t other = 0; other < attacker->count; other++) {
            int64_t factor = attacker->rows[other][column];
            for (size_t i = 0; other != rank && factor != 0 && i < attacker->columns; i++) {
                attacker->rows[other][i] =
                    (attacker->rows[other][i] + (PRIME - factor) * row[i]) % PRIME;
            }
        }
        rank++;
    }
    attacker->count = rank;
}

/* How many hidden figures follow from those that are shown. */
static size_t attack(const struct year *year) {
    struct attacker *attacker = calloc(1, sizeof *attacker);
    size_t found = 0;
    bool hidden[ROWS] = {false};
    for (size_t i = 0; i < ROWS; i++) {
        attacker->column[i] = (int)attacker->columns++;
    }
    for (size_t i = 0; i < year->count; i++) {
        hidden[year->at[i]] = year->rows[i].hidden;
        attacker->column[year->at[i]] = year->rows[i].hidden ? attacker->column[year->at[i]] : -1;
    }
    add_sums(attacker);
    reduce(attacker);
    for (size_t row = 0; row < attacker->count; row++) {
        size_t unknowns = 0, last = 0;
        for (size_t i = 0; i < attacker->columns; i++) {
            last = attacker->rows[row][i] != 0 ? i : last;
            unknowns += attacker->rows[row][i] != 0;
        }
        found += unknowns == 1 && hidden[last];
    }
    free(attacker);
    return found;
}

static bool is_small(int64_t count) {
    return count > 0 && count < SMALL;
}

START_TEST(observation_hide__leaves_one_who_adds_and_subtracts_nothing) {
    struct year *year = random_year((uint32_t)_i, 2020);
    observation_hide(&context, &(const struct list){year->rows, year->count});
    bool any = false;
    for (size_t i = 0; i < year->count; i++) {
        int64_t count = year->counts[year->at[i] / NODES][year->at[i] % NODES];
        ck_assert(year->rows[i].hidden || !is_small(count));
        any = any || is_small(count);
    }
    for (size_t i = 0; i < year->count && !any; i++) {
        ck_assert(!year->rows[i].hidden);
    }
    ck_assert_uint_eq(attack(year), 0);
}
END_TEST

START_TEST(attacker__finds_small_figures_that_are_hidden_alone) {
    size_t found = 0;
    for (uint32_t seed = 0; seed < 20; seed++) {
        struct year *year = random_year(3 * seed + 1, 2020);
        for (size_t i = 0; i < year->count; i++) {
            year->rows[i].hidden = is_small(year->counts[year->at[i] / NODES][year->at[i] % NODES]);
        }
        found += attack(year);
    }
    ck_assert_uint_gt(found, 20);
}
END_TEST

/* What is hidden in a year is the same whatever was delivered of other years and other regions. */
START_TEST(observation_hide__of_a_year_does_not_depend_on_other_years_and_regions) {
    struct year *alone = random_year((uint32_t)_i, 2020), *beside = random_year((uint32_t)_i, 2020);
    struct year *other = random_year((uint32_t)_i + 500, 2021);
    struct observation rows[2 * ROWS + 1];
    memcpy(rows, beside->rows, beside->count * sizeof *rows);
    memcpy(rows + beside->count, other->rows, other->count * sizeof *rows);
    size_t count = beside->count + other->count;
    rows[count] = beside->rows[0];
    rows[count].place = "961";
    rows[count++].value = decimal_of(3);
    observation_hide(&context, &(const struct list){alone->rows, alone->count});
    observation_hide(&context, &(const struct list){rows, count});
    for (size_t i = 0; i < alone->count; i++) {
        ck_assert_int_eq(rows[i].hidden, alone->rows[i].hidden);
    }
    ck_assert(rows[count - 1].hidden);
}
END_TEST

/* --- which of them are small --- */

static const struct {
    const char *indicator, *value, *numerator, *denominator;
    bool hidden;
} figures[] = {{"group_participants", "0", "", "", false},
               {"group_participants", "1", "", "", true},
               {"group_participants", "4", "", "", true},
               {"group_participants", "5", "", "", false},
               {"group_participants", "", "4", "", true},
               {"group_participants", "", "5", "", false},
               {"first_time_clients", "50", "", "", false},
               {"first_time_clients", "", "4", "100", true},
               {"first_time_clients", "", "96", "100", true},
               {"first_time_clients", "", "95", "100", false},
               {"first_time_clients", "", "0", "100", false},
               {"first_time_clients", "", "100", "100", false},
               {"first_time_clients", "", "0", "4", true},
               {"first_time_clients", "30", "", "10", true},
               {"first_time_clients", "50", "", "10", false},
               {"first_time_clients", "4", "", "100", true},
               {"first_time_clients", "80", "3", "", true},
               {"thl_6411", "3", "", "", false},
               {"thl_6411", "3", "", "4", true},
               {"mental_health_access_days", "3", "", "", false}};

START_TEST(observation_hide__hides_a_part_of_a_few_and_a_rest_of_a_few) {
    struct observation row = {.indicator = figures[_i].indicator,
                              .place = "960",
                              .bucket = BUCKET_MONTH,
                              .from_on = {2020, 5, 1},
                              .value = number(figures[_i].value),
                              .numerator = number(figures[_i].numerator),
                              .denominator = number(figures[_i].denominator)};
    observation_hide(&context, &(const struct list){&row, 1});
    ck_assert_int_eq(row.hidden, figures[_i].hidden);
    struct decimal value = observation_value(indicator_find(row.indicator), &row);
    ck_assert(!row.hidden || !value.present);
}
END_TEST

/* --- what they are worth --- */

static const struct {
    const char *indicator, *value, *numerator, *denominator, *worth;
} worths[] = {{"group_participants", "7", "", "", "7"},
              {"group_participants", "", "8", "", "8"},
              {"group_participants", "7", "8", "", "7"},
              {"first_time_clients", "50", "30", "40", "75"},
              {"first_time_clients", "50", "30", "", "50"},
              {"first_time_clients", "50", "", "40", "50"},
              {"first_time_clients", "50", "30", "0", "50"},
              {"first_time_clients", "", "49685", "50704", "97.990297"},
              {"first_time_clients", "", "19873", "21223", "93.638977"},
              {"thl_3766", "477.9", "", "", "477.9"},
              {"thl_3766", "", "", "", ""}};

START_TEST(observation_value__divides_parts_where_there_are_both) {
    const struct observation row = {.value = number(worths[_i].value),
                                    .numerator = number(worths[_i].numerator),
                                    .denominator = number(worths[_i].denominator)};
    ck_assert_str_eq(printed(observation_value(indicator_find(worths[_i].indicator), &row)),
                     worths[_i].worth);
}
END_TEST

START_TEST(region_of_area__is_sotkanet_s_and_of_no_other_area) {
    static const char *const known[][2] = {
        {"01", "961"}, {"02", "966"}, {"03", "969"}, {"04", "977"}, {"90", "960"}};
    for (size_t i = 0; i < 5; i++) {
        ck_assert_str_eq(region_of_area(known[i][0]), known[i][1]);
        ck_assert_str_eq(indicator_place(indicator_find("thl_6411"), known[i][1]), known[i][1]);
        ck_assert_str_eq(indicator_place(indicator_find("price_index"), known[i][1]), "658");
    }
    ck_assert_ptr_null(region_of_area("09"));
    ck_assert_str_eq(indicator_place(indicator_find("thl_6411"), NULL), "658");
}
END_TEST

/* --- targets --- */

#define TARGET(indicator_, unit_, year, month, day, target_)                                       \
    {                                                                                              \
        .indicator = (indicator_), .unit = (unit_), .valid_from = {year, month, day}, .target = {  \
            true,                                                                                  \
            (target_)*DECIMAL_ONE                                                                  \
        }                                                                                          \
    }

/* Newest first, as they are read. */
static struct target targets[] = {
    TARGET("referrals", "*", 2026, 6, 1, 5), TARGET("referrals", "u1", 2026, 3, 1, 4),
    TARGET("contacts", "*", 2026, 2, 1, 3), TARGET("referrals", "*", 2026, 1, 1, 2),
    TARGET("referrals", "u1", 2025, 1, 1, 1)};

static const struct {
    const char *indicator, *unit;
    struct date day;
    const char *target;
} asked[] = {{"referrals", "*", {2026, 5, 31}, "2"},  {"referrals", "*", {2026, 6, 1}, "5"},
             {"referrals", "*", {2025, 12, 31}, ""},  {"referrals", "u1", {2026, 2, 28}, "1"},
             {"referrals", "u1", {2026, 3, 1}, "4"},  {"referrals", "u1", {2027, 1, 1}, "4"},
             {"referrals", "u1", {2024, 12, 31}, ""}, {"referrals", "u2", {2026, 7, 1}, "5"},
             {"contacts", "u1", {2026, 7, 1}, "3"},   {"consultations", "*", {2026, 7, 1}, ""}};

START_TEST(target_on__is_the_unit_s_newest_else_the_area_s) {
    const struct list list = {targets, sizeof targets / sizeof *targets};
    const struct target *found =
        target_on(&list, asked[_i].indicator, asked[_i].unit, asked[_i].day);
    ck_assert_str_eq(found ? printed(found->target) : "", asked[_i].target);
}
END_TEST

/* --- series --- */

static struct value_item items[24];

static void series(const char *code, enum bucket bucket, struct date from, size_t count,
                   const struct point *points, size_t point_count) {
    memset(items, 0, sizeof items);
    value_series(&context, indicator_find(code), bucket, from, count, points, point_count, items);
}

START_TEST(value_series__tells_of_nothing_that_happened_none_of_a_count_and_no_share) {
    series("contacts", BUCKET_MONTH, (struct date){2026, 1, 1}, 2, NULL, 0);
    ck_assert_str_eq(printed(items[1].value), "0");
    series("override_rate", BUCKET_MONTH, (struct date){2026, 1, 1}, 2, NULL, 0);
    ck_assert(!items[0].value.present && !items[0].suppressed.present);
    series("outreach_encounters", BUCKET_MONTH, (struct date){2026, 1, 1}, 2, NULL, 0);
    ck_assert(!items[0].value.present);
}
END_TEST

START_TEST(value_series__of_a_hidden_figure_tells_that_it_is_and_nothing_else) {
    struct point points[10];
    for (int i = 0; i < 10; i++) {
        points[i] = (struct point){.unit = "*",
                                   .key = "*",
                                   .from_on = {2026, (int8_t)(i + 1), 1},
                                   .value = decimal_of(10 + 40 * (i % 2)),
                                   .numerator = 10 + 40 * (i % 2),
                                   .denominator = 100,
                                   .there = true,
                                   .hidden = i == 4};
    }
    series("override_rate", BUCKET_MONTH, (struct date){2026, 1, 1}, 10, points, 10);
    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(items[i].suppressed.present, i == 4);
        ck_assert_int_eq(items[i].value.present, i != 4);
        ck_assert_int_eq(items[i].denominator.present, i != 4);
        ck_assert_int_eq(items[i].interval.low.present, i != 4);
        ck_assert_int_eq(items[i].limits.low.present, i != 4);
        ck_assert(i == 4 || decimal_compare(items[i].limits.low, decimal_of(0)) >= 0);
        ck_assert(i == 4 || decimal_compare(items[i].limits.high, decimal_of(100)) <= 0);
    }
}
END_TEST

static const struct {
    const char *code;
    enum bucket bucket;
    struct date from;
    const char *breaks; /* of three buckets */
} breaks[] = {{"thl_6411", BUCKET_YEAR, {2022, 1, 1}, ".B."},
              {"real_cost", BUCKET_YEAR, {2022, 1, 1}, ".B."},
              {"outreach_encounters", BUCKET_MONTH, {2022, 12, 1}, ".B."},
              {"outreach_encounters", BUCKET_QUARTER, {2022, 10, 1}, ".B."},
              {"outreach_encounters", BUCKET_MONTH, {2023, 2, 1}, "..."},
              {"contacts", BUCKET_YEAR, {2022, 1, 1}, "..."}};

START_TEST(value_series__breaks_on_the_day_that_the_areas_began) {
    char found[4] = "...";
    series(breaks[_i].code, breaks[_i].bucket, breaks[_i].from, 3, NULL, 0);
    for (int i = 0; i < 3; i++) {
        found[i] = items[i].series_break.present ? 'B' : '.';
    }
    ck_assert_str_eq(found, breaks[_i].breaks);
}
END_TEST

START_TEST(value_needs__of_a_formula_are_the_indicators_that_it_names) {
    const struct list list = value_needs(&context, indicator_find("quality_balance"));
    const char *const *codes = list.items;
    ck_assert_uint_eq(list.count, 4);
    ck_assert_str_eq(codes[0], "thl_5502");
    ck_assert_str_eq(codes[3], "thl_4333");
    ck_assert_uint_eq(value_needs(&context, indicator_find("real_cost")).count, 2);
    ck_assert_uint_eq(value_needs(&context, indicator_find("thl_6411")).count, 1);
    ck_assert_uint_eq(value_needs(&context, indicator_find("contacts")).count, 0);
}
END_TEST

#define LOOP(tests, test, rows) tcase_add_loop_test(tests, test, 0, sizeof(rows) / sizeof *(rows))

Suite *observation_suite(void) {
    Suite *suite = suite_create("delivered figures");
    TCase *tests = tcase_create("figures");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, observation_hide__leaves_one_who_adds_and_subtracts_nothing, 0, 400);
    tcase_add_test(tests, attacker__finds_small_figures_that_are_hidden_alone);
    tcase_add_loop_test(
        tests, observation_hide__of_a_year_does_not_depend_on_other_years_and_regions, 0, 40);
    LOOP(tests, observation_hide__hides_a_part_of_a_few_and_a_rest_of_a_few, figures);
    LOOP(tests, observation_value__divides_parts_where_there_are_both, worths);
    tcase_add_test(tests, region_of_area__is_sotkanet_s_and_of_no_other_area);
    LOOP(tests, target_on__is_the_unit_s_newest_else_the_area_s, asked);
    tcase_add_test(tests,
                   value_series__tells_of_nothing_that_happened_none_of_a_count_and_no_share);
    tcase_add_test(tests, value_series__of_a_hidden_figure_tells_that_it_is_and_nothing_else);
    LOOP(tests, value_series__breaks_on_the_day_that_the_areas_began, breaks);
    tcase_add_test(tests, value_needs__of_a_formula_are_the_indicators_that_it_names);
    suite_add_tcase(suite, tests);
    return suite;
}
