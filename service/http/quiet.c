#include "http/quiet.h"
#include "base/limits.h"
#include <stdatomic.h>
#include <stdlib.h>

static const int64_t period_us = LOG_UNAVAILABLE_S * INT64_C(1000000);

struct quiet {
    atomic_int_fast64_t line_from_us, count_from_us; /* not before */
    atomic_int_fast64_t count;
};

struct quiet *quiet_new(void) {
    struct quiet *quiet = calloc(1, sizeof *quiet);
    if (!quiet) {
        abort();
    }
    return quiet;
}

void quiet_free(struct quiet *quiet) {
    free(quiet);
}

/* True for one caller in a period. */
static bool is_due(atomic_int_fast64_t *from_us, int64_t now_us) {
    int_fast64_t due_us = atomic_load(from_us);
    return now_us >= due_us && atomic_compare_exchange_strong(from_us, &due_us, now_us + period_us);
}

bool quiet_lets(struct quiet *quiet, int64_t now_us) {
    if (!quiet || is_due(&quiet->line_from_us, now_us)) {
        return true;
    }
    if (atomic_fetch_add(&quiet->count, 1) == 0) {
        atomic_store(&quiet->count_from_us, now_us + period_us);
    }
    return false;
}

int64_t quiet_count(struct quiet *quiet, int64_t now_us) {
    if (!quiet || atomic_load_explicit(&quiet->count, memory_order_relaxed) == 0 ||
        !is_due(&quiet->count_from_us, now_us)) {
        return 0;
    }
    return quiet_rest(quiet);
}

int64_t quiet_rest(struct quiet *quiet) {
    return atomic_exchange(&quiet->count, 0);
}
