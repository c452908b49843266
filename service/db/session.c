#include "db/bind.h"
#include "db/pool.h"
#include "db/row.h"
#include "db/trip.h"

#include "base/clock.h"
#include "base/limits.h"

#include <string.h>

enum { RETRY_WITHIN_US = 500000 };

enum session_state {
    SESSION_NEW,    /* nothing sent */
    SESSION_OPEN,   /* in a transaction */
    SESSION_FAILED, /* only a rollback is left */
    SESSION_ENDED
};

/* A list that is asked for together with whatever is asked next. */
struct ahead {
    struct statement *statement;
    const struct shape *shape;
    struct list *out;
    struct ahead *next;
};

/* What must let the first trip pass. */
struct guard {
    struct ahead look; /* of none but itself */
    enum status (*settle)(void *of);
    void *of;
};

struct db_session {
    struct db_pool *pool;
    struct db_connection *connection; /* NULL before the first trip and after the last */
    enum session_state state;
    bool read_only;
    bool patient;
    bool one_view;           /* the statements of the transaction see the same data */
    bool repeated;           /* the last trip was made again on another connection */
    bool turned_away;        /* by the last trip's server, before anything was done */
    bool changed;            /* something may have been: the commit's answer matters */
    struct statement *later; /* queued, oldest first */
    struct statement **later_end;
    struct ahead *ahead;
    int waiting_count;   /* of both */
    struct guard *guard; /* NULL where there is none, or when it is settled */
};

struct db_session *db_session_new(struct db_pool *pool, struct context *context) {
    struct db_session *session = arena_alloc(context->arena, sizeof *session);
    session->pool = pool;
    session->later_end = &session->later;
    return session;
}

void db_session_read_only(struct db_session *session) {
    session->read_only = true;
}

void db_session_patient(struct db_session *session) {
    session->patient = true;
}

bool db_session_is_new(const struct context *context) {
    const struct db_session *session = context->db;
    return session && session->state == SESSION_NEW && session->waiting_count == 0 &&
           !session->guard;
}

static bool good_area(const char *area) {
    return strspn(area, "0123456789") == 2 && area[2] == '\0';
}

#define TEN_NAMES(tens)                                                                            \
    "area_" #tens "0", "area_" #tens "1", "area_" #tens "2", "area_" #tens "3", "area_" #tens "4", \
        "area_" #tens "5", "area_" #tens "6", "area_" #tens "7", "area_" #tens "8",                \
        "area_" #tens "9"
static const char *const area_names[100] = {TEN_NAMES(0), TEN_NAMES(1), TEN_NAMES(2), TEN_NAMES(3),
                                            TEN_NAMES(4), TEN_NAMES(5), TEN_NAMES(6), TEN_NAMES(7),
                                            TEN_NAMES(8), TEN_NAMES(9)};

/* A literal, since SET takes no parameters and a distributed PostgreSQL passes on SET LOCAL alone.
 */
static enum status add_area(struct context *context, struct trip *trip) {
    const char *area = context->actor.area;
    if (!area) {
        return OK; /* row-level security then shows nothing */
    }
    if (!good_area(area)) {
        return context_fail(context, STATUS_internal, "an area is two digits");
    }
    PGconn *pg = trip->connection->pg;
    char *literal = PQescapeLiteral(pg, area, strlen(area));
    if (!literal) {
        return context_fail(context, STATUS_internal, "can't quote the area");
    }
    trip_add_command(trip, STEP_AREA, area_names[(area[0] - '0') * 10 + area[1] - '0'],
                     arena_format(context->arena, "SET LOCAL app.area = %s", literal));
    PQfreemem(literal);
    return OK;
}

static void add_bounds(struct context *context, struct trip *trip) {
    trip_add_command(
        trip, STEP_AREA, "work_statement_timeout",
        arena_format(context->arena, "SET LOCAL statement_timeout = %d", WORK_STATEMENT_MS));
    trip_add_command(trip, STEP_AREA, "work_idle_timeout",
                     arena_format(context->arena,
                                  "SET LOCAL idle_in_transaction_session_timeout = %d",
                                  WORK_STATEMENT_MS));
}

