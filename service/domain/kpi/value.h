/* The values of an indicator over time: a series, or one for each unit or key, with what they are
 * compared with, how sure they are, and whether a change is news.
 *
 * A hidden figure is hidden as a whole: value, numerator, denominator, interval and limits are gone
 * together, and so is what would be worked out with it. */
#ifndef DOMAIN_KPI_VALUE_H
#define DOMAIN_KPI_VALUE_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/kpi/indicator.h"
#include "domain/kpi/observation.h"
#include "statistics/bucket.h"
#include "statistics/interval.h"

/* The years of which anything is told. */
enum { VALUE_FIRST_YEAR = 1900, VALUE_LAST_YEAR = 2199 };
#define VALUE_YEARS "1900..2199"

/* By unit, or by the axis whose number is one less. */
enum value_by { VALUE_BY_UNIT = 1, VALUE_BY_AXIS };

struct value_filter {
    struct date from, to;
    int bucket, by;
    struct uuid unit_id;
    const char *segment, *service_id, *age_group, *language, *need_class, *rule;
    const char *compare, *region;
};
extern const struct shape value_filter_shape;

struct bounds {
    struct decimal low, high;
};

struct value_item {
    const char *indicator, *label;
    struct date from, to; /* the bucket's first and last day */
    struct uuid unit_id;
    const char *segment, *service_id, *age_group, *language, *need_class, *rule;
    struct decimal value, numerator, denominator;
    struct opt_bool suppressed;
    struct bounds interval, limits;
    struct opt_bool series_break;
    struct decimal baseline, target, previous, country;
    struct list signals; /* const char *: outside, shift, trend */
    const char *signal;  /* the same for CSV */
};
extern const struct shape value_item_shape; /* JSON */
extern const struct shape value_line_shape; /* CSV: the same columns for every indicator */

struct values {
    const char *indicator, *name;
    int unit, bucket;
    struct list items; /* struct value_item */
};
extern const struct shape values_shape;

enum status value_list(struct context *context, const char *code, const struct value_filter *filter,
                       struct values *out) must_check;

/* --- what the dashboard has in common with it --- */

/* One figure of a series as it may be told. */
struct point {
    const char *unit, *key;
    struct date from_on;
    struct decimal value;
    int64_t numerator, denominator;
    bool there, hidden, bare; /* bare: delivered without its parts */
};
extern const struct shape point_shape;

/* Fills one series: an item a bucket from `from`, `count` of them, of the points that fall there.
 */
void value_series(struct context *context, const struct indicator *indicator, enum bucket bucket,
                  struct date from, size_t count, const struct point *points, size_t point_count,
                  struct value_item *out);

/* The points of a delivered or derived indicator at a place; observations as observation_list gives
 * them for value_needs. */
struct list value_points(struct context *context, const struct indicator *indicator,
                         const struct list *observations, const char *place, enum bucket bucket,
                         struct date from, size_t count);
/* The codes that a delivered or derived indicator is made of. */
struct list value_needs(struct context *context, const struct indicator *indicator);

#endif
