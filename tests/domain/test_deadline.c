/* The calendar, the rules of time limits and their clock: pure, no database. */
#include "suites.h"

#include "base/arena.h"
#include "domain/deadline/deadline.h"
#include "slow_calendar.h"

#include <string.h>

static struct arena *arena;

static void begin(void) {
    arena = arena_new();
}

static void end(void) {
    arena_free(arena);
}

static struct date day(const char *text) {
    struct date date = {0};
    ck_assert_msg(*text == '\0' || date_parse(text, &date), "%s", text);
    return date;
}

static const char *printed(struct date date) {
    static char text[DATE_TEXT_SIZE];
    date_print(date, text);
    return text;
}

/* --- calendar --- */

START_TEST(calendar_easter__is_what_another_formula_gives) {
    for (int year = 1600; year <= 2400; year++) {
        struct date ours = calendar_easter(year), theirs = easter_by_gauss(year);
        if (date_compare(ours, theirs) != 0) {
            ck_abort_msg("%d: %s", year, printed(ours));
        }
    }
}
END_TEST

/* Zeller's rule; 0 is Saturday. */
static int weekday_by_zeller(int year, int month, int day_of_month) {
    int m = month < 3 ? month + 12 : month, y = month < 3 ? year - 1 : year;
    return (day_of_month + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7;
}

static bool expected_by_hand(struct date date, struct date easter) {
    static const int fixed[][2] = {{1, 1}, {1, 6}, {5, 1}, {12, 6}, {12, 25}, {12, 26}};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (date.month == fixed[i][0] && date.day == fixed[i][1]) {
            return true;
        }
    }
    int after = date_to_days(date) - date_to_days(easter);
    bool saturday = weekday_by_zeller(date.year, date.month, date.day) == 0;
    bool midsummer = date.month == 6 && date.day >= 20 && date.day <= 26;
    bool saints = (date.month == 10 && date.day == 31) || (date.month == 11 && date.day <= 6);
    return after == -2 || after == 0 || after == 1 || after == 39 || after == 49 ||
           (saturday && (midsummer || saints));
}

/* Every day of a hundred years, by other formulas. */
START_TEST(calendar_holidays__of_2000_to_2100_are_those_of_another_algorithm) {
    struct list list = calendar_holidays(arena, day("2000-01-01"), day("2100-12-31"));
    const struct holiday *holidays = list.items;
    size_t next = 0;
    for (int32_t d = date_to_days(day("2000-01-01")); d <= date_to_days(day("2100-12-31")); d++) {
        struct date date = date_from_days(d);
        bool found = next < list.count && date_compare(holidays[next].date, date) == 0;
        if (found != expected_by_hand(date, easter_by_gauss(date.year))) {
            ck_abort_msg("%s", printed(date));
        }
        while (next < list.count && date_compare(holidays[next].date, date) == 0) {
            next++;
        }
    }
    ck_assert_uint_eq(next, list.count);
    ck_assert_uint_eq(list.count, 101 * 13);
}
END_TEST

START_TEST(calendar_day_kind__is_off_exactly_on_weekends_and_holidays) {
    for (int32_t d = date_to_days(day("2000-01-01")); d <= date_to_days(day("2100-12-31")); d++) {
        struct date date = date_from_days(d);
        int weekday = weekday_by_zeller(date.year, date.month, date.day); /* 0 Sat, 1 Sun */
        bool off = weekday <= 1 || expected_by_hand(date, easter_by_gauss(date.year));
        if (off != (calendar_day_kind(d) == DAY_OFF)) {
            ck_abort_msg("%s", printed(date));
        }
    }
}
END_TEST

static const struct {
    const char *day;
    enum day_kind kind;
} eves[] = {{"2026-12-24", DAY_EVE}, {"2026-06-19", DAY_EVE}, {"2027-12-24", DAY_EVE},
            {"2022-12-24", DAY_OFF}, {"2023-12-24", DAY_OFF}, {"2026-12-31", DAY_WORKING}};

START_TEST(calendar_day_kind__tells_the_eves_from_holidays) {
    ck_assert_int_eq(calendar_day_kind(date_to_days(day(eves[_i].day))), eves[_i].kind);
}
END_TEST

