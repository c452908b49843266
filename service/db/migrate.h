/* Forward-only migrations: the files that sql/manifest names, in its order, each in one transaction
 * with its row (name, SHA-256) in asiakkuus.migration; the whole under one advisory lock. A file
 * that was changed after it ran stops everything. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "base/status.h"

/* Applies what is missing; prints a line a migration on stderr. 0, or 1 with the cause printed. */
int migrate_run(const char *conninfo, const char *sql_folder);
/* The number of migrations that the manifest names. -1 where it can't be read. */
int migrate_expected(const char *sql_folder);

#endif
