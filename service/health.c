#include "health.h"

#include "base/address.h"
#include "base/clock.h"
#include "base/limits.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_SIZE = 13 };

static const char question[] = "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n";

/* All of it together takes no longer than this: a caller's own patience is often three seconds. */
static int left_ms(int64_t until_us) {
    int64_t left_us = until_us - clock_monotonic_us();
    return left_us > 0 ? (int)(left_us / 1000) : 0;
}

static bool wait_for(int descriptor, short events, int64_t until_us) {
    struct pollfd one = {.fd = descriptor, .events = events};
    return poll(&one, 1, left_ms(until_us)) == 1;
}

static int connect_to(const union address *address, int64_t until_us) {
    int error = 0;
    socklen_t size = sizeof error;
    int descriptor = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (connect(descriptor, &address->any, address_size(address)) == 0) {
        return descriptor;
    }
    if (errno == EINPROGRESS && wait_for(descriptor, POLLOUT, until_us) &&
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) {
        return descriptor;
    }
    close(descriptor);
    return -1;
}

/* "HTTP/1.1 200" */
static bool is_good(int descriptor, int64_t until_us) {
    char answer[ANSWER_SIZE] = "";
    size_t length = 0;
    while (length < sizeof answer - 1 && wait_for(descriptor, POLLIN, until_us)) {
        ssize_t more = read(descriptor, answer + length, sizeof answer - 1 - length);
        if (more <= 0) {
            return false;
        }
        length += (size_t)more;
    }
    return strncmp(answer, "HTTP/1.", 7) == 0 && strcmp(answer + 8, " 200") == 0;
}

int health(const char *bind, int64_t port) {
    union address address;
    if (!address_parse(bind, port, &address)) {
        fprintf(stderr, "asiakkuusd: BIND is no address: %s\n", bind);
        return 1;
    }
    address_reach(&address);
    const int64_t until_us = clock_monotonic_us() + HEALTH_PATIENCE_S * INT64_C(1000000);
    int descriptor = connect_to(&address, until_us);
    if (descriptor < 0) {
        fprintf(stderr, "asiakkuusd: nobody listens on %s port %lld\n", bind, (long long)port);
        return 1;
    }
    bool good = send(descriptor, question, sizeof question - 1, MSG_NOSIGNAL) > 0 &&
                is_good(descriptor, until_us);
    if (!good) {
        fprintf(stderr, "asiakkuusd: no good answer within %d s\n", HEALTH_PATIENCE_S);
    }
    close(descriptor);
    return good ? 0 : 1;
}
