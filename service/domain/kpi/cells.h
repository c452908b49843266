/* What computed indicators are made of, asked of the records by their plain definitions
 * (cells.sql). */
#ifndef DOMAIN_KPI_CELLS_H
#define DOMAIN_KPI_CELLS_H

#include "base/context.h"
#include "base/shape.h"

/* The days from `from_on` on and before `to_on`. */
struct cells_span {
    const char *cells;
    struct date from_on, to_on;
    const char *who, *statement; /* of feedback's */
    int64_t contact_days;        /* of those settled by one contact */
};
extern const struct shape cells_span_shape;

struct cell {
    struct date on_day;
    const char *unit, *segment, *service, *age_group;
    int64_t slot, numerator, denominator;
};
extern const struct shape cell_shape;

/* The cells of a span, by their definition: records of struct cell, in the order of their key. */
enum status cells_by_definition(struct context *context, struct cells_span *span,
                                struct list *out) must_check;
/* Are they answers of feedback, whose coming the feed does not tell? */
bool cells_are_feedback(const char *cells);
/* Negative, 0, positive: by their key. */
int cell_compare(const void *a, const void *b);

#endif
