/* A request on its way through dispatch, made by hand. */
#ifndef TESTS_HTTP_FIXTURE_H
#define TESTS_HTTP_FIXTURE_H

#include "app.h"
#include "http/exchange.h"

struct fixture {
    struct app app;
    struct context context;
    struct exchange exchange;
};

/* A caller of area 90 asks for `target`; `route` may be NULL. The arena is of the test's own. */
void fixture_begin(struct fixture *fixture, const struct route *route, const char *target);
void fixture_end(struct fixture *fixture);

#endif
