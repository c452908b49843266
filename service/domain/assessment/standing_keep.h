/* Where each client stands, and what is to be done for them by that, kept beside the assessments,
 * so that neither a look at it nor a list of clients nor a worklist reads them. The rule is
 * standing_rule.h; it is asked again for a client with each change of what it follows from, in its
 * transaction: of an assessment of theirs, their care team, a plan of theirs, and of whether they
 * are here. */
#ifndef DOMAIN_STANDING_KEEP_H
#define DOMAIN_STANDING_KEEP_H

#include "domain/assessment/standing_rule.h"

#include <stdio.h>

/* Before a client's assessments are changed: others who do the same wait until the transaction is
 * over. With the next round trip. */
enum status standing_lock_ahead(struct context *context, struct uuid client_id) must_check;

/* Behind the lock of the client's row, before an assessment of theirs is changed: those that there
 * are (struct standing_step). The second: with the next round trip, behind what was asked before.
 */
enum status standing_steps(struct context *context, struct uuid client_id,
                           struct list *out) must_check;
enum status standing_steps_ahead(struct context *context, struct uuid client_id,
                                 struct list *out) must_check;

/* And after it: where the client stands with this assessment, which is new or another by now. With
 * the next round trip. */
enum status standing_settle_with(struct context *context, const struct list *steps,
                                 const struct standing_step *changed) must_check;

/* After every other change of what it follows from, which has locked the client's row by then. */
enum status standing_settle(struct context *context, struct uuid client_id) must_check;

/* For who moves records from one client to another: both of what is above, and what is kept of a
 * client who has no assessment any more is gone. */
enum status standing_settle_moved(struct context *context, const struct uuid *client_ids,
                                  size_t count) must_check;

/* Makes everything of the area again from the assessments. 0, or 1 where it failed. */
int standings_rebuild(struct app *app, const char *area, FILE *progress);

/* Compares what is kept with what the assessments give: 0 where all is the same. */
int standings_compare(struct app *app, const char *area, FILE *progress);

#endif
