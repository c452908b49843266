/* A database of the tests' own, migrated, and the connections to it. */
#ifndef TESTS_DB_SUPPORT_H
#define TESTS_DB_SUPPORT_H

#include "db/db.h"

#include <check.h>
#include <libpq-fe.h>

/* Makes the database; false, saying why, where TEST_DATABASE_URL is not there. */
bool database_create(void);
void database_drop(void);
/* Runs suites that need it: the exit code of a program. Skipped where TEST_DATABASE_URL is not set.
 */
int database_run(SRunner *runner);

const char *as_superuser(void);
const char *as_owner(void);
const char *as_app(void);

/* A plain connection, with the schema as search path. */
PGconn *connect_to(const char *conninfo);
/* Runs a statement that must go well; returns its first value, "" where there is none (static). */
const char *sql(PGconn *pg, const char *text);
/* The SQLSTATE with which a statement fails, "" where it goes well (static). */
const char *sql_failure(PGconn *pg, const char *text);

struct db_settings small_pool(int connections);

/* A request of area 90 on `pool`. */
void request_begin(struct context *context, struct db_pool *pool);
void request_end(struct context *context);

#endif
