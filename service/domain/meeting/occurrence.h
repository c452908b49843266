/* A single meeting of a series, named by its date. What the rule says of it is worked out; what
 * people have said of it (a chair, a case, that it is cancelled) is a row. */
#ifndef DOMAIN_OCCURRENCE_H
#define DOMAIN_OCCURRENCE_H

#include "domain/meeting/meeting.h"

enum occurrence_state { OCCURRENCE_SCHEDULED = 1, OCCURRENCE_CANCELLED, OCCURRENCE_HOLIDAY };
extern const char *const occurrence_state_words[];
extern const struct moves occurrence_moves;

struct occurrence {
    struct uuid meeting_id, id; /* id: all zero where there is no row */
    struct date date, held_on;
    int64_t version;
    int state;
    int64_t starts_minute, duration_minutes;
    struct instant starts_at, ends_at;
    const char *link, *cancel_reason, *theme;
    struct person chair, secretary;
    int64_t cases, topics, sign_ups; /* that are not withdrawn */
    int64_t case_rows, topic_rows;   /* those too */
    bool kept;                       /* not among the meetings of the rule any more */
    struct list available_actions, history;
};
extern const struct shape occurrence_shape, occurrence_summary_shape;

struct occurrence_filter {
    struct date from, to;
};
extern const struct shape occurrence_filter_shape;

/* Who leads a meeting. */
struct occurrence_roles {
    struct person *chair, *secretary;
};
extern const struct shape occurrence_roles_shape;

struct occurrence_reason {
    const char *reason;
};
extern const struct shape occurrence_reason_shape;

/* Fails where the days asked for are no window of at most two years of those that are known. */
enum status occurrence_check_window(struct context *context, struct date from,
                                    struct date to) must_check;

/* The meetings of the asked days, today and the year behind it where none are asked. */
enum status occurrence_list(struct context *context, struct uuid meeting_id,
                            const struct occurrence_filter *filter, struct list *out) must_check;
enum status occurrence_get(struct context *context, struct uuid meeting_id, const char *date,
                           struct occurrence *out) must_check;
enum status occurrence_appoint(struct context *context, struct uuid meeting_id, const char *date,
                               const struct versions *seen, const struct occurrence_roles *roles,
                               struct occurrence *out) must_check;
/* "cancel" or "restore". */
enum status occurrence_change(struct context *context, struct uuid meeting_id, const char *date,
                              const char *action, const struct versions *seen, const char *reason,
                              struct occurrence *out) must_check;

/* --- for the rest of the room --- */

/* The meeting of that date, with or without a row; STATUS_not_found where the series has none. */
enum status occurrence_find(struct context *context, const struct meeting_series *series,
                            const char *date, struct occurrence *out) must_check;
/* The same, and a row is made where there is none: before something is said of it. STATUS_conflict
 * where it is cancelled or not held. */
enum status occurrence_open(struct context *context, const struct meeting_series *series,
                            const char *date, struct occurrence *out) must_check;
/* The same, with how much is there by then: who adds to it at the same time waits for this one. */
enum status occurrence_open_to_add(struct context *context, const struct meeting_series *series,
                                   const char *date, struct occurrence *out) must_check;
/* The next meeting after `date` that is held; all zero where the series has none. */
enum status occurrence_next(struct context *context, const struct meeting_series *series,
                            struct date date, struct date *out) must_check;
/* The rows of a series from a day on: struct occurrence, by their dates. */
enum status occurrence_list_rows(struct context *context, struct uuid meeting_id, struct date from,
                                 struct list *out) must_check;

#endif
