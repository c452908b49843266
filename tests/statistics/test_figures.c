/* Decimals, formulas, intervals, control charts, buckets: figures that can be looked up. */
#include "suites.h"

#include "base/decimal.h"
#include "statistics/bucket.h"
#include "statistics/control.h"
#include "statistics/expression.h"
#include "statistics/interval.h"

#include <jansson.h>
#include <string.h>

static struct decimal number(const char *text) {
    struct decimal decimal = {false, 0};
    ck_assert_msg(decimal_parse(text, &decimal), "%s", text);
    return decimal;
}

static const char *printed(struct decimal decimal) {
    static char text[DECIMAL_TEXT_SIZE];
    decimal_print(decimal, text);
    return text;
}

static const char *rounded(struct decimal decimal, int places) {
    return printed(decimal_round(decimal, places));
}

/* --- decimals --- */

static const char *const good[][2] = {{"0", "0"},
                                      {"-0", "0"},
                                      {"66.5", "66.5"},
                                      {"-12.50", "-12.5"},
                                      {"+3", "3"},
                                      {"0.000001", "0.000001"},
                                      {"0.0000005", "0.000001"},
                                      {"0.0000004", "0"},
                                      {"9000000000000", "9000000000000"},
                                      {"1.2345678", "1.234568"}};

START_TEST(decimal_parse__and_print_give_the_shortest_form) {
    ck_assert_str_eq(printed(number(good[_i][0])), good[_i][1]);
}
END_TEST

static const char *const bad[] = {
    "", "-", ".5", "5.", "1e3", " 1", "1 ", "1,5", "0x1", "1.2.3", "99999999999999999999"};

START_TEST(decimal_parse__refuses_what_is_no_number) {
    struct decimal decimal;
    ck_assert_msg(!decimal_parse(bad[_i], &decimal), "%s", bad[_i]);
}
END_TEST

START_TEST(decimal_share__rounds_half_away_from_zero_once) {
    ck_assert_str_eq(rounded(decimal_share(49685, 49685 + 1019, 100), 2), "97.99");
    ck_assert_str_eq(rounded(decimal_share(19873, 19873 + 1350, 100), 2), "93.64");
    ck_assert_str_eq(printed(decimal_share(1, 3, 1)), "0.333333");
    ck_assert_str_eq(printed(decimal_share(2, 3, 1)), "0.666667");
    ck_assert_str_eq(rounded(number("-0.125"), 2), "-0.13");
    ck_assert(!decimal_share(1, 0, 100).present);
}
END_TEST

START_TEST(decimal_geometric_mean__is_there_only_when_complete) {
    const struct decimal items[] = {number("2"), number("8"), {false, 0}};
    ck_assert_str_eq(printed(decimal_geometric_mean(items, 2)), "4");
    ck_assert(!decimal_geometric_mean(items, 3).present);
    const struct decimal zero[] = {number("2"), number("0")};
    ck_assert(!decimal_geometric_mean(zero, 2).present);
}
END_TEST

START_TEST(decimal__overflow_is_absent) {
    struct decimal large = number("9000000000000");
    ck_assert(!decimal_add(large, large).present);
    ck_assert(!decimal_multiply(large, large).present);
    ck_assert(!decimal_divide(large, number("0")).present);
}
END_TEST

/* --- formulas, over the figures of the national registry --- */

static json_t *sotkanet;

static void load(void) {
    json_error_t error;
    sotkanet = json_load_file(SOURCE_DIR "/tests/data/sotkanet-primary-care.json", 0, &error);
    ck_assert_msg(sotkanet != NULL, "%s", error.text);
}

static void unload(void) {
    json_decref(sotkanet);
}

static const char *const deflators[] = {"103.0", "105.6", "110.4", "116.4", "119.6"};

static struct decimal look_up(void *data, const char *name, const struct expression_place *place) {
    size_t i;
    json_t *row;
    (void)data;
    if (strcmp(name, "deflator") == 0) {
        bool known = place->year >= 2020 && place->year <= 2024;
        return known ? number(deflators[place->year - 2020]) : (struct decimal){false, 0};
    }
    json_array_foreach(sotkanet, i, row) {
        char text[DECIMAL_TEXT_SIZE], region[16];
        snprintf(text, sizeof text, "thl_%d",
                 (int)json_integer_value(json_object_get(row, "indicator")));
        snprintf(region, sizeof region, "%d",
                 (int)json_integer_value(json_object_get(row, "region")));
        if (strcmp(text, name) == 0 && strcmp(region, place->region) == 0 &&
            json_integer_value(json_object_get(row, "year")) == place->year) {
            snprintf(text, sizeof text, "%.6f", json_number_value(json_object_get(row, "value")));
            return number(text);
        }
    }
    return (struct decimal){false, 0};
}

