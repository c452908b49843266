/* Is a change in a series news, or noise? A process-control chart of single values (XmR).
 *
 * The limits are mean +- 2.66 times the mean of the moving ranges (3 / 1.128), over the whole
 * series; a range is taken between neighbours that both have a value. The rules:
 *   outside  a value beyond a limit;
 *   shift    7 or more values in a row on one side of the mean: one exactly on the mean neither
 *            counts nor ends the run;
 *   trend    7 or more values in a row that rise, or that fall: one equal to the last neither
 *            counts nor ends the run.
 * A bucket without a value ends both runs. Every value of a run of 7 is marked. */
#ifndef STATISTICS_CONTROL_H
#define STATISTICS_CONTROL_H

#include "base/decimal.h"

enum { CONTROL_RUN = 7, CONTROL_LEAST = 8 };

enum control_signal { CONTROL_OUTSIDE = 1 << 0, CONTROL_SHIFT = 1 << 1, CONTROL_TREND = 1 << 2 };

struct control {
    /* Absent where fewer than CONTROL_LEAST values, or where none differs from its neighbour. */
    struct decimal mean, low, high;
};

/* `signals[i]`: which rules value i breaks. */
struct control control_chart(const struct decimal *values, size_t count, unsigned *signals);

#endif
