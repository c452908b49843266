/* Record systems (EHR) that call with tokens of their own, by CDS Hooks: each row of CDS_ISSUERS
 * says whose tokens are taken, where their keys are, and for whom such a caller reads.
 *
 * A token is taken where `iss` (and `tenant`, where several rows have the same `iss`) is a row's,
 * it is signed by RS384 or ES384 with a key of that row, `jku` is the row's own or left out, `aud`
 * names the URL that was called, and it lives for EHR_TOKEN_TTL_MAX_S at most. No URL of a token is
 * ever asked. It has no scopes: a caller reads where clients stand and gives feedback, nothing
 * else. */
#ifndef AUTH_EHR_H
#define AUTH_EHR_H

#include "base/context.h"
#include "digest/digest.h"

enum ehr_link_type { EHR_LINK_ABSOLUTE = 1, EHR_LINK_SMART };
extern const char *const ehr_link_type_words[];

struct ehr {
    const char *name; /* in the access log, before the user that the record system names */
    const char *iss, *tenant;
    const char *jku, *jwks_file; /* one of them: where the keys are */
    const char *area, *unit, *role;
    int register_code;
    int language;     /* of cards, where the call asks for none; 0: Finnish */
    const char *link; /* where assessments are made, or NULL */
    int link_type;    /* of enum ehr_link_type; 0: absolute */
};

/* A call that a token was good for. */
struct ehr_call {
    const struct ehr *ehr; /* NULL: none */
    uint8_t token_hash[DIGEST_SIZE];
    struct instant until; /* the token's end */
};

struct app;
struct ehrs;

/* NULL with `*words`, a line for the setting at fault. None are known where CDS_ISSUERS is empty.
 */
struct ehrs *ehrs_new(struct app *app, const char **words);
void ehrs_free(struct ehrs *ehrs);
/* Has all keys read again. */
void ehrs_reload(struct ehrs *ehrs);

/* Fills context->actor and `out`; fails as auth_token does. */
enum status ehr_token(struct context *context, struct ehrs *ehrs, const char *authorization,
                      const char *endpoint, struct ehr_call *out) must_check;

#endif
