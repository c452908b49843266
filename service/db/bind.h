/* Parameters out of a record: found by name through its shape. Seen by db/ alone. */
#ifndef DB_BIND_H
#define DB_BIND_H

#include "base/context.h"
#include "base/shape.h"
#include "db/query.h"

#include <libpq-fe.h>

/* A statement with its parameters, on the context's arena. Everything is text but bytea. */
struct statement {
    const struct query *query;
    const char **values;
    int *lengths, *formats;
    struct statement *next; /* queued behind it */
    PGresult *answer;       /* of a statement whose rows are read; anyone who reads it clears it */
    bool any_rows;          /* queued: touches as many as it does, not exactly one */
};

/* Many rows for one statement, an array a column; see db_run_rows. */
struct bind_rows {
    const struct shape *shape;
    const struct list *list;
};

/* `rows` may be NULL. STATUS_internal where a parameter is neither a field of `arguments` nor the
 * context's own. */
enum status bind_arguments(struct context *context, const struct query *query,
                           const struct shape *arguments_shape, const void *arguments,
                           const struct bind_rows *rows, struct statement **out) must_check;

#endif
