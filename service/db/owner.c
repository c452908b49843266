#include "db/owner.h"

#include "db/migrate.sql.h"

#include <stdio.h>

bool owner_complain(const struct owner *owner, const char *what) {
    fprintf(stderr, "%s: %s: %s", owner->command, what, PQerrorMessage(owner->pg));
    return false;
}

bool owner_run(const struct owner *owner, const char *text, const char *what) {
    PGresult *result = PQexec(owner->pg, text);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || owner_complain(owner, what);
}

PGresult *owner_rows(const struct owner *owner, const struct query *query,
                     const char *const *values) {
    PGresult *result =
        PQexecParams(owner->pg, query->text, query->parameter_count, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        return result;
    }
    (void)owner_complain(owner, query->name);
    PQclear(result);
    return NULL;
}

const char *owner_ask(const struct owner *owner, const struct query *query,
                      const char *const *values) {
    PGresult *result = owner_rows(owner, query, values);
    if (!result) {
        return NULL;
    }
    bool some = PQntuples(result) > 0 && PQnfields(result) > 0;
    const char *answer = some ? arena_string(owner->arena, PQgetvalue(result, 0, 0)) : "";
    PQclear(result);
    return answer;
}

/* Only after the lock is held: a command waits for no table long, since anyone who comes after it
 * would wait too. */
static bool take_lock(const struct owner *owner) {
    return owner_ask(owner, &migration_lock, NULL) &&
           owner_run(owner, "SET lock_timeout = '10s'", "lock_timeout");
}

bool owner_open(struct owner *owner, const char *command, const char *conninfo) {
    const char *const names[] = {"connect_timeout", "application_name", "dbname", "options", NULL};
    *owner = (struct owner){.command = command, .arena = arena_new()};
    const char *const values[] = {
        "10", arena_format(owner->arena, "asiakkuusd %s", command), conninfo,
        "-c search_path=asiakkuus -c client_min_messages=warning -c TimeZone=UTC", NULL};
    owner->pg = PQconnectdbParams(names, values, 1);
    if (PQstatus(owner->pg) != CONNECTION_OK) {
        return owner_complain(owner, "can't connect");
    }
    return take_lock(owner);
}

void owner_close(struct owner *owner) {
    PQfinish(owner->pg);
    arena_free(owner->arena);
}
