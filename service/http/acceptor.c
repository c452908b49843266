#include "http/acceptor.h"

#include "base/limits.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REST_US = 10000 };

struct acceptor {
    int socket;
    struct lane *lanes;
    int lane_count, next;
    void (*crowded)(void *);
    void *data;
    pthread_t thread;
    atomic_bool stopping;
    bool running;
};

int lanes_choose(const struct lane *lanes, int count, int from) {
    int best = -1, fewest = CONNECTIONS_A_THREAD;
    for (int i = 0; i < count; i++) {
        int at = (from + i) % count, taken = atomic_load(&lanes[at].taken);
        if (taken < fewest) {
            fewest = taken;
            best = at;
        }
    }
    return best;
}

void lane_give_back(struct lane *lane) {
    atomic_fetch_sub(&lane->taken, 1);
}

/* The library closes the socket where it can't take it. */
static void hand_over(struct lane *lane, int caller, const struct sockaddr *address,
                      socklen_t length) {
    atomic_fetch_add(&lane->taken, 1);
    if (MHD_add_connection(lane->daemon, caller, address, length) != MHD_YES) {
        lane_give_back(lane);
    }
}

static void take_in(struct acceptor *acceptor, struct lane *lane) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int caller = accept4(acceptor->socket, (struct sockaddr *)&address, &length,
                         SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (caller >= SOCKETS_MOST) {
        close(caller);
    } else if (caller >= 0) {
        hand_over(lane, caller, (struct sockaddr *)&address, length);
    } else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
        usleep(REST_US); /* out of descriptors or memory, or about to stop */
    }
}

/* Where all places are taken, callers wait in the kernel's queue. */
static void wait_for_room(struct acceptor *acceptor) {
    acceptor->crowded(acceptor->data);
    usleep(REST_US);
}

static void *run(void *data) {
    struct acceptor *acceptor = data;
    struct pollfd listening = {.fd = acceptor->socket, .events = POLLIN};
    while (!atomic_load(&acceptor->stopping)) {
        if (poll(&listening, 1, -1) <= 0 || atomic_load(&acceptor->stopping)) {
            continue;
        }
        int lane = lanes_choose(acceptor->lanes, acceptor->lane_count, acceptor->next);
        if (lane < 0) {
            wait_for_room(acceptor);
            continue;
        }
        acceptor->next = (lane + 1) % acceptor->lane_count;
        take_in(acceptor, &acceptor->lanes[lane]);
    }
    return NULL;
}

static bool listens(int listener, const struct sockaddr *address, socklen_t length) {
    static const int yes = 1;
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0) {
        return false;
    }
    if (address->sa_family == AF_INET6 &&
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes) != 0) {
        return false;
    }
    return bind(listener, address, length) == 0 && listen(listener, LISTEN_BACKLOG) == 0;
}

struct acceptor *acceptor_new(const struct sockaddr *address, socklen_t length) {
    struct acceptor *acceptor = calloc(1, sizeof *acceptor);
    if (!acceptor) {
        abort();
    }
    acceptor->socket = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (acceptor->socket >= 0 && listens(acceptor->socket, address, length)) {
        return acceptor;
    }
    int cause = errno;
    acceptor_free(acceptor);
    errno = cause;
    return NULL;
}

bool acceptor_start(struct acceptor *acceptor, struct lane *lanes, int count,
                    void (*crowded)(void *), void *data) {
    acceptor->lanes = lanes;
    acceptor->lane_count = count;
    acceptor->crowded = crowded;
    acceptor->data = data;
    acceptor->running = pthread_create(&acceptor->thread, NULL, run, acceptor) == 0;
    return acceptor->running;
}

void acceptor_stop(struct acceptor *acceptor) {
    if (!acceptor || !acceptor->running) {
        return;
    }
    atomic_store(&acceptor->stopping, true);
    shutdown(acceptor->socket, SHUT_RDWR);
    pthread_join(acceptor->thread, NULL);
    acceptor->running = false;
}

void acceptor_free(struct acceptor *acceptor) {
    if (!acceptor) {
        return;
    }
    acceptor_stop(acceptor);
    if (acceptor->socket >= 0) {
        close(acceptor->socket);
    }
    free(acceptor);
}
