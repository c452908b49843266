/* The figures of one computed indicator: made of its cells, with what is hidden, and kept. */
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

/* What its cells give now, in the order of its key. */
enum status figures_make(struct context *context, const struct indicator *indicator,
                         struct list *out) must_check;
/* What is kept, in the same order. */
enum status figures_kept(struct context *context, const struct indicator *indicator,
                         struct list *out) must_check;
/* Puts the first in the place of the second; how many have changed. */
enum status figures_publish(struct context *context, const struct indicator *indicator,
                            int64_t *changed) must_check;
/* How many of two lists differ. */
int64_t figures_different(struct context *context, const struct list *made,
                          const struct list *kept);

/* The value by the indicator's measure. `spread` is a histogram of denominators. */
struct decimal figure_value(const struct indicator *indicator, const struct figure *figure);

#endif
