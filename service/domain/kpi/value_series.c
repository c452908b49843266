/* One series: what may be told of each bucket, and what the control chart says. */
#include "domain/kpi/value.h"
#include "statistics/control.h"
#include "statistics/expression.h"

#include <string.h>

/* So many places as the unit is read with; what is delivered stays as it came. */
static struct decimal shown(const struct indicator *indicator, struct decimal value) {
    if (indicator->source == SOURCE_delivered && indicator->measure == MEASURE_value) {
        return value;
    }
    return decimal_round(value, indicator->unit == UNIT_kappa ? 3 : 2);
}

static void fill_counts(const struct indicator *indicator, const struct point *point,
                        struct value_item *out) {
    if (indicator->measure == MEASURE_count || indicator->measure == MEASURE_value || point->bare) {
        return;
    }
    if (indicator->measure == MEASURE_share || indicator->measure == MEASURE_ratio) {
        out->numerator = decimal_of(point->numerator);
    }
    if (indicator->measure == MEASURE_share) {
        struct interval interval = interval_wilson(point->numerator, point->denominator, 100);
        out->interval =
            (struct bounds){decimal_round(interval.low, 2), decimal_round(interval.high, 2)};
    }
    out->denominator = decimal_of(point->denominator);
}

static void fill_item(const struct indicator *indicator, const struct point *point,
                      struct value_item *out) {
    if (point && point->hidden) {
        out->suppressed = (struct opt_bool){true, true};
    } else if (point) {
        out->value = shown(indicator, point->value);
        fill_counts(indicator, point, out);
    } else if (indicator->source == SOURCE_computed && indicator->measure == MEASURE_count) {
        out->value = decimal_of(0); /* nothing happened: that is known */
    }
}

/* Municipalities gave their tasks to wellbeing services counties on 1 January 2023. */
static bool is_break(const struct indicator *indicator, struct date from, struct date to) {
    static const struct date break_day = {2023, 1, 1};
    return indicator->source != SOURCE_computed && date_compare(from, break_day) <= 0 &&
           date_compare(break_day, to) <= 0;
}

static const struct point *find_point(const struct point *points, size_t count, struct date from) {
    for (size_t i = 0; i < count; i++) {
        if (date_compare(points[i].from_on, from) == 0) {
            return &points[i];
        }
    }
    return NULL;
}

static struct list signal_words(struct context *context, unsigned signals) {
    static const char *const words[] = {"outside", "shift", "trend"};
    const char **items = arena_alloc(context->arena, 3 * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < 3; i++) {
        if (signals & 1u << i) {
            items[count++] = words[i];
        }
    }
    return (struct list){count ? items : NULL, count};
}

static struct decimal at_least_none(const struct indicator *indicator, struct decimal low) {
    bool below = low.present && low.millionths < 0 && indicator->unit != UNIT_kappa;
    return below ? decimal_of(0) : low;
}

static struct decimal at_most_all(const struct indicator *indicator, struct decimal high) {
    struct decimal all = decimal_of(100);
    bool beyond = high.present && indicator->unit == UNIT_percent && decimal_compare(high, all) > 0;
    return beyond ? all : high;
}

static void chart(struct context *context, const struct indicator *indicator,
                  struct value_item *items, size_t count) {
    struct decimal *values = arena_alloc(context->arena, (count + 1) * sizeof *values);
    unsigned *signals = arena_alloc(context->arena, (count + 1) * sizeof *signals);
    for (size_t i = 0; i < count; i++) {
        values[i] = items[i].value;
    }
    struct control control = control_chart(values, count, signals);
    for (size_t i = 0; i < count; i++) {
        if (!items[i].value.present) {
            continue;
        }
        items[i].limits = (struct bounds){shown(indicator, at_least_none(indicator, control.low)),
                                          shown(indicator, at_most_all(indicator, control.high))};
        items[i].signals = signal_words(context, control.mean.present ? signals[i] : 0);
        const char *const *words = items[i].signals.items;
        items[i].signal = items[i].signals.count > 0 ? words[0] : NULL;
    }
}

