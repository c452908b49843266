#include "auth/key_store.h"
#include "app.h"
#include "base/clock.h"
#include "metrics/metrics.h"
#include "outgoing/outgoing.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/* What tells one version of a file from another. */
struct stamp {
    int64_t seconds, nanoseconds, size;
    uint64_t inode;
};

struct key_store {
    struct key_store_settings settings;
    pthread_mutex_t lock;
    pthread_cond_t asked_changed, read_changed;
    pthread_t thread;
    bool asked, stopping;
    struct key_set *set;
    atomic_uint_fast64_t generation;
    uint64_t readings;
    int64_t read_at_us;
    struct stamp stamp;
};

static bool has_file(const struct key_store *store) {
    return store->settings.file && *store->settings.file;
}

static struct stamp stamp_of(const struct key_store *store) {
    struct stat status;
    if (!has_file(store) || stat(store->settings.file, &status) != 0) {
        return (struct stamp){0};
    }
    return (struct stamp){.seconds = status.st_mtim.tv_sec,
                          .nanoseconds = status.st_mtim.tv_nsec,
                          .size = status.st_size,
                          .inode = status.st_ino};
}

static bool stamp_equal(struct stamp a, struct stamp b) {
    return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds && a.size == b.size &&
           a.inode == b.inode;
}

static char *read_file(const char *path, const char **words) {
    FILE *file = fopen(path, "re");
    if (!file) {
        *words = "the file can't be opened";
        return NULL;
    }
    char *text = malloc(FETCH_SIZE_MAX + 1);
    if (!text) {
        abort();
    }
    size_t length = fread(text, 1, FETCH_SIZE_MAX + 1, file);
    bool good = !ferror(file) && length <= FETCH_SIZE_MAX;
    fclose(file);
    if (!good) {
        free(text);
        *words = "the file can't be read or is too large";
        return NULL;
    }
    text[length] = '\0';
    return text;
}

static char *ask_issuer(const char *url, const char **words) {
    char *text = outgoing_get(&(struct outgoing_request){
        .url = url, .size_max = FETCH_SIZE_MAX, .seconds_max = FETCH_SECONDS_MAX});
    if (!text) {
        *words = "the URL does not answer with the key set";
    }
    return text;
}

static struct key_set *read_set(const struct key_store *store, const char **words) {
    char *text = has_file(store) ? read_file(store->settings.file, words)
                                 : ask_issuer(store->settings.url, words);
    if (!text) {
        return NULL;
    }
    struct key_set *set = key_set_parse(text, words);
    free(text);
    return set;
}

static void report(const struct key_store *store, bool good, const char *words) {
    if (store->settings.metrics) {
        metrics_add(store->settings.metrics, METRIC_jwks_refresh_total, good ? "ok" : "failed",
                    NULL, 1);
    }
    if (good || !store->settings.log) {
        return;
    }
    const struct log_field fields[] = {{"cause", words, 0}, {NULL, NULL, 0}};
    log_line(store->settings.log, LOG_LEVEL_WARNING, "The key set could not be read", fields);
}

/* Puts a set in force where there is a new one; called with the lock held. */
static void finish_reading(struct key_store *store, struct key_set *set, struct stamp stamp) {
    struct key_set *old = set ? store->set : NULL;
    if (set) {
        store->set = set;
        atomic_fetch_add(&store->generation, 1);
    }
    store->stamp = stamp;
    store->read_at_us = clock_monotonic_us();
    store->readings++;
    store->asked = false;
    pthread_cond_broadcast(&store->read_changed);
    key_set_release(old);
}

/* The slow part runs without the lock: requests go on with the old keys. */
static bool read_now(struct key_store *store, const char **words) {
    struct stamp stamp = stamp_of(store);
    struct key_set *set = read_set(store, words);
    report(store, set != NULL, *words);
    pthread_mutex_lock(&store->lock);
    finish_reading(store, set, stamp);
    pthread_mutex_unlock(&store->lock);
    return set != NULL;
}

static bool is_due(struct key_store *store) {
    int64_t age_us = clock_monotonic_us() - store->read_at_us;
    if (store->asked) {
        return true;
    }
    if (has_file(store)) {
        return !stamp_equal(stamp_of(store), store->stamp);
    }
    int64_t wait_s =
        key_set_count(store->set) > 0 ? store->settings.refresh_s : store->settings.rest_s;
    return age_us >= wait_s * 1000000;
}

static void wait_a_second(struct key_store *store) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    pthread_cond_timedwait(&store->asked_changed, &store->lock, &until);
}

static void *keep_fresh(void *data) {
    struct key_store *store = data;
    pthread_mutex_lock(&store->lock);
    while (!store->stopping) {
        if (!is_due(store)) {
            wait_a_second(store);
            continue;
        }
        const char *words = NULL;
        pthread_mutex_unlock(&store->lock);
        (void)read_now(store, &words);
        pthread_mutex_lock(&store->lock);
    }
    pthread_mutex_unlock(&store->lock);
    return NULL;
}

