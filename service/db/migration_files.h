/* The folder sql/: its manifest and the files it names. Seen by db/ alone. */
#ifndef DB_MIGRATION_FILES_H
#define DB_MIGRATION_FILES_H

#include "base/arena.h"
#include "base/limits.h"

#include <stddef.h>

struct manifest {
    const char *names[MIGRATIONS_MOST];
    int count;
};

/* The names in the manifest's order; NULL with the cause printed where it can't be read, names
 * something else than NNNN_subject.sql, or is not in rising order. */
const struct manifest *manifest_read(struct arena *arena, const char *sql_folder);

/* A whole file as a string, or NULL with the cause printed. */
const char *sql_file_read(struct arena *arena, const char *folder, const char *name);

#endif