static const char *const saints[] = {"2020-10-31", "2021-11-06", "2025-11-01", "2026-10-31",
                                     "2027-11-06"};

START_TEST(calendar_holidays__all_saints_is_a_saturday) {
    struct date date = day(saints[_i]);
    struct list list = calendar_holidays(arena, date, date);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(((const struct holiday *)list.items)->code, "all_saints_day");
}
END_TEST

START_TEST(calendar_holidays__of_a_span_the_wrong_way_round_are_none) {
    ck_assert_uint_eq(calendar_holidays(arena, day("2026-12-31"), day("2026-01-01")).count, 0);
    ck_assert_uint_eq(calendar_holidays(arena, day("2027-12-31"), day("2026-01-01")).count, 0);
}
END_TEST

/* --- rules: which version holds --- */

static const struct deadline_rule *choose(const char *code, const char *from, int age,
                                          bool *needed) {
    struct list rules = deadline_rules_shipped(arena);
    return deadline_rule_choose(&rules, code, day(from), (struct opt_int){age >= 0, age}, needed);
}

static struct date due(const char *code, const char *from, int age) {
    bool needed = false;
    const struct deadline_rule *rule = choose(code, from, age, &needed);
    ck_assert_msg(rule != NULL, "%s %s %d", code, from, age);
    struct deadline_clock clock = {.rule = rule, .starts_on = day(from), .as_of = day(from)};
    struct deadline_reading reading;
    deadline_clock_read(arena, &clock, &reading);
    return reading.due_on;
}

/* Each change of law, the day before, the day of, the day after; for 22 and 23 years. */
static const struct {
    const char *code, *from, *at_22, *at_23;
} changes[] = {
    {"primary_care", "2023-08-31", "2023-11-30", "2023-11-30"},
    {"primary_care", "2023-09-01", "2023-09-15", "2023-09-15"},
    {"primary_care", "2023-09-02", "2023-09-16", "2023-09-16"},
    {"primary_care", "2024-10-31", "2024-11-14", "2024-11-14"},
    {"primary_care", "2024-11-01", "2024-11-15", "2024-11-15"},
    {"primary_care", "2024-11-02", "2024-11-16", "2024-11-16"},
    {"primary_care", "2024-12-31", "2025-01-14", "2025-01-14"},
    {"primary_care", "2025-01-01", "2025-01-15", "2025-04-01"},
    {"primary_care", "2025-01-02", "2025-01-16", "2025-04-02"},
    {"oral_health", "2023-08-31", "2024-02-29", "2024-02-29"},
    {"oral_health", "2023-09-01", "2024-01-01", "2024-01-01"},
    {"oral_health", "2023-09-02", "2024-01-02", "2024-01-02"},
    {"oral_health", "2024-10-31", "2025-02-28", "2025-02-28"},
    {"oral_health", "2024-11-01", "2025-02-01", "2025-02-01"},
    {"oral_health", "2024-11-02", "2025-02-02", "2025-02-02"},
    {"oral_health", "2024-12-31", "2025-03-31", "2025-03-31"},
    {"oral_health", "2025-01-01", "2025-04-01", "2025-07-01"},
    {"oral_health", "2025-01-02", "2025-04-02", "2025-07-02"},
};

START_TEST(deadline__of_each_change_of_law_by_age) {
    ck_assert_str_eq(printed(due(changes[_i].code, changes[_i].from, 22)), changes[_i].at_22);
    ck_assert_str_eq(printed(due(changes[_i].code, changes[_i].from, 23)), changes[_i].at_23);
}
END_TEST

START_TEST(deadline_rule_choose__therapy_guarantee_is_for_the_young_from_may_2025) {
    bool needed = false;
    ck_assert_ptr_null(choose("therapy_guarantee", "2025-04-30", 22, &needed));
    ck_assert(!needed);
    ck_assert_str_eq(printed(due("therapy_guarantee", "2025-05-01", 22)), "2025-05-29");
    ck_assert_str_eq(printed(due("therapy_guarantee", "2025-05-02", 22)), "2025-05-30");
    ck_assert_ptr_null(choose("therapy_guarantee", "2025-05-01", 23, &needed));
    ck_assert(!needed);
    ck_assert_ptr_null(choose("therapy_guarantee", "2025-05-01", -1, &needed));
    ck_assert(needed);
}
END_TEST

