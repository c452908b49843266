/* What computed indicators are made of, asked of the records by their plain definitions
 * (cells.sql). */
#ifndef DOMAIN_KPI_CELLS_H
#define DOMAIN_KPI_CELLS_H

#include "base/context.h"
#include "base/shape.h"

/* The records that a set of cells is made of: what happened, on the day it happened; or a state, on
 * the first day of each month. The words of kpi_touched in kpi.sql. */
enum cells_source {
    CELLS_assessments = 1,
    CELLS_contacts,
    CELLS_referrals,
    CELLS_consultations,
    CELLS_meetings,
    CELLS_plans,
    CELLS_feedback, /* whose coming the feed does not tell */
    CELLS_care,     /* states from here on */
    CELLS_consents,
    CELLS_services /* of the directory: they tell of nobody */
};
extern const char *const cells_source_words[];

/* The days from `from_on` on and before `to_on`. */
struct cells_span {
    const char *cells;
    struct date from_on, to_on;
    const char *who, *statement;           /* of feedback's */
    int64_t contact_days, assessment_days; /* settings */
    struct list rules;                     /* codes of the statutory time limits */
    bool statutory;                        /* those, or all others */
};
extern const struct shape cells_span_shape;

struct cell {
    struct date on_day;
    const char *unit, *segment, *service, *age_group, *topic;
    const char *key; /* of one dimension, where they are read by it */
    int64_t slot, numerator, denominator;
};
extern const struct shape cell_shape;

/* The cells of a span, by their definition: records of struct cell, in the order of their key. */
enum status cells_by_definition(struct context *context, struct cells_span *span,
                                struct list *out) must_check;
enum cells_source cells_source(const char *cells);
bool cells_are_state(const char *cells);
/* Sets that count the same records: what is hidden is decided for all of them at once. */
const char *cells_family(struct context *context, const char *cells);
/* The set that has no record in common with this one though both are shares of the same, or NULL.
 */
const char *cells_apart(const char *cells);
/* Negative, 0, positive: by their key. */
int cell_compare(const void *a, const void *b);

#endif
