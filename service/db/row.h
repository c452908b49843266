/* Rows into records, by the names of the columns. Seen by db/ alone. */
#ifndef DB_ROW_H
#define DB_ROW_H

#include "base/context.h"
#include "db/connection.h"

/* Finds the field of every column, once a statement and shape. STATUS_internal where a column is no
 * field of the shape. */
enum status row_map(struct context *context, struct column_map *map, const char *name,
                    const PGresult *result, const struct shape *shape) must_check;

/* Fills the zeroed `record` from a row; its pointers are the arena's. */
enum status row_read(struct context *context, const struct column_map *map, const char *name,
                     const PGresult *result, int row, void *record) must_check;

#endif
