/* The open connections and how long each has been at its request: slow ones are cut off, and a stop
 * knows when the last answer is out.
 *
 * libmicrohttpd's own timeout counts inactivity, so a byte now and then would keep a connection for
 * ever. */
#ifndef HTTP_CONNECTIONS_H
#define HTTP_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connections;
struct connection;

struct connections *connections_new(int64_t request_timeout_s, int64_t idle_timeout_s);
/* After the last connection has been removed. */
void connections_free(struct connections *connections);

struct connection *connections_add(struct connections *connections, int socket);
/* Before the socket is closed. */
void connections_remove(struct connections *connections, struct connection *connection);

/* The request line is there; the whole request is; the answer is out. */
void connection_reads(struct connection *connection);
void connection_works(struct connection *connection);
void connection_rests(struct connection *connection);

/* Ends the connections that have had no request for CROWDED_REST_MS. */
void connections_make_room(struct connections *connections);

/* Connections with a request on them. */
size_t connections_busy(struct connections *connections);

#endif
