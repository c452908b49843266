/* The keys file: a line each, `<key id> <64 hex digits>`, the first the current one. */
#ifndef VAULT_KEYS_H
#define VAULT_KEYS_H

#include "base/limits.h"
#include "vault/cipher.h"
#include "vault/vault.h"

struct vault_key {
    char id[VAULT_KEY_ID_LENGTH_MAX + 1]; /* [A-Za-z0-9._-]+ */
    uint8_t hashing[CIPHER_KEY_SIZE], sealing[CIPHER_KEY_SIZE];
    uint8_t check[CIPHER_KEY_SIZE]; /* tells the secret from others, and says nothing of it */
};

/* Fills keys and count. NULL, or why it can't: words that never hold a byte of the file. */
const char *keys_read(const char *path, struct vault_key keys[VAULT_KEYS_MAX], size_t *count);

#endif
