#include "serve.h"

#include "app.h"
#include "auth/auth.h"
#include "http/server.h"
#include "vault/vault.h"

#include <signal.h>
#include <stddef.h>

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
    struct vault *vault = vault_renew(app->vault, app->settings.vault_keys, &words);
    if (vault) {
        app->vault = vault;
        return;
    }
    const struct log_field fields[] = {{"cause", words, 0}, {NULL, NULL, 0}};
    log_line(app->log, LOG_LEVEL_WARNING, "The keys of identifiers could not be read", fields);
}

static void wait_for_stop(struct app *app) {
    sigset_t set = awaited_signals();
    int number = 0;
    while (sigwait(&set, &number) != 0 || number == SIGHUP) {
        if (number == SIGHUP) {
            log_line(app->log, LOG_LEVEL_INFO, "reading keys anew", NULL);
            auth_reload(app->auth);
            renew_vault(app);
        }
    }
}

int serve(struct app *app) {
    struct http_server *server = http_server_start(app);
    if (!server) {
        return 1;
    }
    wait_for_stop(app);
    log_line(app->log, LOG_LEVEL_INFO, "stopping", NULL);
    http_server_stop(server, (int)app->settings.stop_timeout_s * 1000);
    log_line(app->log, LOG_LEVEL_INFO, "stopped", NULL);
    return 0;
}
