#include "db/migrate.h"

#include "db/migrate.sql.h"
#include "db/migration_files.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct migration_run {
    PGconn *pg;
    struct arena *arena;
    const char *folder; /* sql/migrations */
    const struct manifest *manifest;
};

static bool complain(PGconn *pg, const char *what) {
    fprintf(stderr, "migrate: %s: %s", what, PQerrorMessage(pg));
    return false;
}

static bool run_text(PGconn *pg, const char *text, const char *what) {
    PGresult *result = PQexec(pg, text);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || complain(pg, what);
}

/* The first column of the first row on the arena, "" where there is none; NULL on failure. */
static const char *ask(struct migration_run *run, const struct query *query,
                       const char *const *values) {
    PGresult *result =
        PQexecParams(run->pg, query->text, query->parameter_count, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    const char *answer = NULL;
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        bool some = PQntuples(result) > 0 && PQnfields(result) > 0;
        answer = some ? arena_string(run->arena, PQgetvalue(result, 0, 0)) : "";
    } else {
        complain(run->pg, query->name);
    }
    PQclear(result);
    return answer;
}

/* A file may not end the transaction it runs in: then half of it could stay behind. */
static bool still_in_transaction(PGconn *pg, const char *name) {
    if (PQtransactionStatus(pg) == PQTRANS_INTRANS) {
        return true;
    }
    fprintf(stderr, "migrate: %s ends its transaction\n", name);
    return false;
}

static bool apply(struct migration_run *run, const char *name, const char *text,
                  const char *sha256) {
    const char *const values[] = {name, sha256};
    if (!run_text(run->pg, "BEGIN", "begin") || !run_text(run->pg, text, name) ||
        !still_in_transaction(run->pg, name) || !ask(run, &migration_insert, values) ||
        !run_text(run->pg, "COMMIT", name)) {
        return false;
    }
    fprintf(stderr, "migrate: %s applied\n", name);
    return true;
}

/* `*pending` is set by the first file that has not run: none behind it may have run either. */
static bool step(struct migration_run *run, const char *name, bool *pending) {
    const char *text = sql_file_read(run->arena, run->folder, name);
    if (!text) {
        return false;
    }
    const char *const text_value[] = {text};
    const char *const name_value[] = {name};
    const char *sha256 = ask(run, &migration_digest, text_value);
    const char *applied = ask(run, &migration_applied, name_value);
    if (!sha256 || !applied) {
        return false;
    }
    if (!*applied) {
        *pending = true;
        return apply(run, name, text, sha256);
    }
    if (strcmp(applied, sha256) != 0) {
        fprintf(stderr, "migrate: %s was changed after it had been applied\n", name);
        return false;
    }
    if (*pending) {
        fprintf(stderr, "migrate: %s was applied before the ones in front of it\n", name);
        return false;
    }
    return true;
}

/* The lock is the session's: it ends with the connection, however this process ends. Behind it, a
 * migration waits for no table long: whoever comes after it would wait too. */
static bool prepare(struct migration_run *run, const char *sql_folder) {
    const char *bootstrap = sql_file_read(run->arena, sql_folder, "bootstrap.sql");
    return bootstrap && ask(run, &migration_lock, NULL) &&
           run_text(run->pg, "SET lock_timeout = '10s'", "lock_timeout") &&
           run_text(run->pg, bootstrap, "bootstrap.sql");
}

static bool run_all(struct migration_run *run, const char *sql_folder) {
    run->manifest = manifest_read(run->arena, sql_folder);
    if (!run->manifest || !prepare(run, sql_folder)) {
        return false;
    }
    bool pending = false;
    for (int i = 0; i < run->manifest->count; i++) {
        if (!step(run, run->manifest->names[i], &pending)) {
            return false;
        }
    }
    if (!pending) {
        fprintf(stderr, "migrate: all %d migrations were there\n", run->manifest->count);
    }
    return true;
}

static PGconn *connect_owner(const char *conninfo) {
    const char *const names[] = {"connect_timeout", "application_name", "dbname", "options", NULL};
    const char *const values[] = {"10", "asiakkuusd migrate", conninfo,
                                  "-c search_path=asiakkuus -c client_min_messages=warning", NULL};
    return PQconnectdbParams(names, values, 1);
}

int migrate_run(const char *conninfo, const char *sql_folder) {
    struct arena *arena = arena_new();
    struct migration_run run = {.arena = arena, .pg = connect_owner(conninfo)};
    run.folder = arena_format(arena, "%s/migrations", sql_folder);
    bool good = PQstatus(run.pg) == CONNECTION_OK ? run_all(&run, sql_folder)
                                                  : complain(run.pg, "can't connect");
    PQfinish(run.pg);
    arena_free(arena);
    return good ? 0 : 1;
}

int migrate_expected(const char *sql_folder) {
    struct arena *arena = arena_new();
    const struct manifest *manifest = manifest_read(arena, sql_folder);
    int count = manifest ? manifest->count : -1;
    arena_free(arena);
    return count;
}
