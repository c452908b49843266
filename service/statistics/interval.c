#include "statistics/interval.h"

#include <math.h>

static const double z = 1.959963984540054; /* of the normal distribution, 2.5 % above */

static struct decimal part(double share, int64_t scale) {
    double clipped = share < 0 ? 0 : share > 1 ? 1 : share;
    return (struct decimal){true, llround(clipped * (double)scale * (double)DECIMAL_ONE)};
}

struct interval interval_wilson(int64_t numerator, int64_t denominator, int64_t scale) {
    if (denominator <= 0 || numerator < 0 || numerator > denominator) {
        return (struct interval){{false, 0}, {false, 0}};
    }
    double n = (double)denominator, p = (double)numerator / n, square = z * z;
    double middle = p + square / (2 * n);
    double reach = z * sqrt(p * (1 - p) / n + square / (4 * n * n));
    double whole = 1 + square / n;
    /* Rounding would leave the ends a hair away from none and all. */
    return (struct interval){numerator == 0 ? decimal_of(0) : part((middle - reach) / whole, scale),
                             numerator == denominator ? decimal_of(scale)
                                                      : part((middle + reach) / whole, scale)};
}
