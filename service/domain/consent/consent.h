/* A ground (suostumus, kielto, lakiperuste) on which records of one register may be read in the
 * other: the client's consent, the client's refusal, or one that the law gives.
 *
 * It holds from its first day to its last, both Helsinki days, until it is withdrawn; whether it is
 * in force is decided at each reading and never stored. Which ground opens a record is said once,
 * in ledger/access.sql: a refusal goes before a consent, a statutory ground before a refusal where
 * its law says so (tables/legal_bases.def). A ground opens records for reading only.
 *
 * The grounds of a client are seen in both registers: each has to know what it may.
 *
 * Writes the table consent. Filled records live on the context's arena. */
#ifndef DOMAIN_CONSENT_H
#define DOMAIN_CONSENT_H

#include "base/context.h"
#include "base/moves.h"
#include "base/shape.h"
#include "base/versions.h"

enum consent_kind { CONSENT_CONSENT = 1, CONSENT_REFUSAL, CONSENT_STATUTORY };
enum consent_status { CONSENT_RECORDED = 1, CONSENT_WITHDRAWN };
enum consent_giver { CONSENT_BY_CLIENT = 1, CONSENT_BY_GUARDIAN, CONSENT_BY_LAW };
/* What a ground is today. */
enum consent_state {
    CONSENT_STATE_COMING = 1,
    CONSENT_STATE_IN_FORCE,
    CONSENT_STATE_ENDED,
    CONSENT_STATE_WITHDRAWN
};

struct consent_scope {
    struct list resources; /* const char *: nouns of permissions; none: every kind */
};

struct consent {
    struct uuid id, client_id;
    int64_t version;
    int kind, state;
    int from_register, to_register;
    const char *purpose;
    struct consent_scope scope;
    const char *legal_basis;
    int given_by, form;
    struct date valid_from, valid_to;
    struct instant recorded_at, withdrawn_at;
    struct person recorded_by;
    struct list available_actions, history;
    /* columns only */
    int status;
    bool overrides_refusal;
};
extern const struct shape consent_shape;
extern const struct moves consent_moves;

struct consent_new {
    int kind, from_register, to_register;
    const char *purpose;
    const struct consent_scope *scope;
    const char *legal_basis;
    int given_by, form;
    struct date valid_from, valid_to;
};
extern const struct shape consent_new_shape;

struct consent_withdrawal {
    const char *reason;
};
extern const struct shape consent_withdrawal_shape;

/* Records a ground. STATUS_not_found for a client who is not there; STATUS_rule_broken where its
 * members don't go together. */
enum status consent_create(struct context *context, struct uuid client_id,
                           const struct consent_new *body, struct consent *out) must_check;

/* One ground, without its history; STATUS_not_found also where a client's own token asks for that
 * of another. */
enum status consent_get(struct context *context, struct uuid id, struct consent *out) must_check;

/* The grounds of a client, the latest first, at most CONSENTS_MAX. */
enum status consent_list(struct context *context, struct uuid client_id,
                         struct list *out) must_check;

/* Withdraws one of the versions that the caller has seen; it opens nothing from then on.
 * STATUS_stale where it is another by now, STATUS_conflict where it is withdrawn already,
 * STATUS_forbidden where the client would take back what the law gives. */
enum status consent_withdraw(struct context *context, struct uuid client_id, struct uuid id,
                             const struct versions *seen, const struct consent_withdrawal *body,
                             struct consent *out) must_check;

/* One ground that the law gives. */
struct legal_basis {
    const char *code, *name, *source;
    bool overrides_refusal;
};
extern const struct shape legal_basis_shape;
/* All of them, named in the caller's language. */
struct list legal_basis_list(struct context *context);

#endif
