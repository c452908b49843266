#include "domain/webhook/webhook.h"

#include "app.h"
#include "db/db.h"
#include "domain/event/event.h"
#include "domain/webhook/webhook.sql.h"
#include "ledger/ledger.h"
#include "outgoing/post.h"
#include "vault/signing.h"
#include "vault/vault.h"

#include <string.h>

const char *webhook_secret_place(struct context *context, const struct uuid *id) {
    char text[UUID_TEXT_SIZE];
    uuid_print(id, text);
    return arena_format(context->arena, "%s|webhook|%s|secret", context->actor.area, text);
}

static void make_secret(struct context *context, struct webhook *webhook) {
    webhook->secret = signing_secret_new(context->arena);
    webhook->secret_sealed =
        vault_seal(context->app->vault, context->arena, webhook_secret_place(context, &webhook->id),
                   webhook->secret);
}

static enum status tell(struct context *context, enum audit_kind kind, enum event_type event,
                        const struct uuid *id, int64_t version) {
    static const struct uuid nobody = {{0}};
    enum status status = ledger_audit(context, kind, nobody, RESOURCE_webhook, *id, GROUND_none);
    return status == OK ? ledger_event(context, event, *id, version) : status;
}

/* --- what a body says --- */

static void check_url(struct context *context, const char *url) {
    struct networks allowed;
    bool read = networks_read(context->app->settings.webhook_networks, &allowed);
    switch (read ? outgoing_url_look(url, &allowed) : OUTGOING_URL_REFUSED) {
    case OUTGOING_URL_GOOD:
        break;
    case OUTGOING_URL_MALFORMED:
        context_error(context, "/url", ERROR_bad_url, NULL);
        break;
    case OUTGOING_URL_NOT_HTTPS:
        context_error(context, "/url", ERROR_https_needed, NULL);
        break;
    case OUTGOING_URL_REFUSED:
        context_error(context, "/url", ERROR_address_refused, NULL);
        break;
    }
}

static bool is_event(const char *type) {
    for (int event = EVENT_none + 1; event < EVENT_COUNT; event++) {
        if (strcmp(event_word((enum event_type)event), type) == 0) {
            return true;
        }
    }
    return false;
}

static enum status check_body(struct context *context, const struct webhook_body *body) {
    const char *const *types = body->types.items;
    check_url(context, body->url);
    for (size_t i = 0; i < body->types.count; i++) {
        if (!is_event(types[i])) {
            context_error(context, arena_format(context->arena, "/types/%zu", i),
                          ERROR_unknown_event, NULL);
        }
    }
    return context_settle(context, STATUS_rule_broken);
}

static void take_body(struct webhook *webhook, const struct webhook_body *body) {
    webhook->url = body->url;
    webhook->types = body->types;
    webhook->description = body->description;
    webhook->enabled = !body->enabled.present || body->enabled.value;
}

/* --- reading --- */

enum status webhook_get(struct context *context, struct uuid id, struct webhook *out) {
    const struct webhook key = {.id = id};
    return db_get(context, &webhook_select, &webhook_shape, &key, &webhook_shape, out);
}

enum status webhook_list(struct context *context, struct list *out) {
    return db_list(context, &webhook_page, NULL, NULL, &webhook_shape, out);
}

