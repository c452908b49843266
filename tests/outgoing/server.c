#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int listener, port, requests;
    bool held, stopping;
    const char *answer;
    size_t length;
    char heard[SERVER_HEARD_SIZE];
};

static size_t body_length(const char *head) {
    const char *at = strcasestr(head, "\r\nContent-Length:");
    return at ? strtoul(at + strlen("\r\nContent-Length:"), NULL, 10) : 0;
}

/* All of a request; false where the caller leaves before, or says more than there is room for. */
static bool read_request(int caller, char heard[SERVER_HEARD_SIZE]) {
    size_t length = 0, whole = SERVER_HEARD_SIZE;
    heard[0] = '\0';
    while (length < whole) {
        ssize_t count = read(caller, heard + length, SERVER_HEARD_SIZE - 1 - length);
        if (count <= 0) {
            return false;
        }
        length += (size_t)count;
        heard[length] = '\0';
        const char *end = strstr(heard, "\r\n\r\n");
        if (end) {
            whole = (size_t)(end - heard) + 4 + body_length(heard);
        }
    }
    return true;
}

static void write_all(int caller, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = send(caller, bytes, length, MSG_NOSIGNAL);
        if (count <= 0) {
            return;
        }
        bytes += count;
        length -= (size_t)count;
    }
}

static void serve(struct server *server, int caller) {
    char heard[SERVER_HEARD_SIZE];
    if (!read_request(caller, heard)) {
        return;
    }
    pthread_mutex_lock(&server->lock);
    memcpy(server->heard, heard, sizeof heard);
    server->requests++;
    pthread_cond_broadcast(&server->changed);
    while (server->held && !server->stopping) {
        pthread_cond_wait(&server->changed, &server->lock);
    }
    const char *answer = server->answer;
    size_t length = server->length;
    pthread_mutex_unlock(&server->lock);
    write_all(caller, answer, length);
}

static void *serve_all(void *data) {
    struct server *server = data;
    int caller;
    while ((caller = accept(server->listener, NULL, NULL)) >= 0) {
        serve(server, caller);
        close(caller);
    }
    return NULL;
}

struct server *server_start(const char *answer, size_t length) {
    struct server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (!server) {
        abort();
    }
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(server->listener, 16) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0) {
        abort();
    }
    server->port = ntohs(address.sin_port);
    server->answer = answer;
    server->length = length;
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    if (pthread_create(&server->thread, NULL, serve_all, server) != 0) {
        abort();
    }
    return server;
}

void server_stop(struct server *server) {
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

int server_port(const struct server *server) {
    return server->port;
}

void server_answer(struct server *server, const char *answer, size_t length) {
    pthread_mutex_lock(&server->lock);
    server->answer = answer;
    server->length = length;
    pthread_mutex_unlock(&server->lock);
}

void server_hold(struct server *server, bool held) {
    pthread_mutex_lock(&server->lock);
    server->held = held;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

void server_heard(struct server *server, char out[SERVER_HEARD_SIZE]) {
    pthread_mutex_lock(&server->lock);
    memcpy(out, server->heard, SERVER_HEARD_SIZE);
    pthread_mutex_unlock(&server->lock);
}

int server_requests(struct server *server) {
    pthread_mutex_lock(&server->lock);
    int requests = server->requests;
    pthread_mutex_unlock(&server->lock);
    return requests;
}

void server_await(struct server *server, int requests) {
    pthread_mutex_lock(&server->lock);
    while (server->requests < requests) {
        pthread_cond_wait(&server->changed, &server->lock);
    }
    pthread_mutex_unlock(&server->lock);
}
