#include "metrics/metrics.h"

#include "metrics/exposition.h"
#include "metrics/family.h"
#include "metrics/process.h"

#include <stdio.h>
#include <stdlib.h>

struct metrics {
    struct family families[METRIC_COUNT];
};

struct row {
    enum family_kind kind;
    const char *name, *labels, *help;
};

static const struct row rows[METRIC_COUNT] = {
#define METRIC(name, kind, labels, help) {FAMILY_##kind, #name, labels, help},
#include "tables/metrics.def"
#undef METRIC
};

struct metrics *metrics_new(void) {
    struct metrics *metrics = calloc(1, sizeof *metrics);
    if (!metrics) {
        fputs("out of memory\n", stderr);
        abort();
    }
    for (int i = 0; i < METRIC_COUNT; i++) {
        family_init(&metrics->families[i], rows[i].kind, rows[i].name, rows[i].labels,
                    rows[i].help);
    }
    metrics_set(metrics, METRIC_process_start_time_seconds, NULL, process_start_time());
    return metrics;
}

void metrics_free(struct metrics *metrics) {
    if (!metrics) {
        return;
    }
    for (int i = 0; i < METRIC_COUNT; i++) {
        family_clear(&metrics->families[i]);
    }
    free(metrics);
}

void metrics_add(struct metrics *metrics, enum metric metric, const char *label1,
                 const char *label2, int64_t amount) {
    if (metrics) {
        struct series *series = family_series(&metrics->families[metric], label1, label2);
        atomic_fetch_add_explicit(&series->value, amount, memory_order_relaxed);
    }
}

void metrics_set(struct metrics *metrics, enum metric metric, const char *label1, int64_t value) {
    if (metrics) {
        struct series *series = family_series(&metrics->families[metric], label1, NULL);
        atomic_store_explicit(&series->value, value, memory_order_relaxed);
    }
}

static int bucket_of(int64_t microseconds) {
    int bucket = 0;
    while (bucket < BUCKET_COUNT && microseconds > bucket_ends_us[bucket]) {
        bucket++;
    }
    return bucket;
}

void metrics_observe(struct metrics *metrics, enum metric metric, const char *label1,
                     int64_t microseconds) {
    if (!metrics) {
        return;
    }
    struct series *series = family_series(&metrics->families[metric], label1, NULL);
    atomic_fetch_add_explicit(&series->value, microseconds, memory_order_relaxed);
    atomic_fetch_add_explicit(&series->buckets->counts[bucket_of(microseconds)], 1,
                              memory_order_relaxed);
}

void metrics_write(struct metrics *metrics, struct text *out) {
    metrics_set(metrics, METRIC_process_resident_memory_bytes, NULL, process_resident_bytes());
    metrics_set(metrics, METRIC_process_open_fds, NULL, process_open_files());
    for (int i = 0; i < METRIC_COUNT; i++) {
        exposition_write(out, &metrics->families[i]);
    }
}
