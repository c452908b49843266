/* The connections that the requests share. Seen by db/ alone; see db.h for what the others may. */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/connection.h"
#include "db/db.h"

/* A connection for this request alone. STATUS_unavailable where none came free in time, or the
 * server can't be reached; after a failed attempt the next waits a little, and callers in between
 * fail at once. */
enum status pool_take(struct db_pool *pool, struct context *context,
                      struct db_connection **out) must_check;
/* Gives it back; a broken one is closed, and opened again when it is next needed. */
void pool_give(struct db_pool *pool, struct db_connection *connection);

#define WORDS_MIGRATIONS_MISSING "migrations are missing: %d of %d applied"

/* True while the database is older than this program: then there are no connections to it. */
bool pool_is_behind(struct db_pool *pool);

const struct db_settings *pool_settings(const struct db_pool *pool);

#endif
