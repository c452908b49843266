/* An indicator (mittari): what the five benefit goals and the fourfold aim are measured by.
 *
 * The catalogue is data (indicators.def). A computed indicator comes from the service's own
 * records, a delivered one from outside, a derived one by a formula from delivered ones. */
#ifndef DOMAIN_KPI_INDICATOR_H
#define DOMAIN_KPI_INDICATOR_H

#include "base/context.h"
#include "base/shape.h"
#include "statistics/cube.h"

enum indicator_aim {
    AIM_client_experience = 1,
    AIM_effectiveness,
    AIM_productivity,
    AIM_staff_experience
};
enum indicator_source { SOURCE_computed = 1, SOURCE_delivered, SOURCE_derived };
/* How the value comes from numerator and denominator: the count itself, a percentage, one divided
 * by the other, what was delivered, the median or ninth decile of a histogram, Cohen's kappa of a
 * square. */
enum indicator_measure {
    MEASURE_count = 1,
    MEASURE_share,
    MEASURE_ratio,
    MEASURE_value,
    MEASURE_median,
    MEASURE_ninth,
    MEASURE_kappa
};
enum indicator_unit {
    UNIT_count = 1,
    UNIT_percent,
    UNIT_days,
    UNIT_hours,
    UNIT_index,
    UNIT_eur,
    UNIT_per_hour,
    UNIT_per_100,
    UNIT_per_1000,
    UNIT_per_100000,
    UNIT_score,
    UNIT_kappa
};
/* Which way is better. */
enum indicator_direction { DIRECTION_up = 1, DIRECTION_down, DIRECTION_none };

/* The words of the breakdowns by enum cube_axis, as in kpi_figure: "none", "segment", ... */
extern const char *const axis_words[];
extern const char *const indicator_aim_words[], *const indicator_source_words[],
                                                    *const indicator_unit_words[],
                                                        *const indicator_direction_words[];

struct texts {
    const char *fi, *sv, *en;
};
extern const struct shape kpi_texts_shape;

struct indicator {
    const char *code;
    int64_t version, goal;
    int aim, source, measure, unit, direction;
    unsigned axes; /* bits `1 << AXIS_SEGMENT` and so on */
    const char *made_of, *formula;
    struct texts names, definitions;
};

extern const struct indicator indicators[];
extern const size_t indicator_count;
/* The last version of that code, or NULL. */
const struct indicator *indicator_find(const char *code);
/* The one that Sotkanet knows by this number, or NULL. */
const struct indicator *indicator_of_sotkanet(const char *number);
const char *texts_in(const struct texts *texts, enum language language);
/* Computed, in its last version. */
bool indicator_is_rolled_up(const struct indicator *indicator);
/* A state, which is told of the first day of each month and of no other bucket. */
bool indicator_is_state(const struct indicator *indicator);
bool indicator_has_bucket(const struct indicator *indicator, enum bucket bucket);

/* --- as it is answered --- */

struct indicator_shown {
    const char *code, *name, *definition, *formula;
    int64_t version, goal;
    int aim, source, measure, unit, direction;
    struct texts names, definitions;
    struct list breakdowns, buckets; /* const char * */
    struct opt_int sotkanet;
    struct decimal baseline, target; /* the area's own, today */
};
extern const struct shape indicator_shown_shape;

struct indicator_filter {
    struct opt_int goal;
    int aim;
};
extern const struct shape indicator_filter_shape;

/* Those that fit, as the catalogue has them. */
enum status indicator_list(struct context *context, const struct indicator_filter *filter,
                           struct list *out) must_check;
enum status indicator_get(struct context *context, const char *code,
                          struct indicator_shown *out) must_check;

#endif
