#include "db/connection.h"

#include "base/clock.h"
#include "db/db.sql.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The server's notices may quote data; nobody reads them here. */
static void drop_notice(void *nothing, const char *message) {
    (void)nothing;
    (void)message;
}

static void keep_words(char *words, size_t size, const char *message) {
    snprintf(words, size, "can't connect: %s", message);
    words[strcspn(words, "\n")] = '\0';
}

/* The defaults stand before the connection string, which may say otherwise; `options` behind it. */
static PGconn *connect_with(const char *conninfo, const char *options) {
    const char *const names[] = {"connect_timeout",
                                 "tcp_user_timeout",
                                 "keepalives_idle",
                                 "application_name",
                                 "dbname",
                                 "options",
                                 NULL};
    const char *const values[] = {"3", "10000", "30", "asiakkuusd", conninfo, options, NULL};
    return PQconnectdbParams(names, values, 1);
}

void connection_wait(struct db_connection *connection, int statement_ms) {
    enum { MARGIN_MS = 2000 };
    connection->answer_ms = statement_ms + MARGIN_MS;
}

bool connection_open(struct db_connection *connection, const char *conninfo, const char *options,
                     char *words, size_t words_size) {
    PGconn *pg = connect_with(conninfo, options);
    if (PQstatus(pg) != CONNECTION_OK || PQsetnonblocking(pg, 1) != 0 || !PQenterPipelineMode(pg)) {
        keep_words(words, words_size, PQerrorMessage(pg));
        PQfinish(pg);
        return false;
    }
    PQsetNoticeProcessor(pg, drop_notice, NULL);
    connection->pg = pg;
    connection->broken = false;
    connection->unread = 0;
    return true;
}

void connection_forget(struct prepared *place) {
    free(place->map.columns);
    *place = (struct prepared){.name = NULL};
}

void connection_close(struct db_connection *connection) {
    if (!connection->pg) {
        return;
    }
    PQfinish(connection->pg);
    connection->pg = NULL;
    for (int i = 0; i < PREPARED_PLACES; i++) {
        connection_forget(&connection->prepared[i]);
    }
}

static bool server_spoke(struct db_connection *connection) {
    struct pollfd poll_one = {.fd = PQsocket(connection->pg), .events = POLLIN};
    return poll(&poll_one, 1, 0) != 0;
}

/* An idle server says nothing: if it did, it was its farewell (whose end may not have arrived yet),
 * or, rarely, news of its settings, for which a new connection is no great price. */
bool connection_fit(struct db_connection *connection) {
    while (connection->unread > 0) {
        if (!connection_drain(connection)) {
            return false;
        }
        connection->unread--;
    }
    return !connection->broken && !server_spoke(connection) &&
           PQstatus(connection->pg) == CONNECTION_OK;
}

static uint32_t name_hash(const char *name) {
    uint32_t hash = 2166136261u;
    for (; *name; name++) {
        hash = (hash ^ (uint8_t)*name) * 16777619u;
    }
    return hash;
}

struct prepared *connection_place(struct db_connection *connection, const char *name) {
    uint32_t at = name_hash(name) % PREPARED_PLACES;
    for (int tried = 0; tried < PREPARED_PLACES; tried++) {
        struct prepared *place = &connection->prepared[at];
        if (!place->name || place->name == name || strcmp(place->name, name) == 0) {
            return place;
        }
        at = (at + 1) % PREPARED_PLACES;
    }
    return NULL;
}

static bool lose(struct db_connection *connection) {
    connection->broken = true;
    return false;
}

/* Waits until the socket has something to read (or takes something to write). */
static bool wait_for_socket(struct db_connection *connection, short events, int64_t deadline_us) {
    int64_t left_us = deadline_us - clock_monotonic_us();
    if (left_us <= 0) {
        return lose(connection);
    }
    struct pollfd poll_one = {.fd = PQsocket(connection->pg), .events = events};
    poll(&poll_one, 1, (int)(left_us / 1000) + 1);
    return true;
}

static int64_t deadline_of(const struct db_connection *connection) {
    return clock_monotonic_us() + (int64_t)connection->answer_ms * 1000;
}

/* Reads while writing, so that the two sides do not both wait for the other to empty its buffers.
 */
static bool flush(struct db_connection *connection) {
    int64_t deadline_us = deadline_of(connection);
    int left;
    while ((left = PQflush(connection->pg)) > 0) {
        if (!wait_for_socket(connection, POLLIN | POLLOUT, deadline_us) ||
            !PQconsumeInput(connection->pg)) {
            return lose(connection);
        }
    }
    return left == 0 || lose(connection);
}

bool connection_sync(struct db_connection *connection) {
    if (!PQpipelineSync(connection->pg)) {
        return lose(connection);
    }
    return flush(connection);
}

PGresult *connection_result(struct db_connection *connection) {
    if (connection->broken) {
        return NULL;
    }
    int64_t deadline_us = deadline_of(connection);
    while (PQisBusy(connection->pg)) {
        if (!wait_for_socket(connection, POLLIN, deadline_us)) {
            return NULL;
        }
        if (!PQconsumeInput(connection->pg)) {
            break; /* PQgetResult has what the server said last */
        }
    }
    PGresult *result = PQgetResult(connection->pg);
    if (!result && PQstatus(connection->pg) != CONNECTION_OK) {
        connection->broken = true;
    }
    return result;
}

bool connection_drain(struct db_connection *connection) {
    for (int ends = 0; ends < 2;) {
        PGresult *result = connection_result(connection);
        ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (connection->broken) {
            return false;
        }
        if (status == PGRES_PIPELINE_SYNC) {
            return true;
        }
        ends = result ? 0 : ends + 1;
    }
    return lose(connection); /* two ends in a row: nothing is owed */
}

int connection_migrations(struct db_connection *connection) {
    if (!PQsendQueryParams(connection->pg, migration_count.text, 0, NULL, NULL, NULL, NULL, 0) ||
        !connection_sync(connection)) {
        return -1;
    }
    PGresult *result = connection_result(connection);
    bool told = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    int count = told ? (int)strtol(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    return connection_drain(connection) ? count : -1;
}
