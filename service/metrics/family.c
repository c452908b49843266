#include "metrics/family.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const int64_t bucket_ends_us[BUCKET_COUNT] = {250,    500,     1000,    2500,   5000,
                                              10000,  25000,   50000,   100000, 250000,
                                              500000, 1000000, 2500000, 5000000};

static void *zeroed(size_t size) {
    void *bytes = calloc(1, size);
    if (!bytes) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return bytes;
}

static char *copy(const char *string) {
    size_t size = strlen(string) + 1;
    return memcpy(zeroed(size), string, size);
}

static struct series *series_new(enum family_kind kind, const char *label1, const char *label2) {
    struct series *series = zeroed(sizeof *series);
    series->labels[0] = copy(label1);
    series->labels[1] = copy(label2);
    if (kind == FAMILY_histogram) {
        series->buckets = zeroed(sizeof *series->buckets);
    }
    return series;
}

static void series_free(struct series *series) {
    if (series) {
        free((void *)(uintptr_t)series->labels[0]);
        free((void *)(uintptr_t)series->labels[1]);
        free(series->buckets);
        free(series);
    }
}

static void split_names(struct family *family, const char *labels) {
    while (*labels && family->label_count < FAMILY_LABELS_MAX) {
        int length = (int)strcspn(labels, ",");
        (void)snprintf(family->label_names[family->label_count++], sizeof family->label_names[0],
                       "%.*s", length, labels);
        labels += length + (labels[length] == ',');
    }
}

void family_init(struct family *family, enum family_kind kind, const char *name, const char *labels,
                 const char *help) {
    family->kind = kind;
    family->name = name;
    family->help = help;
    split_names(family, labels);
    bool plain = family->label_count == 0;
    family->rest = series_new(kind, plain ? "" : "other", family->label_count < 2 ? "" : "other");
}

void family_clear(struct family *family) {
    series_free(family->rest);
    for (size_t i = 0; i < FAMILY_SLOTS; i++) {
        series_free(atomic_load(&family->slots[i]));
    }
}

/* FNV-1a over both values, a separator between them. */
static uint32_t add_hash(uint32_t hash, const char *string) {
    for (; *string; string++) {
        hash = (hash ^ (unsigned char)*string) * 16777619U;
    }
    return hash * 16777619U;
}

static bool has_labels(const struct series *series, const char *label1, const char *label2) {
    return strcmp(series->labels[0], label1) == 0 && strcmp(series->labels[1], label2) == 0;
}

/* Puts a new series into the empty slot; what another thread has just put there comes back. */
static struct series *claim(struct family *family, size_t slot, const char *label1,
                            const char *label2) {
    if (atomic_fetch_add(&family->count, 1) >= FAMILY_SERIES_MAX) {
        atomic_fetch_sub(&family->count, 1);
        return family->rest;
    }
    struct series *made = series_new(family->kind, label1, label2), *found = NULL;
    if (atomic_compare_exchange_strong(&family->slots[slot], &found, made)) {
        return made;
    }
    atomic_fetch_sub(&family->count, 1);
    series_free(made);
    return found;
}

struct series *family_series(struct family *family, const char *label1, const char *label2) {
    if (family->label_count == 0) {
        return family->rest;
    }
    label1 = label1 ? label1 : "";
    label2 = label2 && family->label_count > 1 ? label2 : "";
    size_t slot = add_hash(add_hash(2166136261U, label1), label2) % FAMILY_SLOTS;
    for (;; slot = (slot + 1) % FAMILY_SLOTS) {
        struct series *series = atomic_load_explicit(&family->slots[slot], memory_order_acquire);
        if (!series) {
            series = claim(family, slot, label1, label2);
        }
        if (series == family->rest || has_labels(series, label1, label2)) {
            return series;
        }
    }
}
