/* The time. Tests put a fixed instant here (CLOCK_AT); nothing else reads the system's clock. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/date.h"
#include <time.h>

struct clock {
    struct instant fixed; /* 0: the system's */
};
struct instant clock_now(const struct clock *clock);
/* Microseconds of a clock that never steps, for durations. */
int64_t clock_monotonic_us(void);

/* That clock so many milliseconds from now, for waits (pthread_condattr_setclock). */
struct timespec clock_monotonic_after(int64_t ms);

#endif
