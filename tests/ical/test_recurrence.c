/* Rules by which meetings recur. */
#include "suites.h"

#include "ical/recurrence.h"

#include <stdio.h>
#include <string.h>

static struct date day(const char *text) {
    struct date date = {0};
    ck_assert_msg(date_parse(text, &date), "%s", text);
    return date;
}

static struct recurrence rule_of(const char *text) {
    struct recurrence rule;
    const char *fault = recurrence_read(text, &rule);
    ck_assert_msg(fault == NULL, "%s: %s", text, fault ? fault : "");
    return rule;
}

/* The days between two others, separated by blanks. */
static const char *days_of(const char *text, const char *start, const char *from, const char *to) {
    static char line[RECURRENCE_DAYS_MAX * DATE_TEXT_SIZE + 1];
    static struct date days[RECURRENCE_DAYS_MAX];
    struct recurrence rule = rule_of(text);
    size_t count =
        recurrence_days(&rule, day(start), day(from), day(to), days, RECURRENCE_DAYS_MAX);
    line[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        char one[DATE_TEXT_SIZE];
        date_print(days[i], one);
        strcat(strcat(line, i > 0 ? " " : ""), one);
    }
    return line;
}

static const struct {
    const char *rule, *written;
} good_rules[] = {
    {"FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU"},
    {"BYDAY=TU;FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU"},
    {"FREQ=WEEKLY;INTERVAL=1", "FREQ=WEEKLY"},
    {"INTERVAL=2;FREQ=WEEKLY;BYDAY=MO,TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU"},
    {"FREQ=MONTHLY;BYDAY=4TU,-1FR", "FREQ=MONTHLY;BYDAY=4TU,-1FR"},
    {"FREQ=MONTHLY;BYMONTHDAY=15,-1", "FREQ=MONTHLY;BYMONTHDAY=15,-1"},
    {"FREQ=DAILY;BYDAY=MO;COUNT=10", "FREQ=DAILY;BYDAY=MO;COUNT=10"},
};

START_TEST(recurrence_read__takes_the_parts_in_any_order) {
    struct recurrence rule = rule_of(good_rules[_i].rule);
    ck_assert_str_eq(rule.text, good_rules[_i].written);
}
END_TEST