void value_series(struct context *context, const struct indicator *indicator, enum bucket bucket,
                  struct date from, size_t count, const struct point *points, size_t point_count,
                  struct value_item *out) {
    for (size_t i = 0; i < count; i++) {
        struct date start = bucket_step(bucket, from, (int)i);
        struct date next = bucket_step(bucket, start, 1);
        char *label = arena_alloc(context->arena, BUCKET_LABEL_SIZE);
        bucket_label(bucket, start, label);
        out[i].indicator = indicator->code;
        out[i].label = label;
        out[i].from = start;
        out[i].to = date_from_days(date_to_days(next) - 1);
        bool broken = is_break(indicator, out[i].from, out[i].to);
        out[i].series_break = (struct opt_bool){broken, broken};
        fill_item(indicator, find_point(points, point_count, start), &out[i]);
    }
    chart(context, indicator, out, count);
}

/* --- delivered and derived ones --- */

/* The words of a formula that are indicators. */
struct list value_needs(struct context *context, const struct indicator *indicator) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    const char **codes =
        arena_alloc(context->arena, (strlen(indicator->formula) + 1) * sizeof *codes);
    size_t count = 0;
    if (indicator->source == SOURCE_delivered) {
        codes[count++] = indicator->code;
    }
    for (const char *at = indicator->formula; indicator->source == SOURCE_derived && *at;) {
        size_t length = strspn(at, letters);
        const struct indicator *found = indicator_find(arena_copy(context->arena, at, length));
        if (found) {
            codes[count++] = found->code;
        }
        at += length ? length : 1;
    }
    return (struct list){codes, count};
}

struct lookup {
    const struct list *observations;
    enum bucket bucket;
    struct date from; /* its month and day stand for those of the year asked */
};

static struct decimal look_up(void *data, const char *name, const struct expression_place *place) {
    const struct lookup *lookup = data;
    const struct indicator *indicator = indicator_find(name);
    struct date from = lookup->from;
    from.year = (int16_t)place->year;
    if (!indicator) {
        return (struct decimal){false, 0};
    }
    const struct observation *found =
        observation_at(lookup->observations, name, indicator_place(indicator, place->region),
                       lookup->bucket, from);
    return found ? observation_value(indicator, found) : (struct decimal){false, 0};
}

static bool delivered_point(const struct indicator *indicator, const struct list *observations,
                            const char *place, enum bucket bucket, struct point *out) {
    const struct observation *found =
        observation_at(observations, indicator->code, place, bucket, out->from_on);
    if (!found) {
        return false;
    }
    out->value = observation_value(indicator, found);
    out->hidden = found->hidden;
    out->bare = !found->numerator.present || !found->denominator.present;
    out->numerator = found->numerator.present ? found->numerator.millionths / DECIMAL_ONE : 0;
    out->denominator = found->denominator.present ? found->denominator.millionths / DECIMAL_ONE : 0;
    return true;
}

struct list value_points(struct context *context, const struct indicator *indicator,
                         const struct list *observations, const char *place, enum bucket bucket,
                         struct date from, size_t count) {
    struct point *points = arena_alloc(context->arena, (count + 1) * sizeof *points);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        struct point point = {
            .unit = "*", .key = "*", .from_on = bucket_step(bucket, from, (int)i)};
        if (indicator->source == SOURCE_delivered) {
            point.there = delivered_point(indicator, observations, place, bucket, &point);
        } else {
            struct lookup lookup = {observations, bucket, point.from_on};
            const struct expression_place at = {place, point.from_on.year};
            point.there =
                expression_value(indicator->formula, &at, look_up, &lookup, &point.value) &&
                point.value.present;
        }
        if (point.there) {
            points[found++] = point;
        }
    }
    return (struct list){points, found};
}
