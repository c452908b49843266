/* A time limit as it runs: a rule, a first day, the times it stood still. Pure: no clock, no
 * database. Everything is counted in whole days of the calendar, never in hours.
 *
 * The first day is not counted. A day within a stop whose reason the rule takes is not counted
 * either; the day a stop ends with (`to`) still belongs to it. Stops may overlap, touch, or begin
 * after the last day: those change nothing. While a stop is open, the due day is the one that would
 * hold if the clock went on the next day. */
#ifndef DOMAIN_DEADLINE_CLOCK_H
#define DOMAIN_DEADLINE_CLOCK_H

#include "domain/deadline/deadline_rule.h"

enum deadline_state { DEADLINE_RUNNING = 1, DEADLINE_MET, DEADLINE_OVERDUE, DEADLINE_STOPPED };
extern const char *const deadline_state_words[];

struct deadline_stop {
    struct date from, to; /* to: the last day, not set while it lasts */
    int reason;           /* of deadline_stop_words */
    bool counted;         /* the rule takes this reason: it stops the clock */
};
extern const struct shape deadline_stop_shape;

struct deadline_clock {
    const struct deadline_rule *rule;
    struct date starts_on;
    struct date met_on; /* not set: not met */
    struct date as_of;  /* the day that asks */
    struct deadline_stop *stops;
    size_t stop_count;
};

struct deadline_reading {
    struct date due_on;
    int state;
    struct opt_int days_left; /* until due_on, below 0 when overdue; none when met */
    struct opt_bool in_time;  /* of one that is met */
};

/* Reads the clock, and marks the stops that count. */
void deadline_clock_read(struct arena *arena, const struct deadline_clock *clock,
                         struct deadline_reading *out);

#endif
