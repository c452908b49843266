/* date, clock. */
#include "suites.h"

#include "base/clock.h"
#include "base/date.h"

static struct date day(const char *text) {
    struct date date = {0};
    ck_assert_msg(date_parse(text, &date), "%s", text);
    return date;
}

static const char *printed(struct date date) {
    static char text[DATE_TEXT_SIZE];
    date_print(date, text);
    return text;
}

static const char *const bad_dates[] = {
    "",           "2026",       "2026-1-01",  "2026-13-01",  "2026-00-10", "2026-02-29",
    "1900-02-29", "2026-04-31", "2026-11-00", "2026-11-22 ", "0000-01-01", "-001-01-01",
    "20261122",   "2026/11/22", "2026-11-2x", "2026-11-22T", "+026-11-22", "２026-1-1",
};

START_TEST(date_parse__refuses_what_is_no_day) {
    struct date date = {7, 7, 7};
    ck_assert_msg(!date_parse(bad_dates[_i], &date), "%s", bad_dates[_i]);
    ck_assert_int_eq(date.year, 7);
}
END_TEST

START_TEST(date_parse__takes_leap_days_and_the_ends) {
    ck_assert_str_eq(printed(day("2024-02-29")), "2024-02-29");
    ck_assert_str_eq(printed(day("2000-02-29")), "2000-02-29");
    ck_assert_str_eq(printed(day("0001-01-01")), "0001-01-01");
    ck_assert_str_eq(printed(day("9999-12-31")), "9999-12-31");
}
END_TEST

/* Check writes to a pipe at every assertion: millions of them would take minutes. */
static bool is_day_after(struct date before, int32_t days) {
    struct date date = date_from_days(days);
    return date_exists(date.year, date.month, date.day) && date_compare(before, date) < 0 &&
           date_to_days(date) == days;
}

/* Every day of the calendar, against a plain count. */
START_TEST(date_to_days__and_back_is_the_same_day) {
    int32_t days = date_to_days(day("0001-01-01"));
    ck_assert_int_eq(days, -719162);
    ck_assert_int_eq(date_to_days(day("1970-01-01")), 0);
    ck_assert_int_eq(date_to_days(day("2026-11-22")), 20779);
    int last = date_to_days(day("9999-12-31"));
    struct date before = {0};
    while (days <= last && is_day_after(before, days)) {
        before = date_from_days(days++);
    }
    ck_assert_int_eq(days, last + 1);
}
END_TEST

START_TEST(date_compare__orders_by_year_month_day) {
    ck_assert_int_lt(date_compare(day("2025-12-31"), day("2026-01-01")), 0);
    ck_assert_int_gt(date_compare(day("2026-02-01"), day("2026-01-31")), 0);
    ck_assert_int_lt(date_compare(day("2026-02-01"), day("2026-02-02")), 0);
    ck_assert_int_eq(date_compare(day("2026-02-01"), day("2026-02-01")), 0);
    ck_assert(date_is_set(day("2026-02-01")));
    ck_assert(!date_is_set((struct date){0}));
}
END_TEST

START_TEST(date_add_months__ends_at_the_last_day_of_a_shorter_month) {
    ck_assert_str_eq(printed(date_add_months(day("2026-01-31"), 1)), "2026-02-28");
    ck_assert_str_eq(printed(date_add_months(day("2024-01-31"), 1)), "2024-02-29");
    ck_assert_str_eq(printed(date_add_months(day("2026-11-22"), 2)), "2027-01-22");
    ck_assert_str_eq(printed(date_add_months(day("2026-03-31"), -1)), "2026-02-28");
    ck_assert_str_eq(printed(date_add_months(day("2026-01-15"), -25)), "2023-12-15");
    ck_assert_str_eq(printed(date_add_months(day("2026-12-15"), 0)), "2026-12-15");
}
END_TEST

