#include "vault/vault.h"

#include "vault/cipher.h"
#include "vault/keys.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

struct vault {
    struct vault *before; /* whose place this one took, or NULL */
    size_t count;
    struct vault_key keys[VAULT_KEYS_MAX];
};

struct vault *vault_open(const char *keys_file, const char **words) {
    struct vault *vault = calloc(1, sizeof *vault);
    if (!vault) {
        abort();
    }
    *words = keys_read(keys_file, vault->keys, &vault->count);
    if (*words) {
        vault_close(vault);
        return NULL;
    }
    return vault;
}

static bool has_key(const struct vault *vault, const struct vault_key *key) {
    for (size_t i = 0; i < vault->count; i++) {
        if (CRYPTO_memcmp(vault->keys[i].hashing, key->hashing, sizeof key->hashing) == 0) {
            return true;
        }
    }
    return false;
}

struct vault *vault_renew(struct vault *old, const char *keys_file, const char **words) {
    struct vault *vault = vault_open(keys_file, words);
    for (size_t i = 0; vault && i < old->count; i++) {
        if (!has_key(vault, &old->keys[i])) {
            *words = "a key in use is missing: keys are taken away by a restart";
            vault_close(vault);
            return NULL;
        }
    }
    if (vault) {
        vault->before = old;
    }
    return vault;
}

void vault_close(struct vault *vault) {
    while (vault) {
        struct vault *before = vault->before;
        OPENSSL_cleanse(vault, sizeof *vault);
        free(vault);
        vault = before;
    }
}

void vault_drop(struct vault *renewed) {
    renewed->before = NULL;
    vault_close(renewed);
}

size_t vault_key_count(const struct vault *vault) {
    return vault->count;
}

const char *vault_key_id(const struct vault *vault, size_t index) {
    return vault->keys[index].id;
}

struct bytes vault_key_check(const struct vault *vault, struct arena *arena, size_t index) {
    uint8_t *check = arena_alloc(arena, CIPHER_KEY_SIZE);
    memcpy(check, vault->keys[index].check, CIPHER_KEY_SIZE);
    return (struct bytes){check, CIPHER_KEY_SIZE};
}

struct bytes vault_hash(const struct vault *vault, struct arena *arena, size_t index,
                        const char *area, const char *value) {
    size_t area_size = strlen(area) + 1, value_length = strlen(value);
    char *message = arena_alloc(arena, area_size + value_length);
    memcpy(message, area, area_size); /* its NUL parts the two */
    memcpy(message + area_size, value, value_length);
    uint8_t *hash = arena_alloc(arena, VAULT_HASH_SIZE);
    cipher_hash(vault->keys[index].hashing, message, area_size + value_length, hash);
    OPENSSL_cleanse(message, area_size + value_length);
    return (struct bytes){hash, VAULT_HASH_SIZE};
}

struct bytes vault_seal(const struct vault *vault, struct arena *arena, const char *place,
                        const char *value) {
    size_t length = strlen(value), size = length + CIPHER_OVERHEAD;
    uint8_t *sealed = arena_alloc(arena, size);
    cipher_seal(vault->keys[0].sealing, place, value, length, sealed);
    return (struct bytes){sealed, size};
}

enum status vault_open_value(const struct vault *vault, struct arena *arena, const char *place,
                             struct bytes sealed, const char **value) {
    if (sealed.length < CIPHER_OVERHEAD) {
        return STATUS_internal;
    }
    char *opened = arena_alloc(arena, sealed.length - CIPHER_OVERHEAD + 1);
    for (size_t i = 0; i < vault->count; i++) {
        if (cipher_open(vault->keys[i].sealing, place, sealed.bytes, sealed.length, opened)) {
            *value = opened;
            return OK;
        }
    }
    return STATUS_internal;
}
