/* Rows into records, by the names of the columns. Seen by db/ alone. */
#ifndef DB_ROW_H
#define DB_ROW_H

#include "base/context.h"
#include "db/connection.h"

/* The first row; `record` is untouched where that fails. `map` is the statement's, filled with its
 * first row. STATUS_internal where a column is no field of the shape. */
enum status row_one(struct context *context, struct column_map *map, const char *name,
                    const PGresult *result, const struct shape *shape, void *record) must_check;
/* Every row, as records on the arena. */
enum status row_all(struct context *context, struct column_map *map, const char *name,
                    const PGresult *result, const struct shape *shape, struct list *out) must_check;

#endif