static const char quality[] =
    "geometric_mean(index(thl_5502, 658, 2020), index(thl_5186, 658, 2020),"
    " index(100 - thl_4909, 658, 2020), index(100 - thl_4333, 658, 2020))";
static const char cost[] = "deflated(thl_3766, deflator, 2024)";

static const struct {
    const char *formula, *region;
    int year;
    const char *value;
} published[] = {{quality, "658", 2022, "92.61"},
                 {quality, "960", 2024, "95.53"},
                 {quality, "961", 2022, "97.31"},
                 {quality, "658", 2020, "100"},
                 {cost, "960", 2021, "541.26"}};

static struct decimal value_of(const char *formula, const char *region, int year) {
    const struct expression_place place = {region, year};
    struct decimal value = {false, 0};
    ck_assert_msg(expression_value(formula, &place, look_up, NULL, &value), "%s", formula);
    return value;
}

START_TEST(expression_value__gives_published_figures_to_the_digit) {
    ck_assert_str_eq(
        rounded(value_of(published[_i].formula, published[_i].region, published[_i].year), 2),
        published[_i].value);
}
END_TEST

START_TEST(expression_value__of_what_is_missing_is_absent) {
    ck_assert(!value_of(quality, "960", 2019).present);
    ck_assert(!value_of("thl_1 + 1", "658", 2020).present);
    ck_assert(!value_of("1 / 0", "658", 2020).present);
    ck_assert_str_eq(printed(value_of("2 * (3 - 1) / 8 + ratio(1, 4)", "658", 2020)), "0.75");
    ck_assert_str_eq(printed(value_of("share(1, 4) - difference(3, 2)", "658", 2020)), "24");
}
END_TEST

static const char *const no_formulas[] = {"",
                                          "1 +",
                                          "(1",
                                          "1)",
                                          "sum(1, 2)",
                                          "index(1)",
                                          "index(1, 2",
                                          "share(1)",
                                          "ratio(1,2,3)",
                                          "geometric_mean(1)",
                                          "A",
                                          "1 2",
                                          "deflated(1, 2)",
                                          "geometric_mean(1,1,1,1,1)",
                                          "((((((((((((((((((1))))))))))))))))))"};

START_TEST(expression_value__refuses_what_is_no_formula) {
    const struct expression_place place = {"658", 2020};
    struct decimal value;
    ck_assert_msg(!expression_value(no_formulas[_i], &place, look_up, NULL, &value), "%s",
                  no_formulas[_i]);
}
END_TEST

/* --- intervals --- */

static const struct {
    int64_t numerator, denominator;
    const char *low, *high;
} intervals[] = {{0, 10, "0", "0.2775"},       {10, 10, "0.7225", "1"}, {1, 1, "0.2065", "1"},
                 {38, 38, "0.9082", "1"},      {0, 77, "0", "0.0475"},  {1, 2, "0.0945", "0.9055"},
                 {90, 100, "0.8256", "0.9448"}};

START_TEST(interval_wilson__is_exact_at_the_ends) {
    struct interval interval =
        interval_wilson(intervals[_i].numerator, intervals[_i].denominator, 1);
    ck_assert_str_eq(rounded(interval.low, 4), intervals[_i].low);
    ck_assert_str_eq(rounded(interval.high, 4), intervals[_i].high);
}
END_TEST

START_TEST(interval_wilson__is_for_shares_only) {
    ck_assert(!interval_wilson(1, 0, 1).low.present);
    ck_assert(!interval_wilson(11, 10, 1).low.present);
    ck_assert(!interval_wilson(-1, 10, 1).low.present);
}
END_TEST

/* --- control charts --- */

enum { SERIES_MAX = 24 };

/* Numbers apart by blanks, `x` for a bucket without a value; gives the marks as letters. */
static const char *marks(const char *series, struct control *chart) {
    static char text[SERIES_MAX + 1];
    struct decimal values[SERIES_MAX] = {{false, 0}};
    unsigned signals[SERIES_MAX];
    size_t count = 0;
    for (const char *at = series; *at; at += *at == ' ') {
        char word[DECIMAL_TEXT_SIZE];
        size_t length = strcspn(at, " ");
        memcpy(word, at, length);
        word[length] = '\0';
        values[count++] = *word == 'x' ? (struct decimal){false, 0} : number(word);
        at += length;
    }
    *chart = control_chart(values, count, signals);
    for (size_t i = 0; i < count; i++) {
        text[i] = signals[i] & CONTROL_TREND     ? 'T'
                  : signals[i] & CONTROL_OUTSIDE ? 'O'
                  : signals[i] & CONTROL_SHIFT   ? 'S'
                                                 : '.';
    }
    text[count] = '\0';
    return text;
}

