#include "db/migrate.h"

#include "db/db.sql.h"
#include "db/migrate.sql.h"
#include "db/migration_files.h"
#include "db/owner.h"
#include "db/partition.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct migration_run {
    struct owner owner;
    const char *folder; /* sql/migrations */
    const struct manifest *manifest;
};

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
    if (!owner_run(&run->owner, "BEGIN", "begin") || !owner_run(&run->owner, text, name) ||
        !still_in_transaction(run->owner.pg, name) ||
        !owner_ask(&run->owner, &migration_insert, values) ||
        !owner_run(&run->owner, "COMMIT", name)) {
        return false;
    }
    fprintf(stderr, "migrate: %s applied\n", name);
    return true;
}

/* `*pending` is set by the first file that has not run: none behind it may have run either. */
static bool step(struct migration_run *run, const char *name, bool *pending) {
    const char *text = sql_file_read(run->owner.arena, run->folder, name);
    if (!text) {
        return false;
    }
    const char *const text_value[] = {text};
    const char *const name_value[] = {name};
    const char *sha256 = owner_ask(&run->owner, &migration_digest, text_value);
    const char *applied = owner_ask(&run->owner, &migration_applied, name_value);
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

static bool prepare(struct migration_run *run, const char *sql_folder) {
    const char *bootstrap = sql_file_read(run->owner.arena, sql_folder, "bootstrap.sql");
    return bootstrap && owner_run(&run->owner, bootstrap, "bootstrap.sql");
}

/* An older program finds more than it knows; it leaves that as it is. */
static bool tell_all_there(const struct migration_run *run) {
    const char *count = owner_ask(&run->owner, &migration_count, NULL);
    if (!count) {
        return false;
    }
    fprintf(stderr, "migrate: all %d migrations were there\n", run->manifest->count);
    long more = strtol(count, NULL, 10) - run->manifest->count;
    if (more > 0) {
        fprintf(stderr,
                "migrate: the database is newer: it has %ld more than this program knows of\n",
                more);
    }
    return true;
}

static bool run_all(struct migration_run *run, const char *sql_folder) {
    run->manifest = manifest_read(run->owner.arena, sql_folder);
    if (!run->manifest || !prepare(run, sql_folder)) {
        return false;
    }
    bool pending = false;
    for (int i = 0; i < run->manifest->count; i++) {
        if (!step(run, run->manifest->names[i], &pending)) {
            return false;
        }
    }
    if (!pending && !tell_all_there(run)) {
        return false;
    }
    return partitions_make(&run->owner);
}

int migrate_run(const char *conninfo, const char *sql_folder) {
    struct migration_run run = {.folder = NULL};
    bool good = owner_open(&run.owner, "migrate", conninfo);
    run.folder = arena_format(run.owner.arena, "%s/migrations", sql_folder);
    good = good && run_all(&run, sql_folder);
    owner_close(&run.owner);
    return good ? 0 : 1;
}

int migrate_expected(const char *sql_folder) {
    struct arena *arena = arena_new();
    const struct manifest *manifest = manifest_read(arena, sql_folder);
    int count = manifest ? manifest->count : -1;
    arena_free(arena);
    return count;
}
