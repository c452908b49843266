#include "auth/verify.h"

static enum status verify_with(struct context *context, struct key_store *keys,
                               const struct token *token, bool *unknown, uint64_t *generation) {
    struct key_set *set = key_store_hold(keys, generation);
    const struct key *key = token->kid ? key_set_find(set, token->kid) : NULL;
    *unknown = key == NULL;
    enum status status = key ? token_verify(context, token, key) : STATUS_unauthenticated;
    key_set_release(set);
    return status;
}

/* A kid nobody knows may be that of a key made since: the keys are read once more, now and then. */
enum status verify_by_store(struct context *context, struct key_store *keys,
                            const struct token *token, uint64_t *generation) {
    bool unknown = false;
    enum status status = verify_with(context, keys, token, &unknown, generation);
    if (unknown && token->kid) {
        key_store_ask(keys);
        status = verify_with(context, keys, token, &unknown, generation);
    }
    if (unknown && token->kid && !key_store_has_keys(keys)) {
        return context_fail(context, STATUS_unavailable, "the issuer's keys have not been read");
    }
    if (unknown) {
        return context_fail(context, STATUS_unauthenticated, "token: unknown kid");
    }
    return status;
}
