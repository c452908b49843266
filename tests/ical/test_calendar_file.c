/* Meetings as other calendars read them. */
#include "suites.h"

#include "ical/calendar_file.h"

#include <string.h>

static struct date day(const char *text) {
    struct date date = {0};
    ck_assert_msg(date_parse(text, &date), "%s", text);
    return date;
}

static struct calendar_event weekly(void) {
    return (struct calendar_event){.uid = "0190@asiakkuus",
                                   .on = day("2026-12-01"),
                                   .starts_minute = 9 * 60,
                                   .minutes = 60,
                                   .rule = "FREQ=WEEKLY;BYDAY=TU",
                                   .summary = "PPT",
                                   .sequence = 3};
}

static const char *written(const struct calendar_event *events, size_t count) {
    static struct arena *arena;
    struct text out;
    struct calendar_file file = {.events = events, .count = count};
    ck_assert(instant_parse("2026-11-22T12:00:00.5Z", &file.changed_at));
    if (arena) {
        arena_free(arena);
    }
    arena = arena_new();
    text_init(&out, arena);
    calendar_file_write(&out, &file);
    return out.bytes;
}

static void has(const char *bytes, const char *line) {
    ck_assert_msg(strstr(bytes, line) != NULL, "%s\nis not in\n%s", line, bytes);
}

static void has_not(const char *bytes, const char *line) {
    ck_assert_msg(strstr(bytes, line) == NULL, "%s\nis in\n%s", line, bytes);
}

START_TEST(calendar_file__describes_the_zone_by_rules) {
    struct calendar_event event = weekly();
    const char *bytes = written(&event, 1);
    has(bytes, "BEGIN:DAYLIGHT\r\n");
    has(bytes, "DTSTART:19700329T030000\r\n");
    has(bytes, "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\n");
    has(bytes, "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n");
    has(bytes, "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n");
    has(bytes, "DTSTART;TZID=Europe/Helsinki:20261201T090000\r\n");
    has(bytes, "DURATION:PT1H\r\n");
    has(bytes, "DTSTAMP:20261122T120000Z\r\n");
    has(bytes, "SEQUENCE:3\r\n");
    has(bytes, "RRULE:FREQ=WEEKLY;BYDAY=TU\r\n");
}
END_TEST

START_TEST(calendar_file__until_is_in_utc_by_that_days_offset) {
    struct calendar_event event = weekly();
    event.until = day("2027-03-30");
    has(written(&event, 1), "UNTIL=20270330T060000Z");
    event.until = day("2027-03-23");
    has(written(&event, 1), "UNTIL=20270323T070000Z");
}
END_TEST

START_TEST(calendar_file__every_local_time_names_the_same_zone) {
    struct date except[] = {day("2027-01-06"), day("2027-05-06")};
    struct calendar_event events[] = {weekly(), weekly()};
    events[0].except = except;
    events[0].except_count = 2;
    events[1].rule = NULL;
    events[1].on = day("2026-12-09");
    events[1].replaces = day("2026-12-08");
    const char *bytes = written(events, 2);
    has(bytes, "EXDATE;TZID=Europe/Helsinki:20270106T090000\r\n");
    has(bytes, "EXDATE;TZID=Europe/Helsinki:20270506T090000\r\n");
    has(bytes, "RECURRENCE-ID;TZID=Europe/Helsinki:20261208T090000\r\n");
    has_not(bytes, "DTSTART:20");
}
END_TEST

/* Each line is told to end where it ends, whatever a text holds. */
START_TEST(calendar_file__texts_are_escaped_and_add_no_line) {
    struct calendar_event event = weekly();
    event.summary = "PPT, Kallio; \\ \nBEGIN:VALARM\nEND:VEVENT";
    const char *bytes = written(&event, 1);
    has(bytes, "SUMMARY:PPT\\, Kallio\\; \\\\ \\nBEGIN:VALARM\\nEND:VEVENT\r\n");
    has_not(bytes, "\nBEGIN:VALARM");
}
END_TEST

START_TEST(calendar_file__long_lines_are_folded_between_characters) {
    char name[301] = "";
    struct calendar_event event = weekly();
    for (int i = 0; i < 150; i++) {
        strcat(name, "ä");
    }
    event.summary = name;
    const char *bytes = written(&event, 1);
    for (const char *line = bytes; *line != '\0';) {
        const char *end = strstr(line, "\r\n");
        ck_assert_ptr_nonnull(end);
        ck_assert_msg(end - line <= 75, "%.*s", (int)(end - line), line);
        ck_assert_msg(((unsigned char)line[line[0] == ' '] & 0xc0) != 0x80, "a character is cut");
        line = end + 2;
    }
}
END_TEST

