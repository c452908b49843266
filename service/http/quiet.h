/* Keeps the log readable while the database is away: of the requests answered 503 one in each
 * LOG_UNAVAILABLE_S seconds has a line, and the others are counted. */
#ifndef HTTP_QUIET_H
#define HTTP_QUIET_H

#include <stdbool.h>
#include <stdint.h>

struct quiet;

struct quiet *quiet_new(void);
void quiet_free(struct quiet *quiet);

/* May this answer of 503 have a line? Else it is counted. True without a `quiet`. */
bool quiet_lets(struct quiet *quiet, int64_t now_us);

/* How many had no line since this was last told; 0 where none, or where it was told only now. */
int64_t quiet_count(struct quiet *quiet, int64_t now_us);

/* The same at the end of the process: whatever is left. */
int64_t quiet_rest(struct quiet *quiet);

#endif
