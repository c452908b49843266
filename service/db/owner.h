/* A connection of the schema's owner, for the commands that change the schema itself. Failures are
 * printed on stderr behind the command's name. Seen by db/ alone. */
#ifndef DB_OWNER_H
#define DB_OWNER_H

#include "base/arena.h"
#include "db/query.h"

#include <libpq-fe.h>
#include <stdbool.h>

struct owner {
    const char *command; /* "migrate" */
    struct arena *arena;
    PGconn *pg;
};

/* One of these commands at a time in a database, the others wait: the lock is the session's, and
 * ends with the connection, however this process ends. To be closed also where it failed. */
bool owner_open(struct owner *owner, const char *command, const char *conninfo);
void owner_close(struct owner *owner);

/* Prints what the server said about `what`; false. */
bool owner_complain(const struct owner *owner, const char *what);
/* Statements without parameters. */
bool owner_run(const struct owner *owner, const char *text, const char *what);
/* The rows of a statement; NULL on failure. */
PGresult *owner_rows(const struct owner *owner, const struct query *query,
                     const char *const *values);
/* The first column of the first row on the arena, "" where there is none; NULL on failure. */
const char *owner_ask(const struct owner *owner, const struct query *query,
                      const char *const *values);

#endif