/* Readers that take the day from the first one by UTC, or roll a 30th over, find it written out. */
START_TEST(calendar_file__day_that_the_rule_leaves_to_the_first_one_is_named) {
    struct calendar_event event = weekly();
    event.rule = "FREQ=WEEKLY;INTERVAL=2";
    has(written(&event, 1), "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU\r\n");
    event.starts_minute = 23 * 60 + 59;
    has(written(&event, 1), "BYDAY=TU\r\n");
    event.rule = "FREQ=MONTHLY";
    event.on = day("2026-12-30");
    has(written(&event, 1), "RRULE:FREQ=MONTHLY;BYMONTHDAY=30\r\n");
}
END_TEST

START_TEST(calendar_file__day_that_the_rule_names_stays_alone) {
    struct calendar_event event = weekly();
    event.rule = "FREQ=MONTHLY;BYDAY=1TU";
    has(written(&event, 1), "RRULE:FREQ=MONTHLY;BYDAY=1TU\r\n");
    event.rule = "FREQ=MONTHLY;BYMONTHDAY=-1";
    has(written(&event, 1), "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1\r\n");
    event.rule = "FREQ=WEEKLY;BYDAY=MO,WE";
    has(written(&event, 1), "RRULE:FREQ=WEEKLY;BYDAY=MO,WE\r\n");
}
END_TEST

START_TEST(calendar_file__has_only_what_is_told_of_a_meeting) {
    struct calendar_event event = weekly();
    event.summary = event.rule = NULL;
    const char *bytes = written(&event, 1);
    has_not(bytes, "SUMMARY");
    has_not(bytes, "DESCRIPTION");
    has_not(bytes, "\r\nURL");
    has_not(bytes, "RRULE:FREQ=WEEKLY");
    has_not(bytes, "RECURRENCE-ID");
    event.description = "Tuo tapaus\nmukaan";
    event.url = "https://asiakkuus.example/v1/meetings/1";
    event.minutes = 90;
    bytes = written(&event, 1);
    has(bytes, "DESCRIPTION:Tuo tapaus\\nmukaan\r\n");
    has(bytes, "URL:https://asiakkuus.example/v1/meetings/1\r\n");
    has(bytes, "DURATION:PT1H30M\r\n");
}
END_TEST

START_TEST(calendar_file__without_meetings_is_a_calendar_all_the_same) {
    const char *bytes = written(NULL, 0);
    has(bytes, "BEGIN:VCALENDAR\r\n");
    has(bytes, "END:VTIMEZONE\r\nEND:VCALENDAR\r\n");
    has_not(bytes, "VEVENT");
}
END_TEST

START_TEST(calendar_file__the_same_events_give_the_same_bytes) {
    struct calendar_event event = weekly();
    char first[4096];
    const char *bytes = written(&event, 1);
    ck_assert_uint_lt(strlen(bytes), sizeof first);
    strcpy(first, bytes);
    ck_assert_str_eq(written(&event, 1), first);
}
END_TEST

Suite *calendar_file_suite(void) {
    Suite *suite = suite_create("calendar file");
    TCase *tests = tcase_create("calendar file");
    tcase_add_test(tests, calendar_file__describes_the_zone_by_rules);
    tcase_add_test(tests, calendar_file__until_is_in_utc_by_that_days_offset);
    tcase_add_test(tests, calendar_file__every_local_time_names_the_same_zone);
    tcase_add_test(tests, calendar_file__texts_are_escaped_and_add_no_line);
    tcase_add_test(tests, calendar_file__long_lines_are_folded_between_characters);
    tcase_add_test(tests, calendar_file__day_that_the_rule_leaves_to_the_first_one_is_named);
    tcase_add_test(tests, calendar_file__day_that_the_rule_names_stays_alone);
    tcase_add_test(tests, calendar_file__has_only_what_is_told_of_a_meeting);
    tcase_add_test(tests, calendar_file__without_meetings_is_a_calendar_all_the_same);
    tcase_add_test(tests, calendar_file__the_same_events_give_the_same_bytes);
    suite_add_tcase(suite, tests);
    return suite;
}
