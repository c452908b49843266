#include "minter.h"
#include <rhonabwy.h>
#include <string.h>

char *jwk_of_pem(const char *pem, const char *kid) {
    jwk_t *jwk = NULL;
    r_jwk_init(&jwk);
    r_jwk_import_from_pem_der(jwk, R_X509_TYPE_PUBKEY, R_FORMAT_PEM, (const unsigned char *)pem,
                              strlen(pem));
    r_jwk_set_property_str(jwk, "kid", kid);
    char *text = r_jwk_export_to_json_str(jwk, 0);
    r_jwk_free(jwk);
    return text;
}
