#include "vault/signing.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "whsec_";
enum {
    PREFIX_LENGTH = sizeof prefix - 1,
    SECRET_SIZE = 32,
    BASE64_SIZE = (SECRET_SIZE + 2) / 3 * 4,
    MAC_SIZE = 32
};

const char *signing_secret_new(struct arena *arena) {
    unsigned char secret[SECRET_SIZE];
    char *text = arena_alloc(arena, PREFIX_LENGTH + BASE64_SIZE + 1);
    if (RAND_bytes(secret, sizeof secret) != 1) {
        fputs("no random numbers\n", stderr);
        abort();
    }
    memcpy(text, prefix, PREFIX_LENGTH);
    EVP_EncodeBlock((unsigned char *)text + PREFIX_LENGTH, secret, sizeof secret);
    OPENSSL_cleanse(secret, sizeof secret);
    return text;
}

/* 32 bytes have one sign of filling at their end, which EVP_DecodeBlock counts as a byte. */
static bool read_secret(const char *text, unsigned char out[SECRET_SIZE + 1]) {
    return strncmp(text, prefix, PREFIX_LENGTH) == 0 &&
           strlen(text) == PREFIX_LENGTH + BASE64_SIZE &&
           EVP_DecodeBlock(out, (const unsigned char *)text + PREFIX_LENGTH, BASE64_SIZE) ==
               SECRET_SIZE + 1;
}

enum status signing_sign(struct arena *arena, const char *secret, const char *id, int64_t timestamp,
                         const char *body, const char **out) {
    unsigned char key[SECRET_SIZE + 1], mac[MAC_SIZE], text[BASE64_SIZE + 1];
    if (!read_secret(secret, key)) {
        return STATUS_internal;
    }
    const char *message = arena_format(arena, "%s.%lld.%s", id, (long long)timestamp, body);
    if (!HMAC(EVP_sha256(), key, SECRET_SIZE, (const unsigned char *)message, strlen(message), mac,
              NULL)) {
        abort();
    }
    OPENSSL_cleanse(key, sizeof key);
    EVP_EncodeBlock(text, mac, sizeof mac);
    *out = arena_format(arena, "v1,%s", (const char *)text);
    return OK;
}
