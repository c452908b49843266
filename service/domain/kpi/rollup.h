/* The rollups of computed indicators: cells by day, and of them every figure that can be asked for,
 * with what is hidden.
 *
 * They follow the feed of events, which is in the order of commits: a record that commits late is
 * met late, and never passed over. What an event touches is not added up but made again from the
 * records, a month at a time, so that a refresh may run twice, stop half way, or run at two
 * instances. */
#ifndef DOMAIN_KPI_ROLLUP_H
#define DOMAIN_KPI_ROLLUP_H

#include "base/context.h"

#include <stdio.h>

struct rollup_refreshed {
    int64_t months, figures; /* made again; changed */
    bool busy;               /* another instance is at it */
};

/* Makes again what the events since the last time touched, and the months from that time on. One
 * transaction. */
enum status rollup_refresh(struct context *context, struct rollup_refreshed *out) must_check;

/* Makes everything of the area again from the records; tells its progress. 0, or 1 where it failed.
 */
int rollup_rebuild(struct app *app, const char *area, FILE *progress);

/* Compares every rollup of the area with its definition: 0 where all are the same, 1 where some
 * differ, which are told. */
int rollup_compare(struct app *app, const char *area, FILE *progress);

#endif