static enum status add_beginning(struct context *context, struct trip *trip,
                                 const struct db_session *session) {
    if (session->one_view) {
        trip_add_command(trip, STEP_BEGIN, "begin_one_view",
                         "BEGIN ISOLATION LEVEL REPEATABLE READ");
    } else if (session->read_only) {
        trip_add_command(trip, STEP_BEGIN, "begin_read_only", "BEGIN READ ONLY");
    } else {
        trip_add_command(trip, STEP_BEGIN, "begin", "BEGIN");
    }
    if (session->patient) {
        connection_wait(session->connection, WORK_STATEMENT_MS);
        add_bounds(context, trip);
    }
    return add_area(context, trip);
}

static int chain_length(const struct statement *first) {
    int length = 0;
    for (const struct statement *statement = first; statement; statement = statement->next) {
        length++;
    }
    return length;
}

/* Everything queued, then what is asked (or NULL), one behind the other, then the commit. */
static enum status plan(struct context *context, struct db_session *session,
                        struct statement *asked, bool commit, struct trip *trip) {
    *trip = trip_new(context, session->connection, pool_settings(session->pool),
                     session->waiting_count + chain_length(asked) + (session->guard ? 1 : 0));
    trip->read_only = session->read_only;
    if (session->state == SESSION_NEW) {
        enum status status = add_beginning(context, trip, session);
        if (status != OK) {
            return status;
        }
    }
    if (session->guard) {
        trip_add_statement(trip, STEP_ASKED, session->guard->look.statement);
        trip->kept = session->guard->look.statement;
    }
    for (struct statement *later = session->later; later; later = later->next) {
        trip_add_statement(trip, STEP_LATER, later);
    }
    for (struct ahead *ahead = session->ahead; ahead; ahead = ahead->next) {
        trip_add_statement(trip, STEP_ASKED, ahead->statement);
    }
    for (struct statement *one = asked; one; one = one->next) {
        trip_add_statement(trip, STEP_ASKED, one);
    }
    if (commit) {
        trip_add_command(trip, STEP_COMMIT, "commit", "COMMIT");
    }
    return OK;
}

static enum status attempt(struct context *context, struct db_session *session,
                           struct statement *asked, bool commit) {
    if (!session->connection) {
        enum status status = pool_take(session->pool, context, &session->connection);
        if (status != OK) {
            return status;
        }
    }
    struct trip trip;
    enum status status = plan(context, session, asked, commit, &trip);
    if (status != OK) {
        return status;
    }
    status = trip_make(context, &trip);
    session->turned_away = trip.turned_away;
    return status;
}

static void release(struct db_session *session) {
    if (session->connection) {
        pool_give(session->pool, session->connection);
        session->connection = NULL;
    }
}

/* A connection that turns out to be dead on its first trip has changed nothing, so the trip can be
 * made again on another: where no change was committed on it, or the server said that it did not
 * begin. Not after a long silence. */
static bool worth_another(const struct db_session *session, bool change, int64_t began_us) {
    return session->state == SESSION_NEW && (!change || session->turned_away) &&
           session->connection && session->connection->broken &&
           clock_monotonic_us() - began_us < RETRY_WITHIN_US;
}

static struct column_map *map_of(const struct context *context, const struct query *query) {
    return &connection_place(context->db->connection, query->name)->map;
}

/* The answer is cleared, also where it is not read: `status` is of what came before. */
static enum status read_one_ahead(struct context *context, struct ahead *ahead,
                                  enum status status) {
    const struct query *query = ahead->statement->query;
    PGresult *answer = ahead->statement->answer;
    if (status == OK) {
        status =
            row_all(context, map_of(context, query), query->name, answer, ahead->shape, ahead->out);
    }
    PQclear(answer);
    ahead->statement->answer = NULL;
    return status;
}

/* In their order. */
static enum status read_ahead(struct context *context, struct ahead *first, enum status status) {
    for (struct ahead *ahead = first; ahead; ahead = ahead->next) {
        status = read_one_ahead(context, ahead, status);
    }
    return status;
}

