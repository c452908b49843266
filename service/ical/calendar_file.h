/* A calendar as other programs read it (iCalendar, RFC 5545): meetings at a local time in Helsinki,
 * which the file's own VTIMEZONE describes by rules, as Outlook wants it.
 *
 * The same events give the same bytes: nothing of the clock or of the machine goes in. */
#ifndef ICAL_CALENDAR_FILE_H
#define ICAL_CALENDAR_FILE_H

#include "base/date.h"
#include "base/text.h"

/* One meeting, or a series of them. Texts may be NULL; they hold no control character but a line
 * feed. */
struct calendar_event {
    const char *uid;
    struct date on;                 /* the first day */
    int64_t starts_minute, minutes; /* since midnight; how long */
    const char *rule;               /* as recurrence_read writes it; NULL: one meeting */
    struct date until;              /* the last day of the rule; absent: none */
    const struct date *except;      /* days of the rule on which there is none */
    size_t except_count;
    struct date replaces; /* this one stands in the place of that day's; absent: none */
    const char *summary, *description, *url;
    int64_t sequence; /* grows with every change of the times */
};

struct calendar_file {
    struct instant changed_at;
    const struct calendar_event *events;
    size_t count;
};

void calendar_file_write(struct text *out, const struct calendar_file *file);

#endif
