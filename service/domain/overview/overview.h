/* One look (yleisnäkymä) at what a professional needs first about a client, and the client's own
 * view of how their matters proceed (asiakkaan polku).
 *
 * Everything is computed from what the other rooms keep, in one round trip, and each part only as
 * far as the caller may see it: by permission, by register, or on a ground, which the access log
 * tells of each record shown. What is left out is not hinted at.
 *
 * Writes nothing. Filled records live on the context's arena. */
#ifndef DOMAIN_OVERVIEW_H
#define DOMAIN_OVERVIEW_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/assessment/standing.h"
#include "domain/care_team/care_team.h"
#include "domain/plan/plan.h"
#include "domain/recall/recall.h"

/* A contact that is still open. */
struct overview_contact {
    struct uuid id;
    int register_code, channel, urgency;
    struct list need_classes; /* const char * */
    struct uuid unit_id;
    struct instant occurred_at;
    const char *ground; /* column only */
};

/* A referral that is not at its end, with its clock. */
struct overview_referral {
    struct uuid id;
    int from_register, to_register, kind, state, urgency;
    struct uuid to_service_id, to_unit_id;
    struct instant waiting_since;
    struct date due_on;
    bool overdue;
    const char *ground; /* column only */
};

/* A question about them that is not over and in which the caller has a part, with its clock. */
struct overview_consultation {
    struct uuid id, to_service_id;
    int state, urgency;
    struct instant asked_at, due_at; /* due_at: while an answer is waited for */
    bool overdue;
    const char *ground; /* column only */
};

/* A ground in force today. */
struct overview_ground {
    struct uuid id;
    int kind, from_register, to_register;
    struct date valid_to;
};

struct overview {
    struct uuid client_id;
    int client_status;            /* of enum client_status */
    struct date client_status_on; /* of death, or of moving away */
    const struct standing *segment;
    const struct care_team *care_team;
    const struct plan *plan;
    const struct recall *recall; /* without its history */
    /* without items: not for the caller */
    struct list contacts, referrals, consultations, grounds;
};
extern const struct shape overview_shape;

/* STATUS_not_found for a client who is not there. */
enum status overview_get(struct context *context, struct uuid client_id,
                         struct overview *out) must_check;

/* --- the client's own view --- */

/* One matter in plain words: where it is, what comes next and by when, what the client can do. */
struct journey_matter {
    const char *kind;
    struct uuid id; /* of the record; not set where there is none to name */
    const char *text, *next, *you_can;
    struct date by;
};
struct journey {
    struct uuid client_id;
    struct list items; /* struct journey_matter */
};
extern const struct shape journey_shape;
enum status journey_get(struct context *context, struct uuid client_id,
                        struct journey *out) must_check;

#endif
