/* Figures that somebody else counted, some of which are sums of others: which of them are hidden,
 * so that none can be worked out.
 *
 * Nothing is known of the records behind them, so that there are no exchanges (disclosure.h). What
 * a reader can work out is solved for instead: a hidden figure must not follow from those that are
 * shown and from the sums that hold. */
#ifndef STATISTICS_SUMS_H
#define STATISTICS_SUMS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct summand {
    bool there, hidden; /* what is not there is known to nobody */
    int64_t mass;       /* how many it counts: the least is hidden first */
};

struct sums {
    struct arena *arena;
    struct summand *figures;
    size_t count;
    struct sums_line *lines;
    size_t line_count, line_room;
};

/* `count` figures, to be filled. */
struct sums sums_new(struct arena *arena, size_t count);
/* The first of `members` is the sum of the others. */
void sums_add(struct sums *sums, const size_t *members, size_t count);
/* Hides more, the least first, until no hidden figure follows. */
void sums_protect(struct sums *sums);

#endif
