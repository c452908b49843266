/* What a failure of PostgreSQL means to the callers. Seen by db/ alone. */
#ifndef DB_FAILURE_H
#define DB_FAILURE_H

#include "base/context.h"
#include "db/connection.h"

/* Records why `result` (an error) came, with its SQLSTATE and constraint but never its message,
 * which may quote data; marks the connection broken where it can't be used again. */
enum status failure_of_result(struct context *context, struct db_connection *connection,
                              bool read_only, const char *name, const PGresult *result);

/* The status of a SQLSTATE; NULL counts as a lost connection. */
enum status failure_status(const char *sqlstate, bool read_only);

/* The server was stopped, or told to end this connection (FATAL of class 57P). */
bool failure_is_farewell(const PGresult *result);

/* True where the disk is full, or did not take what was written. */
bool failure_is_unwritable(const char *sqlstate);

#endif
