#include "serve.h"

#include "app.h"
#include "auth/auth.h"
#include "base/clock.h"
#include "domain/webhook/webhook_senders.h"
#include "http/server.h"
#include "keyring/keyring.h"
#include "vault/vault.h"
#include "work/work.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { CLOSING_TAKES_MS = 1000 };

static sigset_t awaited_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

void serve_block_signals(void) {
    sigset_t set = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN); /* a caller who hangs up is an error of write(2), no more */
}

/* Keys that can't be used leave the ones at hand in force. */
static void renew_vault(struct app *app) {
    const char *words = NULL;
    struct vault *old = app->vault;
    struct vault *vault = vault_renew(old, app->settings.vault_keys, &words);
    if (vault && keyring_open(app->pool, vault, &words) == KEYRING_FITS) {
        app->vault = vault;
        return;
    }
    if (vault) {
        vault_drop(vault);
    }
    const struct log_field fields[] = {{"cause", words, 0}, {NULL, NULL, 0}};
    log_line(app->log, LOG_LEVEL_WARNING, "The keys of identifiers could not be read", fields);
}

static void wait_for_stop(struct app *app) {
    sigset_t set = awaited_signals();
    int number = 0;
    while (sigwait(&set, &number) != 0 || number == SIGHUP) {
        if (number == SIGHUP) {
            log_line(app->log, LOG_LEVEL_INFO, "reading keys again", NULL);
            auth_reload(app->auth);
            renew_vault(app);
        }
    }
}

/* The last resort: a thread that never ends its request must not keep the process. */
struct last_resort {
    const struct app *app;
    struct timespec until;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    bool over;
};

static void *end_in_time(void *data) {
    struct last_resort *resort = data;
    int error = 0;
    pthread_mutex_lock(&resort->lock);
    while (!resort->over && error != ETIMEDOUT) {
        error = pthread_cond_timedwait(&resort->stopped, &resort->lock, &resort->until);
    }
    if (!resort->over) {
        log_line(resort->app->log, LOG_LEVEL_ERROR, "not stopped within STOP_TIMEOUT, ended", NULL);
        _exit(1);
    }
    pthread_mutex_unlock(&resort->lock);
    return NULL;
}

static void last_resort_begin(struct last_resort *resort, const struct app *app) {
    *resort = (struct last_resort){
        .app = app, .until = clock_monotonic_after(app->settings.stop_timeout_s * 1000)};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&resort->stopped, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&resort->lock, NULL);
    if (pthread_create(&resort->thread, NULL, end_in_time, resort) != 0) {
        abort();
    }
}

static void last_resort_end(struct last_resort *resort) {
    pthread_mutex_lock(&resort->lock);
    resort->over = true;
    pthread_cond_signal(&resort->stopped);
    pthread_mutex_unlock(&resort->lock);
    pthread_join(resort->thread, NULL);
    pthread_cond_destroy(&resort->stopped);
    pthread_mutex_destroy(&resort->lock);
}

/* Requests get all of STOP_TIMEOUT but what closing may take. */
static int time_for_requests_ms(const struct app *app) {
    int whole_ms = (int)app->settings.stop_timeout_s * 1000;
    return whole_ms - (whole_ms / 2 < CLOSING_TAKES_MS ? whole_ms / 2 : CLOSING_TAKES_MS);
}

/* A connection is a descriptor: as many as the system lets this process have. */
static void raise_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* While the database is away nobody can say; then the first request asks. */
static bool keys_differ(struct app *app) {
    const char *words = "";
    enum keyring keyring = keyring_open(app->pool, app->vault, &words);
    app->keys_fit = keyring == KEYRING_FITS;
    if (keyring == KEYRING_DIFFERS) {
        fprintf(stderr, "asiakkuusd: VAULT_KEYS_FILE: %s\n", words);
    }
    if (keyring == KEYRING_UNKNOWN) {
        const struct log_field fields[] = {{"cause", words, 0}, {NULL, NULL, 0}};
        log_line(app->log, LOG_LEVEL_WARNING, "the database can't be used yet", fields);
    }
    return keyring == KEYRING_DIFFERS;
}

int serve(struct app *app) {
    raise_descriptors();
    if (keys_differ(app)) {
        return 1;
    }
    struct http_server *server = http_server_start(app);
    if (!server) {
        return 1;
    }
    app->work = work_start(app);
    struct webhook_senders *senders = webhook_senders_start(app);
    wait_for_stop(app);
    log_line(app->log, LOG_LEVEL_INFO, "stopping", NULL);
    struct last_resort resort;
    last_resort_begin(&resort, app);
    webhook_senders_end(senders);
    http_server_stop(server, time_for_requests_ms(app));
    work_stop(app->work);
    webhook_senders_stop(senders);
    last_resort_end(&resort);
    log_line(app->log, LOG_LEVEL_INFO, "stopped", NULL);
    return 0;
}
