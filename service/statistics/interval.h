/* How sure a share is: Wilson's score interval, 95 %. */
#ifndef STATISTICS_INTERVAL_H
#define STATISTICS_INTERVAL_H

#include "base/decimal.h"

struct interval {
    struct decimal low, high;
};

/* Of `numerator` in `denominator`, as shares of `scale` (1, 100): within 0..scale, and exactly 0 or
 * `scale` at the ends. Absent where the two are no share of something. */
struct interval interval_wilson(int64_t numerator, int64_t denominator, int64_t scale);

#endif
