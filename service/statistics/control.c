#include "statistics/control.h"

static struct decimal mean_of(const struct decimal *values, size_t count, size_t *present) {
    struct decimal sum = decimal_of(0);
    *present = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i].present) {
            sum = decimal_add(sum, values[i]);
            ++*present;
        }
    }
    return decimal_divide(sum, decimal_of((int64_t)*present));
}

static struct decimal mean_range(const struct decimal *values, size_t count) {
    struct decimal sum = decimal_of(0);
    int64_t ranges = 0;
    for (size_t i = 1; i < count; i++) {
        if (values[i].present && values[i - 1].present) {
            struct decimal range = decimal_subtract(values[i], values[i - 1]);
            range.millionths = range.millionths < 0 ? -range.millionths : range.millionths;
            sum = decimal_add(sum, range);
            ranges++;
        }
    }
    return decimal_divide(sum, decimal_of(ranges));
}

/* A run that goes on in one direction: where it began, and how many values count for it. */
struct run {
    int side;
    size_t start, length;
};

static void mark(unsigned *signals, const struct run *run, size_t last, unsigned signal) {
    for (size_t i = run->start; run->length >= CONTROL_RUN && i <= last; i++) {
        signals[i] |= signal;
    }
}

static void mark_shifts(const struct decimal *values, size_t count, struct decimal mean,
                        unsigned *signals) {
    struct run run = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        int side = values[i].present ? decimal_compare(values[i], mean) : 0;
        if (!values[i].present) {
            run = (struct run){0, 0, 0};
        } else if (side != 0) {
            run = side == run.side ? (struct run){side, run.start, run.length + 1}
                                   : (struct run){side, i, 1};
            mark(signals, &run, i, CONTROL_SHIFT);
        }
    }
}

static void mark_trends(const struct decimal *values, size_t count, unsigned *signals) {
    struct run run = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        if (!values[i].present) {
            run = (struct run){0, 0, 0};
            continue;
        }
        if (run.length == 0) {
            run = (struct run){0, i, 1};
            continue;
        }
        int side = decimal_compare(values[i], values[i - 1]);
        if (side != 0) {
            run = run.side == 0 || side == run.side ? (struct run){side, run.start, run.length + 1}
                                                    : (struct run){side, i - 1, 2};
            mark(signals, &run, i, CONTROL_TREND);
        }
    }
}

struct control control_chart(const struct decimal *values, size_t count, unsigned *signals) {
    size_t present = 0;
    struct decimal mean = mean_of(values, count, &present);
    struct decimal reach =
        decimal_multiply(mean_range(values, count), (struct decimal){true, 2660000});
    struct control chart = {{false, 0}, {false, 0}, {false, 0}};
    for (size_t i = 0; i < count; i++) {
        signals[i] = 0;
    }
    mark_trends(values, count, signals);
    if (present == 0) {
        return chart;
    }
    mark_shifts(values, count, mean, signals);
    if (present < CONTROL_LEAST || !reach.present || reach.millionths == 0) {
        return chart;
    }
    chart = (struct control){mean, decimal_subtract(mean, reach), decimal_add(mean, reach)};
    for (size_t i = 0; i < count; i++) {
        if (values[i].present && (decimal_compare(values[i], chart.low) < 0 ||
                                  decimal_compare(values[i], chart.high) > 0)) {
            signals[i] |= CONTROL_OUTSIDE;
        }
    }
    return chart;
}