static const struct {
    const char *rule, *fault;
} bad_rules[] = {
    {"", "RRULE"},
    {"FREQ=WEEKLY;", "RRULE"},
    {"FREQ=WEEKLY;;BYDAY=TU", "RRULE"},
    {"RRULE:FREQ=WEEKLY", "RRULE"},
    {"freq=weekly", "RRULE"},
    {"FREQ=WEEKLY;FREQ=DAILY", "RRULE"},
    {"FREQ=WEEKLY;BYDAY=", "RRULE"},
    {"FREQ=MONTHLY;BYDAY=1TH;BYSETPOS=2", "RRULE"},
    {"FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "RRULE"},
    {"FREQ=WEEKLY;WKST=SU", "RRULE"},
    {"BYDAY=TU", "FREQ"},
    {"FREQ=YEARLY", "FREQ"},
    {"FREQ=HOURLY", "FREQ"},
    {"FREQ=WEEKLY;INTERVAL=0", "INTERVAL"},
    {"FREQ=WEEKLY;INTERVAL=-1", "INTERVAL"},
    {"FREQ=WEEKLY;INTERVAL=01", "INTERVAL"},
    {"FREQ=WEEKLY;INTERVAL=100", "INTERVAL"},
    {"FREQ=WEEKLY;BYDAY=2TU", "BYDAY"},
    {"FREQ=WEEKLY;BYDAY=TU,", "BYDAY"},
    {"FREQ=WEEKLY;BYDAY=TU,TU", "BYDAY"},
    {"FREQ=WEEKLY;BYDAY=ti", "BYDAY"},
    {"FREQ=MONTHLY;BYDAY=6TU", "BYDAY"},
    {"FREQ=MONTHLY;BYDAY=0TU", "BYDAY"},
    {"FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"},
    {"FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"},
    {"FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"},
    {"FREQ=WEEKLY;UNTIL=20270230", "UNTIL"},
    {"FREQ=WEEKLY;UNTIL=20270330T060000", "UNTIL"},
    {"FREQ=WEEKLY;UNTIL=2027-03-30", "UNTIL"},
    {"FREQ=WEEKLY;COUNT=0", "COUNT"},
    {"FREQ=WEEKLY;COUNT=401", "COUNT"},
    {"FREQ=WEEKLY;COUNT=3;UNTIL=20270330", "COUNT"},
};

START_TEST(recurrence_read__names_the_part_at_fault) {
    struct recurrence rule;
    const char *fault = recurrence_read(bad_rules[_i].rule, &rule);
    ck_assert_msg(fault != NULL, "%s", bad_rules[_i].rule);
    ck_assert_str_eq(fault, bad_rules[_i].fault);
}
END_TEST

START_TEST(recurrence_read__bounds_the_length) {
    char text[RECURRENCE_LENGTH_MAX + 30];
    struct recurrence rule;
    memset(text, 'A', sizeof text);
    text[sizeof text - 1] = '\0';
    ck_assert_str_eq(recurrence_read(text, &rule), "RRULE");
}
END_TEST

START_TEST(recurrence_read__until_is_a_day_or_an_instant) {
    struct recurrence rule = rule_of("FREQ=WEEKLY;UNTIL=20270330");
    ck_assert_int_eq(date_compare(rule.until_on, day("2027-03-30")), 0);
    rule = rule_of("FREQ=WEEKLY;UNTIL=20270330T060000Z");
    char text[INSTANT_TEXT_SIZE];
    instant_print(rule.until_at, text);
    ck_assert_str_eq(text, "2027-03-30T06:00:00Z");
}
END_TEST

static const struct {
    const char *rule, *start, *from, *to, *days;
} expansions[] = {
    {"FREQ=WEEKLY;BYDAY=TU", "2026-12-01", "2027-03-20", "2027-04-07",
     "2027-03-23 2027-03-30 2027-04-06"},
    /* The fourth Tuesday is not the last one. */
    {"FREQ=MONTHLY;BYDAY=4TU", "2027-02-23", "2027-02-01", "2027-03-31", "2027-02-23 2027-03-23"},
    {"FREQ=MONTHLY;BYDAY=-1TU", "2027-02-23", "2027-02-01", "2027-03-31", "2027-02-23 2027-03-30"},
    {"FREQ=MONTHLY;BYDAY=5TU", "2026-12-29", "2026-12-01", "2027-06-30",
     "2026-12-29 2027-03-30 2027-06-29"},
    {"FREQ=MONTHLY;BYMONTHDAY=31", "2026-12-31", "2026-12-01", "2027-04-30",
     "2026-12-31 2027-01-31 2027-03-31"},
    {"FREQ=MONTHLY;BYMONTHDAY=-1", "2028-02-29", "2028-02-01", "2028-04-30",
     "2028-02-29 2028-03-31 2028-04-30"},
    /* INTERVAL counts from the start, whichever days are asked for. */
    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-12-01", "2026-12-08", "2026-12-31",
     "2026-12-15 2026-12-29"},
    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;COUNT=4", "2026-12-01", "2026-12-01", "2027-12-31",
     "2026-12-01 2026-12-14 2026-12-15 2026-12-28"},
    /* COUNT counts from the start, also where the beginning is not asked for. */
    {"FREQ=WEEKLY;BYDAY=TU;COUNT=3", "2026-12-01", "2026-12-09", "2027-12-31", "2026-12-15"},
    {"FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215", "2026-12-01", "2026-12-01", "2027-12-31",
     "2026-12-01 2026-12-08 2026-12-15"},
    {"FREQ=WEEKLY;BYDAY=TU", "2026-12-01", "2026-01-01", "2026-11-30", ""},
    {"FREQ=WEEKLY;BYDAY=TU", "2026-12-01", "2026-12-31", "2026-12-01", ""},
    {"FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=8,9,10,11,12,13,14", "2026-12-08", "2026-12-01",
     "2027-02-28", "2026-12-08 2027-01-12 2027-02-09"},
};

