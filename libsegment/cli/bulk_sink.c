#include "bulk_sink.h"
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

void sink_open(struct sink *sink, int file) {
    struct stat status;
    sink->file = file;
    sink->waits = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    sink->rest_length = 0;
}

static bool write_fully(int file, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(file, bytes, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

/* What stands in two places. */
static bool write_both(int file, const char *a, size_t a_length, const char *b, size_t b_length) {
    struct iovec both[2] = {{.iov_base = (void *)(uintptr_t)a, .iov_len = a_length},
                            {.iov_base = (void *)(uintptr_t)b, .iov_len = b_length}};
    ssize_t n = writev(file, both, 2);
    if (n < 0 && errno != EINTR) {
        return false;
    }
    size_t done = n < 0 ? 0 : (size_t)n;
    size_t of_a = done < a_length ? done : a_length;
    return write_fully(file, a + of_a, a_length - of_a) &&
           write_fully(file, b + (done - of_a), b_length - (done - of_a));
}

bool sink_put(struct sink *sink, const char *bytes, size_t length) {
    if (!sink->waits || length == 0) {
        return write_fully(sink->file, bytes, length);
    }
    size_t rest = sink->rest_length, all = (rest + length) / SINK_STEP * SINK_STEP;
    size_t now = all > 0 ? all - rest : 0;
    if (all > 0) {
        sink->rest_length = 0;
        if (!write_both(sink->file, sink->rest, rest, bytes, now)) {
            return false;
        }
    }
    memcpy(sink->rest + sink->rest_length, bytes + now, length - now);
    sink->rest_length += length - now;
    return true;
}

bool sink_end(struct sink *sink) {
    size_t rest = sink->rest_length;
    sink->rest_length = 0;
    return write_fully(sink->file, sink->rest, rest);
}
