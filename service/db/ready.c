#include "db/db.h"

#include "base/shape.h"
#include "db/db.sql.h"
#include "db/pool.h"

#include <stdio.h>

struct migrations {
    int64_t count;
};
static const struct shape_field migrations_fields[] = {
    FIELD(struct migrations, count, SHAPE_COLUMN_ONLY), FIELD_END};
static const struct shape migrations_shape = {"migrations", sizeof(struct migrations),
                                              migrations_fields};

static bool is_expected(struct context *context, int64_t count, int expected) {
    if (expected == 0 || count == expected) {
        return true;
    }
    (void)context_fail(context, STATUS_unavailable,
                       count < expected ? WORDS_MIGRATIONS_MISSING
                                        : "the database is newer: %d migrations, %d known",
                       (int)count, expected);
    return false;
}

static enum db_readiness probe(struct context *context, struct db_pool *pool) {
    struct migrations migrations = {.count = 0};
    if (db_get(context, &migration_count, NULL, NULL, &migrations_shape, &migrations) != OK) {
        return pool_is_behind(pool) ? DB_OTHER_VERSION : DB_AWAY;
    }
    if (!is_expected(context, migrations.count, pool_settings(pool)->migrations_expected)) {
        return DB_OTHER_VERSION;
    }
    enum status status = db_run(context, &ready_probe_update, NULL, NULL, NULL);
    if (status == OK) {
        status = db_commit(context);
    }
    return status == OK ? DB_READY : DB_UNWRITABLE;
}

/* A probe answers anyone who watches the service, so its words outlive the probe's arena. */
enum db_readiness db_ready(struct db_pool *pool, const char **words) {
    static _Thread_local char kept[200];
    struct context context = {.arena = arena_new(), .operation = "readyz"};
    context.db = db_session_new(pool, &context);
    enum db_readiness readiness = probe(&context, pool);
    db_session_close(&context);
    snprintf(kept, sizeof kept, "%s", context.failure_words ? context.failure_words : "");
    *words = kept;
    arena_free(context.arena);
    return readiness;
}
