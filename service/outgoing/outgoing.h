/* Asks other parties over HTTP; the only room that knows libcurl.
 *
 * An address is looked at after its name was resolved, at each connection: what a name says can
 * change between two looks. No redirect is followed, so that nobody sends the service elsewhere. */
#ifndef OUTGOING_H
#define OUTGOING_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outgoing_request {
    const char *url;     /* https, or http on this machine */
    size_t size_max;     /* bytes of the answer's body; a longer one is a failure */
    int64_t seconds_max; /* from the look at the name to the last byte */
};

/* Once a process, before and after all calls. */
void outgoing_start(void);
void outgoing_stop(void);

/* May this URL be asked at all? https, or http to 127.0.0.1, ::1 or localhost. */
bool outgoing_allows_url(const char *url);
/* May a connection be made to this address? Over http this machine alone; else neither a link-local
 * address, where clouds keep their secrets, nor multicast, nor none at all. */
bool outgoing_allows_address(const struct sockaddr *address, bool over_http);

/* The body of a 200 answer, NUL-terminated, to be freed; NULL where there is none. */
char *outgoing_get(const struct outgoing_request *request);

#endif
