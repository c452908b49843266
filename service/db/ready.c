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

static enum status probe(struct context *context, int expected) {
    struct migrations migrations = {.count = 0};
    enum status status =
        db_get(context, &migration_count, NULL, NULL, &migrations_shape, &migrations);
    if (status == OK && migrations.count < expected) {
        return context_fail(context, STATUS_unavailable, "migrations are missing: %d of %d applied",
                            (int)migrations.count, expected);
    }
    if (status == OK) {
        status = db_run(context, &ready_probe_update, NULL, NULL, NULL);
    }
    return status == OK ? db_commit(context) : status;
}

/* A probe answers whoever watches the service, so its words outlive the probe's arena. */
enum status db_ready(struct db_pool *pool, const char **words) {
    static _Thread_local char kept[200];
    struct context context = {.arena = arena_new(), .operation = "readyz"};
    context.db = db_session_new(pool, &context);
    enum status status = probe(&context, pool_settings(pool)->migrations_expected);
    db_session_close(&context);
    if (status != OK) {
        snprintf(kept, sizeof kept, "%s",
                 context.failure_words ? context.failure_words : "not ready");
        *words = kept;
        status = STATUS_unavailable;
    }
    arena_free(context.arena);
    return status;
}