static void init_conditions(struct key_store *store) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&store->asked_changed, &attributes);
    pthread_cond_init(&store->read_changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void destroy(struct key_store *store) {
    key_set_release(store->set);
    pthread_cond_destroy(&store->asked_changed);
    pthread_cond_destroy(&store->read_changed);
    pthread_mutex_destroy(&store->lock);
    free(store);
}

struct key_store *key_store_new(const struct key_store_settings *settings, const char **words) {
    bool file = settings->file && *settings->file, url = settings->url && *settings->url;
    if (!file && url && !outgoing_allows_url(settings->url)) {
        *words = "must be https, or http on this machine";
        return NULL;
    }
    struct key_store *store = calloc(1, sizeof *store);
    if (!store) {
        abort();
    }
    store->settings = *settings;
    if (store->settings.rest_s == 0) {
        store->settings.rest_s = KEY_STORE_REST_S;
    }
    store->set = key_set_empty();
    pthread_mutex_init(&store->lock, NULL);
    init_conditions(store);
    bool read = (file || url) && read_now(store, words);
    if ((file && !read) ||
        ((file || url) && pthread_create(&store->thread, NULL, keep_fresh, store) != 0)) {
        destroy(store);
        return NULL;
    }
    return store;
}

struct key_store *key_store_open(struct app *app, const char *file, const char *url,
                                 const char **words) {
    const struct key_store_settings settings = {
        .file = file,
        .url = url,
        .refresh_s = app->settings.jwks_refresh_s,
        .waiters = key_store_waiters((int)app->settings.http_threads),
        .waiting = &app->key_waiters,
        .log = app->log,
        .metrics = app->metrics};
    return key_store_new(&settings, words);
}

void key_store_free(struct key_store *store) {
    if (!store) {
        return;
    }
    pthread_mutex_lock(&store->lock);
    store->stopping = true;
    pthread_cond_broadcast(&store->asked_changed);
    pthread_mutex_unlock(&store->lock);
    if (store->readings > 0) {
        pthread_join(store->thread, NULL);
    }
    destroy(store);
}

bool key_store_has_source(const struct key_store *store) {
    return has_file(store) || (store->settings.url && *store->settings.url);
}

/* No key has been read yet: whose token is good can't be said. */
bool key_store_has_keys(struct key_store *store) {
    uint64_t generation;
    struct key_set *set = key_store_hold(store, &generation);
    bool some = key_set_count(set) > 0 || !key_store_has_source(store);
    key_set_release(set);
    return some;
}

uint64_t key_store_generation(struct key_store *store) {
    return atomic_load(&store->generation);
}

struct key_set *key_store_hold(struct key_store *store, uint64_t *generation) {
    pthread_mutex_lock(&store->lock);
    struct key_set *set = key_set_hold(store->set);
    *generation = key_store_generation(store);
    pthread_mutex_unlock(&store->lock);
    return set;
}

void key_store_reload(struct key_store *store) {
    pthread_mutex_lock(&store->lock);
    store->asked = true;
    pthread_cond_broadcast(&store->asked_changed);
    pthread_mutex_unlock(&store->lock);
}

int key_store_waiters(int threads) {
    int quarter = threads / 4 > 0 ? threads / 4 : threads > 1;
    return quarter < KEY_STORE_WAITERS_MAX ? quarter : KEY_STORE_WAITERS_MAX;
}

static bool may_ask(const struct key_store *store) {
    bool rested = clock_monotonic_us() - store->read_at_us >= store->settings.rest_s * 1000000;
    return store->readings > 0 && (rested || store->asked);
}

/* Anyone who waits keeps a thread from others: slow issuers and made-up kids must not stop them
 * all, however many issuers there are. */
static bool may_wait(const struct key_store *store) {
    return atomic_fetch_add(store->settings.waiting, 1) < store->settings.waiters;
}

static void wait_for_reading(struct key_store *store) {
    uint64_t before = store->readings;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += FETCH_SECONDS_MAX + 1;
    int failed = 0;
    while (store->readings == before && !store->stopping && !failed) {
        failed = pthread_cond_timedwait(&store->read_changed, &store->lock, &until);
    }
}

void key_store_ask(struct key_store *store) {
    pthread_mutex_lock(&store->lock);
    if (may_ask(store)) {
        store->asked = true;
        pthread_cond_broadcast(&store->asked_changed);
        if (may_wait(store)) {
            wait_for_reading(store);
        }
        atomic_fetch_sub(store->settings.waiting, 1);
    }
    pthread_mutex_unlock(&store->lock);
}
