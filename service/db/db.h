/* The database as the domains see it: named statements in, records out, one transaction a request.
 *
 * A session is lazy: the first statement takes a connection of the pool, begins the transaction and
 * sets the area (`SET LOCAL app.area`), on which row-level security stands. dispatch commits or
 * rolls back. A parameter `:name` is looked up in the `arguments` record by its shape, then among
 * the context's own: area (always the caller's), sub, actor_name, actor_role, unit, now, today,
 * request_id, operation, register, registers (open to the caller, a text[]), own_client_id, ground
 * (on which the data is used), fresh_id, noun, reads_across, glass_broken, glass_reason; and of the
 * page asked for: limit_plus_one, after_1 and on, as text to be cast. Lists are arrays, raw JSON is
 * json, jsonb or text, bytes are bytea. Every column must be a field of the row's shape.
 *
 * Failures: STATUS_unavailable (no connection in time, connection lost, statement timeout; recorded
 * with the SQLSTATE), STATUS_conflict (unique or exclusion constraint: 23505, 23P01),
 * STATUS_internal for the rest. After one the transaction can only be rolled back. */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/context.h"
#include "base/shape.h"
#include "db/query.h"

struct db_pool;

struct db_settings {
    const char *conninfo;
    int connections; /* 1..128 */
    int wait_ms;     /* how long a request may wait for a connection */
    int statement_timeout_ms;
    int lock_timeout_ms;
    const char *plans;       /* generic, custom or auto; NULL: generic */
    int migrations_expected; /* with fewer nothing is asked, db_ready wants just so many; 0: any */
    /* Told of every statement's time and every transaction's end ("committed", "rolled_back"), from
     * any thread; may be NULL. */
    void (*observe_query)(void *observer, const char *query, int64_t microseconds);
    void (*observe_transaction)(void *observer, const char *result);
    /* Told where the server had no room for a write, or could not do it. */
    void (*observe_unwritable)(void *observer);
    void *observer;
};

/* PostgreSQL's plan_cache_mode for a word of DATABASE_PLANS; NULL for others. */
const char *db_plan_mode(const char *plans);

/* Copies the settings; connects when the first statement comes. NULL where conninfo is malformed.
 */
struct db_pool *db_pool_new(const struct db_settings *settings);
void db_pool_free(struct db_pool *pool);
struct db_pool_state {
    int idle, busy, broken, waiting; /* broken: not connected; waiting: requests */
};
void db_pool_state(struct db_pool *pool, struct db_pool_state *out);

/* What a statement that counts gives. */
struct db_count {
    int64_t count;
};
extern const struct shape db_count_shape;

/* A session on the context's arena; takes nothing from the pool yet. */
struct db_session *db_session_new(struct db_pool *pool, struct context *context);
/* Reads only: the transaction is READ ONLY. Before the first statement. */
void db_session_read_only(struct db_session *session);
/* Nobody waits for it: its statements, and the time between them, are bounded by WORK_STATEMENT_MS
 * instead of what bounds requests. Before the first statement. */
void db_session_patient(struct db_session *session);

/* Nothing was asked in the transaction so far, and nothing waits to be: giving it up loses nothing.
 */
bool db_session_is_new(const struct context *context);

/* One row into `row`; STATUS_not_found where there is none. */
enum status db_get(struct context *context, const struct query *query,
                   const struct shape *arguments_shape, const void *arguments,
                   const struct shape *row_shape, void *row) must_check;
/* The same with `audit`, which writes the audit row of what is read (ledger/ledger.sql, audit_read)
 * out of the same arguments, and with the commit: in one round trip, over one view of the data
 * where it is the session's first. What is read is given only where its row was written and the
 * commit came through. What is asked after it is another transaction. */
enum status db_get_audited(struct context *context, const struct query *query,
                           const struct query *audit, const struct shape *arguments_shape,
                           const void *arguments, const struct shape *row_shape,
                           void *row) must_check;
/* One row or none. */
enum status db_find(struct context *context, const struct query *query,
                    const struct shape *arguments_shape, const void *arguments,
                    const struct shape *row_shape, void *row, bool *found) must_check;
