#include "auth/smart_keys.h"
#include "auth/issuer_key.h"
#include <jwt.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

struct smart_keys {
    size_t count;
    struct key keys[SMART_KEYS_MAX]; /* public halves */
    char *first;                     /* the private one that signs, as PEM */
};

/* What the calls of PEM_write left, as a text of its own; NULL where they failed. */
static char *text_of(BIO *bio, bool written) {
    char *bytes = NULL;
    long length = BIO_get_mem_data(bio, &bytes);
    char *text = written && length > 0 ? strndup(bytes, (size_t)length) : NULL;
    OPENSSL_cleanse(bytes, length > 0 ? (size_t)length : 0);
    BIO_free(bio);
    return text;
}

static char *private_text(EVP_PKEY *key) {
    BIO *bio = BIO_new(BIO_s_mem());
    return text_of(bio, bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1);
}

static char *public_text(EVP_PKEY *key) {
    BIO *bio = BIO_new(BIO_s_mem());
    return text_of(bio, bio && PEM_write_bio_PUBKEY(bio, key) == 1);
}

static void forget(char *secret) {
    if (secret) {
        OPENSSL_cleanse(secret, strlen(secret));
    }
    free(secret);
}

static const char *add(struct smart_keys *keys, EVP_PKEY *pair) {
    if (keys->count == SMART_KEYS_MAX) {
        return "holds more keys than are taken";
    }
    char *pem = private_text(pair), *kid = pem ? issuer_key_id(pem) : NULL;
    struct key key = {kid, KEY_ES256, kid ? public_text(pair) : NULL, 0};
    const char *fault = !kid || !key.material        ? "holds a key that is no EC key of P-256"
                        : smart_keys_find(keys, kid) ? "holds the same key twice"
                                                     : NULL;
    if (fault) {
        free(kid);
        free(key.material);
    } else {
        key.length = strlen(key.material);
        keys->keys[keys->count++] = key;
    }
    if (!fault && !keys->first) {
        keys->first = pem;
    } else {
        forget(pem);
    }
    return fault;
}

/* One block of PEM. Others than private keys (EC PARAMETERS) are passed over. */
static const char *add_block(struct smart_keys *keys, const char *name, const unsigned char *bytes,
                             long length) {
    static const char end[] = "PRIVATE KEY";
    size_t size = strlen(name), end_size = sizeof end - 1;
    if (size < end_size || strcmp(name + size - end_size, end) != 0) {
        return NULL;
    }
    EVP_PKEY *pair = d2i_AutoPrivateKey(NULL, &bytes, length);
    const char *fault = pair ? add(keys, pair) : "holds a private key that can't be read";
    EVP_PKEY_free(pair);
    return fault;
}

static const char *add_all(struct smart_keys *keys, BIO *bio) {
    const char *fault = NULL;
    char *name, *header;
    unsigned char *bytes;
    long length;
    ERR_clear_error();
    while (!fault && PEM_read_bio(bio, &name, &header, &bytes, &length) == 1) {
        fault = add_block(keys, name, bytes, length);
        OPENSSL_clear_free(bytes, (size_t)length);
        OPENSSL_free(name);
        OPENSSL_free(header);
    }
    bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!fault && !at_end) {
        fault = "holds a block that can't be read";
    }
    return fault ? fault : keys->count == 0 ? "holds no private key (PEM)" : NULL;
}

struct smart_keys *smart_keys_read(const char *pem, const char **words) {
    struct smart_keys *keys = calloc(1, sizeof *keys);
    BIO *bio = BIO_new_mem_buf(pem, -1);
    if (!keys || !bio) {
        abort();
    }
    *words = add_all(keys, bio);
    BIO_free(bio);
    if (!*words) {
        return keys;
    }
    smart_keys_free(keys);
    return NULL;
}

void smart_keys_free(struct smart_keys *keys) {
    for (size_t i = 0; keys && i < keys->count; i++) {
        free(keys->keys[i].kid);
        free(keys->keys[i].material);
    }
    if (keys) {
        forget(keys->first);
    }
    free(keys);
}

const struct key *smart_keys_find(const struct smart_keys *keys, const char *kid) {
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->keys[i].kid, kid) == 0) {
            return &keys->keys[i];
        }
    }
    return NULL;
}

static bool add_claims(jwt_t *jwt, const struct smart_claim *claims) {
    bool good = true;
    for (; good && claims->name; claims++) {
        good = (claims->text ? jwt_add_grant(jwt, claims->name, claims->text)
                             : jwt_add_grant_int(jwt, claims->name, (long)claims->number)) == 0;
    }
    return good;
}

const char *smart_keys_sign(const struct smart_keys *keys, struct arena *arena,
                            const struct smart_claim *claims) {
    jwt_t *jwt = NULL;
    char *text = NULL;
    const unsigned char *pem = (const unsigned char *)keys->first;
    if (jwt_new(&jwt) == 0 && add_claims(jwt, claims) &&
        jwt_set_alg(jwt, JWT_ALG_ES256, pem, (int)strlen(keys->first)) == 0 &&
        jwt_add_header(jwt, "kid", keys->keys[0].kid) == 0) {
        text = jwt_encode_str(jwt);
    }
    const char *copy = text ? arena_string(arena, text) : NULL;
    free(text);
    jwt_free(jwt);
    ERR_clear_error(); /* libjwt leaves OpenSSL's behind */
    return copy;
}
