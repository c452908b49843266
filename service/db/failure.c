#include "db/failure.h"
#include "base/page.h"

#include <string.h>

struct failure_row {
    const char *sqlstate; /* or its class, two characters */
    enum status status;
    bool connection_gone; /* the connection is of no more use */
};

/* The first row that fits counts. */
static const struct failure_row failure_rows[] = {
    {"23505", STATUS_conflict, false},    /* unique_violation */
    {"23P01", STATUS_conflict, false},    /* exclusion_violation */
    {"40001", STATUS_unavailable, false}, /* serialization_failure */
    {"40P01", STATUS_unavailable, false}, /* deadlock_detected */
    {"55P03", STATUS_unavailable, false}, /* lock_not_available: lock_timeout */
    {"57014", STATUS_unavailable, false}, /* query_canceled: statement_timeout */
    {"25006", STATUS_unavailable, true},  /* read_only_sql_transaction: now a standby */
    {"26000", STATUS_unavailable, true},  /* invalid_sql_statement_name: prepared ones are gone */
    {"25P03", STATUS_unavailable, true},  /* idle_in_transaction_session_timeout */
    {"08", STATUS_unavailable, true},     /* connection exceptions */
    {"53", STATUS_unavailable, false}, /* insufficient resources: disk full, too many connections */
    {"57", STATUS_unavailable, true},  /* operator intervention: shutdown, crash, starting up */
    {"58", STATUS_unavailable, false}, /* system error: input and output */
};

static const struct failure_row *find(const char *sqlstate) {
    for (size_t i = 0; i < sizeof failure_rows / sizeof *failure_rows; i++) {
        const struct failure_row *row = &failure_rows[i];
        if (strncmp(row->sqlstate, sqlstate, strlen(row->sqlstate)) == 0) {
            return row;
        }
    }
    return NULL;
}

/* A migration changed what a cached plan returns; every other feature that is not supported is a
 * fault of the statement. The server tells the two apart by its own routine's name alone. */
static bool is_stale_plan(const PGresult *result, const char *sqlstate) {
    const char *routine = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
    return sqlstate && strcmp(sqlstate, "0A000") == 0 && routine &&
           strcmp(routine, "RevalidateCachedQuery") == 0;
}

enum status failure_status(const char *sqlstate, bool read_only) {
    if (!sqlstate) {
        return STATUS_unavailable;
    }
    if (read_only && strcmp(sqlstate, "25006") == 0) {
        return STATUS_internal; /* our own fault: a change in a session that only reads */
    }
    const struct failure_row *row = find(sqlstate);
    return row ? row->status : STATUS_internal;
}

bool failure_is_farewell(const PGresult *result) {
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return sqlstate && severity && strncmp(sqlstate, "57P", 3) == 0 &&
           strcmp(severity, "FATAL") == 0;
}

bool failure_is_unwritable(const char *sqlstate) {
    return sqlstate && (strcmp(sqlstate, "53100") == 0 || strcmp(sqlstate, "58030") == 0);
}

static void mark(struct db_connection *connection, const char *sqlstate) {
    const struct failure_row *row = sqlstate ? find(sqlstate) : NULL;
    if (!sqlstate || (row && row->connection_gone)) {
        connection->broken = true;
    }
}

/* Where a page begins is said by the caller, who can make a position up; its casts are the
 * statement's. All other values were looked at before they came here. */
static bool is_of_position(const struct context *context, const char *sqlstate) {
    bool begins_behind = false;
    for (size_t i = 0; context->page && i < PAGE_KEYS_MAX; i++) {
        begins_behind = begins_behind || context->page->after[i];
    }
    return begins_behind && sqlstate && strncmp(sqlstate, "22", 2) == 0; /* data exceptions */
}

enum status failure_of_result(struct context *context, struct db_connection *connection,
                              bool read_only, const char *name, const PGresult *result) {
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    mark(connection, sqlstate);
    if (is_stale_plan(result, sqlstate)) {
        connection->broken = true;
        return context_fail(context, STATUS_unavailable, "%s: its plan is stale", name);
    }
    if (is_of_position(context, sqlstate)) {
        context_error(context, "?cursor", ERROR_bad_cursor, NULL);
        return context_settle(context, STATUS_invalid);
    }
    return context_fail(context, failure_status(sqlstate, read_only), "%s: %s %s%s%s", name,
                        sqlstate ? "SQLSTATE" : "connection lost", sqlstate ? sqlstate : "",
                        constraint ? " " : "", constraint ? constraint : "");
}
