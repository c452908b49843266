/* Who takes callers in, one after another, and deals them out to the listener's threads.
 *
 * Each thread is a daemon of libmicrohttpd of its own, a lane, whose places are counted here: taken
 * before a caller is handed over, given back when the connection is closed. So the library's own
 * limit is never reached (version 0.9.75 waits for itself for ever there), and callers beyond it
 * wait in the kernel. */
#ifndef HTTP_ACCEPTOR_H
#define HTTP_ACCEPTOR_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>

/* One thread of a listener. */
struct lane {
    struct MHD_Daemon *daemon;
    atomic_int taken; /* places, of CONNECTIONS_A_THREAD */
};

struct acceptor;

/* Listens; callers wait in the kernel until acceptor_start. NULL where that can't be done, with
 * errno saying why. */
struct acceptor *acceptor_new(const struct sockaddr *address, socklen_t length);

/* The daemons have no socket of their own to listen on. `crowded` is called now and then while all
 * places are taken and somebody may be waiting. False where there is no thread to be had. */
bool acceptor_start(struct acceptor *acceptor, struct lane *lanes, int count,
                    void (*crowded)(void *), void *data);
/* A connection of the lane has been closed. */
void lane_give_back(struct lane *lane);
/* Callers are refused from here on; those taken in stay. */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_free(struct acceptor *acceptor);

/* The lane with the most room, the first of them from `from` on; -1 where all places are taken. */
int lanes_choose(const struct lane *lanes, int count, int from);

#endif