static const struct {
    const char *series, *marks;
} charts[] = {
    /* Seven that fall, with a tie between: the tie neither counts nor breaks. */
    {"1 0.5 0 -0.5 -0.5 -1 -1.5 -2", "TTTTTTTT"},
    {"1 0.5 0 -0.5 -1 -1.5", "......"},
    {"1 0.5 0 -0.5 x -1 -1.5 -2", "........"},
    /* Seven above the mean of 0, one on it between. */
    {"1 2 1 0 2 1 2 1 -2 -1 -2 -1 -2 -2", "SSSSSSSS......"},
    {"1 2 1 x 2 1 2 1 -2 -1 -2 -1 -2 -2", ".............."},
    {"5 5 5 5 5 5 5 5 5", "........."},
    {"5 6 5 6 5 6 5 6 5 6 5 60", "SSSSSSSSSSSO"},
    {"x x", ".."}};

START_TEST(control_chart__follows_the_written_rules) {
    struct control chart;
    ck_assert_str_eq(marks(charts[_i].series, &chart), charts[_i].marks);
}
END_TEST

START_TEST(control_chart__limits_are_those_of_moving_ranges) {
    struct control chart;
    (void)marks("10 12 10 12 10 12 10 12", &chart);
    ck_assert_str_eq(printed(chart.mean), "11");
    ck_assert_str_eq(printed(chart.low), "5.68");
    ck_assert_str_eq(printed(chart.high), "16.32");
    (void)marks("10 12 10 12 10 12 10", &chart);
    ck_assert(!chart.low.present);
}
END_TEST

/* --- buckets --- */

static const struct {
    enum bucket bucket;
    const char *day, *start, *next, *label;
} buckets[] = {{BUCKET_DAY, "2026-12-28", "2026-12-28", "2026-12-29", "2026-12-28"},
               {BUCKET_WEEK, "2024-12-31", "2024-12-30", "2025-01-06", "2025-W01"},
               {BUCKET_WEEK, "2026-12-28", "2026-12-28", "2027-01-04", "2026-W53"},
               {BUCKET_WEEK, "2027-01-01", "2026-12-28", "2027-01-04", "2026-W53"},
               {BUCKET_WEEK, "2027-01-04", "2027-01-04", "2027-01-11", "2027-W01"},
               {BUCKET_MONTH, "2024-02-29", "2024-02-01", "2024-03-01", "2024-02"},
               {BUCKET_QUARTER, "2026-11-30", "2026-10-01", "2027-01-01", "2026-Q4"},
               {BUCKET_YEAR, "2026-11-30", "2026-01-01", "2027-01-01", "2026"}};

START_TEST(bucket__weeks_have_the_year_of_their_thursday) {
    struct date day, start, next;
    char label[BUCKET_LABEL_SIZE];
    ck_assert(date_parse(buckets[_i].day, &day) && date_parse(buckets[_i].start, &start) &&
              date_parse(buckets[_i].next, &next));
    ck_assert_int_eq(date_compare(bucket_start(buckets[_i].bucket, day), start), 0);
    ck_assert_int_eq(date_compare(bucket_step(buckets[_i].bucket, start, 1), next), 0);
    ck_assert_int_eq(date_compare(bucket_step(buckets[_i].bucket, next, -1), start), 0);
    bucket_label(buckets[_i].bucket, start, label);
    ck_assert_str_eq(label, buckets[_i].label);
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

Suite *figures_suite(void) {
    Suite *suite = suite_create("figures");
    TCase *cases = tcase_create("figures");
    tcase_add_checked_fixture(cases, load, unload);
    tcase_add_loop_test(cases, decimal_parse__and_print_give_the_shortest_form, 0, COUNT(good));
    tcase_add_loop_test(cases, decimal_parse__refuses_what_is_no_number, 0, COUNT(bad));
    tcase_add_test(cases, decimal_share__rounds_half_away_from_zero_once);
    tcase_add_test(cases, decimal_geometric_mean__is_there_only_when_complete);
    tcase_add_test(cases, decimal__overflow_is_absent);
    tcase_add_loop_test(cases, expression_value__gives_published_figures_to_the_digit, 0,
                        COUNT(published));
    tcase_add_test(cases, expression_value__of_what_is_missing_is_absent);
    tcase_add_loop_test(cases, expression_value__refuses_what_is_no_formula, 0, COUNT(no_formulas));
    tcase_add_loop_test(cases, interval_wilson__is_exact_at_the_ends, 0, COUNT(intervals));
    tcase_add_test(cases, interval_wilson__is_for_shares_only);
    tcase_add_loop_test(cases, control_chart__follows_the_written_rules, 0, COUNT(charts));
    tcase_add_test(cases, control_chart__limits_are_those_of_moving_ranges);
    tcase_add_loop_test(cases, bucket__weeks_have_the_year_of_their_thursday, 0, COUNT(buckets));
    suite_add_tcase(suite, cases);
    return suite;
}
