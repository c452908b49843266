/* A plan (suunnitelma): what client and professionals agreed to do, and how it goes. Its kind is
 * that of the segment: self-care guidance, a short support plan, a care plan (health care's), a
 * service plan (social care's), or one joint plan of several services (monipalvelupolku).
 *
 * Each register keeps its own plan of a client, as every record belongs to one; a joint one is seen
 * and changed in both, there is one of a client, and it goes before the others where the plan is
 * asked for. The document is put whole, in the version that the caller has seen; every version
 * stays readable. Goals keep their ids; a goal's measure may be taken again and again, and the
 * latest is the one taken last, not the one typed last.
 *
 * Writes the tables plan, plan_version and plan_measurement. Filled records live on the context's
 * arena. */
#ifndef DOMAIN_PLAN_H
#define DOMAIN_PLAN_H

#include "base/context.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"

enum plan_kind { PLAN_SELF_CARE = 1, PLAN_SUPPORT, PLAN_CARE, PLAN_SERVICE, PLAN_JOINT };
extern const char *const plan_kind_words[];
extern const char *const plan_goal_state_words[];

struct plan_measure {
    const char *code, *unit;
    struct opt_int target;
};

struct plan_goal {
    struct uuid id;
    const char *text; /* personal */
    const char *item; /* of the model, where the goal is about one */
    int state;
    struct date due;
    const struct plan_measure *measure;
};

struct plan_service {
    struct uuid service_id;
    const char *responsible;
    struct date from, to; /* to: the last day */
};

struct plan {
    struct uuid id, client_id;
    int64_t version;
    int register_code, kind;
    struct list goals;    /* struct plan_goal */
    struct list services; /* struct plan_service */
    struct date review_on;
    bool client_agrees;
    struct instant updated_at;
    struct person updated_by;
    /* columns only */
    struct raw_json document;
    const char *ground;
};
extern const struct shape plan_shape;
extern const struct shape plan_write_shape; /* of the same struct: what a caller puts */

/* The joint plan, else that of the caller's register, else one that a ground opens.
 * STATUS_not_found where there is none. */
enum status plan_get(struct context *context, struct uuid client_id, struct plan *out) must_check;

/* As part of another answer: asked for together with the next statement, none or one struct plan,
 * whose document plan_open reads. In no access log of its own. */
enum status plan_find_ahead(struct context *context, struct uuid client_id,
                            struct list *out) must_check;
enum status plan_open(struct context *context, struct plan *plan) must_check;

/* Puts the document in the place of the one that the caller has seen, or makes the first one
 * (`seen->none`). STATUS_stale where it is another by now; STATUS_conflict where the other register
 * has made a joint plan meanwhile; STATUS_rule_broken with all that does not fit. */
enum status plan_put(struct context *context, struct uuid client_id, const struct versions *seen,
                     const struct plan *body, struct plan *out) must_check;

/* The versions of the plan that plan_get gives, the latest first, at most VERSIONS_SHOWN_MAX. */
enum status plan_versions(struct context *context, struct uuid client_id,
                          struct list *out) must_check;

struct plan_measurement {
    struct uuid id, goal_id;
    int64_t value;
    struct instant at, recorded_at;
    struct person recorded_by;
    /* columns only */
    struct uuid plan_id;
    const char *ground;
};
extern const struct shape plan_measurement_shape, plan_measurement_new_shape;

/* Writes down what was measured of a goal that has a measure. STATUS_rule_broken for an unknown
 * goal and for a time to come. */
enum status plan_measure(struct context *context, struct uuid client_id,
                         struct plan_measurement *measurement) must_check;

struct plan_measurement_filter {
    struct uuid goal_id; /* not set: of every goal */
};
extern const struct shape plan_measurement_filter_shape;
/* The page asked for (context->page), those taken last first. */
enum status plan_measurement_list(struct context *context, struct uuid client_id,
                                  const struct plan_measurement_filter *filter,
                                  struct list *out) must_check;
enum status plan_measurement_count(struct context *context, struct uuid client_id,
                                   const struct plan_measurement_filter *filter,
                                   struct opt_int *out) must_check;

/* Which changes would lead to a lighter segment, by the latest assessment that the caller may see:
 * only of what can be changed. struct segmentation_change; none where there is no assessment. */
struct plan_proposals {
    struct uuid assessment_id;
    struct list items;
};
extern const struct shape plan_proposals_shape;
enum status plan_proposals(struct context *context, struct uuid client_id,
                           struct plan_proposals *out) must_check;

/* --- what is decided without a database --- */

/* Field errors of a document; `before` (NULL: none) is what stood there. Gives the goals their ids.
 * To be settled by the caller. */
void plan_check(struct context *context, const struct plan *before, struct plan *plan);

/* The plan that lies aside since this client went into another, as far as the caller may see it:
 * none or one, opened. */
enum status plan_list_aside(struct context *context, struct uuid client_id,
                            struct list *out) must_check;

#endif
