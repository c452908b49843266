/* Consultation meetings (PPT): every centre has its own recurring time, an hour by a link, where
 * the professionals of its services consult on cases that need many of them, without names.
 *
 * A series is a row and its rules; a single meeting, an occurrence, is named by its date in the
 * series and exists without a row until something is said of it. A changed rule holds from a day
 * on: what lies before it, and what has been spoken of, stays as it was. */
#ifndef DOMAIN_MEETING_H
#define DOMAIN_MEETING_H

#include "base/decimal.h"
#include "base/moves.h"
#include "base/page.h"
#include "base/versions.h"
#include "domain/meeting/series.h"

struct meeting_names {
    const char *fi, *sv, *en;
};

/* The rule of a series from its first day on. */
struct meeting_rule {
    struct uuid meeting_id;
    int64_t number;
    const char *rule;
    struct date starts_on, until;
    int64_t starts_minute, duration_minutes;
    int on_holiday;
    struct list except_on; /* const char *: days as text */
};
extern const char *const on_holiday_words[];

/* An occurrence that a change of the rule leaves as it is. */
struct meeting_kept {
    struct date date, held_on;
};

struct meeting {
    struct uuid id, unit_id;
    int64_t version;
    struct meeting_names names;
    const char *rule, *starts_at; /* of the rule that was given last; a local time */
    int64_t duration_minutes, minutes_per_case;
    int on_holiday;
    struct date until;
    struct list except;            /* const char * */
    const char *link;              /* NULL also for who is not invited */
    struct list required_services; /* struct uuid */
    struct list next_dates;        /* const char *: the next five, for a human to see */
    struct list kept;              /* struct meeting_kept; after a change */
    struct instant created_at, updated_at;
    /* what is not shown */
    bool invited; /* the caller's unit is the centre or has an invited service */
    int64_t calendar_sequence, plan_version;
    struct instant calendar_changed_at;
};
extern const struct shape meeting_shape;

/* A new series, or all of an old one. */
struct meeting_body {
    struct uuid unit_id;
    struct meeting_names names;
    const char *rule, *starts_at, *link;
    struct opt_int duration_minutes, minutes_per_case;
    int on_holiday;
    struct date until;
    struct list except, required_services;
};
extern const struct shape meeting_body_shape;

struct meeting_filter {
    struct uuid unit_id;
};
extern const struct shape meeting_filter_shape;

enum status meeting_create(struct context *context, const struct meeting_body *body,
                           struct meeting *out) must_check;
enum status meeting_list(struct context *context, const struct meeting_filter *filter,
                         struct list *out) must_check;
enum status meeting_get(struct context *context, struct uuid id, struct meeting *out) must_check;
/* Replaces a series. Another rule holds from the day of its `starts_at`, which is not in the past;
 * `kept` lists what stays beside it. */
enum status meeting_replace(struct context *context, struct uuid id, const struct versions *seen,
                            const struct meeting_body *body, struct meeting *out) must_check;

/* --- for the rest of the room --- */

/* A series and its rules; STATUS_not_found where there is none. */
struct meeting_series {
    struct meeting meeting;
    struct list rows;          /* struct meeting_rule, in their order */
    struct series_rule *rules; /* one for each row */
};
enum status meeting_load(struct context *context, struct uuid id,
                         struct meeting_series *out) must_check;

/* The meetings that the rules give, named by the days `from` to `to`: struct series_day. */
struct list meeting_days(struct context *context, const struct meeting_series *series,
                         struct date from, struct date to);

/* The calendar file of the series is another from now on. */
enum status meeting_calendar_changed(struct context *context, struct uuid id) must_check;

/* The year plan of the series has another version, unless it is not `version` any more. */
enum status meeting_plan_changed(struct context *context, struct uuid id,
                                 int64_t version) must_check;

/* The same day as text, on the arena. */
const char *day_text(struct context *context, struct date day);

/* --- the year plan --- */

struct meeting_theme {
    const char *month, *theme;
};
extern const struct shape meeting_theme_shape;
struct meeting_plan {
    struct uuid meeting_id;
    int64_t version;
    struct list items; /* struct meeting_theme */
};
extern const struct shape meeting_plan_shape, meeting_plan_body_shape;

enum status meeting_plan_get(struct context *context, struct uuid id,
                             struct meeting_plan *out) must_check;
enum status meeting_plan_replace(struct context *context, struct uuid id,
                                 const struct versions *seen, struct meeting_plan *plan) must_check;

#endif
