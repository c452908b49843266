/* The memory of requests being worked on, kept for the next ones. */
#ifndef HTTP_WORKERS_H
#define HTTP_WORKERS_H

#include "http/exchange.h"

struct worker {
    struct worker *next;
    struct arena *arena;
    struct context context;
    struct exchange exchange;
};

struct workers;

struct workers *workers_new(void);
void workers_free(struct workers *workers);
/* An empty exchange with its context and arena. */
struct worker *workers_take(struct workers *workers);
void workers_give_back(struct workers *workers, struct worker *worker);

#endif