START_TEST(date_add_months__and_days_end_at_the_first_day_that_can_be_written) {
    ck_assert_str_eq(printed(date_add_months(day("0003-02-01"), -24)), "0001-02-01");
    ck_assert_str_eq(printed(date_add_months(day("0001-02-01"), -24)), "0001-01-01");
    ck_assert_str_eq(printed(date_add_months(day("0001-12-31"), -12)), "0001-01-01");
    ck_assert_int_eq(date_to_days(day("0001-01-01")), -719162);
    ck_assert_str_eq(printed(date_from_days(-719162)), "0001-01-01");
    ck_assert_str_eq(printed(date_from_days(-719163)), "0001-01-01");
    ck_assert_str_eq(printed(date_from_days(-719162 + 14 - 30)), "0001-01-01");
}
END_TEST

START_TEST(date_age__counts_full_years_and_leap_births_on_1_march) {
    ck_assert_int_eq(date_age(day("1994-05-01"), day("2026-04-30")), 31);
    ck_assert_int_eq(date_age(day("1994-05-01"), day("2026-05-01")), 32);
    ck_assert_int_eq(date_age(day("2004-02-29"), day("2022-02-28")), 17);
    ck_assert_int_eq(date_age(day("2004-02-29"), day("2022-03-01")), 18);
    ck_assert_int_eq(date_age(day("2004-02-29"), day("2024-02-29")), 20);
}
END_TEST

struct instant_row {
    const char *text, *printed;
};

