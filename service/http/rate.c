#include "http/rate.h"
#include "base/limits.h"
#include "digest/digest.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SHARD_COUNT = 16, PLACES_A_SET = 4, SECOND_US = 1000000 };
enum { SETS_A_SHARD = RATE_CALLERS_MAX / SHARD_COUNT / PLACES_A_SET };

/* One caller's bucket as one number: when it will be full again. A request moves that on by the
 * time one request takes to come back. */
struct caller {
    uint64_t name;
    int64_t full_at_us;
};

struct shard {
    pthread_mutex_t lock;
    struct caller callers[SETS_A_SHARD][PLACES_A_SET];
};

struct rates {
    int64_t burst, each_us; /* a request comes back in */
    struct shard shards[SHARD_COUNT];
};

struct rates *rates_new(int64_t limit, int64_t burst) {
    struct rates *rates = calloc(1, sizeof *rates);
    if (!rates) {
        abort();
    }
    rates->burst = burst;
    rates->each_us = limit > 0 ? SECOND_US / limit : 0;
    for (size_t i = 0; i < SHARD_COUNT; i++) {
        pthread_mutex_init(&rates->shards[i].lock, NULL);
    }
    return rates;
}

void rates_free(struct rates *rates) {
    for (size_t i = 0; rates && i < SHARD_COUNT; i++) {
        pthread_mutex_destroy(&rates->shards[i].lock);
    }
    free(rates);
}

/* A hash that nobody can find another `sub` for, so that no caller uses up another's requests. */
static uint64_t name_of(const char *area, const char *sub) {
    uint8_t parts[2][DIGEST_SIZE], digest[DIGEST_SIZE];
    uint64_t name;
    digest_sha256(area, strlen(area), parts[0]);
    digest_sha256(sub, strlen(sub), parts[1]);
    digest_sha256(parts, sizeof parts, digest);
    memcpy(&name, digest, sizeof name);
    return name;
}

/* The caller's place, or that of the one who has rested longest, made empty. */
static struct caller *place_of(struct caller *set, uint64_t name) {
    struct caller *rested = set;
    for (size_t i = 0; i < PLACES_A_SET; i++) {
        if (set[i].name == name) {
            return &set[i];
        }
        if (set[i].full_at_us < rested->full_at_us) {
            rested = &set[i];
        }
    }
    *rested = (struct caller){.name = name};
    return rested;
}

static int64_t seconds_up(int64_t us) {
    return (us + SECOND_US - 1) / SECOND_US;
}

static void take(const struct rates *rates, struct caller *caller, int64_t now_us,
                 struct rate *out) {
    int64_t whole_us = rates->burst * rates->each_us;
    int64_t start_us = caller->full_at_us > now_us ? caller->full_at_us : now_us;
    int64_t used_us = start_us + rates->each_us - now_us;
    bool taken = used_us <= whole_us;
    if (taken) {
        caller->full_at_us = start_us + rates->each_us;
    }
    int64_t owed_us = taken ? used_us : start_us - now_us;
    *out = (struct rate){.burst = rates->burst,
                         .window_s = seconds_up(whole_us),
                         .left = (whole_us - owed_us) / rates->each_us,
                         .full_s = seconds_up(owed_us),
                         .wait_s = taken ? 0 : seconds_up(used_us - whole_us)};
}

bool rates_take(struct rates *rates, const char *area, const char *sub, int64_t now_us,
                struct rate *out) {
    if (!rates || rates->each_us == 0) {
        return false;
    }
    uint64_t name = name_of(area, sub);
    struct shard *shard = &rates->shards[name % SHARD_COUNT];
    pthread_mutex_lock(&shard->lock);
    struct caller *set = shard->callers[name / SHARD_COUNT % SETS_A_SHARD];
    take(rates, place_of(set, name), now_us, out);
    pthread_mutex_unlock(&shard->lock);
    return true;
}
