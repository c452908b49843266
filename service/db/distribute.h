/* Spreads the tables over the nodes of a distributed PostgreSQL, Citus. */
#ifndef DB_DISTRIBUTE_H
#define DB_DISTRIBUTE_H

#include <stdbool.h>

/* What is not distributed yet, parents before those that name them: printed as statements on
 * stdout, or with `run` done, a line each on stderr. 0, or 1 with the cause printed: where the
 * extension is missing, or a table fits no rule. */
int distribute_run(const char *conninfo, bool run);

#endif
