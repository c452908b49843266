#include "http/idempotency.h"
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "digest/digest.h"
#include "http/idempotency.sql.h"
#include "ledger/ledger.h"
#include "metrics/metrics.h"
#include "vault/vault.h"
#include "work/job.h"
#include <string.h>

struct stored {
    bool taken;
    const char *key;
    struct bytes body_hash;
    struct opt_int status, etag;
    const char *content_type, *location, *language, *body;
    struct bytes body_sealed;
    struct uuid client_id, resource_id; /* what the answer tells of */
    const char *resource;
};
static const struct shape_field stored_fields[] = {
    FIELD(struct stored, taken, 0),     FIELD(struct stored, key, 0),
    FIELD(struct stored, body_hash, 0), FIELD(struct stored, status, 0),
    FIELD(struct stored, etag, 0),      FIELD(struct stored, content_type, 0),
    FIELD(struct stored, location, 0),  FIELD(struct stored, language, 0),
    FIELD(struct stored, body, 0),      FIELD(struct stored, body_sealed, 0),
    FIELD(struct stored, client_id, 0), FIELD(struct stored, resource_id, 0),
    FIELD(struct stored, resource, 0),  FIELD_END};
static const struct shape stored_shape = {"idempotency_key", sizeof(struct stored), stored_fields};

static bool is_visible(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 33 || text[i] > 126 || text[i] == '"' || text[i] == '\\') {
            return false;
        }
    }
    return length > 0 && length <= IDEMPOTENCY_KEY_LENGTH_MAX;
}

enum status idempotency_key_read(struct context *context, const char *header, const char **key) {
    *key = NULL;
    if (!header) {
        return OK;
    }
    size_t length = strlen(header);
    bool quoted = length >= 2 && header[0] == '"' && header[length - 1] == '"';
    const char *start = header + quoted;
    length -= quoted ? 2 : 0;
    if (is_visible(start, length)) {
        *key = arena_copy(context->arena, start, length);
        return OK;
    }
    context_error(context, "?Idempotency-Key", ERROR_bad_format, "\"...\"");
    return context_settle(context, STATUS_invalid);
}

/* The path belongs to what is asked for: the same body to another client is another request. So do
 * the caller's register and client: one `sub` may have tokens for several, and what one of them was
 * answered may be hidden from the others. */
static struct bytes hash_of(const struct exchange *exchange) {
    const struct context *context = exchange->context;
    const struct request *request = &exchange->request;
    char client[UUID_TEXT_SIZE];
    struct text text;
    uuid_print(&context->actor.client_id, client);
    text_init(&text, context->arena);
    text_format(&text, "%d\n%s\n%s\n", (int)context->actor.register_code, client, request->path);
    text_add(&text, request->body, request->body_length);
    uint8_t *hash = arena_alloc(context->arena, DIGEST_SIZE);
    digest_sha256(text.bytes, text.length, hash);
    return (struct bytes){.bytes = hash, .length = DIGEST_SIZE};
}

static const char *place_of(const struct context *context, const char *key) {
    return arena_format(context->arena, "%s|idempotency_key|%s|%s|%s|body", context->actor.area,
                        context->actor.sub, context->operation, key);
}

static enum status open_body(struct exchange *exchange, const char *key, struct stored *stored) {
    struct context *context = exchange->context;
    if (stored->body_sealed.length == 0) {
        return OK;
    }
    enum status status =
        vault_open_value(exchange->app->vault, context->arena, place_of(context, key),
                         stored->body_sealed, &stored->body);
    if (status != OK) {
        return context_fail(context, status, "a kept answer can't be opened");
    }
    return OK;
}

/* The answer is in the language of its first caller, and its headers say so. */
static void speak(struct exchange *exchange, const char *language) {
    exchange->unspoken = !language;
    for (int i = 0; language && i < LANGUAGE_COUNT; i++) {
        if (strcmp(language_codes[i], language) == 0) {
            exchange->context->language = (enum language)i;
        }
    }
}

static void replay(struct exchange *exchange, const struct stored *stored) {
    struct reply *reply = &exchange->reply;
    reply->status = (int)stored->status.value;
    reply->content_type = stored->content_type;
    reply->etag = stored->etag.present ? stored->etag.value : 0;
    reply->location = stored->location;
    text_add_string(&reply->body, stored->body ? stored->body : "");
    speak(exchange, stored->language);
    exchange->replayed = true;
    metrics_add(exchange->app->metrics, METRIC_idempotent_replays_total, exchange->route->operation,
                NULL, 1);
}

/* Who is given the answer again sees the record again. */
static enum status audit_replay(struct context *context, const struct stored *stored) {
    for (int resource = RESOURCE_none + 1; stored->resource && resource < RESOURCE_COUNT;
         resource++) {
        if (strcmp(resource_word((enum resource)resource), stored->resource) == 0) {
            return ledger_audit(context, AUDIT_READ, stored->client_id, (enum resource)resource,
                                stored->resource_id, ledger_ground(context));
        }
    }
    return OK;
}

