/* Systems that get tokens of this service by SMART Backend Services: each row of SMART_CLIENTS says
 * who they are, where their keys are, for whom they read and what they may ask for.
 *
 * A client shows who it is by an assertion (RFC 7523): a token whose `iss` and `sub` are its id,
 * signed by RS384 or ES384 with a key of its row, `jku` the row's own or left out, `aud` the URL at
 * which tokens are asked for, ending SMART_ASSERTION_TTL_MAX_S from now at the latest. No URL of an
 * assertion is ever asked. What it gets is signed by SMART_KEYS, under an issuer that no other key
 * signs for. */
#ifndef AUTH_SMART_H
#define AUTH_SMART_H

#include "auth/smart_scope.h"
#include "auth/token.h"
#include "base/context.h"
#include "digest/digest.h"

/* A client that has shown who it is. */
struct smart_caller {
    const struct smart_client *client;
    uint8_t assertion_hash[DIGEST_SIZE];
    struct instant until; /* the assertion's end */
};

/* What it gets. */
struct smart_token {
    const char *access_token, *token_type;
    int64_t expires_in; /* seconds */
    const char *scope;
};

struct app;
struct smart;

/* NULL with `*words`, a line for each setting at fault with all its faults. There are no clients
 * where SMART_CLIENTS is empty. */
struct smart *smart_new(struct app *app, const char **words);
void smart_free(struct smart *smart);
/* Has the clients' keys read again. */
void smart_reload(struct smart *smart);

bool smart_has_clients(const struct smart *smart);
/* The URL at which tokens are asked for: what assertions are made for. */
const char *smart_token_url(const struct smart *smart);

/* Whose assertion is it? Fills `out` and context->actor, who has no permissions yet. `client_id`,
 * where it is not NULL, must be the same. STATUS_unauthenticated with the cause in failure_words,
 * STATUS_unavailable while no key of the client has been read. That the assertion is used once is
 * still to be seen to. */
enum status smart_authenticate(struct context *context, struct smart *smart, const char *assertion,
                               const char *client_id, struct smart_caller *out) must_check;

/* A token with what of `scope` the client may have. STATUS_forbidden where that is nothing. */
enum status smart_give(struct context *context, const struct smart *smart,
                       const struct smart_caller *caller, const char *scope,
                       struct smart_token *out) must_check;

/* The key of a token that says it was given here, and what its claims are held against; NULL where
 * it is another's. */
const struct key *smart_key_of(const struct smart *smart, const struct token *token,
                               struct token_rules *rules);

#endif
