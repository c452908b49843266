#include "auth/issuer_key.h"
#include "base/limits.h"
#include <rhonabwy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy_text(const char *text) {
    char *copy = text ? strdup(text) : NULL;
    if (text && !copy)
        abort();
    return copy;
}

/* What rhonabwy hands out is freed its own way. */
static char *take_text(char *text) {
    char *copy = copy_text(text);
    r_free(text);
    return copy;
}

static char *private_pem(jwk_t *jwk) {
    unsigned char pem[PEM_SIZE_MAX];
    size_t length = sizeof pem - 1;
    if (r_jwk_export_to_pem_der(jwk, R_FORMAT_PEM, pem, &length, R_FLAG_IGNORE_REMOTE) != RHN_OK)
        return NULL;
    pem[length] = '\0';
    return copy_text((const char *)pem);
}

static char *public_jwks(jwk_t *jwk) {
    char *kid = take_text(r_jwk_thumbprint(jwk, R_JWK_THUMB_SHA256, R_FLAG_IGNORE_REMOTE));
    r_jwk_set_property_str(jwk, "kid", kid);
    r_jwk_set_property_str(jwk, "alg", "ES256");
    r_jwk_set_property_str(jwk, "use", "sig");
    char *key = r_jwk_export_to_json_str(jwk, 0);
    char *jwks = NULL;
    if (!key || asprintf(&jwks, "{\"keys\":[%s]}\n", key) < 0)
        jwks = NULL;
    r_free(key);
    free(kid);
    return jwks;
}

bool issuer_key_new(char **pem, char **jwks) {
    jwk_t *private = NULL, *public = NULL;
    *pem = *jwks = NULL;
    if (r_jwk_init(&private) == RHN_OK && r_jwk_init(&public) == RHN_OK &&
        r_jwk_generate_key_pair(private, public, R_KEY_TYPE_EC, 256, NULL) == RHN_OK) {
        *pem = private_pem(private);
        *jwks = public_jwks(public);
    }
    r_jwk_free(private);
    r_jwk_free(public);
    if (*pem && *jwks)
        return true;
    free(*pem);
    free(*jwks);
    return false;
}

char *issuer_key_id(const char *pem) {
    jwk_t *jwk = NULL;
    char *id = NULL;
    if (r_jwk_init(&jwk) == RHN_OK &&
        r_jwk_import_from_pem_der(jwk, R_X509_TYPE_PRIVKEY, R_FORMAT_PEM,
                                  (const unsigned char *)pem, strlen(pem)) == RHN_OK)
        id = take_text(r_jwk_thumbprint(jwk, R_JWK_THUMB_SHA256, R_FLAG_IGNORE_REMOTE));
    r_jwk_free(jwk);
    return id;
}