START_TEST(recurrence_days__are_those_of_the_rule) {
    ck_assert_str_eq(
        days_of(expansions[_i].rule, expansions[_i].start, expansions[_i].from, expansions[_i].to),
        expansions[_i].days);
}
END_TEST

START_TEST(recurrence_days__are_bounded_by_the_room) {
    struct recurrence rule = rule_of("FREQ=DAILY");
    struct date days[10];
    ck_assert_uint_eq(
        recurrence_days(&rule, day("2000-01-01"), day("2098-01-01"), day("2099-12-31"), days, 10),
        10);
    ck_assert_int_eq(date_compare(days[9], day("2098-01-10")), 0);
}
END_TEST

/* Left alone, libical walks on for ever over rules that no day fulfils. */
START_TEST(recurrence_fits__ends_where_no_day_fulfils_the_rule) {
    static const char *const rules[] = {"FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2SU",
                                        "FREQ=DAILY;INTERVAL=7;BYMONTHDAY=31,-31;BYDAY=MO",
                                        "FREQ=MONTHLY;BYMONTHDAY=-31;BYDAY=5SA"};
    struct date before, after;
    struct recurrence rule = rule_of(rules[_i]);
    ck_assert(!recurrence_fits(&rule, day("2026-12-01"), &before, &after));
    bool possible = _i == 1;
    ck_assert_int_eq(date_is_set(after), possible);
    ck_assert_int_eq(date_is_set(before), possible);
    ck_assert_str_eq(
        days_of("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2026-12-01", "2026-12-01", "2099-12-31"), "");
}
END_TEST

START_TEST(recurrence_fits__tells_the_nearest_days) {
    struct date before, after;
    struct recurrence rule = rule_of("FREQ=WEEKLY;BYDAY=WE;COUNT=3");
    ck_assert(recurrence_fits(&rule, day("2026-12-02"), &before, &after));
    ck_assert(!recurrence_fits(&rule, day("2026-12-03"), &before, &after));
    ck_assert_int_eq(date_compare(before, day("2026-12-02")), 0);
    ck_assert_int_eq(date_compare(after, day("2026-12-09")), 0);
    rule = rule_of("FREQ=MONTHLY;INTERVAL=12;BYDAY=1TU");
    ck_assert(recurrence_fits(&rule, day("2026-12-01"), &before, &after));
    rule = rule_of("FREQ=MONTHLY");
    ck_assert(recurrence_fits(&rule, day("2026-12-31"), &before, &after));
}
END_TEST

#define EACH(tests, rows, test) tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof *rows)

Suite *recurrence_suite(void) {
    Suite *suite = suite_create("recurrence");
    TCase *tests = tcase_create("recurrence");
    tcase_set_timeout(tests, 20);
    EACH(tests, good_rules, recurrence_read__takes_the_parts_in_any_order);
    EACH(tests, bad_rules, recurrence_read__names_the_part_at_fault);
    tcase_add_test(tests, recurrence_read__bounds_the_length);
    tcase_add_test(tests, recurrence_read__until_is_a_day_or_an_instant);
    EACH(tests, expansions, recurrence_days__are_those_of_the_rule);
    tcase_add_test(tests, recurrence_days__are_bounded_by_the_room);
    tcase_add_loop_test(tests, recurrence_fits__ends_where_no_day_fulfils_the_rule, 0, 3);
    tcase_add_test(tests, recurrence_fits__tells_the_nearest_days);
    suite_add_tcase(suite, tests);
    return suite;
}