START_TEST(deadline_rule_choose__without_an_age_only_where_none_is_needed) {
    bool needed = false;
    ck_assert_ptr_nonnull(choose("primary_care", "2024-12-31", -1, &needed));
    ck_assert_ptr_null(choose("primary_care", "2025-01-01", -1, &needed));
    ck_assert(needed);
    ck_assert_ptr_null(choose("no_such_rule", "2025-01-01", 40, &needed));
    ck_assert_ptr_null(choose("primary_care", "2011-04-30", 40, &needed));
    ck_assert(!needed);
}
END_TEST

/* An area's own version goes before the shipped one of the same day; a newer one ends an older. */
START_TEST(deadline_rule_choose__takes_the_latest_first_day_then_the_areas_own) {
    struct deadline_rule rules[] = {
        {.code = "r", .valid_from = day("2026-01-01"), .amount = 1, .age_max = 150},
        {.code = "r", .valid_from = day("2026-01-01"), .amount = 2, .age_max = 150},
        {.code = "r",
         .valid_from = day("2026-03-01"),
         .valid_to = day("2026-03-31"),
         .amount = 3,
         .age_max = 150},
    };
    struct list list = {rules, 3};
    bool needed = false;
    struct opt_int any = {false, 0};
    ck_assert_int_eq(deadline_rule_choose(&list, "r", day("2026-02-28"), any, &needed)->amount, 2);
    ck_assert_int_eq(deadline_rule_choose(&list, "r", day("2026-03-31"), any, &needed)->amount, 3);
    ck_assert_ptr_null(deadline_rule_choose(&list, "r", day("2026-04-01"), any, &needed));
    ck_assert_ptr_null(deadline_rule_choose(&list, "r", day("2025-12-31"), any, &needed));
}
END_TEST

START_TEST(deadline_rule_choose__asks_for_the_age_where_a_version_of_some_ages_has_ended) {
    struct deadline_rule rules[] = {
        {.code = "r", .valid_from = day("2020-01-01"), .amount = 1, .age_max = DEADLINE_AGE_MAX},
        {.code = "r",
         .valid_from = day("2026-01-01"),
         .valid_to = day("2026-06-30"),
         .amount = 2,
         .age_max = 17,
         .ages = &(struct deadline_ages){.max = {true, 17}}}};
    const struct list list = {rules, 2};
    const struct opt_int unknown = {false, 0}, grown = {true, 40};
    bool needed = false;
    ck_assert_ptr_null(deadline_rule_choose(&list, "r", day("2026-08-01"), unknown, &needed));
    ck_assert(needed);
    ck_assert_int_eq(deadline_rule_choose(&list, "r", day("2026-08-01"), grown, &needed)->amount,
                     1);
}
END_TEST

START_TEST(deadline_rules_shipped__each_has_source_start_and_known_stops) {
    struct list list = deadline_rules_shipped(arena);
    const struct deadline_rule *rule = list.items;
    ck_assert_uint_gt(list.count, 20);
    for (size_t i = 0; i < list.count; i++, rule++) {
        const char *const *stops = rule->stops.items;
        ck_assert(*rule->source && rule->starts && date_is_set(rule->valid_from));
        ck_assert_int_eq(rule->check_with_law, rule->basis == DEADLINE_STATUTORY);
        for (size_t j = 0; j < rule->stops.count; j++) {
            ck_assert_msg(shape_word_index(deadline_stop_words, stops[j]) > 0, "%s", stops[j]);
        }
    }
}
END_TEST

/* --- working days and months --- */

