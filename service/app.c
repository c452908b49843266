#include "app.h"

#include "auth/auth.h"
#include "base/address.h"
#include "db/db.h"
#include "db/migrate.h"
#include "domain/model/model.h"
#include "http/cors.h"
#include "metrics/metrics.h"
#include "outgoing/networks.h"
#include "vault/vault.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Every fault is told before the process ends, each once: of a setting whose value could not be
 * read nobody says as well that it is missing. */
static bool complain(struct app *app, const char *what, const char *words) {
    const char *told = app->complaints ? app->complaints : "";
    for (const char *at = told; (at = strstr(at, what)); at++) {
        if (at == told || at[-1] == '\n') {
            return false;
        }
    }
    app->complaints = arena_format(app->arena, "%s%s: %s\n", told, what, words);
    fprintf(stderr, "asiakkuusd: %s: %s\n", what, words);
    return false;
}

/* Lines of "NAME: what is wrong with it". */
static bool complain_of_lines(struct app *app, const char *lines) {
    while (*lines) {
        size_t length = strcspn(lines, "\n"), name = strcspn(lines, ":");
        complain(app, arena_copy(app->arena, lines, name),
                 arena_copy(app->arena, lines + name + 2, length - name - 2));
        lines += length + (lines[length] == '\n');
    }
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
        return complain(app, "DATABASE_URL", "must be set");
    }
    app->pool = db_pool_new(&(struct db_settings){
        .conninfo = settings->database_url,
        .connections = (int)settings->database_pool,
        .wait_ms = (int)settings->database_wait_ms,
        .statement_timeout_ms = (int)settings->statement_timeout_ms,
        .lock_timeout_ms = (int)settings->lock_timeout_ms,
        .plans = settings->database_plans,
        .migrations_expected = app->migrations_expected,
        .observe_query = observe_query,
        .observe_transaction = observe_transaction,
        .observe_unwritable = observe_unwritable,
        .observer = app,
    });
    return app->pool || complain(app, "DATABASE_URL", "no connection string of libpq");
}

static bool open_vault(struct app *app) {
    const char *words = "not usable";
    app->vault = vault_open(app->settings.vault_keys, &words);
    return app->vault || complain(app, "VAULT_KEYS_FILE", words);
}

static bool open_data(struct app *app) {
    const char *folder = arena_format(app->arena, "%s/sql", app->settings.data_dir);
    app->migrations_expected = migrate_expected(folder);
    bool good = app->migrations_expected >= 0 ||
                complain(app, "DATA_DIR", "has no sql/manifest that can be read");
    good = open_vault(app) && good;
    app->models = model_store_new();
    return open_pool(app) && good;
}

static bool open_auth(struct app *app) {
    const char *words = NULL;
    app->auth = auth_new(app, &words);
    return app->auth || complain_of_lines(app, words);
}

const char *app_data_dir(struct arena *arena) {
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    for (int up = 0; up < 2 && length > 0; up++) {
        while (length > 0 && program[--length] != '/') {
        }
    }
    if (length <= 0) {
        return ".";
    }
    const char *folder = arena_format(arena, "%.*s/share/asiakkuus", (int)length, program);
    return access(arena_format(arena, "%s/sql/manifest", folder), R_OK) == 0 ? folder : ".";
}

/* Where it listens and who may read: told by every sub-command, so that the first says all that is
 * wrong. */
static bool check_listener(struct app *app) {
    union address address;
    const char *words = NULL;
    bool good = address_parse(app->settings.bind, app->settings.port, &address) ||
                complain(app, "BIND", "must be an address in numbers, such as 127.0.0.1 or ::1");
    if (!cors_check(app->arena, app->settings.cors_origins, &words)) {
        good = complain(app, "CORS_ORIGINS", words);
    }
    return good;
}

static bool open_base(struct app *app) {
    const char *words = NULL;
    app->arena = arena_new();
    bool good = settings_read(app->arena, &app->settings, &words) || complain_of_lines(app, words);
    enum log_level least = LOG_LEVEL_INFO;
    if (!log_level_parse(app->settings.log_level, &least)) {
        good = complain(app, "LOG_LEVEL", "must be debug, info, warning or error");
    }
    if (!db_plan_mode(app->settings.database_plans)) {
        good = complain(app, "DATABASE_PLANS", "must be generic, custom or auto");
    }
    const char *at = app->settings.clock_at;
    if (*at && !instant_parse(at, &app->clock.fixed)) {
        good = complain(app, "CLOCK_AT", "must be an RFC 3339 instant");
    }
    struct networks networks;
    if (!networks_read(app->settings.webhook_networks, &networks)) {
        good = complain(app, "WEBHOOK_NETWORKS", "must be networks, as 10.20.0.0/16,127.0.0.1");
    }
    good = check_listener(app) && good;
    if (!*app->settings.data_dir) {
        app->settings.data_dir = app_data_dir(app->arena);
    }
    app->log = log_new(STDOUT_FILENO, least);
    app->metrics = metrics_new();
    metrics_set(app->metrics, METRIC_build_info, ASIAKKUUS_VERSION, 1);
    return good;
}

bool app_open(struct app *app, unsigned parts) {
    *app = (struct app){.migrations_expected = -1};
    bool good = open_base(app);
    if (parts & APP_DATA) {
        good = open_data(app) && good;
    }
    if (parts & APP_AUTH) {
        good = open_auth(app) && good;
    }
    return good;
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
