/* One connection to PostgreSQL, always in pipeline mode, with its prepared statements. Seen by db/
 * alone. Every wait has a deadline: a server that stops answering costs a connection, no thread. */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include "base/limits.h"
#include "base/shape.h"
#include "db/query.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* Which field each column of a prepared statement fills; found when its first row is read. */
struct column_map {
    const struct shape *shape;
    struct shape_column *columns;
};

struct prepared {
    const char *name; /* NULL: a free place */
    struct column_map map;
};

struct db_connection {
    PGconn *pg;    /* NULL: not connected */
    int answer_ms; /* longest wait for one answer */
    int unread;    /* answers sent for and left for the one who comes next */
    bool broken;   /* to be closed instead of used again */
    struct prepared prepared[PREPARED_PLACES];
};

/* How many migrations the database has been through; 0 where it does not know of any, -1 where it
 * does not answer. */
int connection_migrations(struct db_connection *connection);

/* How long a statement may take from now on: its answer is waited for a little longer. */
void connection_wait(struct db_connection *connection, int statement_ms);

/* Connects. False with `*words` (libpq's; they name host and port, never data). */
bool connection_open(struct db_connection *connection, const char *conninfo, const char *options,
                     char *words, size_t words_size);
void connection_close(struct db_connection *connection);

/* True where the connection can be used: reads what a predecessor left, and looks whether the
 * server has closed it meanwhile. */
bool connection_fit(struct db_connection *connection);

/* The place of a statement: filled where it is prepared on this connection, else free. NULL where
 * the table is full. */
struct prepared *connection_place(struct db_connection *connection, const char *name);
void connection_forget(struct prepared *place);

/* Ends what has been sent by a synchronisation point, and sends it. */
bool connection_sync(struct db_connection *connection);
/* The next result, or NULL at the end of a statement's results. After connection_sync only. Where
 * the connection is lost or the wait too long: NULL, and `broken` is set. */
PGresult *connection_result(struct db_connection *connection);
/* Reads and drops everything up to the next synchronisation point. */
bool connection_drain(struct db_connection *connection);

#endif
