/* How referrals are kept; for referral.c and its neighbours alone. */
#ifndef DOMAIN_REFERRAL_STORE_H
#define DOMAIN_REFERRAL_STORE_H

#include "domain/referral/referral.h"

extern const struct shape referral_attachments_shape;

/* A referral as it is worked on, with its clocks and steps. */
struct referral_open {
    struct referral record;
    struct deadline_set clocks;
    struct list history;
};

enum status referral_load(struct context *context, struct uuid id,
                          struct referral_open *out) must_check;

/* What a receiver is, and who asks. */
struct referral_target {
    struct uuid caller_unit_id, service_id, service_unit_id, unit_id;
    const char *service_kind, *service_register, *unit_register;
    const char *consent_register; /* into which the consent of the ground lets it go, or NULL */
    struct list referral_kinds, unknown_needs; /* const char * */
    struct raw_json channels;
    const char *url;
    bool service_takes, unit_valid;
    struct list duplicates; /* struct uuid */
};
enum status referral_load_target(struct context *context, const struct referral *referral,
                                 struct referral_target *out) must_check;

/* The first step of one that was made now, and the second where it is sent at once. */
enum status referral_store_new(struct context *context, struct referral_open *open) must_check;
enum status referral_store_sent(struct context *context, struct referral_open *open) must_check;

/* A step made on the version that was loaded. STATUS_stale where it is another by now; for `assign`
 * STATUS_conflict that names who has it. */
enum status referral_store_move(struct context *context, const struct move *move,
                                const char *reason, const char *detail,
                                struct referral_open *open) must_check;

enum status referral_load_page(struct context *context, const struct referral_filter *filter,
                               struct list *out) must_check;

enum status referral_message_store(struct context *context, const struct referral *referral,
                                   const struct referral_message *message) must_check;

/* What only an answer needs; and the same with the read in the access log. */
void referral_dress(struct context *context, struct referral_open *open, struct referral *out);
enum status referral_show(struct context *context, struct referral_open *open,
                          struct referral *out) must_check;

/* It is sent, or sent again: those of its clocks begin that have not begun. */
void referral_begin_clocks(struct context *context, struct referral_open *open);
struct opt_int referral_age_today(const struct context *context, const struct referral *referral);

/* May the caller make this move on the version they have seen? STATUS_forbidden, STATUS_stale,
 * STATUS_conflict. */
enum status referral_may(struct context *context, const struct referral_open *open,
                         const char *action, const struct versions *seen,
                         const struct move **out) must_check;

/* Who has it by now: a field error `taken`, and STATUS_conflict. */
enum status referral_taken(struct context *context, const char *assignee) must_check;

/* On which ground the caller reads it. */
enum ground referral_ground_of(const struct context *context, const struct referral *referral);

#endif
