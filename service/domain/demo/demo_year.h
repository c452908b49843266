/* A busy year of one area, to have something to look at on the page of figures. All invented. */
#ifndef DOMAIN_DEMO_YEAR_H
#define DOMAIN_DEMO_YEAR_H

#include "base/context.h"

enum { DEMO_YEAR_CLIENTS = 420, DEMO_YEAR_FIRST = 1000 };

/* The contact of a client, which most clients come in by, and those without a name beside it: met
 * on the street, in a group, asked about by a professional. */
enum status demo_year_contacts(struct context *context, struct uuid client_id, int number,
                               const char *const *units) must_check;
/* What follows the assessment of some: a consent, and a plan whose goals are reached or not. */
enum status demo_year_after(struct context *context, struct uuid client_id, int number) must_check;

#endif
