/* One metric's series: a table that only grows, read and added to without a lock.
 *
 * A slot, once set, is never changed or freed before the end, so that a reader may use what it
 * finds. When all are taken, further label sets share the family's rest, labelled "other". */
#ifndef METRICS_FAMILY_H
#define METRICS_FAMILY_H

#include "base/limits.h"
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum family_kind { FAMILY_counter, FAMILY_gauge, FAMILY_histogram };

/* Slots of the table (a power of two), and how many of them may be taken. */
enum { FAMILY_SLOTS = 2048, FAMILY_LABELS_MAX = 2 };

/* Upper ends of a histogram's buckets in microseconds; one more bucket takes what is above. */
enum { BUCKET_COUNT = 14 };
extern const int64_t bucket_ends_us[BUCKET_COUNT];

/* What a histogram has beyond its sum. */
struct buckets {
    atomic_int_fast64_t counts[BUCKET_COUNT + 1];
};

struct series {
    const char *labels[FAMILY_LABELS_MAX]; /* "" where the family has fewer */
    atomic_int_fast64_t value;             /* a histogram's: the sum in microseconds */
    struct buckets *buckets;               /* histograms only */
};

struct family {
    enum family_kind kind;
    const char *name, *help;
    char label_names[FAMILY_LABELS_MAX][32];
    int label_count;
    atomic_int count;
    struct series *rest;
    _Atomic(struct series *) slots[FAMILY_SLOTS];
};

/* `labels`: the names, comma-separated, "" for none. */
void family_init(struct family *family, enum family_kind kind, const char *name, const char *labels,
                 const char *help);
void family_clear(struct family *family);
/* The series of these values (NULL: ""), made where it is new. */
struct series *family_series(struct family *family, const char *label1, const char *label2);

#endif