static const struct {
    const char *code, *from, *due_on;
} counted[] = {
    /* Tuesday -> Thursday of the next week. */
    {"child_welfare_start", "2026-11-10", "2026-11-19"},
    {"child_welfare_start", "2026-01-30", "2026-02-10"},     /* Friday, */
    {"child_welfare_start", "2026-01-31", "2026-02-10"},     /* Saturday, */
    {"child_welfare_start", "2026-02-01", "2026-02-10"},     /* Sunday: day 1 is Monday */
    {"child_welfare_start", "2026-03-31", "2026-04-13"},     /* over Easter */
    {"child_welfare_start", "2026-12-18", "2026-12-30"},     /* over Christmas: the eve counts */
    {"child_welfare_start", "2026-12-15", "2026-12-28"},     /* would end on the eve: moves */
    {"child_welfare_start", "2026-06-10", "2026-06-22"},     /* would end on Midsummer Eve: moves */
    {"child_welfare_start", "2026-06-11", "2026-06-22"},     /* over Midsummer: the eve counts */
    {"child_welfare_start", "2026-03-24", "2026-04-02"},     /* over the change to summer time */
    {"child_welfare_start", "2026-10-20", "2026-10-29"},     /* and back */
    {"income_support_decision", "2026-04-28", "2026-05-08"}, /* May Day is a Friday */
    {"social_decision", "2026-01-31", "2026-04-30"},
    {"child_welfare_ready", "2025-11-30", "2026-02-28"},
    {"child_welfare_ready", "2027-11-30", "2028-02-29"},
    {"special_care_treatment", "2026-08-31", "2027-02-28"},
    {"special_care_assessment", "2026-03-20", "2026-04-10"},
    {"helsinki_seven_days", "2026-12-20", "2026-12-27"}, /* a Sunday: stays */
};

START_TEST(deadline__counts_the_days_after_the_first) {
    ck_assert_str_eq(printed(due(counted[_i].code, counted[_i].from, 40)), counted[_i].due_on);
}
END_TEST

static const struct {
    const char *from, *due_on;
    int months;
} months[] = {{"2026-01-31", "2026-02-28", 1},  {"2025-11-30", "2026-02-28", 3},
              {"2027-11-30", "2028-02-29", 3},  {"2026-08-31", "2027-02-28", 6},
              {"2024-02-29", "2025-02-28", 12}, {"2026-02-28", "2026-03-28", 1}};

START_TEST(deadline__of_months_ends_on_the_same_day_or_the_months_last) {
    struct deadline_rule rule = {
        .counting = COUNT_MONTHS, .amount = months[_i].months, .last_day = LAST_DAY_STAYS};
    struct deadline_clock clock = {&rule, day(months[_i].from), {0}, day(months[_i].from), NULL, 0};
    struct deadline_reading reading;
    deadline_clock_read(arena, &clock, &reading);
    ck_assert_str_eq(printed(reading.due_on), months[_i].due_on);
}
END_TEST

/* --- stops --- */

enum { WISH = 1, NO_SHOW, MEDICAL, INFORMATION, CLOSED };

