/* What the whole process shares: made at start, read by every request, torn down at stop. */
#ifndef APP_H
#define APP_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include <stdatomic.h>

/* Set by the build; headers and checkers that stand alone need some value. */
#ifndef ASIAKKUUS_VERSION
#define ASIAKKUUS_VERSION "0"
#endif

struct app {
    struct arena *arena;    /* of the settings */
    const char *complaints; /* what was told of them, a line each */
    struct settings settings;
    struct clock clock;
    struct log *log;
    struct metrics *metrics;
    struct db_pool *pool;
    _Atomic(struct vault *) vault;   /* SIGHUP puts another in its place */
    atomic_bool keys_fit;            /* the vault's keys are those of the database (keyring.h) */
    _Atomic(int64_t) ready_until_us; /* a good look at readiness is remembered so long */
    struct auth *auth;
    atomic_int key_waiters; /* requests that wait for the keys of somebody's tokens */
    struct model_store *models;
    struct work *work;                 /* NULL: other instances do the jobs */
    _Atomic(int64_t) unwritable_at_us; /* when a write last failed for want of room; 0: never */
    int migrations_expected;
};

/* What a sub-command needs beside settings, clock and log. */
enum app_part { APP_DATA = 1 << 0 /* pool, vault, models */, APP_AUTH = 1 << 1 };

/* Fills `app`; false with every cause printed on stderr. */
bool app_open(struct app *app, unsigned parts);
void app_close(struct app *app);

/* The folder that `cmake --install` filled beside this program, where there is one, else ".": the
 * DATA_DIR that nobody has to name. */
const char *app_data_dir(struct arena *arena);

#endif
