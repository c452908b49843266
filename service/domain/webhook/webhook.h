/* Webhooks: other systems that are told of events by a request to a URL of theirs, in the form of
 * Standard Webhooks 1.0. Each stands at a position of the feed (domain/event) and goes on from
 * there: one event at a time, in the order of the feed, the next when the one before was taken.
 *
 * The secret by which requests are signed is sealed by the vault and shown once.
 *
 * Writes the tables webhook and webhook_delivery. Filled records live on the context's arena. */
#ifndef DOMAIN_WEBHOOK_H
#define DOMAIN_WEBHOOK_H

#include "base/context.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"

enum webhook_disabled { WEBHOOK_GONE = 1, WEBHOOK_EXHAUSTED };
extern const char *const webhook_disabled_words[];

struct webhook {
    struct uuid id;
    int64_t version;
    const char *url;
    struct list types; /* const char *; none: all */
    const char *description;
    bool enabled;
    int disabled_reason;
    const char *position;
    int64_t sequence, failed_attempts;
    struct instant next_attempt_at, delivered_at, old_secret_until, created_at;
    struct person created_by;
    struct instant updated_at;
    const char *secret; /* where it was just made */
    /* columns only */
    struct bytes secret_sealed;
    int64_t keep_old_hours;
    const char *after_transaction, *after_id; /* the id may be all zeros, which is no absent one */
    struct uuid ping_id;
};
extern const struct shape webhook_shape;

struct webhook_body {
    const char *url;
    struct list types;
    struct opt_bool enabled;
    const char *description;
};
extern const struct shape webhook_body_shape;

/* STATUS_rule_broken where the URL or a type is no good, STATUS_conflict where the area has as many
 * as it can have. */
enum status webhook_create(struct context *context, const struct webhook_body *body,
                           struct webhook *out) must_check;
enum status webhook_get(struct context *context, struct uuid id, struct webhook *out) must_check;
/* The oldest first. */
enum status webhook_list(struct context *context, struct list *out) must_check;
enum status webhook_replace(struct context *context, struct uuid id, const struct versions *seen,
                            const struct webhook_body *body, struct webhook *out) must_check;
enum status webhook_delete(struct context *context, struct uuid id,
                           const struct versions *seen) must_check;

/* Another secret; for a while requests are signed by both. */
struct webhook_rotation {
    struct opt_int keep_old_hours;
};
extern const struct shape webhook_rotation_shape;
enum status webhook_rotate(struct context *context, struct uuid id, const struct versions *seen,
                           const struct webhook_rotation *rotation, struct webhook *out) must_check;

/* A ping is to be sent; one that waits already is that one. */
struct webhook_ping {
    struct uuid event_id;
};
extern const struct shape webhook_ping_shape;
enum status webhook_ping(struct context *context, struct uuid id,
                         struct webhook_ping *out) must_check;

/* Goes on behind this position of the feed. */
struct webhook_resend {
    const char *after;
};
extern const struct shape webhook_resend_shape;
enum status webhook_resend(struct context *context, struct uuid id,
                           const struct webhook_resend *resend, struct webhook *out) must_check;

/* --- what was sent --- */

/* Why an attempt was not answered. */
enum webhook_reason {
    WEBHOOK_ADDRESS_REFUSED = 1,
    WEBHOOK_UNREACHABLE,
    WEBHOOK_UNTRUSTED,
    WEBHOOK_TIMED_OUT,
    WEBHOOK_BROKEN,
    WEBHOOK_SECRET_UNREADABLE /* nothing was sent */
};
extern const char *const webhook_reason_words[];

struct webhook_delivery {
    struct uuid id;
    struct instant at;
    struct uuid event_id;
    const char *type;
    struct opt_int sequence; /* a ping has none */
    int64_t attempt;
    struct opt_int status;
    int reason;
    int64_t duration_ms;
    /* columns only */
    struct uuid webhook_id;
};
extern const struct shape webhook_delivery_shape;

/* The attempts at one webhook, the latest first. */
enum status webhook_delivery_list(struct context *context, struct uuid id,
                                  struct list *out) must_check;

/* Where its sealed secrets stand, for the vault. */
const char *webhook_secret_place(struct context *context, const struct uuid *id);

#endif