static void drop_guard_answer(struct db_session *session) {
    if (session->guard) {
        struct statement *statement = session->guard->look.statement;
        PQclear(statement->answer);
        statement->answer = NULL;
    }
}

static enum status pass_guard(struct context *context, struct db_session *session) {
    struct guard *guard = session->guard;
    if (!guard) {
        return OK;
    }
    session->guard = NULL;
    enum status status = read_one_ahead(context, &guard->look, OK);
    return status == OK ? guard->settle(guard->of) : status;
}

/* What the guard says goes before the failure of a statement behind it. `earlier`: the failure
 * before the trip. */
static enum status overrule(struct context *context, struct db_session *session,
                            enum status earlier, enum status status) {
    const enum status failure = context->failure;
    const char *words = context->failure_words;
    if (!session->guard || !session->guard->look.statement->answer) {
        return status;
    }
    context->failure = earlier;
    enum status verdict = pass_guard(context, session);
    if (verdict == OK) {
        context->failure = failure;
        context->failure_words = words;
        return status;
    }
    return verdict;
}

static void forget_waiting(struct db_session *session) {
    session->later = NULL;
    session->later_end = &session->later;
    session->ahead = NULL;
    session->waiting_count = 0;
}

/* What begins like this changes nothing. */
static bool is_read(const struct query *query) {
    return strncmp(query->text, "SELECT", 6) == 0;
}

/* What is asked ahead is a list, but a list may be what an INSERT gives back. */
static void note_changes(struct db_session *session, const struct statement *asked) {
    session->changed = session->changed || session->later;
    for (const struct ahead *ahead = session->ahead; ahead; ahead = ahead->next) {
        session->changed = session->changed || !is_read(ahead->statement->query);
    }
    for (; asked; asked = asked->next) {
        session->changed = session->changed || !is_read(asked->query);
    }
}

static enum status go(struct context *context, struct db_session *session, struct statement *asked,
                      bool commit) {
    note_changes(session, asked);
    enum status earlier = context->failure;
    int64_t began_us = clock_monotonic_us();
    bool change = commit && (!asked || session->later);
    enum status status = attempt(context, session, asked, commit);
    int left = pool_settings(session->pool)->connections; /* all of them may be dead */
    session->repeated = false;
    while (status != OK && left-- > 0 && worth_another(session, change, began_us)) {
        drop_guard_answer(session);
        release(session);
        context->failure = earlier;
        session->repeated = true;
        status = attempt(context, session, asked, commit);
    }
    status = status == OK ? read_ahead(context, session->ahead, pass_guard(context, session))
                          : overrule(context, session, earlier, status);
    session->state = status == OK ? SESSION_OPEN : SESSION_FAILED;
    forget_waiting(session);
    return status;
}

static enum status usable(struct context *context) {
    struct db_session *session = context->db;
    if (!session) {
        return context_fail(context, STATUS_internal, "the operation has no database");
    }
    if (session->state == SESSION_FAILED) {
        return context->failure != OK ? context->failure : STATUS_internal;
    }
    if (session->state == SESSION_ENDED) {
        return context_fail(context, STATUS_internal, "the transaction has ended");
    }
    return OK;
}

/* A statement that may be asked in this session. */
static enum status make_statement(struct context *context, const struct query *query,
                                  const struct shape *arguments_shape, const void *arguments,
                                  const struct bind_rows *rows, struct statement **out) {
    enum status status = usable(context);
    return status == OK ? bind_arguments(context, query, arguments_shape, arguments, rows, out)
                        : status;
}

static enum status ask(struct context *context, const struct query *query,
                       const struct shape *arguments_shape, const void *arguments,
                       const struct bind_rows *rows, PGresult **answer) {
    struct statement *statement = NULL;
    enum status status =
        make_statement(context, query, arguments_shape, arguments, rows, &statement);
    if (status == OK) {
        status = go(context, context->db, statement, false);
    }
    *answer = statement ? statement->answer : NULL;
    return status;
}

