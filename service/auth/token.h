/* One signed token (RFC 7519, compact form): taken apart, verified, its claims read.
 *
 * Every call fails with STATUS_unauthenticated and the cause in the context's failure_words. */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "auth/keys.h"
#include "base/context.h"
#include "base/limits.h"
#include "base/shape.h"

struct token {
    const char *text;
    const char *kid; /* NULL where the header has none */
    const char *alg;
    const char *jku;     /* where it says its key is; NULL where it says nothing */
    const char *payload; /* JSON */
    size_t payload_length;
    size_t signed_length; /* of `text`: what the signature stands under */
    struct bytes signature;
    bool is_access_token; /* typ is at+jwt (RFC 9068) */
};

/* The token behind "Bearer ", in any case, or NULL. */
const char *token_of_header(const char *authorization);

/* Reads the header strictly: base64url, JSON without duplicate members, a known algorithm, nothing
 * that would have the token choose its own key. */
enum status token_read(struct context *context, const char *text, struct token *out) must_check;
/* The same for tokens that may say where their key is (`jku`): it is told, and asked by nobody
 * here.
 */
enum status token_read_naming(struct context *context, const char *text,
                              struct token *out) must_check;
/* Does the key's signature stand under the token, by an algorithm that is the key's? */
enum status token_verify(struct context *context, const struct token *token,
                         const struct key *key) must_check;
/* What the claims of an access token are held against. */
struct token_rules {
    const char *issuer, *audience;
    int64_t skew_s; /* the clock difference forgiven */
};
/* Reads the claims into `actor`; `until` is when the token ends, the skew included. */
enum status token_claims(struct context *context, const struct token *token,
                         const struct token_rules *rules, struct actor *actor,
                         struct instant *until) must_check;
/* The claims that `shape` knows, nothing of them looked at yet; `*for_us`: aud names `audience`. */
enum status token_claims_read(struct context *context, const struct token *token,
                              const char *audience, const struct shape *shape, void *claims,
                              bool *for_us) must_check;

/* The claims of a record system's token for one call. */
struct token_ehr {
    const char *iss, *tenant, *jti; /* tenant may be NULL */
    struct opt_int exp, iat, nbf;
    bool for_us; /* aud names the URL that was called */
};
enum status token_ehr_claims(struct context *context, const struct token *token,
                             const char *audience, struct token_ehr *out) must_check;
/* Is it for this URL and this time? `until` is when it ends, the skew included. */
enum status token_ehr_check(struct context *context, const struct token_ehr *claims,
                            struct instant *until) must_check;

#endif
