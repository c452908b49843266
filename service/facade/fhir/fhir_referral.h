/* What the two resources of a referral have in common: what is asked for (ServiceRequest), and how
 * it proceeds (Task). */
#ifndef FACADE_FHIR_REFERRAL_H
#define FACADE_FHIR_REFERRAL_H

#include "domain/referral/referral.h"
#include "facade/fhir/fhir.h"

extern const char fhir_priority_system[];

/* `routine`, `urgent` or `stat`, of enum consultation_urgency and the referral's alike. */
const char *fhir_priority(int urgency);
/* Whom it goes to: the service, or the unit. */
const struct fhir_reference *fhir_referral_receiver(struct context *context,
                                                    const struct referral_to *to);
struct fhir_head fhir_referral_head(struct context *context, const char *type,
                                    const struct referral *from);
struct instant fhir_referral_authored(const struct referral *from);

/* The referrals that are asked for, a page of them; `statuses`: what each state is called, and in
 * which system, so that `status` narrows them. */
struct fhir_states {
    const char *system, *const *words; /* by enum referral_state, from 1 on */
};
typedef void fhir_referral_add(struct context *context, const struct referral *from,
                               struct fhir_answer *out);
enum status fhir_referral_find(struct context *context, const struct fhir_search *search,
                               const struct fhir_states *states, fhir_referral_add *add,
                               struct fhir_answer *out) must_check;
/* The same of one. */
enum status fhir_referral_get(struct context *context, const char *id, fhir_referral_add *add,
                              struct fhir_answer *out) must_check;

#endif
