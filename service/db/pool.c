#include "db/pool.h"
#include "base/limits.h"

#include "base/clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_SIZE = 200, OPTIONS_SIZE = 500 };

/* Idle connections lie in a stack: the one used last is used next, those not connected lie at the
 * bottom. Everything is under the mutex but connecting and closing. */
struct db_pool {
    struct db_settings settings;
    char *conninfo;
    char options[OPTIONS_SIZE];
    pthread_mutex_t mutex;
    pthread_cond_t given_back;
    struct db_connection *connections;
    struct db_connection **idle;
    int idle_count, waiting;
    int64_t retry_at_us; /* no attempt to connect before this time */
    int backoff_ms;
    bool behind;            /* the last attempt found a database older than this program */
    char words[WORDS_SIZE]; /* why the last attempt failed */
};

const char *db_plan_mode(const char *plans) {
    static const char *const modes[][2] = {
        {"generic", "force_generic_plan"}, {"custom", "force_custom_plan"}, {"auto", "auto"}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(modes[i][0], plans) == 0) {
            return modes[i][1];
        }
    }
    return NULL;
}

/* Of large tables a page is planned at the cost of all its rows, from which PostgreSQL would
 * compile it each time it runs, for longer than the page takes: jit is off. */
static void write_options(struct db_pool *pool) {
    const char *plans = db_plan_mode(pool->settings.plans ? pool->settings.plans : "generic");
    snprintf(pool->options, sizeof pool->options,
             "-c search_path=asiakkuus -c statement_timeout=%d -c lock_timeout=%d"
             " -c idle_in_transaction_session_timeout=%d -c TimeZone=UTC -c DateStyle=ISO"
             " -c bytea_output=hex -c client_encoding=UTF8 -c client_min_messages=error"
             " -c plan_cache_mode=%s -c jit=off",
             pool->settings.statement_timeout_ms, pool->settings.lock_timeout_ms,
             IDLE_IN_TRANSACTION_MS, plans);
}

static void init_lock(struct db_pool *pool) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->given_back, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&pool->mutex, NULL);
}

static void *take_memory(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (!memory) {
        abort();
    }
    return memory;
}

static bool good_conninfo(const char *conninfo) {
    PQconninfoOption *options = conninfo ? PQconninfoParse(conninfo, NULL) : NULL;
    PQconninfoFree(options);
    return options != NULL;
}

struct db_pool *db_pool_new(const struct db_settings *settings) {
    if (!good_conninfo(settings->conninfo) || (settings->plans && !db_plan_mode(settings->plans))) {
        return NULL;
    }
    size_t count = (size_t)settings->connections;
    struct db_pool *pool = take_memory(1, sizeof *pool);
    pool->settings = *settings;
    pool->conninfo = take_memory(1, strlen(settings->conninfo) + 1);
    memcpy(pool->conninfo, settings->conninfo, strlen(settings->conninfo));
    pool->settings.conninfo = pool->conninfo;
    write_options(pool);
    init_lock(pool);
    pool->connections = take_memory(count, sizeof *pool->connections);
    pool->idle = take_memory(count, sizeof *pool->idle);
    for (size_t i = 0; i < count; i++) {
        connection_wait(&pool->connections[i], settings->statement_timeout_ms);
        pool->idle[pool->idle_count++] = &pool->connections[i];
    }
    return pool;
}

void db_pool_free(struct db_pool *pool) {
    if (!pool) {
        return;
    }
    for (int i = 0; i < pool->settings.connections; i++) {
        connection_close(&pool->connections[i]);
    }
    pthread_cond_destroy(&pool->given_back);
    pthread_mutex_destroy(&pool->mutex);
    free(pool->connections);
    free(pool->idle);
    free(pool->conninfo);
    free(pool);
}

const struct db_settings *pool_settings(const struct db_pool *pool) {
    return &pool->settings;
}

void db_pool_state(struct db_pool *pool, struct db_pool_state *out) {
    *out = (struct db_pool_state){.idle = 0};
    pthread_mutex_lock(&pool->mutex);
    for (int i = 0; i < pool->idle_count; i++) {
        out->idle += pool->idle[i]->pg != NULL;
        out->broken += pool->idle[i]->pg == NULL;
    }
    out->busy = pool->settings.connections - pool->idle_count;
    out->waiting = pool->waiting;
    pthread_mutex_unlock(&pool->mutex);
}

static struct timespec time_after_ms(int ms) {
    int64_t at_us = clock_monotonic_us() + (int64_t)ms * 1000;
    return (struct timespec){.tv_sec = at_us / 1000000, .tv_nsec = at_us % 1000000 * 1000};
}