static enum status find(struct context *context, const struct query *query,
                        const struct shape *arguments_shape, const void *arguments,
                        const struct bind_rows *rows, const struct shape *row_shape, void *row,
                        bool *found) {
    PGresult *answer = NULL;
    enum status status = ask(context, query, arguments_shape, arguments, rows, &answer);
    if (status == OK) {
        *found = PQntuples(answer) > 0;
        if (*found) {
            status = row_one(context, map_of(context, query), query->name, answer, row_shape, row);
        }
    }
    PQclear(answer);
    return status;
}

enum status db_find(struct context *context, const struct query *query,
                    const struct shape *arguments_shape, const void *arguments,
                    const struct shape *row_shape, void *row, bool *found) {
    return find(context, query, arguments_shape, arguments, NULL, row_shape, row, found);
}

static enum status found_or_not(struct context *context, const struct query *query,
                                enum status status, bool found) {
    return status == OK && !found
               ? context_fail(context, STATUS_not_found, "%s: no row", query->name)
               : status;
}

enum status db_get(struct context *context, const struct query *query,
                   const struct shape *arguments_shape, const void *arguments,
                   const struct shape *row_shape, void *row) {
    bool found = false;
    enum status status =
        db_find(context, query, arguments_shape, arguments, row_shape, row, &found);
    return found_or_not(context, query, status, found);
}

enum status db_list(struct context *context, const struct query *query,
                    const struct shape *arguments_shape, const void *arguments,
                    const struct shape *row_shape, struct list *out) {
    PGresult *answer = NULL;
    enum status status = ask(context, query, arguments_shape, arguments, NULL, &answer);
    if (status == OK) {
        status = row_all(context, map_of(context, query), query->name, answer, row_shape, out);
    }
    PQclear(answer);
    return status;
}

enum status db_get_rows(struct context *context, const struct query *query,
                        const struct shape *arguments_shape, const void *arguments,
                        const struct shape *rows_shape, const struct list *rows,
                        const struct shape *row_shape, void *row) {
    const struct bind_rows many = {rows_shape, rows};
    bool found = false;
    enum status status =
        find(context, query, arguments_shape, arguments, &many, row_shape, row, &found);
    return found_or_not(context, query, status, found);
}

static int64_t rows_touched(PGresult *answer) {
    int64_t count = 0;
    for (const char *digit = PQcmdTuples(answer); *digit; digit++) {
        count = count * 10 + (*digit - '0');
    }
    return count;
}

static enum status run(struct context *context, const struct query *query,
                       const struct shape *arguments_shape, const void *arguments,
                       const struct bind_rows *rows, int64_t *touched) {
    PGresult *answer = NULL;
    enum status status = ask(context, query, arguments_shape, arguments, rows, &answer);
    if (status == OK && touched) {
        *touched = rows_touched(answer);
    }
    PQclear(answer);
    return status;
}

enum status db_run(struct context *context, const struct query *query,
                   const struct shape *arguments_shape, const void *arguments, int64_t *touched) {
    return run(context, query, arguments_shape, arguments, NULL, touched);
}

enum status db_change(struct context *context, const struct query *query,
                      const struct shape *arguments_shape, const void *arguments) {
    int64_t touched = 0;
    enum status status = db_run(context, query, arguments_shape, arguments, &touched);
    return status == OK && touched == 0 ? context_fail(context, STATUS_stale, "another was quicker")
                                        : status;
}

enum status db_run_rows(struct context *context, const struct query *query,
                        const struct shape *arguments_shape, const void *arguments,
                        const struct shape *rows_shape, const struct list *rows, int64_t *touched) {
    const struct bind_rows many = {rows_shape, rows};
    return run(context, query, arguments_shape, arguments, &many, touched);
}

enum status db_add_rows(struct context *context, const struct query *query,
                        const struct shape *arguments_shape, const void *arguments,
                        const struct shape *rows_shape, const struct list *rows) {
    int64_t touched = 0;
    enum status status =
        db_run_rows(context, query, arguments_shape, arguments, rows_shape, rows, &touched);
    if (status == OK && touched != (int64_t)rows->count) {
        return context_fail(context, STATUS_conflict, "%s: one was there", query->name);
    }
    return status;
}

