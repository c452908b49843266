/* Who takes callers in, one after another, and deals them out to the listener's threads in turn.
 *
 * libmicrohttpd's threads would each accept what they find: some then hold several connections,
 * whose requests wait for each other, while others hold none. */
#ifndef HTTP_ACCEPTOR_H
#define HTTP_ACCEPTOR_H

#include <microhttpd.h>
#include <stdbool.h>
#include <sys/socket.h>

struct acceptor;

/* Listens; callers wait in the kernel until acceptor_start. NULL where that can't be done. */
struct acceptor *acceptor_new(const struct sockaddr *address, socklen_t length);
/* The daemon has no socket of its own to listen on. False where there is no thread to be had. */
bool acceptor_start(struct acceptor *acceptor, struct MHD_Daemon *daemon,
                    unsigned connections_most);
/* Callers are refused from here on; those taken in stay. */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_free(struct acceptor *acceptor);

#endif
