/* Runs the suites of service/ical. With words, it prints a calendar instead, and the instants of
 * its meetings by our own reckoning, for other readers to compare: test_ical RULE START MINUTE FROM
 * TO, then days on which there is none. */
#include "suites.h"

#include "ical/calendar_file.h"
#include "ical/recurrence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_among(struct date day, const struct date *days, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (date_compare(days[i], day) == 0) {
            return true;
        }
    }
    return false;
}

static void print_calendar(const struct calendar_event *event) {
    struct text out;
    struct arena *arena = arena_new();
    const struct calendar_file file = {.changed_at = {1}, .events = event, .count = 1};
    text_init(&out, arena);
    calendar_file_write(&out, &file);
    fputs(out.bytes, stdout);
    arena_free(arena);
}

static int print(char **words, int count) {
    static struct date days[RECURRENCE_DAYS_MAX * 4], except[16];
    struct recurrence rule;
    struct calendar_event event = {.uid = "peers", .minutes = 60, .except = except};
    struct date from, to;
    if (recurrence_read(words[0], &rule) || !date_parse(words[1], &event.on) ||
        !date_parse(words[3], &from) || !date_parse(words[4], &to)) {
        return EXIT_FAILURE;
    }
    event.rule = rule.text;
    event.until = rule.until_on;
    event.starts_minute = atoi(words[2]);
    for (int i = 5; i < count && i < 21; i++) {
        event.except_count += date_parse(words[i], &except[event.except_count]);
    }
    print_calendar(&event);
    size_t found = recurrence_days(&rule, event.on, from, to, days, sizeof days / sizeof *days);
    for (size_t i = 0; i < found; i++) {
        char text[INSTANT_TEXT_SIZE];
        instant_print(instant_at_helsinki(days[i], (int)event.starts_minute), text);
        if (!is_among(days[i], except, event.except_count)) {
            puts(text);
        }
    }
    return EXIT_SUCCESS;
}

int main(int count, char **words) {
    if (count > 5) {
        return print(words + 1, count - 1);
    }
    SRunner *runner = srunner_create(recurrence_suite());
    srunner_add_suite(runner, calendar_file_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
