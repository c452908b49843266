#include "http/token_use.h"
#include "db/db.h"
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

enum status token_use_take(struct exchange *exchange) {
    const struct ehr_call *call = &exchange->request.ehr_call;
    if (!call->ehr) {
        return OK;
    }
    const struct token_use row = {{call->token_hash, sizeof call->token_hash}, call->until};
    return db_later(exchange->context, &token_use_insert, &use_shape, &row);
}

/* The words of a failure begin with the statement that failed. */
static bool is_of_use(const struct context *context) {
    const char *name = token_use_insert.name;
    return context->failure_words && strncmp(context->failure_words, name, strlen(name)) == 0;
}

enum status token_use_verdict(struct exchange *exchange, enum status status) {
    struct context *context = exchange->context;
    if (!exchange->request.ehr_call.ehr || status != STATUS_conflict || !is_of_use(context)) {
        return status;
    }
    context->failure = OK;
    return context_fail(context, STATUS_unauthenticated, "token: its jti was used before");
}

enum status token_use_forget_run(struct call *call, struct job *job) {
    (void)job;
    return db_run(&call->context, &token_use_forget, NULL, NULL, NULL);
}