/* An idle connection, or NULL where none was given back in time. */
static struct db_connection *take_idle(struct db_pool *pool) {
    struct db_connection *connection = NULL;
    struct timespec deadline = time_after_ms(pool->settings.wait_ms);
    int error = 0;
    pthread_mutex_lock(&pool->mutex);
    pool->waiting++;
    while (pool->idle_count == 0 && error != ETIMEDOUT) {
        error = pthread_cond_timedwait(&pool->given_back, &pool->mutex, &deadline);
    }
    pool->waiting--;
    if (pool->idle_count > 0) {
        connection = pool->idle[--pool->idle_count];
    }
    pthread_mutex_unlock(&pool->mutex);
    return connection;
}

static bool may_connect(struct db_pool *pool, char words[WORDS_SIZE]) {
    pthread_mutex_lock(&pool->mutex);
    bool may = clock_monotonic_us() >= pool->retry_at_us;
    memcpy(words, pool->words, WORDS_SIZE);
    pthread_mutex_unlock(&pool->mutex);
    return may;
}

static void note_attempt(struct db_pool *pool, bool good, bool behind,
                         const char words[WORDS_SIZE]) {
    pthread_mutex_lock(&pool->mutex);
    pool->behind = behind;
    if (good) {
        pool->backoff_ms = 0;
    } else {
        memcpy(pool->words, words, WORDS_SIZE);
        int doubled = pool->backoff_ms * 2;
        pool->backoff_ms = doubled < RECONNECT_LEAST_MS ? RECONNECT_LEAST_MS : doubled;
        if (pool->backoff_ms > RECONNECT_MOST_MS) {
            pool->backoff_ms = RECONNECT_MOST_MS;
        }
        pool->retry_at_us = clock_monotonic_us() + (int64_t)pool->backoff_ms * 1000;
    }
    pthread_mutex_unlock(&pool->mutex);
}

bool pool_is_behind(struct db_pool *pool) {
    pthread_mutex_lock(&pool->mutex);
    bool behind = pool->behind;
    pthread_mutex_unlock(&pool->mutex);
    return behind;
}

/* On a schema older than its own the program would fail here and there, and store half of what it
 * should elsewhere. It never gets older, so that it is enough to ask once a connection. */
static bool schema_fits(const struct db_pool *pool, struct db_connection *connection, bool *behind,
                        char words[WORDS_SIZE]) {
    int expected = pool->settings.migrations_expected;
    int count = expected > 0 ? connection_migrations(connection) : 0;
    *behind = count >= 0 && count < expected;
    if (count < 0) {
        snprintf(words, WORDS_SIZE, "can't connect: no answer");
    } else if (*behind) {
        snprintf(words, WORDS_SIZE, WORDS_MIGRATIONS_MISSING, count, expected);
    }
    return count >= expected;
}

/* Makes a connection out of a place without one. */
static enum status connect_place(struct db_pool *pool, struct context *context,
                                 struct db_connection *connection) {
    char words[WORDS_SIZE] = "";
    bool behind = false;
    if (!may_connect(pool, words)) {
        return context_fail(context, STATUS_unavailable, "waiting to try again: %s", words);
    }
    bool good = connection_open(connection, pool->conninfo, pool->options, words, sizeof words);
    if (good && !schema_fits(pool, connection, &behind, words)) {
        connection_close(connection);
        good = false;
    }
    note_attempt(pool, good, behind, words);
    return good ? OK : context_fail(context, STATUS_unavailable, "%s", words);
}

enum status pool_take(struct db_pool *pool, struct context *context, struct db_connection **out) {
    struct db_connection *connection = take_idle(pool);
    if (!connection) {
        return context_fail(context, STATUS_unavailable, "no connection came free in time");
    }
    if (connection->pg && !connection_fit(connection)) {
        connection_close(connection);
    }
    if (!connection->pg) {
        enum status status = connect_place(pool, context, connection);
        if (status != OK) {
            pool_give(pool, connection);
            return status;
        }
    }
    *out = connection;
    return OK;
}

void pool_give(struct db_pool *pool, struct db_connection *connection) {
    if (connection->broken) {
        connection_close(connection);
    }
    connection_wait(connection, pool->settings.statement_timeout_ms);
    pthread_mutex_lock(&pool->mutex);
    int place = pool->idle_count++;
    if (!connection->pg) { /* to the bottom */
        memmove(pool->idle + 1, pool->idle, (size_t)place * sizeof *pool->idle);
        place = 0;
    }
    pool->idle[place] = connection;
    pthread_cond_signal(&pool->given_back);
    pthread_mutex_unlock(&pool->mutex);
}
