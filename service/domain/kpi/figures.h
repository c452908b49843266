/* The figures of computed indicators: made of their cells, with what is hidden, and kept. */
#ifndef DOMAIN_KPI_FIGURES_H
#define DOMAIN_KPI_FIGURES_H

#include "base/context.h"
#include "domain/kpi/indicator.h"

/* A figure as it is kept; '*' for all units or keys. */
struct figure_row {
    const char *indicator, *unit, *key;
    int axis, bucket;
    struct date from_on;
    struct decimal value;
    int64_t numerator, denominator;
    bool hidden;
};
extern const struct shape figure_row_shape;

/* Makes the figures of a family of cells again, and puts them in the place of what is kept; how
 * many have changed is added to `*changed`. */
enum status figures_publish(struct context *context, const char *family,
                            int64_t *changed) must_check;
/* Makes them and changes nothing; how many differ from what is kept is added to `*different`. */
enum status figures_compare(struct context *context, const char *family,
                            int64_t *different) must_check;

#endif
