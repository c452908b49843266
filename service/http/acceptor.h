/* Who takes callers in, one after another, and deals them out to the listener's threads in turn.
 *
 * libmicrohttpd's threads would each accept what they find: some then hold several connections,
 * whose requests wait for each other, while others hold none. */
#ifndef HTTP_ACCEPTOR_H
#define HTTP_ACCEPTOR_H

#include <microhttpd.h>

struct acceptor;

/* Takes the listening socket from the daemon. NULL where that can't be done. */
struct acceptor *acceptor_start(struct MHD_Daemon *daemon, unsigned connections_most);
/* Callers are refused from here on; those taken in stay. */
void acceptor_stop(struct acceptor *acceptor);
/* After the daemon: until then a thread of its may still name the socket to the kernel. */
void acceptor_free(struct acceptor *acceptor);

#endif
