/* How webhooks are read and written. */
#include "domain/webhook/webhook.h"

const char *const webhook_disabled_words[] = {"gone", "exhausted", NULL};
const char *const webhook_reason_words[] = {
    "address_refused", "unreachable",       "untrusted", "timed_out",
    "broken",          "secret_unreadable", NULL};

static const struct shape_field webhook_fields[] = {
    FIELD(struct webhook, id, SHAPE_READ_ONLY), FIELD(struct webhook, version, SHAPE_READ_ONLY),
    FIELD(struct webhook, url, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct webhook, types, SHAPE_READ_ONLY, 0, WEBHOOK_TYPES_MAX),
    FIELD(struct webhook, description, SHAPE_READ_ONLY),
    FIELD(struct webhook, enabled, SHAPE_READ_ONLY),
    FIELD_ENUM(struct webhook, disabled_reason, SHAPE_READ_ONLY, webhook_disabled_words),
    FIELD(struct webhook, position, SHAPE_READ_ONLY),
    FIELD(struct webhook, sequence, SHAPE_READ_ONLY),
    FIELD(struct webhook, failed_attempts, SHAPE_READ_ONLY),
    FIELD(struct webhook, next_attempt_at, SHAPE_READ_ONLY),
    FIELD(struct webhook, delivered_at, SHAPE_READ_ONLY),
    FIELD(struct webhook, old_secret_until, SHAPE_READ_ONLY),
    FIELD(struct webhook, created_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct webhook, created_by, SHAPE_READ_ONLY, person_shape, "created_by_"),
    FIELD(struct webhook, updated_at, SHAPE_READ_ONLY),
    /* Personal: never in a log line, and sealed where an answer is kept for its Idempotency-Key. */
    FIELD(struct webhook, secret, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_PERSONAL),
    FIELD(struct webhook, secret_sealed, SHAPE_COLUMN_ONLY),
    FIELD(struct webhook, keep_old_hours, SHAPE_COLUMN_ONLY),
    FIELD(struct webhook, after_transaction, SHAPE_COLUMN_ONLY),
    FIELD(struct webhook, after_id, SHAPE_COLUMN_ONLY),
    FIELD(struct webhook, ping_id, SHAPE_COLUMN_ONLY), FIELD_END};
const struct shape webhook_shape = {"Webhook", sizeof(struct webhook), webhook_fields};

static const struct shape_field body_fields[] = {
    FIELD_FORMAT(struct webhook_body, url, SHAPE_REQUIRED, 8, WEBHOOK_URL_LENGTH_MAX, "url"),
    FIELD_STRINGS(struct webhook_body, types, 0, 1, WEBHOOK_TYPES_MAX),
    FIELD(struct webhook_body, enabled, 0),
    FIELD_FORMAT(struct webhook_body, description, 0, 1, 500, "text"), FIELD_END};
const struct shape webhook_body_shape = {"WebhookWrite", sizeof(struct webhook_body), body_fields};

static const struct shape_field rotation_fields[] = {
    FIELD_RANGE(struct webhook_rotation, keep_old_hours, 0, 0, WEBHOOK_OLD_SECRET_HOURS_MAX),
    FIELD_END};
const struct shape webhook_rotation_shape = {"WebhookRotation", sizeof(struct webhook_rotation),
                                             rotation_fields};

static const struct shape_field ping_fields[] = {
    FIELD(struct webhook_ping, event_id, SHAPE_READ_ONLY), FIELD_END};
const struct shape webhook_ping_shape = {"WebhookTest", sizeof(struct webhook_ping), ping_fields};

static const struct shape_field resend_fields[] = {
    FIELD_STRING(struct webhook_resend, after, SHAPE_REQUIRED, 38, 56), FIELD_END};
const struct shape webhook_resend_shape = {"WebhookResend", sizeof(struct webhook_resend),
                                           resend_fields};

static const struct shape_field delivery_fields[] = {
    FIELD(struct webhook_delivery, id, SHAPE_READ_ONLY),
    FIELD(struct webhook_delivery, at, SHAPE_READ_ONLY),
    FIELD(struct webhook_delivery, event_id, SHAPE_READ_ONLY),
    FIELD(struct webhook_delivery, type, SHAPE_READ_ONLY),
    FIELD(struct webhook_delivery, sequence, SHAPE_READ_ONLY),
    FIELD(struct webhook_delivery, attempt, SHAPE_READ_ONLY),
    FIELD(struct webhook_delivery, status, SHAPE_READ_ONLY),
    FIELD_ENUM(struct webhook_delivery, reason, SHAPE_READ_ONLY, webhook_reason_words),
    FIELD(struct webhook_delivery, duration_ms, SHAPE_READ_ONLY),
    FIELD(struct webhook_delivery, webhook_id, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape webhook_delivery_shape = {"WebhookDelivery", sizeof(struct webhook_delivery),
                                             delivery_fields};
