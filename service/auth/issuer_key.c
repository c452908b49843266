#include "auth/issuer_key.h"
#include "auth/base64url.h"
#include "base/arena.h"
#include "base/limits.h"
#include "digest/digest.h"
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

enum { COORDINATE_SIZE = 32 }; /* of P-256 */

static char *copy_text(const char *text) {
    char *copy = strdup(text);
    if (!copy) {
        abort();
    }
    return copy;
}

static char *private_pem(EVP_PKEY *key) {
    char pem[PEM_SIZE_MAX];
    BIO *bio = BIO_new(BIO_s_mem());
    bool good = bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
    int length = good ? BIO_read(bio, pem, sizeof pem - 1) : 0;
    BIO_free(bio);
    if (length <= 0) {
        return NULL;
    }
    pem[length] = '\0';
    char *copy = copy_text(pem);
    OPENSSL_cleanse(pem, sizeof pem);
    return copy;
}

/* A coordinate has the length of the curve's field, zeros in front included (RFC 7518, 6.2.1.2). */
static char *coordinate(struct arena *arena, EVP_PKEY *key, const char *name) {
    uint8_t bytes[COORDINATE_SIZE];
    BIGNUM *number = NULL;
    bool good = EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
                BN_bn2binpad(number, bytes, sizeof bytes) == (int)sizeof bytes;
    BN_free(number);
    return good ? base64url_encode(arena, bytes, sizeof bytes) : NULL;
}

/* The members of the public key in the order of their names, as its thumbprint is made of
 * (RFC 7638); NULL where it is no key of P-256. */
static char *public_members(struct arena *arena, EVP_PKEY *key) {
    char curve[32] = "";
    size_t length = 0;
    if (!EVP_PKEY_is_a(key, "EC") ||
        EVP_PKEY_get_group_name(key, curve, sizeof curve, &length) != 1 ||
        strcmp(curve, "prime256v1") != 0) {
        return NULL;
    }
    const char *x = coordinate(arena, key, OSSL_PKEY_PARAM_EC_PUB_X);
    const char *y = coordinate(arena, key, OSSL_PKEY_PARAM_EC_PUB_Y);
    if (!x || !y) {
        return NULL;
    }
    return arena_format(arena, "\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"", x, y);
}

static char *thumbprint(struct arena *arena, const char *members) {
    uint8_t hash[DIGEST_SIZE];
    const char *text = arena_format(arena, "{%s}", members);
    digest_sha256(text, strlen(text), hash);
    return base64url_encode(arena, hash, sizeof hash);
}

static char *public_jwks(EVP_PKEY *key) {
    struct arena *arena = arena_new();
    const char *members = public_members(arena, key);
    char *jwks = NULL;
    if (members) {
        jwks = copy_text(arena_format(
            arena, "{\"keys\":[{%s,\"kid\":\"%s\",\"alg\":\"ES256\",\"use\":\"sig\"}]}\n", members,
            thumbprint(arena, members)));
    }
    arena_free(arena);
    return jwks;
}

bool issuer_key_new(char **pem, char **jwks) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    *pem = key ? private_pem(key) : NULL;
    *jwks = key ? public_jwks(key) : NULL;
    EVP_PKEY_free(key);
    if (*pem && *jwks) {
        return true;
    }
    free(*pem);
    free(*jwks);
    *pem = *jwks = NULL;
    return false;
}

char *issuer_key_id(const char *pem) {
    BIO *bio = BIO_new_mem_buf(pem, (int)strlen(pem));
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    struct arena *arena = arena_new();
    const char *members = key ? public_members(arena, key) : NULL;
    char *id = members ? copy_text(thumbprint(arena, members)) : NULL;
    arena_free(arena);
    EVP_PKEY_free(key);
    BIO_free(bio);
    ERR_clear_error();
    return id;
}
