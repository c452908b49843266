/* What is made out of a contact's outcome, in the same transaction: a referral, a consultation. */
#ifndef DOMAIN_CONTACT_LINKS_H
#define DOMAIN_CONTACT_LINKS_H

#include "domain/contact/contact.h"

/* Makes what the outcome holds (outcome->referral, outcome->consultation, bodies as their own
 * operations take them) for this contact, which they point back to, and sets the ids in the
 * outcome. Field errors have pointers below `place` ("/outcome", or "" for the outcome's own
 * operation); to be settled by the caller. */
enum status contact_make_links(struct context *context, const struct contact *contact,
                               const char *place, struct contact_outcome *outcome) must_check;

#endif
