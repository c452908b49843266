/* The open connections and how long each has been at its request: slow ones are cut off, and a stop
 * knows when the last answer is out.
 *
 * libmicrohttpd's own timeout counts inactivity, so a byte now and then would keep a connection for
 * ever. */
#ifndef HTTP_CONNECTIONS_H
#define HTTP_CONNECTIONS_H

#include "http/framing.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connections;

/* One open connection. Phase and time are read by the thread that cuts off; the rest belongs to the
 * thread that reads the socket. */
struct connection {
    struct connection *next, *previous;
    int socket;
    atomic_int phase;
    atomic_int_fast64_t since_us;
    struct framing framing;
    int64_t sends_since_us;              /* the answer that is on its way */
    size_t held;                         /* bytes of an answer that is on its way */
    uint64_t answered;                   /* messages */
    void (*refuse)(struct connection *); /* sends the problem of `framing` */
    void *owner;                         /* of `refuse` */
};

struct connections *connections_new(int64_t request_timeout_s, int64_t idle_timeout_s);
/* After the last connection has been removed. */
void connections_free(struct connections *connections);

struct connection *connections_add(struct connections *connections, int socket);
/* Before the socket is closed. */
void connections_remove(struct connections *connections, struct connection *connection);

/* The first byte of a request is there, unless one is being worked on; its request line is; the
 * whole request is; the answer is made, of `length` bytes of its own; it is out; a refusal is, and
 * the caller is to close. */
void connection_begins(struct connection *connection);
void connection_reads(struct connection *connection);
void connection_works(struct connection *connection);
void connection_sends(struct connections *connections, struct connection *connection,
                      size_t length);
/* The caller has taken a piece of an answer that is still being made: the time for it begins again,
 * for STREAM_SECONDS_MAX in all. */
void connection_goes_on(struct connection *connection);
void connection_rests(struct connections *connections, struct connection *connection);
void connection_lingers(struct connection *connection);

/* Bytes of answers that callers have not read yet. */
int64_t connections_held(const struct connections *connections);

/* Ends the connections that have had no request for CROWDED_REST_MS. */
void connections_make_room(struct connections *connections);

/* Connections with a request on them. */
size_t connections_busy(struct connections *connections);

#endif
