/* Where answers go. A file is written in large aligned pieces, so that the pages of it that are
 * kept in memory stay whole; anything else, such as a pipe, as soon as there is something to write.
 */
#ifndef CLI_BULK_SINK_H
#define CLI_BULK_SINK_H

#include <stdbool.h>
#include <stddef.h>

enum { SINK_STEP = 64 * 1024 };

struct sink {
    int file;
    bool waits;           /* for whole steps */
    char rest[SINK_STEP]; /* what waits */
    size_t rest_length;
};

void sink_open(struct sink *sink, int file);
/* False, with errno, when writing failed. */
bool sink_put(struct sink *sink, const char *bytes, size_t length);
/* Writes what still waits. */
bool sink_end(struct sink *sink);

#endif