static const struct instant_row instant_rows[] = {
    {"2026-11-22T20:03:45Z", "2026-11-22T20:03:45Z"},
    {"2026-11-22t20:03:45z", "2026-11-22T20:03:45Z"},
    {"2026-11-22T22:03:45+02:00", "2026-11-22T20:03:45Z"},
    {"2026-11-22T15:33:45.5-04:30", "2026-11-22T20:03:45.500000Z"},
    {"2026-11-22 20:03:45.123456+00", "2026-11-22T20:03:45.123456Z"},
    {"2026-11-22 20:03:45.000001-0100", "2026-11-22T21:03:45.000001Z"},
    {"2026-11-22T20:03:45.123456789Z", "2026-11-22T20:03:45.123456Z"},
    {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
    {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
};

START_TEST(instant_parse__reads_rfc3339_and_postgresql) {
    struct instant instant;
    char text[INSTANT_TEXT_SIZE];
    ck_assert_msg(instant_parse(instant_rows[_i].text, &instant), "%s", instant_rows[_i].text);
    instant_print(instant, text);
    ck_assert_str_eq(text, instant_rows[_i].printed);
}
END_TEST

static const char *const bad_instants[] = {
    "",
    "2026-11-22",
    "2026-11-22T20:03Z",
    "2026-11-22T20:03:45",
    "2026-11-22T24:00:00Z",
    "2026-11-22T20:60:00Z",
    "2026-11-22T20:00:60Z",
    "2026-02-30T20:00:00Z",
    "2026-11-22T20:03:45.Z",
    "2026-11-22T20:03:45.1234567890Z",
    "2026-11-22T20:03:45+2:00",
    "2026-11-22T20:03:45+24:00",
    "2026-11-22T20:03:45+02:60",
    "2026-11-22T20:03:45+02:",
    "2026-11-22T20:03:45+02:001",
    "2026-11-22T20:03:45Zx",
    "2026-11-22T20:03:45 Z",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "1970-01-01T00:00:00Z",
    "infinity",
};

START_TEST(instant_parse__refuses_anything_else) {
    struct instant instant = {5};
    ck_assert_msg(!instant_parse(bad_instants[_i], &instant), "%s", bad_instants[_i]);
    ck_assert_int_eq(instant.us, 5);
}
END_TEST

struct helsinki_row {
    const char *instant, *day;
    int offset;
};

/* Summer time begins on the last Sunday of March and ends on the last of October, 01:00 UTC. */
static const struct helsinki_row helsinki_rows[] = {
    {"2026-11-22T21:59:59Z", "2026-11-22", 120}, {"2026-11-22T22:00:00Z", "2026-11-23", 120},
    {"2026-07-01T20:59:59Z", "2026-07-01", 180}, {"2026-07-01T21:00:00Z", "2026-07-02", 180},
    {"2026-03-29T00:59:59Z", "2026-03-29", 120}, {"2026-03-29T01:00:00Z", "2026-03-29", 180},
    {"2026-10-25T00:59:59Z", "2026-10-25", 180}, {"2026-10-25T01:00:00Z", "2026-10-25", 120},
    {"2024-03-31T01:00:00Z", "2024-03-31", 180}, {"2024-10-27T00:59:59Z", "2024-10-27", 180},
    {"2021-03-28T00:59:59Z", "2021-03-28", 120}, {"2021-10-31T01:00:00Z", "2021-10-31", 120},
    {"2025-12-31T22:00:00Z", "2026-01-01", 120}, {"1969-12-31T21:59:59Z", "1969-12-31", 120},
};

START_TEST(instant_day_helsinki__follows_summer_time) {
    const struct helsinki_row *row = &helsinki_rows[_i];
    struct instant instant;
    ck_assert(instant_parse(row->instant, &instant));
    ck_assert_int_eq(instant_offset_helsinki(instant), row->offset);
    ck_assert_str_eq(printed(instant_day_helsinki(instant)), row->day);
}
END_TEST

static const struct {
    const char *day;
    int minutes;
    const char *instant;
} wall_rows[] = {
    {"2026-12-01", 540, "2026-12-01T07:00:00Z"}, {"2027-03-23", 540, "2027-03-23T07:00:00Z"},
    {"2027-03-30", 540, "2027-03-30T06:00:00Z"}, {"2027-03-28", 0, "2027-03-27T22:00:00Z"},
    {"2027-03-28", 179, "2027-03-28T00:59:00Z"}, {"2027-03-28", 180, "2027-03-28T01:00:00Z"},
    {"2027-03-28", 210, "2027-03-28T01:30:00Z"}, {"2027-03-28", 240, "2027-03-28T01:00:00Z"},
    {"2027-10-31", 180, "2027-10-31T00:00:00Z"}, {"2027-10-31", 239, "2027-10-31T00:59:00Z"},
    {"2027-10-31", 240, "2027-10-31T02:00:00Z"}, {"2027-10-31", 1439, "2027-10-31T21:59:00Z"},
};

START_TEST(instant_at_helsinki__is_what_the_clock_on_the_wall_shows) {
    char text[INSTANT_TEXT_SIZE];
    instant_print(instant_at_helsinki(day(wall_rows[_i].day), wall_rows[_i].minutes), text);
    ck_assert_str_eq(text, wall_rows[_i].instant);
}
END_TEST

START_TEST(clock_now__is_the_fixed_instant_where_one_is_set) {
    struct clock fixed = {.fixed = {1234567}}, system = {{0}};
    ck_assert_int_eq(clock_now(&fixed).us, 1234567);
    ck_assert_int_gt(clock_now(&system).us, INT64_C(1700000000000000));
    int64_t before = clock_monotonic_us();
    ck_assert_int_ge(clock_monotonic_us(), before);
}
END_TEST

#define LOOP(tests, function, rows)                                                                \
    tcase_add_loop_test(tests, function, 0, sizeof(rows) / sizeof *(rows))

Suite *date_suite(void) {
    Suite *suite = suite_create("date");
    TCase *tests = tcase_create("date");
    tcase_set_timeout(tests, 120); /* every day of 9,999 years, maybe under valgrind */
    LOOP(tests, date_parse__refuses_what_is_no_day, bad_dates);
    tcase_add_test(tests, date_parse__takes_leap_days_and_the_ends);
    tcase_add_test(tests, date_to_days__and_back_is_the_same_day);
    tcase_add_test(tests, date_compare__orders_by_year_month_day);
    tcase_add_test(tests, date_add_months__ends_at_the_last_day_of_a_shorter_month);
    tcase_add_test(tests, date_add_months__and_days_end_at_the_first_day_that_can_be_written);
    tcase_add_test(tests, date_age__counts_full_years_and_leap_births_on_1_march);
    LOOP(tests, instant_parse__reads_rfc3339_and_postgresql, instant_rows);
    LOOP(tests, instant_parse__refuses_anything_else, bad_instants);
    LOOP(tests, instant_day_helsinki__follows_summer_time, helsinki_rows);
    LOOP(tests, instant_at_helsinki__is_what_the_clock_on_the_wall_shows, wall_rows);
    tcase_add_test(tests, clock_now__is_the_fixed_instant_where_one_is_set);
    suite_add_tcase(suite, tests);
    return suite;
}
