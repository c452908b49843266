#include "http/connections.h"
#include "base/clock.h"
#include "base/limits.h"
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { LOOK_EVERY_MS = 250, CROWD = 200 /* connections worth giving memory back for */ };

enum phase { PHASE_RESTING, PHASE_READING, PHASE_WORKING, PHASE_SENDING, PHASE_LINGERING };

struct connections {
    pthread_mutex_t lock;
    pthread_cond_t stop;
    pthread_t thread;
    bool stopping;
    int64_t request_us, idle_us;
    atomic_int_fast64_t held;
    size_t count, most;     /* now; since memory was given back */
    struct connection head; /* of a ring */
};

static void enter(struct connection *connection, enum phase phase) {
    atomic_store_explicit(&connection->since_us, clock_monotonic_us(), memory_order_relaxed);
    atomic_store_explicit(&connection->phase, (int)phase, memory_order_release);
}

void connection_begins(struct connection *connection) {
    if (atomic_load_explicit(&connection->phase, memory_order_relaxed) == PHASE_RESTING) {
        enter(connection, PHASE_READING);
    }
}

void connection_reads(struct connection *connection) {
    enter(connection, PHASE_READING);
}

void connection_works(struct connection *connection) {
    enter(connection, PHASE_WORKING);
}

void connection_sends(struct connections *connections, struct connection *connection,
                      size_t length) {
    connection->held = length;
    atomic_fetch_add(&connections->held, (int_fast64_t)length);
    enter(connection, PHASE_SENDING);
    connection->sends_since_us = atomic_load_explicit(&connection->since_us, memory_order_relaxed);
}

void connection_goes_on(struct connection *connection) {
    int64_t most_us = STREAM_SECONDS_MAX * INT64_C(1000000);
    if (clock_monotonic_us() - connection->sends_since_us < most_us) {
        enter(connection, PHASE_SENDING);
    }
}

static void let_go(struct connections *connections, struct connection *connection) {
    atomic_fetch_sub(&connections->held, (int_fast64_t)connection->held);
    connection->held = 0;
}

void connection_rests(struct connections *connections, struct connection *connection) {
    let_go(connections, connection);
    enter(connection, PHASE_RESTING);
}

int64_t connections_held(const struct connections *connections) {
    return atomic_load_explicit(&connections->held, memory_order_relaxed);
}

void connection_lingers(struct connection *connection) {
    enter(connection, PHASE_LINGERING);
}

/* How long a phase may last. Anyone who doesn't read his answer is cut off in the end, and soon
 * where many do so. */
static int64_t limit_us(const struct connections *connections, int phase) {
    if (phase == PHASE_READING) {
        return connections->request_us;
    }
    if (phase == PHASE_LINGERING) {
        return LINGER_MS * INT64_C(1000);
    }
    if (phase == PHASE_SENDING && connections_held(connections) > ANSWERS_HELD_MAX / 2) {
        return UNREAD_MS * INT64_C(1000);
    }
    return connections->idle_us + connections->request_us;
}

/* The lock keeps the socket's number from being another's meanwhile. */
static void cut_off_slow(struct connections *connections) {
    int64_t now_us = clock_monotonic_us();
    struct connection *head = &connections->head;
    for (struct connection *each = head->next; each != head; each = each->next) {
        int phase = atomic_load_explicit(&each->phase, memory_order_acquire);
        int64_t since_us = atomic_load_explicit(&each->since_us, memory_order_relaxed);
        if (now_us - since_us > limit_us(connections, phase)) {
            shutdown(each->socket, SHUT_RDWR);
        }
    }
}

/* While callers wait for a place, nobody keeps one for a request to come. */
void connections_make_room(struct connections *connections) {
    int64_t before_us = clock_monotonic_us() - CROWDED_REST_MS * INT64_C(1000);
    pthread_mutex_lock(&connections->lock);
    struct connection *head = &connections->head;
    for (struct connection *each = head->next; each != head; each = each->next) {
        int phase = atomic_load_explicit(&each->phase, memory_order_acquire);
        int64_t since_us = atomic_load_explicit(&each->since_us, memory_order_relaxed);
        if (phase == PHASE_RESTING && since_us < before_us) {
            shutdown(each->socket, SHUT_RD);
        }
    }
    pthread_mutex_unlock(&connections->lock);
}

/* The allocator keeps what a crowd has used; a crowd that has gone gives it back. */
static bool crowd_has_gone(struct connections *connections) {
    if (connections->count > connections->most) {
        connections->most = connections->count;
    }
    if (connections->most < CROWD || connections->count > connections->most / 4) {
        return false;
    }
    connections->most = connections->count;
    return true;
}

static void *look_now_and_then(void *data) {
    struct connections *connections = data;
    pthread_mutex_lock(&connections->lock);
    while (!connections->stopping) {
        const struct timespec until = clock_monotonic_after(LOOK_EVERY_MS);
        pthread_cond_timedwait(&connections->stop, &connections->lock, &until);
        cut_off_slow(connections);
        if (crowd_has_gone(connections)) {
            pthread_mutex_unlock(&connections->lock);
            malloc_trim(0);
            pthread_mutex_lock(&connections->lock);
        }
    }
    pthread_mutex_unlock(&connections->lock);
    return NULL;
}

struct connections *connections_new(int64_t request_timeout_s, int64_t idle_timeout_s) {
    struct connections *connections = calloc(1, sizeof *connections);
    if (!connections) {
        abort();
    }
    connections->request_us = request_timeout_s * 1000000;
    connections->idle_us = idle_timeout_s * 1000000;
    connections->head.next = connections->head.previous = &connections->head;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&connections->stop, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&connections->lock, NULL);
    if (pthread_create(&connections->thread, NULL, look_now_and_then, connections) != 0) {
        abort();
    }
    return connections;
}

void connections_free(struct connections *connections) {
    if (!connections) {
        return;
    }
    pthread_mutex_lock(&connections->lock);
    connections->stopping = true;
    pthread_cond_signal(&connections->stop);
    pthread_mutex_unlock(&connections->lock);
    pthread_join(connections->thread, NULL);
    pthread_mutex_destroy(&connections->lock);
    pthread_cond_destroy(&connections->stop);
    free(connections);
}

struct connection *connections_add(struct connections *connections, int socket) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        abort();
    }
    connection->socket = socket;
    enter(connection, PHASE_RESTING);
    pthread_mutex_lock(&connections->lock);
    connection->next = connections->head.next;
    connection->previous = &connections->head;
    connection->next->previous = connection;
    connections->head.next = connection;
    connections->count++;
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_remove(struct connections *connections, struct connection *connection) {
    pthread_mutex_lock(&connections->lock);
    connection->next->previous = connection->previous;
    connection->previous->next = connection->next;
    connections->count--;
    pthread_mutex_unlock(&connections->lock);
    let_go(connections, connection);
    free(connection);
}

static bool is_busy(int phase) {
    return phase == PHASE_READING || phase == PHASE_WORKING || phase == PHASE_SENDING;
}

size_t connections_busy(struct connections *connections) {
    size_t busy = 0;
    pthread_mutex_lock(&connections->lock);
    struct connection *head = &connections->head;
    for (struct connection *each = head->next; each != head; each = each->next) {
        busy += is_busy(atomic_load(&each->phase));
    }
    pthread_mutex_unlock(&connections->lock);
    return busy;
}
