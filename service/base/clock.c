#include "base/clock.h"

#include <time.h>

static int64_t read_us(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct instant clock_now(const struct clock *clock) {
    return clock->fixed.us ? clock->fixed : (struct instant){read_us(CLOCK_REALTIME)};
}

int64_t clock_monotonic_us(void) {
    return read_us(CLOCK_MONOTONIC);
}

struct timespec clock_monotonic_after(int64_t ms) {
    int64_t us = clock_monotonic_us() + ms * 1000;
    return (struct timespec){.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
}
