#include "health.h"

#include "base/address.h"
#include "base/limits.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ANSWER_SIZE = 13 };

static const char question[] = "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n";

static int connect_to(const union address *address) {
    int descriptor = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = HEALTH_PATIENCE_S};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(descriptor, &address->any, address_size(address)) == 0) {
        return descriptor;
    }
    close(descriptor);
    return -1;
}

/* "HTTP/1.1 200" */
static int is_good(int descriptor) {
    char answer[ANSWER_SIZE] = "";
    size_t length = 0;
    while (length < sizeof answer - 1) {
        ssize_t more = read(descriptor, answer + length, sizeof answer - 1 - length);
        if (more <= 0) {
            return 0;
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
    int descriptor = connect_to(&address);
    if (descriptor < 0) {
        fprintf(stderr, "asiakkuusd: nobody listens on %s port %lld\n", bind, (long long)port);
        return 1;
    }
    int good =
        send(descriptor, question, sizeof question - 1, MSG_NOSIGNAL) > 0 && is_good(descriptor);
    close(descriptor);
    return good ? 0 : 1;
}
