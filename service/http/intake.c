/* The hardened headers would define recv(2) inline, before the one here. */
#undef _FORTIFY_SOURCE
#include "http/intake.h"
#include "base/limits.h"
#include <errno.h>
#include <stdatomic.h>
#include <sys/socket.h>

/* recv knows of a socket only its number. Written by the thread that reads the socket. */
static struct connection *_Atomic watched[SOCKETS_MOST];

static struct connection *connection_of(int socket) {
    bool within = socket >= 0 && socket < SOCKETS_MOST;
    return within ? atomic_load_explicit(&watched[socket], memory_order_acquire) : NULL;
}

void intake_open(struct connection *connection) {
    if (connection->socket < SOCKETS_MOST) {
        atomic_store_explicit(&watched[connection->socket], connection, memory_order_release);
    }
}

void intake_close(struct connection *connection) {
    if (connection->socket < SOCKETS_MOST) {
        atomic_store_explicit(&watched[connection->socket], NULL, memory_order_release);
    }
}

bool intake_has_message(const struct connection *connection) {
    return connection->framing.complete > connection->answered;
}

/* Tells the caller and waits for it to close: closing first could take the answer away from it. */
static void refuse(struct connection *connection) {
    connection->refuse(connection);
    shutdown(connection->socket, SHUT_WR);
    connection_lingers(connection);
}

void intake_answered(struct connection *connection) {
    connection->answered++;
    if (connection->framing.fault != OK && !intake_has_message(connection)) {
        refuse(connection);
    }
}

static ssize_t fail(int error) {
    errno = error;
    return -1;
}

/* What comes after a refusal is read and thrown away. */
static ssize_t drop(struct connection *connection, char *room, size_t size) {
    ssize_t count;
    do {
        count = recvfrom(connection->socket, room, size, MSG_DONTWAIT, NULL, NULL);
    } while (count > 0);
    return count == 0 ? fail(ECONNRESET) : -1;
}

/* The library gets the messages before the faulty one, whose refusal waits for their answers. */
static ssize_t turn_away(struct connection *connection, size_t good) {
    if (intake_has_message(connection)) {
        return good > 0 ? (ssize_t)good : fail(EAGAIN);
    }
    refuse(connection);
    return fail(EAGAIN);
}

static ssize_t take(struct connection *connection, char *room, size_t size, int flags) {
    size_t good;
    struct framing *framing = &connection->framing;
    if (framing->fault != OK) {
        return drop(connection, room, size);
    }
    ssize_t count = recvfrom(connection->socket, room, size, flags, NULL, NULL);
    if (count == 0 && !framing_between(framing)) {
        return fail(ECONNRESET); /* half a message: its place is free at once */
    }
    if (count <= 0) {
        return count;
    }
    connection_begins(connection);
    return framing_read(framing, room, (size_t)count, &good) ? count : turn_away(connection, good);
}

/* In the place of the C library's, also for the shared libraries of this program. */
__attribute__((visibility("default"))) ssize_t recv(int socket, void *room, size_t size,
                                                    int flags) {
    struct connection *connection = connection_of(socket);
    if (!connection) {
        return recvfrom(socket, room, size, flags, NULL, NULL);
    }
    return take(connection, room, size, flags);
}
