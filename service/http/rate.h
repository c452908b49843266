/* How many requests a caller may make: RATE_BURST at once, and RATE_LIMIT a second in the long run,
 * for each area and `sub`.
 *
 * Bounded: callers share RATE_CALLERS_MAX places; the one who has rested longest gives way to a
 * new one and is met with a full burst when coming back. */
#ifndef HTTP_RATE_H
#define HTTP_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rates;

/* What is left to a caller. */
struct rate {
    int64_t burst, window_s; /* requests, and the seconds in which so many come back */
    int64_t left, full_s;    /* requests, and the seconds until the whole burst is back */
    int64_t wait_s;          /* 0: taken; else refused, for so long */
};

/* `limit` 0: no bound. */
struct rates *rates_new(int64_t limit, int64_t burst);
void rates_free(struct rates *rates);

/* Takes one request of the caller's; false where there is no bound (or no `rates`), and `out` is
 * untouched. */
bool rates_take(struct rates *rates, const char *area, const char *sub, int64_t now_us,
                struct rate *out);

#endif