/* All rows (the statement has its LIMIT) as records on the arena. */
enum status db_list(struct context *context, const struct query *query,
                    const struct shape *arguments_shape, const void *arguments,
                    const struct shape *row_shape, struct list *out) must_check;
/* The same with the commit behind it, in one round trip: for a list that mostly is all that is
 * asked for. What is asked after it is another transaction. */
enum status db_list_last(struct context *context, const struct query *query,
                         const struct shape *arguments_shape, const void *arguments,
                         const struct shape *row_shape, struct list *out) must_check;
/* As db_list, without a round trip of its own: asked together with the next statement, and there
 * when that has answered. Arguments are copied; `out` is empty until then, and for good where the
 * next statement fails. */
enum status db_list_ahead(struct context *context, const struct query *query,
                          const struct shape *arguments_shape, const void *arguments,
                          const struct shape *row_shape, struct list *out) must_check;
/* Asked together with the first statement of the session, in front of it, and settled when that
 * trip has answered, before its other answers are seen: where `settle` does not return OK, the
 * session is over, nothing is changed, and the caller of that statement gets that status, also
 * where the statement itself has failed. `settle` asks the database nothing; it is not called where
 * the session ends before its first trip. `out` as in db_list. */
enum status db_guard(struct context *context, const struct query *query,
                     const struct shape *arguments_shape, const void *arguments,
                     const struct shape *row_shape, struct list *out,
                     enum status (*settle)(void *of), void *of) must_check;
/* There is a guard that has not been settled. */
bool db_guard_waits(const struct context *context);
/* Settles it by a trip of its own. */
enum status db_guard_settle(struct context *context) must_check;
/* A change; the number of rows it touched. `touched` may be NULL. */
enum status db_run(struct context *context, const struct query *query,
                   const struct shape *arguments_shape, const void *arguments,
                   int64_t *touched) must_check;
/* A change of what the caller has seen: STATUS_stale where it touched no row, since another was
 * quicker. */
enum status db_change(struct context *context, const struct query *query,
                      const struct shape *arguments_shape, const void *arguments) must_check;
/* One change of many rows: :each_x is the array of the rows' field x, to be cast and unnested;
 * :each_area has the caller's area for each. */
enum status db_run_rows(struct context *context, const struct query *query,
                        const struct shape *arguments_shape, const void *arguments,
                        const struct shape *rows_shape, const struct list *rows,
                        int64_t *touched) must_check;
/* One row out of many, which are given as in db_run_rows. */
enum status db_get_rows(struct context *context, const struct query *query,
                        const struct shape *arguments_shape, const void *arguments,
                        const struct shape *rows_shape, const struct list *rows,
                        const struct shape *row_shape, void *row) must_check;
/* The same as db_run_rows for rows that must all be new: STATUS_conflict where one was there. */
enum status db_add_rows(struct context *context, const struct query *query,
                        const struct shape *arguments_shape, const void *arguments,
                        const struct shape *rows_shape, const struct list *rows) must_check;
/* A change that must touch exactly one row, sent with the next round trip (at the latest with the
 * commit), which reports its failure (STATUS_conflict where it touched none). Arguments are copied.
 * For rows that nobody reads back. */
enum status db_later(struct context *context, const struct query *query,
                     const struct shape *arguments_shape, const void *arguments) must_check;

/* The same of any number of rows: a failure fails the commit. `rows`: as in db_run_rows, or NULL.
 */
enum status db_later_rows(struct context *context, const struct query *query,
                          const struct shape *arguments_shape, const void *arguments,
                          const struct shape *rows_shape, const struct list *rows) must_check;

/* Ends the transaction; nothing where none was begun. After a failed commit nothing is stored. */
enum status db_commit(struct context *context) must_check;
void db_rollback(struct context *context);
/* The same, and the session begins again as a new one. */
void db_restart(struct context *context);
/* Gives the connection back; rolls back what is still open. */
void db_session_close(struct context *context);

/* Is the database there, writable, and at the version this program expects? The first that fails,
 * with `*words`, which live as long as the thread. */
enum db_readiness { DB_READY, DB_AWAY, DB_OTHER_VERSION, DB_UNWRITABLE };
enum db_readiness db_ready(struct db_pool *pool, const char **words) must_check;

#endif
