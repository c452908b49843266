/* A whole page of figures in one answer: the five goals, for each indicator its latest value, what
 * it is compared with, a year of it, and whether the change is news. */
#ifndef DOMAIN_KPI_DASHBOARD_H
#define DOMAIN_KPI_DASHBOARD_H

#include "domain/kpi/value.h"

/* `steady`: nothing in the chart says that it is more than noise; `unknown`: too few values. */
enum trend { TREND_better = 1, TREND_worse, TREND_steady, TREND_unknown };

struct tile {
    const char *code, *name, *definition;
    int aim, source, unit, direction, bucket, trend;
    struct value_item latest; /* the last bucket of which anything may be told */
    struct list series;       /* struct value_item */
};

struct dashboard_goal {
    int64_t goal;
    const char *name;
    struct list items; /* struct tile */
};

struct dashboard_unit {
    struct uuid unit_id;
    const char *name, *fi, *sv, *en;
};

struct dashboard_check {
    const char *code, *text, *better, *worse;
};

struct dashboard {
    struct date from, to;
    struct uuid unit_id;
    struct list goals, units, checks;
};
extern const struct shape dashboard_shape;

struct dashboard_filter {
    struct uuid unit_id;
    struct date to;
};
extern const struct shape dashboard_filter_shape;

enum status dashboard_get(struct context *context, const struct dashboard_filter *filter,
                          struct dashboard *out) must_check;

#endif
