/* Tokens and key sets from strangers: refused or understood, never more. */
#include "fuzz.h"

#include "auth/keys.h"
#include "auth/token.h"
#include "json/json.h"

static void try_token(const char *text) {
    static const struct token_rules rules = {"issuer", "audience", TOKEN_SKEW_S};
    struct context *context = fuzz_context();
    struct token token;
    struct actor actor;
    struct instant until;
    if (token_read(context, text, &token) == OK) {
        must_hold(key_algorithm_bit(token.alg) != 0);
        if (token_claims(context, &token, &rules, &actor, &until) == OK) {
            must_hold(until.us > context->now.us);
        }
    } else {
        must_hold(context->failure == STATUS_unauthenticated);
    }
    json_release(context);
    fuzz_context_free(context);
}

static void try_keys(const char *json) {
    const char *words = NULL;
    struct key_set *set = key_set_parse(json, &words);
    must_hold(set != NULL || words != NULL);
    if (set != NULL) {
        must_hold(key_set_count(set) <= KEYS_MAX);
        key_set_release(set);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    char *text = malloc(length + 1);
    if (text == NULL) {
        return 0;
    }
    memcpy(text, bytes, length);
    text[length] = '\0';
    if (text[0] == '{') {
        try_keys(text);
    } else {
        try_token(text);
    }
    free(text);
    return 0;
}
