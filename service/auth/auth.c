#include "auth/auth.h"
#include "app.h"
#include "auth/ehr.h"
#include "auth/key_store.h"
#include "auth/smart.h"
#include "auth/token.h"
#include "auth/token_cache.h"
#include "auth/verify.h"
#include "metrics/metrics.h"
#include "outgoing/outgoing.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { SECRET_LENGTH_LEAST = 32 };

struct auth {
    struct app *app;
    struct key_store *keys;
    struct ehrs *ehrs;
    struct smart *smart;
    struct token_cache *cache;
    EVP_MD *sha256;         /* fetched once: OpenSSL looks it up for longer than it hashes */
    struct key development; /* HS256; length 0: none */
};

/* A line for each of them that is wrong; NULL where none is. */
static const char *check_settings(const struct app *app) {
    const struct settings *settings = &app->settings;
    const char *lines = arena_format(
        app->arena, "%s%s%s%s", *settings->jwt_issuer ? "" : "JWT_ISSUER: must be set\n",
        *settings->jwt_audience ? "" : "JWT_AUDIENCE: must be set\n",
        *settings->jwks_file || *settings->jwks_url || *settings->jwt_dev_secret
            ? ""
            : "JWKS_FILE: this or JWKS_URL must be set\n",
        *settings->jwt_dev_secret && strlen(settings->jwt_dev_secret) < SECRET_LENGTH_LEAST
            ? "JWT_DEV_SECRET: must have 32 characters or more\n"
            : "");
    return *lines ? lines : NULL;
}

struct auth *auth_new(struct app *app, const char **words) {
    const struct settings *settings = &app->settings;
    *words = check_settings(app);
    if (*words) {
        return NULL;
    }
    outgoing_start();
    key_library_open();
    struct key_store *keys = key_store_open(app, settings->jwks_file, settings->jwks_url, words);
    if (!keys) {
        *words = arena_format(app->arena, "%s: %s", *settings->jwks_file ? "JWKS_FILE" : "JWKS_URL",
                              *words ? *words : "no thread to read it");
        return NULL;
    }
    const char *smart_words = NULL;
    struct ehrs *ehrs = ehrs_new(app, words);
    struct smart *smart = smart_new(app, &smart_words);
    if (!ehrs || !smart) {
        *words = arena_format(app->arena, "%s%s%s", ehrs ? "" : *words, ehrs || smart ? "" : "\n",
                              smart ? "" : smart_words);
        ehrs_free(ehrs);
        smart_free(smart);
        key_store_free(keys);
        return NULL;
    }
    struct auth *auth = calloc(1, sizeof *auth);
    if (!auth) {
        abort();
    }
    auth->app = app;
    auth->ehrs = ehrs;
    auth->smart = smart;
    auth->keys = keys;
    auth->cache = token_cache_new();
    auth->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (*settings->jwt_dev_secret) {
        auth->development = (struct key){.algorithms = KEY_HS256,
                                         .material = strdup(settings->jwt_dev_secret),
                                         .length = strlen(settings->jwt_dev_secret)};
    }
    return auth;
}

void auth_free(struct auth *auth) {
    if (!auth) {
        return;
    }
    key_store_free(auth->keys);
    ehrs_free(auth->ehrs);
    smart_free(auth->smart);
    token_cache_free(auth->cache);
    EVP_MD_free(auth->sha256);
    free(auth->development.material);
    free(auth);
    key_library_close();
    outgoing_stop();
}

void auth_reload(struct auth *auth) {
    key_store_reload(auth->keys);
    ehrs_reload(auth->ehrs);
    smart_reload(auth->smart);
}

bool auth_has_keys(struct auth *auth) {
    return key_store_has_keys(auth->keys);
}

struct smart *auth_smart(struct auth *auth) {
    return auth->smart;
}

/* By whose key, and so under which rules: the area's issuer and the service itself never sign for
 * each other. */
static enum status verify(struct context *context, struct auth *auth, const struct token *token,
                          struct token_rules *rules, uint64_t *generation) {
    const struct key *own = smart_key_of(auth->smart, token, rules);
    if (own) {
        *generation = key_store_generation(auth->keys);
        return token_verify(context, token, own);
    }
    *rules = (struct token_rules){auth->app->settings.jwt_issuer, auth->app->settings.jwt_audience,
                                  TOKEN_SKEW_S};
    if (auth->development.length > 0 && strcmp(token->alg, "HS256") == 0) {
        *generation = key_store_generation(auth->keys);
        return token_verify(context, token, &auth->development);
    }
    return verify_by_store(context, auth->keys, token, generation);
}

static void count(const struct auth *auth, const char *result) {
    if (auth->app->metrics) {
        metrics_add(auth->app->metrics, METRIC_auth_tokens_total, result, NULL, 1);
    }
}

static void count_verified(const struct auth *auth, enum status status) {
    count(auth, status == OK ? "ok" : status == STATUS_unavailable ? "no_keys" : "refused");
}

static enum status look_at(struct context *context, struct auth *auth, const char *text,
                           struct instant *until, uint64_t *generation) {
    struct token token;
    struct token_rules rules;
    enum status status = token_read(context, text, &token);
    if (status == OK) {
        status = verify(context, auth, &token, &rules, generation);
    }
    if (status == OK) {
        status = token_claims(context, &token, &rules, &context->actor, until);
    }
    return status;
}

enum status auth_token(struct context *context, struct auth *auth, const char *authorization) {
    const char *text = token_of_header(authorization);
    if (!text || !*text) {
        return context_fail(context, STATUS_unauthenticated, "token: none");
    }
    uint8_t hash[TOKEN_HASH_SIZE];
    if (!EVP_Digest(text, strlen(text), hash, NULL, auth->sha256, NULL)) {
        return context_fail(context, STATUS_internal, "token: can't be hashed");
    }
    uint64_t generation = key_store_generation(auth->keys);
    if (token_cache_find(auth->cache, hash, context->now, generation, context->arena,
                         &context->actor)) {
        count(auth, "cached");
        return OK;
    }
    struct instant until = {0};
    enum status status = look_at(context, auth, text, &until, &generation);
    if (status == OK) {
        token_cache_put(auth->cache, hash, context->now, until, generation, &context->actor);
    }
    count_verified(auth, status);
    return status;
}

enum status auth_ehr(struct context *context, struct auth *auth, const char *authorization,
                     const char *endpoint, struct ehr_call *out) {
    enum status status = ehr_token(context, auth->ehrs, authorization, endpoint, out);
    count_verified(auth, status);
    return status;
}
