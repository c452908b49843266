#include "domain/kpi/value.h"

static const char *const by_words[] = {"unit",     "segment",    "service", "age_group",
                                       "language", "need_class", "rule",    NULL};

static const struct shape_field filter_fields[] = {
    FIELD(struct value_filter, from, 0),
    FIELD(struct value_filter, to, 0),
    FIELD_ENUM(struct value_filter, bucket, 0, bucket_words),
    FIELD_ENUM(struct value_filter, by, 0, by_words),
    FIELD(struct value_filter, unit_id, 0),
    FIELD_FORMAT(struct value_filter, segment, 0, 1, 64, "code"),
    FIELD_STRING(struct value_filter, service_id, 0, 1, 64),
    FIELD_STRING(struct value_filter, age_group, 0, 1, 16),
    FIELD_STRING(struct value_filter, language, 0, 1, 16),
    FIELD_FORMAT(struct value_filter, need_class, 0, 1, 64, "code"),
    FIELD_FORMAT(struct value_filter, rule, 0, 1, 64, "code"),
    FIELD_STRING(struct value_filter, compare, 0, 1, 64),
    FIELD_STRING(struct value_filter, region, 0, 1, 32),
    FIELD_END};
const struct shape value_filter_shape = {"value_filter", sizeof(struct value_filter),
                                         filter_fields};

static const struct shape_field bounds_fields[] = {FIELD(struct bounds, low, SHAPE_READ_ONLY),
                                                   FIELD(struct bounds, high, SHAPE_READ_ONLY),
                                                   FIELD_END};
static const struct shape bounds_shape = {"KpiBounds", sizeof(struct bounds), bounds_fields};

#define SPAN_FIELDS                                                                                \
    FIELD(struct value_item, label, SHAPE_READ_ONLY),                                              \
        FIELD(struct value_item, from, SHAPE_READ_ONLY),                                           \
        FIELD(struct value_item, to, SHAPE_READ_ONLY),                                             \
        FIELD(struct value_item, unit_id, SHAPE_READ_ONLY),                                        \
        FIELD(struct value_item, segment, SHAPE_READ_ONLY),                                        \
        FIELD(struct value_item, service_id, SHAPE_READ_ONLY),                                     \
        FIELD(struct value_item, age_group, SHAPE_READ_ONLY),                                      \
        FIELD(struct value_item, value, SHAPE_READ_ONLY | SHAPE_NULLABLE),                         \
        FIELD(struct value_item, numerator, SHAPE_READ_ONLY),                                      \
        FIELD(struct value_item, denominator, SHAPE_READ_ONLY),                                    \
        FIELD(struct value_item, suppressed, SHAPE_READ_ONLY),                                     \
        FIELD_EMBED(struct value_item, interval, SHAPE_READ_ONLY, bounds_shape, "interval_"),      \
        FIELD_EMBED(struct value_item, limits, SHAPE_READ_ONLY, bounds_shape, "limits_"),          \
        FIELD_AS(struct value_item, series_break, "break", SHAPE_READ_ONLY),                       \
        FIELD(struct value_item, baseline, SHAPE_READ_ONLY),                                       \
        FIELD(struct value_item, target, SHAPE_READ_ONLY),                                         \
        FIELD(struct value_item, previous, SHAPE_READ_ONLY),                                       \
        FIELD(struct value_item, country, SHAPE_READ_ONLY)

/* Behind the others, so that columns keep their order. */
#define TOPIC_FIELDS                                                                               \
    FIELD(struct value_item, language, SHAPE_READ_ONLY),                                           \
        FIELD(struct value_item, need_class, SHAPE_READ_ONLY),                                     \
        FIELD(struct value_item, rule, SHAPE_READ_ONLY)

static const struct shape_field item_fields[] = {
    SPAN_FIELDS, TOPIC_FIELDS, FIELD_STRINGS(struct value_item, signals, SHAPE_READ_ONLY, 0, 3),
    FIELD_END};
const struct shape value_item_shape = {"KpiValue", sizeof(struct value_item), item_fields};

static const struct shape_field line_fields[] = {
    FIELD(struct value_item, indicator, SHAPE_READ_ONLY), SPAN_FIELDS,
    FIELD(struct value_item, signal, SHAPE_READ_ONLY), TOPIC_FIELDS, FIELD_END};
const struct shape value_line_shape = {"value_line", sizeof(struct value_item), line_fields};

static const struct shape_field values_fields[] = {
    FIELD(struct values, indicator, SHAPE_READ_ONLY),
    FIELD(struct values, name, SHAPE_READ_ONLY),
    FIELD_ENUM(struct values, unit, SHAPE_READ_ONLY, indicator_unit_words),
    FIELD_ENUM(struct values, bucket, SHAPE_READ_ONLY, bucket_words),
    FIELD_LIST(struct values, items, SHAPE_READ_ONLY | SHAPE_REQUIRED, value_item_shape, 0, 20000),
    FIELD_END};
const struct shape values_shape = {"KpiValues", sizeof(struct values), values_fields};

static const struct shape_field point_fields[] = {
    FIELD(struct point, unit, 0),      FIELD(struct point, key, 0),
    FIELD(struct point, from_on, 0),   FIELD(struct point, value, 0),
    FIELD(struct point, numerator, 0), FIELD(struct point, denominator, 0),
    FIELD(struct point, hidden, 0),    FIELD_END};
const struct shape point_shape = {"point", sizeof(struct point), point_fields};
