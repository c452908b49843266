#include "db/distribute.h"

#include "db/distribute.sql.h"
#include "db/owner.h"

#include <stdio.h>
#include <string.h>

static bool refuse(const struct owner *owner, const char *words, const char *what) {
    fprintf(stderr, "%s: %s%s\n", owner->command, words, what);
    return false;
}

static bool is_ready(const struct owner *owner) {
    const char *ready = owner_ask(owner, &distribute_ready, NULL);
    if (!ready) {
        return false;
    }
    return strcmp(ready, "t") == 0 ||
           refuse(owner,
                  "this database has no Citus: a superuser makes it there, on every node, by ",
                  "CREATE EXTENSION citus");
}

static bool knows_every_table(const struct owner *owner) {
    const char *unknown = owner_ask(owner, &distribute_unknown, NULL);
    if (!unknown) {
        return false;
    }
    return !*unknown ||
           refuse(owner,
                  "neither an area's, nor a code list, nor the coordinator's own: ", unknown);
}

static bool step(const struct owner *owner, const char *table, const char *statement, bool run) {
    if (!run) {
        printf("%s;\n", statement);
        return true;
    }
    if (!owner_run(owner, statement, table)) {
        return false;
    }
    fprintf(stderr, "%s: %s\n", owner->command, table);
    return true;
}

static bool distribute(const struct owner *owner, bool run) {
    if (!is_ready(owner) || !knows_every_table(owner)) {
        return false;
    }
    const char *done = owner_ask(owner, &distribute_done, NULL);
    PGresult *steps =
        done ? owner_rows(owner, &distribute_steps, (const char *const[]){done}) : NULL;
    bool good = steps != NULL;
    for (int i = 0; good && i < PQntuples(steps); i++) {
        good = step(owner, PQgetvalue(steps, i, 0), PQgetvalue(steps, i, 1), run);
    }
    if (good && PQntuples(steps) == 0) {
        fprintf(stderr, "%s: every table is distributed\n", owner->command);
    }
    PQclear(steps);
    return good;
}

int distribute_run(const char *conninfo, bool run) {
    struct owner owner;
    bool good = owner_open(&owner, "distribute", conninfo) && distribute(&owner, run);
    owner_close(&owner);
    return good ? 0 : 1;
}
