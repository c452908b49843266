/* What the whole process shares: made at start, read by every request, torn down at stop. */
#ifndef APP_H
#define APP_H

#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"

struct app {
    struct settings settings;
    struct clock clock;
    struct log *log;
    struct metrics *metrics;
    struct db_pool *pool;
    struct vault *vault;
    struct auth *auth;
    struct model_store *models;
    int migrations_expected;
};

#endif
