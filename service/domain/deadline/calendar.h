/* The Finnish calendar of working days: public holidays, movable ones too, by whole numbers alone.
 * No time of day, no time zone, no table of years: the same answer on every machine, for every year
 * of the Gregorian calendar. */
#ifndef DOMAIN_CALENDAR_H
#define DOMAIN_CALENDAR_H

#include "base/context.h"
#include "base/date.h"
#include "base/shape.h"

/* A name in the three languages. */
struct names3 {
    const char *fi, *sv, *en;
};
extern const struct shape names3_shape;

struct holiday {
    struct date date;
    const char *code;
    const struct names3 *names;
};
extern const struct shape holiday_shape;

struct calendar {
    struct list items; /* struct holiday */
};
extern const struct shape calendar_shape;

/* What a day is to somebody who counts working days. */
enum day_kind {
    DAY_WORKING,
    DAY_EVE, /* Christmas Eve or Midsummer Eve, where it is no Saturday or Sunday */
    DAY_OFF  /* a Saturday, a Sunday or a public holiday */
};
enum day_kind calendar_day_kind(int32_t days);

/* The public holidays of the days `from` to `to`, in order; a list of struct holiday. */
struct list calendar_holidays(struct arena *arena, struct date from, struct date to);

/* Easter Sunday of a year. */
struct date calendar_easter(int year);

#endif