static void queue(struct db_session *session, struct statement *statement) {
    *session->later_end = statement;
    session->later_end = &statement->next;
    session->waiting_count++;
}

enum status db_later(struct context *context, const struct query *query,
                     const struct shape *arguments_shape, const void *arguments) {
    struct statement *statement = NULL;
    enum status status =
        make_statement(context, query, arguments_shape, arguments, NULL, &statement);
    if (status == OK) {
        queue(context->db, statement);
    }
    return status;
}

enum status db_later_rows(struct context *context, const struct query *query,
                          const struct shape *arguments_shape, const void *arguments,
                          const struct shape *rows_shape, const struct list *rows) {
    const struct bind_rows many = {rows_shape, rows};
    struct statement *statement = NULL;
    enum status status =
        make_statement(context, query, arguments_shape, arguments, rows ? &many : NULL, &statement);
    if (status == OK) {
        statement->any_rows = true;
        queue(context->db, statement);
    }
    return status;
}

enum status db_list_ahead(struct context *context, const struct query *query,
                          const struct shape *arguments_shape, const void *arguments,
                          const struct shape *row_shape, struct list *out) {
    struct statement *statement = NULL;
    enum status status =
        make_statement(context, query, arguments_shape, arguments, NULL, &statement);
    *out = (struct list){NULL, 0};
    if (status != OK) {
        return status;
    }
    struct db_session *session = context->db;
    struct ahead *ahead = arena_alloc(context->arena, sizeof *ahead);
    *ahead = (struct ahead){statement, row_shape, out, session->ahead};
    session->ahead = ahead;
    session->waiting_count++;
    return OK;
}

enum status db_guard(struct context *context, const struct query *query,
                     const struct shape *arguments_shape, const void *arguments,
                     const struct shape *row_shape, struct list *out,
                     enum status (*settle)(void *of), void *of) {
    struct statement *statement = NULL;
    enum status status =
        make_statement(context, query, arguments_shape, arguments, NULL, &statement);
    *out = (struct list){NULL, 0};
    if (status == OK && !db_session_is_new(context)) {
        return context_fail(context, STATUS_internal, "%s: a guard comes first", query->name);
    }
    if (status == OK) {
        struct guard *guard = arena_alloc(context->arena, sizeof *guard);
        *guard = (struct guard){{statement, row_shape, out, NULL}, settle, of};
        context->db->guard = guard;
    }
    return status;
}

bool db_guard_waits(const struct context *context) {
    return context->db && context->db->guard;
}

enum status db_guard_settle(struct context *context) {
    enum status status = usable(context);
    return status == OK ? go(context, context->db, NULL, false) : status;
}

/* Only such a statement touches one row or fails, so that the commit may go out behind it unseen:
 * as behind one that may touch any number. */
static bool touches_one_or_fails(const struct query *query) {
    return strncmp(query->text, "INSERT", 6) == 0 && strstr(query->text, "VALUES") &&
           !strstr(query->text, "ON CONFLICT") && !strstr(query->text, "SELECT");
}

static bool commit_can_follow(const struct db_session *session) {
    if (session->guard) {
        return false;
    }
    for (const struct statement *later = session->later; later; later = later->next) {
        if (!later->any_rows && !touches_one_or_fails(later->query)) {
            return false;
        }
    }
    return true;
}

/* Sends the last word and leaves its answer to the one who takes the connection next. */
static void end_unread(struct db_session *session, const char *command) {
    struct db_connection *connection = session->connection;
    if (connection && !connection->broken) {
        if (PQsendQueryParams(connection->pg, command, 0, NULL, NULL, NULL, NULL, 0) &&
            connection_sync(connection)) {
            connection->unread++;
        } else {
            connection->broken = true;
        }
    }
    release(session);
}

static void note_transaction(const struct db_session *session, const char *result) {
    const struct db_settings *settings = pool_settings(session->pool);
    if (settings->observe_transaction) {
        settings->observe_transaction(settings->observer, result);
    }
}

/* Sends what the commit must not follow unseen. */
static enum status prepare_commit(struct context *context, struct db_session *session) {
    return commit_can_follow(session) ? OK : go(context, session, NULL, false);
}

