/* When meetings are held, and how their time is divided: no database. */
#include "suites.h"

#include "domain/meeting/agenda.h"
#include "domain/meeting/series.h"

#include <stdio.h>
#include <string.h>

static struct date day(const char *text) {
    struct date date = {0};
    ck_assert_msg(date_parse(text, &date), "%s", text);
    return date;
}

static struct series_rule rule_of(const char *text, const char *start, int on_holiday) {
    struct series_rule rule = {
        .starts_on = day(start), .starts_minute = 540, .minutes = 60, .on_holiday = on_holiday};
    ck_assert_ptr_null(recurrence_read(text, &rule.recurrence));
    return rule;
}

/* "on" or "on>held" where it is moved, "on>" where it is not held. */
static const char *told(const struct series_rule *rules, size_t count, const char *from,
                        const char *to, const struct date *holidays, size_t holiday_count) {
    static char line[4000];
    struct series_day days[100];
    struct days off = {holidays, holiday_count};
    size_t found = series_days(rules, count, day(from), day(to), &off, days, 100);
    line[0] = '\0';
    for (size_t i = 0; i < found; i++) {
        char on[DATE_TEXT_SIZE], held[DATE_TEXT_SIZE] = "";
        date_print(days[i].on, on);
        if (date_is_set(days[i].held_on)) {
            date_print(days[i].held_on, held);
        }
        bool moved = strcmp(on, held) != 0;
        size_t length = strlen(line);
        snprintf(line + length, sizeof line - length, "%s%s%s%s", i > 0 ? " " : "", on,
                 moved ? ">" : "", moved ? held : "");
    }
    return line;
}

START_TEST(series_days__skip_a_holiday) {
    struct series_rule rule = rule_of("FREQ=WEEKLY;BYDAY=WE", "2026-12-02", ON_HOLIDAY_SKIP);
    const struct date holidays[] = {day("2027-01-01"), day("2027-01-06")};
    ck_assert_str_eq(told(&rule, 1, "2026-12-28", "2027-01-14", holidays, 2),
                     "2026-12-30 2027-01-06> 2027-01-13");
}
END_TEST

/* Good Friday and Easter Monday: the next working day is the Tuesday after Easter. */
START_TEST(series_days__move_to_the_next_working_day) {
    struct series_rule rule =
        rule_of("FREQ=WEEKLY;BYDAY=FR", "2026-12-04", ON_HOLIDAY_NEXT_WORKING_DAY);
    const struct date holidays[] = {day("2027-03-26"), day("2027-03-28"), day("2027-03-29")};
    ck_assert_str_eq(told(&rule, 1, "2027-03-19", "2027-04-02", holidays, 3),
                     "2027-03-19 2027-03-26>2027-03-30 2027-04-02");
}
END_TEST

START_TEST(series_days__are_not_held_twice_on_a_day) {
    struct series_rule rule =
        rule_of("FREQ=DAILY;BYDAY=WE,TH", "2026-12-02", ON_HOLIDAY_NEXT_WORKING_DAY);
    const struct date holidays[] = {day("2027-01-06")};
    ck_assert_str_eq(told(&rule, 1, "2027-01-06", "2027-01-07", holidays, 1),
                     "2027-01-06> 2027-01-07");
}
END_TEST

/* Good Friday and Easter Monday would both go to the Tuesday: the later one does. */
START_TEST(series_days__of_two_holidays_before_one_working_day_are_held_once) {
    struct series_rule rule =
        rule_of("FREQ=WEEKLY;BYDAY=MO,FR", "2026-12-04", ON_HOLIDAY_NEXT_WORKING_DAY);
    const struct date holidays[] = {day("2027-03-26"), day("2027-03-28"), day("2027-03-29")};
    ck_assert_str_eq(told(&rule, 1, "2027-03-22", "2027-04-02", holidays, 3),
                     "2027-03-22 2027-03-26> 2027-03-29>2027-03-30 2027-04-02");
}
END_TEST

