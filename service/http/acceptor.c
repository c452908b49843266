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
    struct MHD_Daemon *daemon;
    int socket;
    unsigned connections_most;
    pthread_t thread;
    atomic_bool stopping;
    bool running;
};

/* Where all places are taken, callers wait in the kernel's queue. */
static bool has_room(const struct acceptor *acceptor) {
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(acceptor->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return !info || info->num_connections < acceptor->connections_most;
}

static void take_in(struct acceptor *acceptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int caller = accept4(acceptor->socket, (struct sockaddr *)&address, &length,
                         SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (caller >= 0)
        (void)MHD_add_connection(acceptor->daemon, caller, (struct sockaddr *)&address, length);
    else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        usleep(REST_US); /* out of descriptors or memory, or about to stop */
}

static void *run(void *data) {
    struct acceptor *acceptor = data;
    struct pollfd listening = {.fd = acceptor->socket, .events = POLLIN};
    while (!atomic_load(&acceptor->stopping)) {
        if (!has_room(acceptor))
            usleep(REST_US);
        else if (poll(&listening, 1, -1) > 0 && !atomic_load(&acceptor->stopping))
            take_in(acceptor);
    }
    return NULL;
}

static bool listens(int listener, const struct sockaddr *address, socklen_t length) {
    static const int yes = 1;
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0)
        return false;
    if (address->sa_family == AF_INET6 &&
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes) != 0)
        return false;
    return bind(listener, address, length) == 0 && listen(listener, LISTEN_BACKLOG) == 0;
}

struct acceptor *acceptor_new(const struct sockaddr *address, socklen_t length) {
    struct acceptor *acceptor = calloc(1, sizeof *acceptor);
    if (!acceptor)
        abort();
    acceptor->socket = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (acceptor->socket >= 0 && listens(acceptor->socket, address, length))
        return acceptor;
    acceptor_free(acceptor);
    return NULL;
}

bool acceptor_start(struct acceptor *acceptor, struct MHD_Daemon *daemon,
                    unsigned connections_most) {
    acceptor->daemon = daemon;
    acceptor->connections_most = connections_most;
    acceptor->running = pthread_create(&acceptor->thread, NULL, run, acceptor) == 0;
    return acceptor->running;
}

void acceptor_stop(struct acceptor *acceptor) {
    if (!acceptor || !acceptor->running)
        return;
    atomic_store(&acceptor->stopping, true);
    shutdown(acceptor->socket, SHUT_RDWR);
    pthread_join(acceptor->thread, NULL);
    acceptor->running = false;
}

void acceptor_free(struct acceptor *acceptor) {
    if (!acceptor)
        return;
    acceptor_stop(acceptor);
    if (acceptor->socket >= 0)
        close(acceptor->socket);
    free(acceptor);
}