/* With `commit`, the two doors through which a transaction becomes lasting. */
static enum status ask_and_commit(struct context *context, struct statement *asked) {
    enum status status = prepare_commit(context, context->db);
    return status == OK ? go(context, context->db, asked, true) : status;
}

static enum status commit(struct context *context, struct db_session *session) {
    enum status status = prepare_commit(context, session);
    bool reads = session->read_only || (context->reads && !session->changed);
    if (status == OK && reads && session->waiting_count == 0) {
        end_unread(session, "COMMIT"); /* nothing was changed: nobody waits for it */
    } else if (status == OK) {
        status = go(context, session, NULL, true);
    }
    if (status == OK) {
        session->state = SESSION_ENDED;
        release(session);
        note_transaction(session, "committed");
    }
    return status;
}

/* What comes behind it is another transaction. */
static void begin_again(struct db_session *session) {
    session->state = SESSION_NEW;
    session->one_view = false;
    session->changed = false;
}

static void end_committed(struct db_session *session) {
    begin_again(session);
    release(session);
    note_transaction(session, "committed");
}

enum status db_list_last(struct context *context, const struct query *query,
                         const struct shape *arguments_shape, const void *arguments,
                         const struct shape *row_shape, struct list *out) {
    struct statement *statement = NULL;
    enum status status =
        make_statement(context, query, arguments_shape, arguments, NULL, &statement);
    if (status == OK) {
        status = ask_and_commit(context, statement);
    }
    if (status != OK) {
        return status;
    }
    status =
        row_all(context, map_of(context, query), query->name, statement->answer, row_shape, out);
    PQclear(statement->answer);
    end_committed(context->db);
    return status;
}

/* A read that was made again may find the audit row of its first trip. */
static bool is_audited(const struct db_session *session, const struct statement *read,
                       const struct statement *audit) {
    return PQntuples(read->answer) == 0 || rows_touched(audit->answer) == 1 || session->repeated;
}

enum status db_get_audited(struct context *context, const struct query *query,
                           const struct query *audit, const struct shape *arguments_shape,
                           const void *arguments, const struct shape *row_shape, void *row) {
    struct statement *read = NULL, *written = NULL;
    enum status status = make_statement(context, query, arguments_shape, arguments, NULL, &read);
    if (status == OK) {
        status = make_statement(context, audit, arguments_shape, arguments, NULL, &written);
    }
    if (status == OK) {
        read->next = written;
        context->db->one_view = context->db->state == SESSION_NEW;
        status = ask_and_commit(context, read);
    }
    if (status != OK) {
        return status;
    }
    bool found = PQntuples(read->answer) > 0;
    if (!is_audited(context->db, read, written)) {
        status = context_fail(context, STATUS_unavailable, "%s: nothing written", audit->name);
    } else if (found) {
        status =
            row_one(context, map_of(context, query), query->name, read->answer, row_shape, row);
    }
    PQclear(read->answer);
    PQclear(written->answer);
    end_committed(context->db);
    return found ? status : context_fail(context, STATUS_not_found, "%s: no row", query->name);
}

enum status db_commit(struct context *context) {
    struct db_session *session = context->db;
    if (!session || session->state == SESSION_ENDED) {
        return OK;
    }
    if (session->state == SESSION_NEW && !session->later) {
        session->state = SESSION_ENDED;
        return OK;
    }
    enum status status = usable(context);
    if (status == OK) {
        status = commit(context, session);
    }
    if (status != OK) {
        db_rollback(context);
    }
    return status;
}

void db_rollback(struct context *context) {
    struct db_session *session = context->db;
    if (!session || session->state == SESSION_ENDED) {
        return;
    }
    bool begun = session->state != SESSION_NEW;
    session->state = SESSION_ENDED;
    end_unread(session, "ROLLBACK");
    if (begun) {
        note_transaction(session, "rolled_back");
    }
}

void db_restart(struct context *context) {
    struct db_session *session = context->db;
    db_rollback(context);
    forget_waiting(session);
    session->guard = NULL;
    begin_again(session);
}

void db_session_close(struct context *context) {
    db_rollback(context);
}
