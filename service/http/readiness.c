#include "http/readiness.h"

#include "auth/auth.h"
#include "base/clock.h"
#include "base/limits.h"
#include "db/db.h"
#include "http/readiness.sql.h"
#include "keyring/keyring.h"
#include "ledger/ledger.h"

#include <stdio.h>

static const char *const check_names[CHECK_COUNT] = {"database", "migrations", "write", "keys",
                                                     "issuer_keys"};
static const char *const result_words[] = {"unknown", "ok", "failed"};

/* The first failure is the one to be told. */
static void settle(struct readiness *out, enum readiness_check check, bool good,
                   const char *words) {
    out->results[check] = good ? CHECK_OK : CHECK_FAILED;
    if (!good && !out->words) {
        out->words = words;
    }
}

/* One row where the next one of the access log would go, taken back: a disk that has no room for it
 * is noticed here and not by the first caller. */
static enum status try_audit(struct app *app, struct context *context) {
    const struct uuid none = {.bytes = {0}};
    struct db_count row = {0};
    context->app = app;
    context->now = clock_now(&app->clock);
    context->actor = (struct actor){.sub = "readyz", .area = "00"};
    context->db = db_session_new(app->pool, context);
    enum status status =
        ledger_audit(context, AUDIT_READ, none, RESOURCE_client, none, GROUND_own_register);
    if (status == OK) {
        status = db_get(context, &readiness_settle, NULL, NULL, &db_count_shape, &row);
    }
    db_rollback(context);
    db_session_close(context);
    return status;
}

/* A page of the table may still have room for the probe's row while the callers' rows have none:
 * what happened to them counts as well. */
static bool write_failed_lately(struct app *app) {
    int64_t at_us = app->unwritable_at_us;
    return at_us > 0 && clock_monotonic_us() - at_us < (int64_t)WRITE_FAILED_REMEMBERED_MS * 1000;
}

static void look_at_audit(struct app *app, struct readiness *out) {
    static _Thread_local char kept[200];
    struct context context = {.arena = arena_new(), .operation = "ready_get"};
    bool good = try_audit(app, &context) == OK;
    snprintf(kept, sizeof kept, "the access log can't be written: %s",
             context.failure_words ? context.failure_words : "");
    if (good && write_failed_lately(app)) {
        good = false;
        snprintf(kept, sizeof kept, "the database had no room for a write a moment ago");
    }
    settle(out, CHECK_WRITE, good, kept);
    arena_free(context.arena);
}

static void look_at_database(struct app *app, struct readiness *out) {
    const char *words = "";
    enum db_readiness database = db_ready(app->pool, &words);
    settle(out, CHECK_DATABASE, database != DB_AWAY, words);
    if (database == DB_AWAY) {
        return;
    }
    settle(out, CHECK_MIGRATIONS, database != DB_OTHER_VERSION, words);
    if (database == DB_OTHER_VERSION) {
        return;
    }
    if (database == DB_READY) {
        look_at_audit(app, out);
    } else {
        settle(out, CHECK_WRITE, false, words);
    }
}

static void look_at_keys(struct app *app, struct readiness *out) {
    const char *words = "";
    if (out->results[CHECK_MIGRATIONS] == CHECK_OK) {
        enum keyring keyring = keyring_open(app->pool, app->vault, &words);
        app->keys_fit = keyring == KEYRING_FITS;
        settle(out, CHECK_KEYS, keyring == KEYRING_FITS, words);
    }
    settle(out, CHECK_ISSUER_KEYS, auth_has_keys(app->auth),
           "the issuer's keys have not been read");
}

bool readiness_look(struct app *app, struct readiness *out) {
    int64_t now_us = clock_monotonic_us();
    *out = (struct readiness){.words = NULL};
    if (now_us < app->ready_until_us) {
        for (int i = 0; i < CHECK_COUNT; i++) {
            out->results[i] = CHECK_OK;
        }
        return true;
    }
    look_at_database(app, out);
    look_at_keys(app, out);
    if (!out->words) {
        app->ready_until_us = now_us + (int64_t)READY_REMEMBERED_MS * 1000;
    }
    return !out->words;
}

void readiness_write(const struct readiness *readiness, struct text *out) {
    text_add_char(out, '{');
    for (int i = 0; i < CHECK_COUNT; i++) {
        text_format(out, "%s\"%s\":\"%s\"", i > 0 ? "," : "", check_names[i],
                    result_words[readiness->results[i]]);
    }
    text_add_char(out, '}');
}
