#include "vault/cipher.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM = 1 };

static void demand(int result) {
    if (result != 1) {
        fputs("libcrypto failed\n", stderr);
        abort();
    }
}

void cipher_derive(const uint8_t secret[CIPHER_KEY_SIZE], const char *purpose,
                   uint8_t out[CIPHER_KEY_SIZE]) {
    size_t size = CIPHER_KEY_SIZE;
    EVP_PKEY_CTX *derivation = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    demand(derivation != NULL);
    demand(EVP_PKEY_derive_init(derivation));
    demand(EVP_PKEY_CTX_set_hkdf_md(derivation, EVP_sha256()));
    demand(EVP_PKEY_CTX_set1_hkdf_key(derivation, secret, CIPHER_KEY_SIZE));
    demand(EVP_PKEY_CTX_add1_hkdf_info(derivation, (const unsigned char *)purpose,
                                       (int)strlen(purpose)));
    demand(EVP_PKEY_derive(derivation, out, &size));
    EVP_PKEY_CTX_free(derivation);
}

void cipher_hash(const uint8_t key[CIPHER_KEY_SIZE], const void *message, size_t length,
                 uint8_t out[CIPHER_KEY_SIZE]) {
    demand(HMAC(EVP_sha256(), key, CIPHER_KEY_SIZE, message, length, out, NULL) != NULL);
}

static EVP_CIPHER_CTX *cipher_new(void) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    demand(cipher != NULL);
    return cipher;
}

void cipher_seal(const uint8_t key[CIPHER_KEY_SIZE], const char *place, const void *value,
                 size_t length, uint8_t *out) {
    uint8_t *nonce = out + 1, *text = nonce + CIPHER_NONCE_SIZE;
    int written;
    out[0] = FORM;
    demand(RAND_bytes(nonce, CIPHER_NONCE_SIZE));
    EVP_CIPHER_CTX *cipher = cipher_new();
    demand(EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce));
    demand(EVP_EncryptUpdate(cipher, NULL, &written, (const unsigned char *)place,
                             (int)strlen(place)));
    demand(EVP_EncryptUpdate(cipher, text, &written, value, (int)length));
    demand(EVP_EncryptFinal_ex(cipher, text + written, &written));
    demand(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, CIPHER_TAG_SIZE, text + length));
    EVP_CIPHER_CTX_free(cipher);
}

static bool decrypt(EVP_CIPHER_CTX *cipher, const uint8_t *key, const char *place,
                    const uint8_t *sealed, size_t text_length, unsigned char *out) {
    const uint8_t *nonce = sealed + 1, *text = nonce + CIPHER_NONCE_SIZE;
    uint8_t tag[CIPHER_TAG_SIZE];
    int written;
    memcpy(tag, text + text_length, sizeof tag);
    demand(EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce));
    demand(EVP_DecryptUpdate(cipher, NULL, &written, (const unsigned char *)place,
                             (int)strlen(place)));
    demand(EVP_DecryptUpdate(cipher, out, &written, text, (int)text_length));
    demand(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, CIPHER_TAG_SIZE, tag));
    return EVP_DecryptFinal_ex(cipher, out + written, &written) == 1;
}

bool cipher_open(const uint8_t key[CIPHER_KEY_SIZE], const char *place, const uint8_t *sealed,
                 size_t length, void *out) {
    if (sealed[0] != FORM) {
        return false;
    }
    size_t text_length = length - CIPHER_OVERHEAD;
    EVP_CIPHER_CTX *cipher = cipher_new();
    bool good = decrypt(cipher, key, place, sealed, text_length, out);
    EVP_CIPHER_CTX_free(cipher);
    if (!good) {
        OPENSSL_cleanse(out, text_length);
    }
    return good;
}
