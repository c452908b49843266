/* Assessments in the database: rows in, rows out, and the records that stand beside them. */
#ifndef DOMAIN_ASSESSMENT_STORE_H
#define DOMAIN_ASSESSMENT_STORE_H

#include "domain/assessment/assessment.h"

/* The row of a new assessment, its first step, where the client stands with it, the audit and the
 * event: with the next round trip. `steps`: standing_steps of the client, whose row is locked. */
enum status assessment_store_new(struct context *context, const struct list *steps,
                                 struct assessment *assessment) must_check;

/* The row with its history; STATUS_not_found also for what the caller may not see. */
enum status assessment_load(struct context *context, struct uuid id,
                            struct assessment *out) must_check;
/* The same to be shown, which the access log then tells: it is written with the reading. */
enum status assessment_load_shown(struct context *context, struct uuid id,
                                  struct assessment *out) must_check;

/* Stores the confirmation of `assessment->version` and raises it; STATUS_stale where another was
 * first. The step, the audit and the event follow. */
enum status assessment_store_confirmed(struct context *context,
                                       struct assessment *assessment) must_check;

/* A page of a client's assessments of the registers that the caller may see; `whole`: with inputs
 * and results. */
enum status assessment_load_page(struct context *context, struct uuid client_id,
                                 const struct assessment_filter *filter, bool whole,
                                 struct list *out) must_check;

/* The use of a page of a client's assessments in the access log: a row for each ground on which
 * some of them are seen, and one where there is none. */
enum status assessment_audit_page(struct context *context, struct uuid client_id,
                                  const struct list *page) must_check;

/* A portion of the area's assessments in the order of their ids, behind `after_id`. */
enum status assessment_load_all(struct context *context, struct uuid after_id, int64_t limit,
                                struct list *out) must_check;

#endif
