/* Somebody who is asked over HTTP on this machine, and answers as told. */
#ifndef TESTS_OUTGOING_SERVER_H
#define TESTS_OUTGOING_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct server;
enum { SERVER_HEARD_SIZE = 8192 };

/* Answers every request with these bytes, and closes. */
struct server *server_start(const char *answer, size_t length);
void server_stop(struct server *server);
int server_port(const struct server *server);
/* From the next answer on. */
void server_answer(struct server *server, const char *answer, size_t length);
/* While held, requests are read and not answered. */
void server_hold(struct server *server, bool held);
/* Requests read so far. */
int server_requests(struct server *server);
/* The last request, head and body. */
void server_heard(struct server *server, char out[SERVER_HEARD_SIZE]);
/* Until so many have been read. */
void server_await(struct server *server, int requests);

#endif