static void fill_body(const struct exchange *exchange, const char *key, struct stored *row) {
    const struct context *context = exchange->context;
    const struct text *body = &exchange->reply.body;
    const char *bytes = body->length ? body->bytes : "";
    if (exchange->reply.personal) {
        row->body_sealed =
            vault_seal(exchange->app->vault, context->arena, place_of(context, key), bytes);
    } else {
        row->body = bytes;
    }
}

static enum status keep(struct exchange *exchange, const char *key) {
    struct context *context = exchange->context;
    const struct reply *reply = &exchange->reply;
    struct stored row = {.key = key,
                         .body_hash = hash_of(exchange),
                         .status = {true, reply->status},
                         .etag = {reply->etag > 0, reply->etag},
                         .content_type = reply->content_type,
                         .location = reply->location,
                         .language = language_codes[context->language]};
    if (context->audited.resource != RESOURCE_none) {
        row.client_id = context->audited.client_id;
        row.resource = resource_word(context->audited.resource);
        row.resource_id = context->audited.resource_id;
    }
    fill_body(exchange, key, &row);
    return db_later(context, &idempotency_insert, &stored_shape, &row);
}

/* The look for a key: what was found, and exchange and context as they were before the operation.
 */
struct idempotency {
    struct exchange *exchange;
    const char *key;
    struct list found; /* struct stored: one */
    const struct stored *answered;
    struct reply reply;
    struct context context;
};

/* Before anything that the operation asked is seen. */
static enum status settle(void *of) {
    struct idempotency *once = of;
    struct context *context = once->exchange->context;
    const struct stored *stored = once->found.items;
    if (once->found.count != 1) {
        return context_fail(context, STATUS_internal, "no answer about a key");
    }
    if (!stored->taken) {
        return context_fail(context, STATUS_key_in_use, "the Idempotency-Key is in use");
    }
    if (!stored->status.present) {
        return OK;
    }
    struct bytes hash = hash_of(once->exchange);
    if (stored->body_hash.length != hash.length ||
        memcmp(stored->body_hash.bytes, hash.bytes, hash.length) != 0) {
        return context_fail(context, STATUS_key_reused, "the Idempotency-Key had another request");
    }
    once->answered = stored;
    return context_fail(context, STATUS_key_in_use, "answered before");
}

static enum status look(struct idempotency *once) {
    const struct stored wanted = {.key = once->key};
    return db_guard(once->exchange->context, &idempotency_find, &stored_shape, &wanted,
                    &stored_shape, &once->found, settle, once);
}

enum status idempotency_begin(struct exchange *exchange, const char *key,
                              struct idempotency **out) {
    struct idempotency *once = arena_alloc(exchange->context->arena, sizeof *once);
    *once = (struct idempotency){.exchange = exchange, .key = key};
    *out = once;
    enum status status = look(once);
    once->reply = exchange->reply;
    once->context = *exchange->context;
    return status;
}

/* As if the operation had not been run. */
static void forget(struct idempotency *once) {
    struct context *context = once->exchange->context;
    struct json_root *json = context->json;
    *context = once->context;
    context->json = json; /* freed with the request */
    once->exchange->reply = once->reply;
    db_restart(context);
}

/* An operation that failed before it asked the database anything may have been answered before:
 * that goes before its own failure. */
static enum status look_behind(struct idempotency *once, enum status status) {
    struct context *context = once->exchange->context;
    const struct context failed = *context;
    forget(once);
    enum status found = look(once);
    if (found == OK) {
        found = db_guard_settle(context);
    }
    if (found == OK) {
        *context = failed;
        return status;
    }
    return found;
}

static bool is_of_the_server(enum status status) {
    return status == STATUS_internal || status == STATUS_unavailable;
}

static enum status replay_answered(struct idempotency *once) {
    struct exchange *exchange = once->exchange;
    struct stored stored = *once->answered;
    forget(once);
    enum status status = open_body(exchange, once->key, &stored);
    if (status != OK) {
        return status;
    }
    replay(exchange, &stored);
    return audit_replay(exchange->context, &stored);
}

enum status idempotency_end(struct exchange *exchange, struct idempotency *once,
                            enum status status) {
    struct context *context = exchange->context;
    if (status == OK && db_guard_waits(context)) {
        status = db_guard_settle(context);
    }
    if (db_guard_waits(context) && !is_of_the_server(status)) {
        status = look_behind(once, status);
    }
    if (once->answered) {
        return replay_answered(once);
    }
    if (status == STATUS_key_in_use || status == STATUS_key_reused) {
        context->error_count = 0;
    }
    return status == OK ? keep(exchange, once->key) : status;
}

/* Portions, so that no transaction holds many rows; the rest comes next time. */
enum status idempotency_forget_run(struct call *call, struct job *job) {
    (void)job;
    return db_run(&call->context, &idempotency_forget, NULL, NULL, NULL);
}
