/* The time. Tests put a fixed instant here (CLOCK_AT); nothing else reads the system's clock. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/date.h"

struct clock {
    struct instant fixed; /* 0: the system's */
};
struct instant clock_now(const struct clock *clock);
/* Microseconds of a clock that never steps, for durations. */
int64_t clock_monotonic_us(void);

#endif
