/* A busy year of one area, to have something to look at on the page of figures. All invented.
 *
 * Small counts are hidden, and with them what would give them away. So that most of the year may be
 * told, it is a tidy one: each week the same two centres have their clinic on the same day, with as
 * many clients at one as at the other. */
#ifndef DOMAIN_DEMO_YEAR_H
#define DOMAIN_DEMO_YEAR_H

#include "base/context.h"

enum { DEMO_YEAR_WEEKS = 56, DEMO_WEEK_CLIENTS = 10 };

/* The number of a client of that week, from 0, for demo_person. */
int demo_year_person(int week, int place);

struct demo_year {
    const char *units[8]; /* codes; the first two are the centres */
    const char *social_unit, *other_unit;
};

/* Makes a week, the oldest is 0: its clients with all that comes of them, consultations, a
 * meeting. Where its clients are there already, nothing. */
enum status demo_year_week(struct context *context, const struct demo_year *year,
                           int week) must_check;

#endif
