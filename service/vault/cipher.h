/* The vault's cryptography, all of it OpenSSL's: HKDF-SHA-256, HMAC-SHA-256, AES-256-GCM.
 *
 * A sealed value is: a byte for the form (1), 12 random bytes (nonce), the ciphertext, 16 bytes
 * (tag). What OpenSSL can only refuse for want of memory or of randomness aborts the process. */
#ifndef VAULT_CIPHER_H
#define VAULT_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CIPHER_KEY_SIZE = 32, CIPHER_NONCE_SIZE = 12, CIPHER_TAG_SIZE = 16 };
enum { CIPHER_OVERHEAD = 1 + CIPHER_NONCE_SIZE + CIPHER_TAG_SIZE };

/* A key for one purpose, from the secret in the keys file. */
void cipher_derive(const uint8_t secret[CIPHER_KEY_SIZE], const char *purpose,
                   uint8_t out[CIPHER_KEY_SIZE]);
void cipher_hash(const uint8_t key[CIPHER_KEY_SIZE], const void *message, size_t length,
                 uint8_t out[CIPHER_KEY_SIZE]);
/* Writes `length` + CIPHER_OVERHEAD bytes. */
void cipher_seal(const uint8_t key[CIPHER_KEY_SIZE], const char *place, const void *value,
                 size_t length, uint8_t *out);
/* Writes `length` - CIPHER_OVERHEAD bytes (`length` is not below it); false where the key or the
 * place is another, or a bit has changed. */
bool cipher_open(const uint8_t key[CIPHER_KEY_SIZE], const char *place, const uint8_t *sealed,
                 size_t length, void *out);

#endif
