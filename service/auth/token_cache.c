#include "auth/token_cache.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SHARD_COUNT = 16, SLOT_COUNT = TOKEN_CACHE_SLOTS / SHARD_COUNT };

struct slot {
    uint8_t hash[TOKEN_HASH_SIZE];
    struct instant from, until;
    uint64_t generation;
    struct actor *actor; /* one block with its strings; NULL: empty */
};

struct shard {
    pthread_mutex_t lock;
    struct slot slots[SLOT_COUNT];
};

struct token_cache {
    struct shard shards[SHARD_COUNT];
};

struct token_cache *token_cache_new(void) {
    struct token_cache *cache = calloc(1, sizeof *cache);
    if (!cache) {
        abort();
    }
    for (size_t i = 0; i < SHARD_COUNT; i++) {
        pthread_mutex_init(&cache->shards[i].lock, NULL);
    }
    return cache;
}

static void free_shard(struct shard *shard) {
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        free(shard->slots[i].actor);
    }
    pthread_mutex_destroy(&shard->lock);
}

void token_cache_free(struct token_cache *cache) {
    if (!cache) {
        return;
    }
    for (size_t i = 0; i < SHARD_COUNT; i++) {
        free_shard(&cache->shards[i]);
    }
    free(cache);
}

static struct shard *shard_of(struct token_cache *cache, const uint8_t *hash) {
    return &cache->shards[hash[0] % SHARD_COUNT];
}

static struct slot *slot_of(struct shard *shard, const uint8_t *hash) {
    return &shard->slots[hash[1] % SLOT_COUNT];
}

static void copy_actor(struct arena *arena, const struct actor *from, struct actor *to) {
    *to = *from;
    to->sub = arena_string(arena, from->sub);
    to->area = arena_string(arena, from->area);
    to->unit = arena_string(arena, from->unit);
    to->name = arena_string(arena, from->name);
    to->role = arena_string(arena, from->role);
    const char **permissions =
        arena_alloc(arena, (from->permission_count + 1) * sizeof *permissions);
    for (size_t i = 0; i < from->permission_count; i++) {
        permissions[i] = arena_string(arena, from->permissions[i]);
    }
    to->permissions = permissions;
}

static size_t size_of(const char *string) {
    return string ? strlen(string) + 1 : 0;
}

/* Moves a string behind those already in the block. */
static const char *pack_string(char **end, const char *string) {
    size_t size = size_of(string);
    char *place = *end;
    if (size > 0) {
        memcpy(place, string, size);
    }
    *end += size;
    return string ? place : NULL;
}

static size_t packed_size(const struct actor *from) {
    size_t size = sizeof *from + from->permission_count * sizeof(char *);
    for (size_t i = 0; i < from->permission_count; i++) {
        size += size_of(from->permissions[i]);
    }
    return size + size_of(from->sub) + size_of(from->area) + size_of(from->unit) +
           size_of(from->name) + size_of(from->role);
}

/* The actor, its list of permissions and all strings in one block. */
static struct actor *pack_actor(const struct actor *from) {
    struct actor *actor = malloc(packed_size(from));
    if (!actor) {
        abort();
    }
    const char **permissions = (const char **)(void *)(actor + 1);
    char *end = (char *)(permissions + from->permission_count);
    *actor = *from;
    actor->permissions = permissions;
    for (size_t i = 0; i < from->permission_count; i++) {
        permissions[i] = pack_string(&end, from->permissions[i]);
    }
    actor->sub = pack_string(&end, from->sub);
    actor->area = pack_string(&end, from->area);
    actor->unit = pack_string(&end, from->unit);
    actor->name = pack_string(&end, from->name);
    actor->role = pack_string(&end, from->role);
    return actor;
}

bool token_cache_find(struct token_cache *cache, const uint8_t hash[TOKEN_HASH_SIZE],
                      struct instant now, uint64_t generation, struct arena *arena,
                      struct actor *out) {
    struct shard *shard = shard_of(cache, hash);
    pthread_mutex_lock(&shard->lock);
    const struct slot *slot = slot_of(shard, hash);
    bool known = slot->actor && memcmp(slot->hash, hash, TOKEN_HASH_SIZE) == 0 &&
                 slot->generation == generation && now.us >= slot->from.us &&
                 now.us < slot->until.us;
    if (known) {
        copy_actor(arena, slot->actor, out);
    }
    pthread_mutex_unlock(&shard->lock);
    return known;
}

void token_cache_put(struct token_cache *cache, const uint8_t hash[TOKEN_HASH_SIZE],
                     struct instant now, struct instant until, uint64_t generation,
                     const struct actor *actor) {
    int64_t longest = now.us + (int64_t)TOKEN_CACHE_SECONDS * 1000000;
    struct shard *shard = shard_of(cache, hash);
    pthread_mutex_lock(&shard->lock);
    struct slot *slot = slot_of(shard, hash);
    free(slot->actor);
    memcpy(slot->hash, hash, TOKEN_HASH_SIZE);
    slot->from = now;
    slot->until.us = until.us < longest ? until.us : longest;
    slot->generation = generation;
    slot->actor = pack_actor(actor);
    pthread_mutex_unlock(&shard->lock);
}
