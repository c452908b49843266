/* Counters, gauges and histograms of tables/metrics.def, written as Prometheus text (0.0.4).
 *
 * Labels have bounded values: a route's operationId, a status code, a statement's name. Adding is
 * lock-free; the number of label sets a metric may have is fixed when it is registered. */
#ifndef METRICS_METRICS_H
#define METRICS_METRICS_H

#include "base/text.h"
#include <stdint.h>

struct metrics;

enum metric {
#define METRIC(name, kind, labels, help) METRIC_##name,
#include "tables/metrics.def"
#undef METRIC
    METRIC_COUNT
};

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);
/* label2 may be NULL where the metric has one label, both NULL where it has none. Nothing happens
 * where `metrics` is NULL. */
void metrics_add(struct metrics *metrics, enum metric metric, const char *label1,
                 const char *label2, int64_t amount);
void metrics_set(struct metrics *metrics, enum metric metric, const char *label1, int64_t value);
void metrics_observe(struct metrics *metrics, enum metric metric, const char *label1,
                     int64_t microseconds);
void metrics_write(struct metrics *metrics, struct text *out);

#endif
