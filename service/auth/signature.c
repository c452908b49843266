#include "auth/signature.h"
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

static bool hmac_holds(const struct key *key, const char *message, size_t length,
                       struct bytes signature) {
    uint8_t own[EVP_MAX_MD_SIZE];
    unsigned own_length = 0;
    if (!HMAC(EVP_sha256(), key->material, (int)key->length, (const unsigned char *)message, length,
              own, &own_length)) {
        return false;
    }
    return own_length == signature.length && CRYPTO_memcmp(own, signature.bytes, own_length) == 0;
}

static EVP_PKEY *read_public_key(const struct key *key) {
    BIO *bio = BIO_new_mem_buf(key->material, (int)key->length);
    EVP_PKEY *public_key = bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return public_key;
}

/* A JWS has the two numbers of an ECDSA signature side by side (RFC 7518, 3.4), OpenSSL wants them
 * as DER. The result is to be freed by OPENSSL_free. */
static int der_of(struct bytes flat, unsigned char **der) {
    int half = (int)(flat.length / 2), length = 0;
    BIGNUM *r = BN_bin2bn(flat.bytes, half, NULL), *s = BN_bin2bn(flat.bytes + half, half, NULL);
    ECDSA_SIG *pair = ECDSA_SIG_new();
    if (r && s && pair && ECDSA_SIG_set0(pair, r, s) == 1) {
        r = s = NULL;
        length = i2d_ECDSA_SIG(pair, der);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(pair);
    return length;
}

static bool public_key_holds(EVP_PKEY *public_key, const EVP_MD *digest, const char *message,
                             size_t length, const unsigned char *signature,
                             size_t signature_length) {
    EVP_MD_CTX *verifier = EVP_MD_CTX_new();
    bool good = verifier && EVP_DigestVerifyInit(verifier, NULL, digest, NULL, public_key) == 1 &&
                EVP_DigestVerify(verifier, signature, signature_length,
                                 (const unsigned char *)message, length) == 1;
    EVP_MD_CTX_free(verifier);
    return good;
}

bool signature_holds(const struct key *key, unsigned algorithm, const char *message, size_t length,
                     struct bytes signature) {
    if (algorithm == KEY_HS256) {
        return hmac_holds(key, message, length, signature);
    }
    bool elliptic = algorithm == KEY_ES256 || algorithm == KEY_ES384;
    bool longer = algorithm == KEY_RS384 || algorithm == KEY_ES384;
    unsigned char *der = NULL;
    int der_length = elliptic ? der_of(signature, &der) : 0;
    EVP_PKEY *public_key = read_public_key(key);
    bool good = public_key && (!elliptic || der_length > 0) &&
                EVP_PKEY_get_base_id(public_key) == (elliptic ? EVP_PKEY_EC : EVP_PKEY_RSA) &&
                public_key_holds(public_key, longer ? EVP_sha384() : EVP_sha256(), message, length,
                                 elliptic ? der : signature.bytes,
                                 elliptic ? (size_t)der_length : signature.length);
    EVP_PKEY_free(public_key);
    OPENSSL_free(der);
    ERR_clear_error();
    return good;
}
