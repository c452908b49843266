#include "auth/keys.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <rhonabwy.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct key_set {
    atomic_int references;
    size_t count;
    struct key keys[KEYS_MAX];
};

void key_library_open(void) {
    r_global_init();
}

void key_library_close(void) {
    r_global_close();
}

unsigned key_algorithm_bit(const char *name) {
    static const struct {
        const char *name;
        unsigned bit;
    } known[] = {{"RS256", KEY_RS256},
                 {"RS384", KEY_RS384},
                 {"ES256", KEY_ES256},
                 {"ES384", KEY_ES384},
                 {"HS256", KEY_HS256}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].name, name) == 0) {
            return known[i].bit;
        }
    }
    return 0;
}

struct key_set *key_set_empty(void) {
    struct key_set *set = calloc(1, sizeof *set);
    if (!set) {
        abort();
    }
    atomic_init(&set->references, 1);
    return set;
}

struct key_set *key_set_hold(struct key_set *set) {
    atomic_fetch_add(&set->references, 1);
    return set;
}

void key_set_release(struct key_set *set) {
    if (!set || atomic_fetch_sub(&set->references, 1) != 1) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        free(set->keys[i].kid);
        free(set->keys[i].material);
    }
    free(set);
}

size_t key_set_count(const struct key_set *set) {
    return set->count;
}

const struct key *key_set_find(const struct key_set *set, const char *kid) {
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->keys[i].kid, kid) == 0) {
            return &set->keys[i];
        }
    }
    return NULL;
}

/* What the key's kind allows, whatever its `alg` claims. */
static unsigned algorithms_of_type(jwk_t *jwk) {
    unsigned bits = 0;
    int type = r_jwk_key_type(jwk, &bits, R_FLAG_IGNORE_REMOTE);
    if (!(type & R_KEY_TYPE_PUBLIC)) {
        return 0;
    }
    if (type & R_KEY_TYPE_RSA) {
        return bits >= RSA_BITS_LEAST && bits <= RSA_BITS_MOST ? KEY_RS256 | KEY_RS384 : 0;
    }
    if (!(type & R_KEY_TYPE_EC)) {
        return 0;
    }
    const char *curve = r_jwk_get_property_str(jwk, "crv");
    if (curve && strcmp(curve, "P-256") == 0) {
        return KEY_ES256;
    }
    return curve && strcmp(curve, "P-384") == 0 ? KEY_ES384 : 0;
}

/* Where the issuer says what a key is for, it must be for this (RFC 7517, 4.2 and 4.3). */
static bool is_for_verifying(jwk_t *jwk) {
    const char *use = r_jwk_get_property_str(jwk, "use");
    if (use && strcmp(use, "sig") != 0) {
        return false;
    }
    int count = r_jwk_get_property_array_size(jwk, "key_ops");
    if (count < 0) {
        return !r_jwk_get_property_str(jwk, "key_ops");
    }
    for (int i = 0; i < count; i++) {
        const char *operation = r_jwk_get_property_array(jwk, "key_ops", (size_t)i);
        if (operation && strcmp(operation, "verify") == 0) {
            return true;
        }
    }
    return false;
}

static unsigned algorithms_of(jwk_t *jwk) {
    if (!is_for_verifying(jwk)) {
        return 0;
    }
    unsigned algorithms = algorithms_of_type(jwk);
    const char *alg = r_jwk_get_property_str(jwk, "alg");
    return alg ? algorithms & key_algorithm_bit(alg) : algorithms;
}

/* Under the exponent 1 anything is its own signature, and no even one makes a key (RFC 8017, 3.1).
 */
static bool exponent_is_good(const unsigned char *pem, size_t length) {
    BIO *bio = BIO_new_mem_buf(pem, (int)length);
    EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;
    BIGNUM *exponent = NULL;
    bool good = key && (!EVP_PKEY_is_a(key, "RSA") ||
                        (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 &&
                         BN_is_odd(exponent) && !BN_is_one(exponent)));
    BN_free(exponent);
    EVP_PKEY_free(key);
    BIO_free(bio);
    ERR_clear_error();
    return good;
}

static void add_key(struct key_set *set, jwk_t *jwk) {
    const char *kid = r_jwk_get_property_str(jwk, "kid");
    unsigned algorithms = algorithms_of(jwk);
    if (!kid || !*kid || strlen(kid) > KID_LENGTH_MAX || !algorithms || set->count == KEYS_MAX ||
        key_set_find(set, kid)) {
        return;
    }
    unsigned char pem[PEM_SIZE_MAX];
    size_t length = sizeof pem;
    if (r_jwk_export_to_pem_der(jwk, R_FORMAT_PEM, pem, &length, R_FLAG_IGNORE_REMOTE) != RHN_OK ||
        !exponent_is_good(pem, length)) {
        return;
    }
    struct key *key = &set->keys[set->count];
    key->kid = strdup(kid);
    key->material = malloc(length + 1);
    if (!key->kid || !key->material) {
        abort();
    }
    memcpy(key->material, pem, length);
    key->material[length] = '\0';
    key->length = length;
    key->algorithms = algorithms;
    set->count++;
}

struct key_set *key_set_parse(const char *json, const char **words) {
    jwks_t *jwks = NULL;
    if (r_jwks_init(&jwks) != RHN_OK) {
        *words = "out of memory";
        return NULL;
    }
    struct key_set *set = key_set_empty();
    /* Keys that rhonabwy can't read are left out; the others are in. */
    (void)r_jwks_import_from_json_str(jwks, json);
    size_t size = r_jwks_size(jwks);
    for (size_t i = 0; i < size; i++) {
        jwk_t *jwk = r_jwks_get_at(jwks, i);
        add_key(set, jwk);
        r_jwk_free(jwk);
    }
    r_jwks_free(jwks);
    if (set->count == 0) {
        key_set_release(set);
        *words = "the key set holds no usable key";
        return NULL;
    }
    return set;
}