/* mental_health_fourteen_days from 1 June 2026: due on the 15th, were it never stopped. */
static const struct stopped {
    const char *what, *as_of, *met_on, *due_on;
    enum deadline_state state;
    int days_left;
    struct {
        const char *from, *to;
        int reason;
    } stops[3];
} stopped[] = {
    {"never", "2026-06-15", "", "2026-06-15", DEADLINE_RUNNING, 0, {{NULL, NULL, 0}}},
    {"a day late", "2026-06-16", "", "2026-06-15", DEADLINE_OVERDUE, -1, {{NULL, NULL, 0}}},
    {"open", "2026-06-20", "", "2026-06-26", DEADLINE_STOPPED, 6, {{"2026-06-10", "", WISH}}},
    {"gone on",
     "2026-06-25",
     "",
     "2026-06-30",
     DEADLINE_RUNNING,
     5,
     {{"2026-06-10", "2026-06-24", WISH}}},
    {"overlapping",
     "2026-06-25",
     "",
     "2026-06-30",
     DEADLINE_RUNNING,
     5,
     {{"2026-06-15", "2026-06-24", MEDICAL}, {"2026-06-10", "2026-06-18", WISH}}},
    {"touching",
     "2026-06-25",
     "",
     "2026-06-30",
     DEADLINE_RUNNING,
     5,
     {{"2026-06-10", "2026-06-14", WISH}, {"2026-06-15", "2026-06-24", NO_SHOW}}},
    {"one within another",
     "2026-06-25",
     "",
     "2026-06-30",
     DEADLINE_RUNNING,
     5,
     {{"2026-06-10", "2026-06-24", WISH}, {"2026-06-12", "2026-06-13", WISH}}},
    {"begun after the last day",
     "2026-06-20",
     "",
     "2026-06-15",
     DEADLINE_OVERDUE,
     -5,
     {{"2026-06-16", "", WISH}}},
    {"begun on the last day",
     "2026-06-20",
     "",
     "2026-06-21",
     DEADLINE_STOPPED,
     1,
     {{"2026-06-15", "", WISH}}},
    {"outliving the clock",
     "2026-06-14",
     "",
     "2027-01-03",
     DEADLINE_STOPPED,
     203,
     {{"2026-06-13", "2026-12-31", WISH}}},
    {"before the first day",
     "2026-06-10",
     "",
     "2026-06-15",
     DEADLINE_RUNNING,
     5,
     {{"2026-05-01", "2026-06-01", WISH}}},
    {"over the first day",
     "2026-06-10",
     "",
     "2026-06-18",
     DEADLINE_RUNNING,
     8,
     {{"2026-05-01", "2026-06-04", WISH}}},
    {"for a reason the rule does not take",
     "2026-06-10",
     "",
     "2026-06-15",
     DEADLINE_RUNNING,
     5,
     {{"2026-06-05", "", INFORMATION}}},
    {"still to come",
     "2026-06-10",
     "",
     "2026-06-20",
     DEADLINE_RUNNING,
     10,
     {{"2026-06-12", "2026-06-16", WISH}}},
    {"open, still to come",
     "2026-06-10",
     "",
     "2026-06-15",
     DEADLINE_RUNNING,
     5,
     {{"2026-06-12", "", WISH}}},
    {"ended before it began",
     "2026-06-12",
     "",
     "2026-06-15",
     DEADLINE_RUNNING,
     3,
     {{"2026-06-10", "2026-06-09", WISH}}},
    {"met", "2026-06-20", "2026-06-15", "2026-06-15", DEADLINE_MET, 1, {{NULL, NULL, 0}}},
    {"met late", "2026-06-20", "2026-06-16", "2026-06-15", DEADLINE_MET, 0, {{NULL, NULL, 0}}},
    {"met later than asked",
     "2026-06-10",
     "2026-06-12",
     "2026-06-15",
     DEADLINE_RUNNING,
     5,
     {{NULL, NULL, 0}}},
};

START_TEST(deadline_clock__stops_and_goes_on) {
    const struct stopped *row = &stopped[_i];
    bool needed = false;
    struct deadline_stop stops[3];
    struct deadline_clock clock = {
        .rule = choose("mental_health_fourteen_days", "2026-06-01", 40, &needed),
        .starts_on = day("2026-06-01"),
        .met_on = day(row->met_on),
        .as_of = day(row->as_of),
        .stops = stops};
    struct deadline_reading reading;
    for (; clock.stop_count < 3 && row->stops[clock.stop_count].from; clock.stop_count++) {
        stops[clock.stop_count] = (struct deadline_stop){
            day(row->stops[clock.stop_count].from), day(row->stops[clock.stop_count].to),
            row->stops[clock.stop_count].reason, false};
    }
    deadline_clock_read(arena, &clock, &reading);
    ck_assert_msg(strcmp(printed(reading.due_on), row->due_on) == 0, "%s: due %s", row->what,
                  printed(reading.due_on));
    ck_assert_msg((int)row->state == reading.state, "%s: state %d", row->what, reading.state);
    if (row->state == DEADLINE_MET) {
        ck_assert(reading.in_time.present && !reading.days_left.present);
        ck_assert_int_eq(reading.in_time.value, row->days_left);
    } else {
        ck_assert_msg(reading.days_left.value == row->days_left, "%s: left %d", row->what,
                      (int)reading.days_left.value);
    }
}
END_TEST

/* The order in which stops were recorded changes nothing; many of them are still quick. */
START_TEST(deadline_clock__does_not_mind_the_order_of_stops) {
    bool needed = false;
    struct deadline_stop stops[DEADLINE_STOPS_MAX];
    struct deadline_clock clock = {
        .rule = choose("mental_health_fourteen_days", "2026-06-01", 40, &needed),
        .starts_on = day("2026-06-01"),
        .as_of = day("2026-06-01"),
        .stops = stops,
        .stop_count = DEADLINE_STOPS_MAX};
    struct deadline_reading reading;
    int32_t first = date_to_days(day("2026-06-02"));
    for (int32_t i = 0; i < DEADLINE_STOPS_MAX; i++) {
        struct date at = date_from_days(first + (i * 37 % DEADLINE_STOPS_MAX) * 2);
        stops[i] = (struct deadline_stop){at, at, MEDICAL, false};
    }
    deadline_clock_read(arena, &clock, &reading);
    ck_assert_str_eq(printed(reading.due_on), "2026-06-29"); /* every second day counts */
}
END_TEST

