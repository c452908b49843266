/* Tokens in, actors out: the only user of libjwt and librhonabwy.
 *
 * The header is checked before libjwt sees the token (strict base64url, no duplicate members, no
 * crit, kid -> {alg, key} of the key set, alg as the key's), then libjwt verifies, then iss, aud,
 * exp, nbf (TOKEN_SKEW_S forgiven) and the claims' shapes. Verified tokens are cached by their
 * SHA-256 until they expire, for TOKEN_CACHE_SECONDS at most, TOKEN_CACHE_SLOTS of them. Keys come
 * from JWKS_FILE or JWKS_URL, are refreshed, and an unknown kid causes at most one refresh in
 * KEY_STORE_REST_S; a failed refresh keeps the old keys. Tokens that the service has given itself
 * (auth/smart.h) are known by a key of its own, and held against an issuer of its own. */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

#include "base/context.h"

struct auth;

/* NULL with `*words`, on the app's arena, where a setting is missing or a file of keys can't be
 * used. `app` outlives it. */
struct auth *auth_new(struct app *app, const char **words);
void auth_free(struct auth *auth);
/* Has the keys read again; called on SIGHUP. */
void auth_reload(struct auth *auth);

/* False until the issuer's keys have been read for the first time: a URL may be away at the start.
 */
bool auth_has_keys(struct auth *auth);

/* Fills context->actor from the Authorization header's value (NULL: none).
 * STATUS_unauthenticated, with the cause in failure_words, for everything that is not good;
 * STATUS_unavailable while no key of the issuer has been read. */
enum status auth_token(struct context *context, struct auth *auth,
                       const char *authorization) must_check;

/* The same for the token of a record system (auth/ehr.h), which is for one call of `endpoint`: that
 * it is used once is still to be seen to. */
struct ehr_call;
enum status auth_ehr(struct context *context, struct auth *auth, const char *authorization,
                     const char *endpoint, struct ehr_call *out) must_check;

/* Those who get tokens of this service (auth/smart.h); lives as long as `auth`. */
struct smart;
struct smart *auth_smart(struct auth *auth);

#endif
