/* Reckoning a time limit for a caller: by when, and how it stands. Nothing is stored. */
#ifndef DOMAIN_DEADLINE_H
#define DOMAIN_DEADLINE_H

#include "domain/deadline/deadline_clock.h"

struct deadline_wanted {
    const char *rule;
    struct date from;
    struct date birth_date; /* or the age on that day; not known: neither */
    struct opt_int age;
    struct date as_of; /* today unless set */
    struct date met_on;
    struct list stops; /* struct deadline_stop */
};
extern const struct shape deadline_wanted_shape;

struct deadline_answer {
    const char *rule;
    const struct names3 *names;
    int basis;
    const char *source;
    bool check_with_law;
    struct date valid_from;
    int64_t amount;
    int counting;
    struct date starts_on, due_on, met_on,
        ended_on; /* ended_on: of a record's clock that was ended */
    int state;
    struct opt_int days_left;
    struct opt_bool in_time;
    struct list stops;
};
extern const struct shape deadline_answer_shape;

/* Years for which days are reckoned. */
enum { CALENDAR_FIRST_YEAR = 2000, CALENDAR_LAST_YEAR = 2100 };

/* Days of the calendar that are asked for. */
struct calendar_span {
    struct date from, to;
};
extern const struct shape calendar_span_shape;
/* What was left out is filled in: this year, and the end of the first day's year. STATUS_invalid
 * where the days lie outside those years or the wrong way round. */
enum status calendar_span_settle(struct context *context, struct calendar_span *span) must_check;

/* STATUS_rule_broken with the fields that do not fit: no such rule, none that holds on the day, an
 * age that it takes, an end before its start. */
enum status deadline_reckon(struct context *context, const struct deadline_wanted *wanted,
                            struct deadline_answer *out) must_check;

#endif