/* A clock of working days stands still on working days only. */
START_TEST(deadline_clock__of_working_days_leaves_out_those_stopped) {
    bool needed = false;
    struct deadline_stop stop = {day("2026-11-12"), day("2026-11-16"), INFORMATION, false};
    struct deadline_clock clock = {.rule =
                                       choose("income_support_decision", "2026-11-10", 40, &needed),
                                   .starts_on = day("2026-11-10"),
                                   .as_of = day("2026-11-10"),
                                   .stops = &stop,
                                   .stop_count = 1};
    struct deadline_reading reading;
    deadline_clock_read(arena, &clock, &reading);
    ck_assert_str_eq(printed(reading.due_on), "2026-11-24"); /* 19th + Thu, Fri, Mon */
}
END_TEST

START_TEST(deadline_clock__days_left_are_days_of_the_calendar_over_both_clock_changes) {
    static const char *const spans[][2] = {{"2026-03-28", "2026-03-30"},
                                           {"2026-10-24", "2026-10-26"}};
    struct deadline_rule rule = {
        .counting = COUNT_CALENDAR_DAYS, .amount = 2, .last_day = LAST_DAY_STAYS};
    struct deadline_reading reading;
    for (size_t i = 0; i < 2; i++) {
        struct date from = day(spans[i][0]);
        struct deadline_clock clock = {&rule, from, {0}, from, NULL, 0};
        deadline_clock_read(arena, &clock, &reading);
        ck_assert_str_eq(printed(reading.due_on), spans[i][1]);
        ck_assert_int_eq(reading.days_left.value, 2);
    }
}
END_TEST

Suite *deadline_suite(void) {
    Suite *suite = suite_create("deadlines");
    TCase *tests = tcase_create("deadlines");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, calendar_easter__is_what_another_formula_gives);
    tcase_add_test(tests, calendar_holidays__of_2000_to_2100_are_those_of_another_algorithm);
    tcase_add_test(tests, calendar_day_kind__is_off_exactly_on_weekends_and_holidays);
    tcase_add_loop_test(tests, calendar_day_kind__tells_the_eves_from_holidays, 0,
                        sizeof eves / sizeof *eves);
    tcase_add_loop_test(tests, calendar_holidays__all_saints_is_a_saturday, 0,
                        sizeof saints / sizeof *saints);
    tcase_add_test(tests, calendar_holidays__of_a_span_the_wrong_way_round_are_none);
    tcase_add_loop_test(tests, deadline__of_each_change_of_law_by_age, 0,
                        sizeof changes / sizeof *changes);
    tcase_add_test(tests, deadline_rule_choose__therapy_guarantee_is_for_the_young_from_may_2025);
    tcase_add_test(tests, deadline_rule_choose__without_an_age_only_where_none_is_needed);
    tcase_add_test(tests, deadline_rule_choose__takes_the_latest_first_day_then_the_areas_own);
    tcase_add_test(tests,
                   deadline_rule_choose__asks_for_the_age_where_a_version_of_some_ages_has_ended);
    tcase_add_test(tests, deadline_rules_shipped__each_has_source_start_and_known_stops);
    tcase_add_loop_test(tests, deadline__counts_the_days_after_the_first, 0,
                        sizeof counted / sizeof *counted);
    tcase_add_loop_test(tests, deadline__of_months_ends_on_the_same_day_or_the_months_last, 0,
                        sizeof months / sizeof *months);
    tcase_add_loop_test(tests, deadline_clock__stops_and_goes_on, 0,
                        sizeof stopped / sizeof *stopped);
    tcase_add_test(tests, deadline_clock__does_not_mind_the_order_of_stops);
    tcase_add_test(tests, deadline_clock__of_working_days_leaves_out_those_stopped);
    tcase_add_test(tests,
                   deadline_clock__days_left_are_days_of_the_calendar_over_both_clock_changes);
    suite_add_tcase(suite, tests);
    return suite;
}