START_TEST(series_days__move_to_a_day_that_is_left_out_or_after_the_last) {
    struct series_rule rule =
        rule_of("FREQ=DAILY;BYDAY=WE,TH", "2026-12-02", ON_HOLIDAY_NEXT_WORKING_DAY);
    const struct date holidays[] = {day("2027-01-06")}, except[] = {day("2027-01-07")};
    rule.except = (struct days){except, 1};
    ck_assert_str_eq(told(&rule, 1, "2027-01-06", "2027-01-07", holidays, 1),
                     "2027-01-06>2027-01-07");
    rule.except = (struct days){NULL, 0};
    rule.until = day("2027-01-06");
    ck_assert_str_eq(told(&rule, 1, "2027-01-06", "2027-01-07", holidays, 1),
                     "2027-01-06>2027-01-07");
}
END_TEST

START_TEST(series_days__of_a_changed_rule_follow_one_another) {
    struct series_rule rules[] = {rule_of("FREQ=WEEKLY;BYDAY=TU", "2026-12-01", ON_HOLIDAY_SKIP),
                                  rule_of("FREQ=WEEKLY;BYDAY=WE", "2026-12-16", ON_HOLIDAY_SKIP)};
    const struct date except[] = {day("2026-12-08")};
    rules[0].until = day("2026-12-14");
    rules[0].except = (struct days){except, 1};
    ck_assert_str_eq(told(rules, 2, "2026-01-01", "2026-12-31", NULL, 0),
                     "2026-12-01 2026-12-16 2026-12-23 2026-12-30");
}
END_TEST

START_TEST(series_until__is_the_last_day_that_begins_in_time) {
    char text[DATE_TEXT_SIZE];
    struct recurrence rule;
    ck_assert_ptr_null(recurrence_read("FREQ=WEEKLY;UNTIL=20270330T060000Z", &rule));
    date_print(series_until(&rule, 540), text);
    ck_assert_str_eq(text, "2027-03-30");
    date_print(series_until(&rule, 541), text);
    ck_assert_str_eq(text, "2027-03-29");
    ck_assert_ptr_null(recurrence_read("FREQ=WEEKLY", &rule));
    ck_assert(!date_is_set(series_until(&rule, 540)));
}
END_TEST

/* Every number of items, length and least: what fits fills the time, share by share. */
START_TEST(agenda_divide__fills_the_time_and_keeps_the_least) {
    for (size_t items = 0; items <= 40; items++) {
        for (int64_t least = 1; least <= 61; least++) {
            struct agenda_division division = agenda_divide(60, least, items);
            ck_assert_uint_le(division.fit, items);
            int64_t at = 0;
            for (size_t i = 0; i < division.fit; i++) {
                ck_assert_int_eq(agenda_starts(&division, i), at);
                ck_assert_int_ge(agenda_minutes(&division, i), least);
                at += agenda_minutes(&division, i);
            }
            ck_assert_int_eq(at, division.fit > 0 ? 60 : 0);
            bool no_room = (int64_t)(division.fit + 1) * least > 60;
            ck_assert(division.fit == items || no_room);
        }
    }
}
END_TEST

START_TEST(agenda_divide__nine_cases_at_eight_minutes_leave_two_over) {
    struct agenda_division division = agenda_divide(60, 8, 9);
    ck_assert_uint_eq(division.fit, 7);
    ck_assert_int_eq(agenda_minutes(&division, 0), 9);
    ck_assert_int_eq(agenda_minutes(&division, 6), 8);
    ck_assert_int_eq(agenda_starts(&division, 6), 52);
    division = agenda_divide(60, 8, 7);
    ck_assert_uint_eq(division.fit, 7);
    division = agenda_divide(60, 8, 4);
    ck_assert_int_eq(agenda_minutes(&division, 3), 15);
}
END_TEST

Suite *series_suite(void) {
    Suite *suite = suite_create("series of meetings");
    TCase *tests = tcase_create("series");
    tcase_add_test(tests, series_days__skip_a_holiday);
    tcase_add_test(tests, series_days__move_to_the_next_working_day);
    tcase_add_test(tests, series_days__are_not_held_twice_on_a_day);
    tcase_add_test(tests, series_days__of_two_holidays_before_one_working_day_are_held_once);
    tcase_add_test(tests, series_days__move_to_a_day_that_is_left_out_or_after_the_last);
    tcase_add_test(tests, series_days__of_a_changed_rule_follow_one_another);
    tcase_add_test(tests, series_until__is_the_last_day_that_begins_in_time);
    tcase_add_test(tests, agenda_divide__fills_the_time_and_keeps_the_least);
    tcase_add_test(tests, agenda_divide__nine_cases_at_eight_minutes_leave_two_over);
    suite_add_tcase(suite, tests);
    return suite;
}
