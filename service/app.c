#include "app.h"

#include "auth/auth.h"
#include "db/db.h"
#include "db/migrate.h"
#include "domain/model/model.h"
#include "metrics/metrics.h"
#include "vault/vault.h"

#include <stdio.h>
#include <unistd.h>

static bool complain(const char *what, const char *words) {
    fprintf(stderr, "asiakkuusd: %s: %s\n", what, words ? words : "not usable");
    return false;
}

static void observe_query(void *observer, const char *query, int64_t microseconds) {
    const struct app *app = observer;
    metrics_observe(app->metrics, METRIC_db_query_duration_seconds, query, microseconds);
}

static void observe_transaction(void *observer, const char *result) {
    const struct app *app = observer;
    metrics_add(app->metrics, METRIC_db_transactions_total, result, NULL, 1);
}

static void observe_unwritable(void *observer) {
    struct app *app = observer;
    app->unwritable_at_us = clock_monotonic_us();
    app->ready_until_us = 0;
}

static bool open_pool(struct app *app) {
    const struct settings *settings = &app->settings;
    if (!*settings->database_url) {
        return complain("DATABASE_URL", "must be set");
    }
    app->pool = db_pool_new(&(struct db_settings){
        .conninfo = settings->database_url,
        .connections = (int)settings->database_pool,
        .wait_ms = (int)settings->database_wait_ms,
        .statement_timeout_ms = (int)settings->statement_timeout_ms,
        .lock_timeout_ms = (int)settings->lock_timeout_ms,
        .migrations_expected = app->migrations_expected,
        .observe_query = observe_query,
        .observe_transaction = observe_transaction,
        .observe_unwritable = observe_unwritable,
        .observer = app,
    });
    return app->pool || complain("DATABASE_URL", "no connection string of libpq");
}

static bool open_data(struct app *app) {
    const char *folder = arena_format(app->arena, "%s/sql", app->settings.data_dir);
    const char *words = NULL;
    app->migrations_expected = migrate_expected(folder);
    if (app->migrations_expected < 0) {
        return complain("DATA_DIR", "has no sql/manifest that can be read");
    }
    app->vault = vault_open(app->settings.vault_keys, &words);
    if (!app->vault) {
        return complain("VAULT_KEYS_FILE", words);
    }
    app->models = model_store_new();
    return open_pool(app);
}

static bool open_auth(struct app *app) {
    const char *words = NULL;
    app->auth = auth_new(app, &words);
    return app->auth || complain("keys of the issuer", words);
}

static bool open_base(struct app *app) {
    const char *words = NULL;
    app->arena = arena_new();
    if (!settings_read(app->arena, &app->settings, &words)) {
        return complain("settings", words);
    }
    enum log_level least;
    if (!log_level_parse(app->settings.log_level, &least)) {
        return complain("LOG_LEVEL", "debug, info, warning or error");
    }
    const char *at = app->settings.clock_at;
    if (*at && !instant_parse(at, &app->clock.fixed)) {
        return complain("CLOCK_AT", "no RFC 3339 instant");
    }
    if (!*app->settings.data_dir) {
        app->settings.data_dir = ".";
    }
    app->log = log_new(STDOUT_FILENO, least);
    app->metrics = metrics_new();
    metrics_set(app->metrics, METRIC_build_info, ASIAKKUUS_VERSION, 1);
    return true;
}

bool app_open(struct app *app, unsigned parts) {
    *app = (struct app){.migrations_expected = -1};
    return open_base(app) && (!(parts & APP_DATA) || open_data(app)) &&
           (!(parts & APP_AUTH) || open_auth(app));
}

void app_close(struct app *app) {
    auth_free(app->auth);
    model_store_free(app->models);
    db_pool_free(app->pool);
    vault_close(app->vault);
    metrics_free(app->metrics);
    log_free(app->log);
    arena_free(app->arena);
}
