/* When the meetings of a series are held: its rules over the days, holidays looked at. Days only;
 * what was said of a single meeting is put over this by its caller. */
#ifndef DOMAIN_MEETING_SERIES_H
#define DOMAIN_MEETING_SERIES_H

#include "ical/recurrence.h"

enum on_holiday { ON_HOLIDAY_SKIP = 1, ON_HOLIDAY_NEXT_WORKING_DAY };

/* A list of days in order. */
struct days {
    const struct date *days;
    size_t count;
};
bool days_hold(const struct days *days, struct date day);

/* A rule holds from its first day to its last one; a changed series has several, one after another.
 */
struct series_rule {
    struct recurrence recurrence;
    struct date starts_on;
    struct date until; /* absent: no end */
    int64_t starts_minute, minutes;
    int on_holiday;
    struct days except; /* days of the rule on which there is none */
};

/* A meeting has the rule's own day as its name, also where a holiday moves it. */
struct series_day {
    struct date on;
    struct date held_on; /* absent: none, for the day is a holiday */
    const struct series_rule *rule;
};

/* The meetings named by the days `from` to `to`, in order; at most `room` of them. `holidays` reach
 * SERIES_HOLIDAYS_BEHIND days further. */
enum { SERIES_HOLIDAYS_BEHIND = 14 };
size_t series_days(const struct series_rule *rules, size_t count, struct date from, struct date to,
                   const struct days *holidays, struct series_day *out, size_t room);

/* The last day of a meeting that begins, by a rule's UNTIL, at that minute of the day; absent where
 * the rule has none. */
struct date series_until(const struct recurrence *rule, int64_t starts_minute);

#endif
