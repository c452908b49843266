/* The listener: starts Ulfius on libmicrohttpd's epoll pool with one callback, and stops it without
 * losing an answer. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdbool.h>

struct app;
struct http_server;

/* Listens; NULL where it can't, with the reason in the log and on stderr. */
struct http_server *http_server_start(struct app *app);
/* Stops accepting, answers what was read whole, waits at most `deadline_ms`, then closes. */
void http_server_stop(struct http_server *server, int deadline_ms);

#endif