static enum status get_seen(struct context *context, struct uuid id, const struct versions *seen,
                            struct webhook *out) {
    enum status status = webhook_get(context, id, out);
    if (status == OK && !versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    return status;
}

/* --- changing --- */

static enum status check_room(struct context *context) {
    struct db_count count = {0};
    enum status status = db_get(context, &webhook_lock, NULL, NULL, &db_count_shape, &count);
    if (status == OK) {
        status = db_get(context, &webhook_count, NULL, NULL, &db_count_shape, &count);
    }
    if (status == OK && count.count >= WEBHOOKS_MAX) {
        context_error(context, "", ERROR_too_many_webhooks,
                      arena_format(context->arena, "%d", WEBHOOKS_MAX));
        return context_settle(context, STATUS_conflict);
    }
    return status;
}

/* What is over by now lies before it; all that comes later is sent. */
enum status webhook_create(struct context *context, const struct webhook_body *body,
                           struct webhook *out) {
    *out = (struct webhook){.id = uuid_new(context->now.us / 1000)};
    enum status status = check_body(context, body);
    if (status == OK) {
        status = check_room(context);
    }
    if (status == OK) {
        status = ledger_feed_bound(context, &out->after_transaction);
    }
    if (status != OK) {
        return status;
    }
    take_body(out, body);
    make_secret(context, out);
    const char *secret = out->secret;
    status = db_run(context, &webhook_insert, &webhook_shape, out, NULL);
    if (status == OK) {
        status = webhook_get(context, out->id, out);
    }
    out->secret = secret;
    return status == OK ? tell(context, AUDIT_CREATE, EVENT_webhook_created, &out->id, 1) : status;
}

/* The version decides inside the transaction. */
static enum status change(struct context *context, const struct query *query, enum event_type event,
                          struct webhook *webhook) {
    enum status status = db_change(context, query, &webhook_shape, webhook);
    if (status == OK) {
        status = webhook_get(context, webhook->id, webhook);
    }
    return status == OK ? tell(context, AUDIT_CHANGE, event, &webhook->id, webhook->version)
                        : status;
}

enum status webhook_replace(struct context *context, struct uuid id, const struct versions *seen,
                            const struct webhook_body *body, struct webhook *out) {
    enum status status = get_seen(context, id, seen, out);
    if (status == OK) {
        status = check_body(context, body);
    }
    if (status != OK) {
        return status;
    }
    take_body(out, body);
    return change(context, &webhook_update, EVENT_webhook_changed, out);
}

enum status webhook_rotate(struct context *context, struct uuid id, const struct versions *seen,
                           const struct webhook_rotation *rotation, struct webhook *out) {
    enum status status = get_seen(context, id, seen, out);
    if (status != OK) {
        return status;
    }
    make_secret(context, out);
    const char *secret = out->secret;
    out->keep_old_hours = rotation->keep_old_hours.present ? rotation->keep_old_hours.value
                                                           : WEBHOOK_OLD_SECRET_HOURS;
    status = change(context, &webhook_update_secret, EVENT_webhook_rotated, out);
    out->secret = secret;
    return status;
}

enum status webhook_delete(struct context *context, struct uuid id, const struct versions *seen) {
    struct webhook webhook;
    struct db_count version = {0};
    enum status status = get_seen(context, id, seen, &webhook);
    if (status == OK) {
        status =
            db_get(context, &webhook_lock_one, &webhook_shape, &webhook, &db_count_shape, &version);
    }
    if (status == OK) {
        status = db_run(context, &webhook_delivery_delete_all, &webhook_shape, &webhook, NULL);
    }
    if (status == OK) {
        status = db_change(context, &webhook_delete_one, &webhook_shape, &webhook);
    }
    return status == OK ? tell(context, AUDIT_CHANGE, EVENT_webhook_deleted, &webhook.id,
                               webhook.version + 1)
                        : status;
}

enum status webhook_ping(struct context *context, struct uuid id, struct webhook_ping *out) {
    static const struct uuid nobody = {{0}};
    const struct webhook key = {.id = id, .ping_id = uuid_new(context->now.us / 1000)};
    struct webhook row = {.version = 0};
    enum status status =
        db_get(context, &webhook_update_ping, &webhook_shape, &key, &webhook_shape, &row);
    out->event_id = row.ping_id;
    return status == OK
               ? ledger_audit(context, AUDIT_CHANGE, nobody, RESOURCE_webhook, id, GROUND_none)
               : status;
}

/* Where the feed is not yet nobody can stand: what comes there would be passed over. */
static enum status read_position(struct context *context, const char *after,
                                 struct webhook *webhook) {
    struct page page = {0};
    const char *bound = NULL;
    if (!event_position_read(context, after, &page)) {
        context_error(context, "/after", ERROR_bad_cursor, NULL);
        return context_settle(context, STATUS_invalid);
    }
    webhook->after_transaction = page.after[0];
    webhook->after_id = page.after[1];
    enum status status = ledger_feed_bound(context, &bound);
    size_t length = strlen(page.after[0]);
    if (status == OK && (length > strlen(bound) ||
                         (length == strlen(bound) && strcmp(page.after[0], bound) >= 0))) {
        context_error(context, "/after", ERROR_bad_cursor, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    return status;
}

enum status webhook_resend(struct context *context, struct uuid id,
                           const struct webhook_resend *resend, struct webhook *out) {
    enum status status = webhook_get(context, id, out);
    if (status == OK) {
        status = read_position(context, resend->after, out);
    }
    return status == OK ? change(context, &webhook_update_position, EVENT_webhook_resent, out)
                        : status;
}

/* --- what was sent --- */

enum status webhook_delivery_list(struct context *context, struct uuid id, struct list *out) {
    const struct webhook_delivery key = {.webhook_id = id};
    struct webhook webhook;
    enum status status = webhook_get(context, id, &webhook);
    return status == OK ? db_list(context, &webhook_delivery_page, &webhook_delivery_shape, &key,
                                  &webhook_delivery_shape, out)
                        : status;
}
