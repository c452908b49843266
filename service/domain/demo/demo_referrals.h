/* Artificial referrals: contacts from health to social care, each as far as another. */
#ifndef DOMAIN_DEMO_REFERRALS_H
#define DOMAIN_DEMO_REFERRALS_H

#include "base/context.h"

/* Refers one client in a few to the social unit of that code; the rest are left as they are. */
enum status demo_refer(struct context *context, struct uuid client_id, const char *social_unit,
                       int number) must_check;

#endif
