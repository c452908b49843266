#include "http/token_use.h"
#include "db/db.h"
#include "digest/digest.h"
#include "http/token_use.sql.h"
#include "work/job.h"
#include <string.h>

struct token_use {
    struct bytes token_hash;
    struct instant until;
};
static const struct shape_field use_fields[] = {
    FIELD(struct token_use, token_hash, SHAPE_COLUMN_ONLY),
    FIELD(struct token_use, until, SHAPE_COLUMN_ONLY), FIELD_END};
static const struct shape use_shape = {"token_use", sizeof(struct token_use), use_fields};

enum status token_use_take(struct exchange *exchange, const uint8_t *hash, struct instant until) {
    /* It is bound when the statement goes out, after the handler that has the hash has returned. */
    const uint8_t *kept =
        (uint8_t *)arena_copy(exchange->context->arena, (const char *)hash, DIGEST_SIZE);
    const struct token_use row = {{kept, DIGEST_SIZE}, until};
    exchange->once = true;
    return db_later(exchange->context, &token_use_insert, &use_shape, &row);
}

/* The words of a failure begin with the statement that failed. */
static bool is_of_use(const struct context *context) {
    const char *name = token_use_insert.name;
    return context->failure_words && strncmp(context->failure_words, name, strlen(name)) == 0;
}

enum status token_use_verdict(struct exchange *exchange, enum status status) {
    struct context *context = exchange->context;
    if (!exchange->once || status != STATUS_conflict || !is_of_use(context)) {
        return status;
    }
    context->failure = OK;
    return context_fail(context, STATUS_unauthenticated, "token: its jti was used before");
}

enum status token_use_forget_run(struct call *call, struct job *job) {
    (void)job;
    return db_run(&call->context, &token_use_forget, NULL, NULL, NULL);
}
