/* The key set in force, kept fresh by a thread of its own.
 *
 * A file is read again when it changes, a URL every `refresh_s` seconds; both when somebody asks
 * (an unknown kid, SIGHUP), at most once in KEY_STORE_REST_S. A reading that fails leaves the old
 * keys in force. */
#ifndef AUTH_KEY_STORE_H
#define AUTH_KEY_STORE_H

#include "auth/keys.h"
#include "base/limits.h"
#include "base/log.h"
#include <stdatomic.h>
#include <stdint.h>

struct app;
struct metrics;
struct key_store;

struct key_store_settings {
    const char *file; /* or "" */
    const char *url;  /* used where there is no file */
    int64_t refresh_s;
    int64_t rest_s;          /* 0: KEY_STORE_REST_S */
    int waiters;             /* how many requests may wait for a reading, of all stores together */
    atomic_int *waiting;     /* how many do: one number for all of them */
    struct log *log;         /* may be NULL */
    struct metrics *metrics; /* may be NULL */
};

/* Of so many threads that serve requests, how many may wait for keys: a quarter,
 * KEY_STORE_WAITERS_MAX at the most; none of one. */
int key_store_waiters(int threads);

/* NULL with `*words` where a file can't be used at once. A URL may be away at the start: the store
 * is then empty until it answers. */
struct key_store *key_store_new(const struct key_store_settings *settings, const char **words);
/* The same for a source of this process: with its refreshing, its log and figures, and its bound of
 * those who wait. */
struct key_store *key_store_open(struct app *app, const char *file, const char *url,
                                 const char **words);
void key_store_free(struct key_store *store);

/* The set in force, with a reference for the caller; `*generation` changes with every new set. */
struct key_set *key_store_hold(struct key_store *store, uint64_t *generation);
uint64_t key_store_generation(struct key_store *store);
/* False where neither a file nor a URL is set: the set is then empty for good. */
bool key_store_has_source(const struct key_store *store);
/* False until its source has been read for the first time. */
bool key_store_has_keys(struct key_store *store);
/* Asks for a reading and waits for it, unless the last one was a moment ago or too many wait
 * already.
 */
void key_store_ask(struct key_store *store);
/* Has the keys read again soon, whenever the last reading was. */
void key_store_reload(struct key_store *store);

#endif
