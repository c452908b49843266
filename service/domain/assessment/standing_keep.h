/* Where each client stands, and what is to be done for them by that, kept beside the assessments,
 * so that neither a look at it nor a list of clients nor a worklist reads them. Said once, in
 * standing.sql; made again for a client with each change of what it follows from, in its
 * transaction: of an assessment of theirs, their care team, a plan of theirs, and of whether they
 * are here. */
#ifndef DOMAIN_STANDING_KEEP_H
#define DOMAIN_STANDING_KEEP_H

#include "base/context.h"

#include <stdio.h>

/* Before a client's assessments are changed: others who do the same wait until the transaction is
 * over. With the next round trip. */
enum status standing_lock_ahead(struct context *context, struct uuid client_id) must_check;

/* After it, and after every other such change, which has locked the client's row by then: where the
 * client stands, with the next round trip. */
enum status standing_settle_later(struct context *context, struct uuid client_id) must_check;

/* For who moves records from one client to another: both of what is above, and what is kept of a
 * client who has no assessment any more is gone. */
enum status standing_settle_moved(struct context *context, const struct uuid *client_ids,
                                  size_t count) must_check;

/* Makes everything of the area again from the assessments. 0, or 1 where it failed. */
int standings_rebuild(struct app *app, const char *area, FILE *progress);

/* Compares what is kept with what the assessments give: 0 where all is the same. */
int standings_compare(struct app *app, const char *area, FILE *progress);

#endif
