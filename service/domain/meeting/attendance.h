/* Who was at a meeting, by service, and who is missing; who means to come; and what a series has
 * come to in figures. */
#ifndef DOMAIN_ATTENDANCE_H
#define DOMAIN_ATTENDANCE_H

#include "domain/meeting/meeting_case.h"

struct attendance_body {
    struct uuid service_id;
    const char *person; /* or NULL: the service, no matter who it was */
    struct opt_bool present;
};
extern const struct shape attendance_body_shape;

/* A service that was there, or should have been. */
struct attendance {
    struct uuid service_id;
    struct raw_json names;
    bool required, present;
    struct list persons; /* const char * */
};
struct attendances {
    struct list items;   /* struct attendance */
    struct list missing; /* struct uuid: required services that were not there */
};
extern const struct shape attendances_shape;

enum status attendance_get(struct context *context, const struct case_place *place,
                           struct attendances *out) must_check;
enum status attendance_record(struct context *context, const struct case_place *place,
                              const struct attendance_body *body,
                              struct attendances *out) must_check;

struct sign_up_body {
    struct uuid service_id;
};
struct sign_up {
    const char *sub, *name;
    struct uuid service_id;
    struct instant signed_at;
};
struct sign_ups {
    struct list items; /* struct sign_up */
};
extern const struct shape sign_up_body_shape, sign_ups_shape;

enum status sign_up_list(struct context *context, const struct case_place *place,
                         struct sign_ups *out) must_check;
/* The caller means to come, or no longer does. */
enum status sign_up_change(struct context *context, const struct case_place *place, bool coming,
                           const struct sign_up_body *body, struct sign_ups *out) must_check;

/* --- figures --- */

/* A count that could point to a person is hidden, and so is every figure that would tell it. */
struct meeting_attended {
    struct uuid service_id;
    struct raw_json names;
    bool required;
    int64_t attended; /* meetings */
    struct decimal share;
};
struct meeting_statistics {
    struct date from, to;
    int64_t meetings, cancelled, minutes; /* that were held, by what is known of them */
    struct opt_int cases, discussed, with_next_step, follow_ups_due, follow_ups_done;
    struct decimal cases_an_hour, next_step_share, follow_up_share;
    bool suppressed;
    struct list attendance; /* struct meeting_attended */
};
extern const struct shape meeting_statistics_shape;

/* Of the asked days, the last twelve months where none are asked. */
enum status meeting_statistics_get(struct context *context, struct uuid meeting_id,
                                   const struct occurrence_filter *filter,
                                   struct meeting_statistics *out) must_check;

#endif
