#include "minter.h"
#include "auth/base64url.h"
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *keys[MINTER_KEY_COUNT];
static char *pems[MINTER_KEY_COUNT];
static const char *const kids[MINTER_KEY_COUNT] = {"rsa", "p256", "p384", "other"};

static char *pem_of(EVP_PKEY *key) {
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, key);
    char *data = NULL;
    long length = BIO_get_mem_data(bio, &data);
    char *pem = strndup(data, (size_t)length);
    BIO_free(bio);
    return pem;
}

void minter_open(void) {
    keys[MINTER_RSA] = EVP_RSA_gen(2048);
    keys[MINTER_P256] = EVP_EC_gen("P-256");
    keys[MINTER_P384] = EVP_EC_gen("P-384");
    keys[MINTER_OTHER_P256] = EVP_EC_gen("P-256");
    for (int i = 0; i < MINTER_KEY_COUNT; i++) {
        pems[i] = pem_of(keys[i]);
    }
}

void minter_close(void) {
    for (int i = 0; i < MINTER_KEY_COUNT; i++) {
        EVP_PKEY_free(keys[i]);
        free(pems[i]);
    }
}

const char *minter_public_pem(enum minter_key key) {
    return pems[key];
}

char *minter_jwks(struct arena *arena, const enum minter_key *list, size_t count) {
    char *text = arena_string(arena, "");
    for (size_t i = 0; i < count; i++) {
        char *jwk = jwk_of_pem(pems[list[i]], kids[list[i]]);
        text = arena_format(arena, "%s%s%s", text, i ? "," : "", jwk);
        free(jwk);
    }
    return arena_format(arena, "{\"keys\":[%s]}", text);
}

/* OpenSSL's ECDSA signatures are DER; a JWS has the two numbers side by side. */
static size_t flatten(const unsigned char *der, size_t length, unsigned char *out, int half) {
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)length);
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, half);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + half, half);
    ECDSA_SIG_free(signature);
    return (size_t)half * 2;
}

static char *join(struct arena *arena, const char *header, const char *payload) {
    return arena_format(arena, "%s.%s", base64url_encode(arena, header, strlen(header)),
                        base64url_encode(arena, payload, strlen(payload)));
}

char *minter_sign(struct arena *arena, const char *header, const char *payload, const char *alg,
                  enum minter_key key) {
    char *input = join(arena, header, payload);
    unsigned char signature[1024], flat[256];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, NULL, strcmp(alg + 2, "384") == 0 ? EVP_sha384() : EVP_sha256(),
                       NULL, keys[key]);
    EVP_DigestSign(context, signature, &length, (const unsigned char *)input, strlen(input));
    EVP_MD_CTX_free(context);
    const unsigned char *bytes = signature;
    if (alg[0] == 'E') {
        length = flatten(signature, length, flat, key == MINTER_P384 ? 48 : 32);
        bytes = flat;
    }
    return arena_format(arena, "%s.%s", input, base64url_encode(arena, bytes, length));
}

char *minter_hmac(struct arena *arena, const char *header, const char *payload,
                  const char *secret) {
    char *input = join(arena, header, payload);
    unsigned char signature[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)input, strlen(input),
         signature, &length);
    return arena_format(arena, "%s.%s", input, base64url_encode(arena, signature, length));
}

char *minter_raw(struct arena *arena, const char *header, const char *payload,
                 const char *signature) {
    return arena_format(arena, "%s.%s", join(arena, header, payload), signature);
}
