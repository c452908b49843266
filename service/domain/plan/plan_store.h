/* The rows of plans. */
#ifndef DOMAIN_PLAN_STORE_H
#define DOMAIN_PLAN_STORE_H

#include "domain/plan/plan.h"

extern const struct shape plan_document_shape; /* of struct plan: what a version keeps */

/* By whom a plan is looked for: no other member, as a parameter of that name would hide the
 * caller's. */
struct plan_key {
    struct uuid client_id;
};
extern const struct shape plan_key_shape;

/* The client's plan as the caller sees it, with its document; `*found` false where there is none.
 */
enum status plan_load(struct context *context, struct uuid client_id, struct plan *out,
                      bool *found) must_check;
/* Stores the next version, with its rows in the access log and the feed. STATUS_stale where another
 * was quicker. */
enum status plan_store(struct context *context, bool is_first, struct plan *plan) must_check;

#endif
