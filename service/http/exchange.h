/* One request and its answer on their way through dispatch. Known to http/ alone; handlers see the
 * `request` and the `reply` in it. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/headers.h"
#include "http/http.h"
#include "http/quiet.h"
#include "http/rate.h"
#include "http/router.h"

/* What the message looked like, free of the library that read it. */
struct message {
    const char *method, *protocol, *target; /* target: as sent, with its query */
    const char *body;
    size_t body_length;
};

/* RFC 6749, 5.2; NULL: as the status has it. */
struct oauth_error {
    const char *error, *error_description;
};

struct exchange {
    struct app *app;
    struct context *context;
    struct message message;
    struct headers headers;
    const char *query; /* undecoded, behind the `?`; "" where there is none */
    struct match match;
    const struct route *route; /* NULL before it is found */
    struct request request;
    struct reply reply;
    const char *etag;      /* of the reply, or NULL */
    const char *allow;     /* set: the value of Allow */
    const char *successor; /* where a client is now that went into another, or NULL */
    struct rates *rates;
    struct quiet *quiet;
    struct files *files;
    struct oauth_error oauth_error; /* of ROUTE_OAUTH, where the handler has named one */
    bool once;        /* the call's token is taken, and good for this one (token_use.h) */
    bool crowded;     /* too many bytes wait for callers who don't read them */
    bool file_packed; /* the reply's file goes out as gzip */
    bool bounded;     /* `rate` tells what is left to the caller */
    struct rate rate;
    bool internal; /* came in on the internal listener */
    bool stopping; /* the process is about to end */
    bool preflight;
    bool close;    /* the connection can't be trusted any more */
    bool replayed; /* an answer given before */
    bool unspoken; /* it was kept without its language */
    bool cut;      /* the answer was begun and not sent to its end */
    int64_t started_us;
};

struct exchange *exchange_of(const struct request *request);

#endif
