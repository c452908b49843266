/* Tells other parties something over HTTP (POST), at addresses that they have named themselves.
 *
 * What they name is not trusted: https alone, or http on this machine; an address is looked at
 * after the name was resolved, at each connection; no redirect is followed and no proxy asked,
 * behind which nobody could look. Of the answer its status is told and nothing else: its headers
 * and body are bounded and thrown away. */
#ifndef OUTGOING_POST_H
#define OUTGOING_POST_H

#include "outgoing/networks.h"

#include <stddef.h>

enum outgoing_url {
    OUTGOING_URL_GOOD,
    OUTGOING_URL_MALFORMED, /* or it holds a user, a password or a fragment */
    OUTGOING_URL_NOT_HTTPS,
    OUTGOING_URL_REFUSED /* an address that no connection may be made to */
};
/* What can be told of a URL without asking for its name. */
enum outgoing_url outgoing_url_look(const char *url, const struct networks *allowed);

enum outgoing_outcome {
    OUTGOING_ANSWERED,
    OUTGOING_REFUSED,     /* the name leads to an address that no connection may be made to */
    OUTGOING_UNREACHABLE, /* no such name, or nobody there */
    OUTGOING_UNTRUSTED,   /* no certificate that holds for this name */
    OUTGOING_TIMED_OUT,
    OUTGOING_BROKEN, /* what came was no answer, or was cut short */
    OUTGOING_STOPPED /* the caller did not want to wait any more */
};

struct outgoing_letter {
    const char *url;
    const char *const *headers; /* "name: value", the last NULL */
    const char *body;
    size_t length;
    size_t answer_max;   /* bytes read of the answer's head, and of its body */
    int64_t seconds_max; /* from the look at the name to the last byte */
    const struct networks *allowed;
    bool (*stops)(void *of); /* asked now and then while it waits */
    void *of;
};

struct outgoing_answer {
    enum outgoing_outcome outcome;
    int status; /* of an answer */
};

/* A connection that is kept from one letter to the next, where both go to the same place. */
struct outgoing_line;
struct outgoing_line *outgoing_line_open(void);
void outgoing_line_close(struct outgoing_line *line);

struct outgoing_answer outgoing_post(struct outgoing_line *line,
                                     const struct outgoing_letter *letter);

#endif
