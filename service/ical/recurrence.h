/* On which days a meeting comes again: a rule of RFC 5545 over calendar days, without a clock or a
 * zone. The local time is added by the caller, and only then is an instant made of it: so a meeting
 * at nine stays at nine when the clocks change.
 *
 * Taken is a subset, in capitals: FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY (with ordinals
 * where FREQ is MONTHLY), BYMONTHDAY (not with WEEKLY), UNTIL (a day, or an instant in UTC) or
 * COUNT. Nothing is guessed from the first day: 4TU and -1TU stay what the caller wrote. */
#ifndef ICAL_RECURRENCE_H
#define ICAL_RECURRENCE_H

#include "base/date.h"
#include "base/limits.h"
#include <stddef.h>

struct recurrence {
    /* The parts in one order, without UNTIL; INTERVAL=1 is left out. */
    char text[RECURRENCE_LENGTH_MAX + 1];
    struct date until_on;    /* UNTIL as a day; absent: none */
    struct instant until_at; /* UNTIL as an instant; absent: none */
    int count;               /* COUNT, 0: none */
};

/* The part at fault ("INTERVAL"), "RRULE" where none can be named; NULL where the rule is good. */
const char *recurrence_read(const char *text, struct recurrence *out);

/* The days of the rule between `from` and `to`, both included, in order; at most `room` of them.
 * `start` is the first day of the rule, from which INTERVAL and COUNT count. */
size_t recurrence_days(const struct recurrence *rule, struct date start, struct date from,
                       struct date to, struct date *out, size_t room);

/* Is `day` one on which the rule can start? If not, the last such day before it and the first one
 * after it, each absent where none comes within RECURRENCE_SEARCH_MONTHS. */
bool recurrence_fits(const struct recurrence *rule, struct date day, struct date *before,
                     struct date *after);

#endif
