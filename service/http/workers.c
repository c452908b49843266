#include "http/workers.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct workers {
    pthread_mutex_t lock;
    struct worker *idle;
};

struct workers *workers_new(void) {
    struct workers *workers = calloc(1, sizeof *workers);
    if (!workers) {
        abort();
    }
    pthread_mutex_init(&workers->lock, NULL);
    return workers;
}

void workers_free(struct workers *workers) {
    while (workers && workers->idle) {
        struct worker *worker = workers->idle;
        workers->idle = worker->next;
        arena_free(worker->arena);
        free(worker);
    }
    if (workers) {
        pthread_mutex_destroy(&workers->lock);
    }
    free(workers);
}

static struct worker *worker_new(void) {
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker) {
        abort();
    }
    worker->arena = arena_new();
    return worker;
}

/* The list of field errors is filled before it is read: clearing it would cost more than the rest.
 */
static void clear(struct worker *worker) {
    memset(&worker->context, 0, offsetof(struct context, errors));
    worker->context.error_count = 0;
    memset(&worker->exchange, 0, sizeof worker->exchange);
    worker->context.arena = worker->arena;
    worker->exchange.context = &worker->context;
}

struct worker *workers_take(struct workers *workers) {
    pthread_mutex_lock(&workers->lock);
    struct worker *worker = workers->idle;
    if (worker) {
        workers->idle = worker->next;
    }
    pthread_mutex_unlock(&workers->lock);
    if (!worker) {
        worker = worker_new();
    }
    clear(worker);
    return worker;
}

void workers_give_back(struct workers *workers, struct worker *worker) {
    arena_reset(worker->arena);
    pthread_mutex_lock(&workers->lock);
    worker->next = workers->idle;
    workers->idle = worker;
    pthread_mutex_unlock(&workers->lock);
}
