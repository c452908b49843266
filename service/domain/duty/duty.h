/* Open duties (avoimet velvoitteet): what a client's segment requires and is still missing.
 * Computed here and nowhere else, from what the segment asks for and from what is there today;
 * never typed. */
#ifndef DOMAIN_DUTY_H
#define DOMAIN_DUTY_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/client/client.h"

struct duty {
    const char *code, *text;
    struct date since;
};
extern const struct shape duty_shape;

/* What the segment asks for, since when, and by when it is to be looked at again. */
struct duty_needs {
    bool confirmation, contact_person, own_team, plan;
    struct date since, next_review;
};

/* What is there today, as far as the caller may see it. */
struct duty_facts {
    bool contact_person, own_team, plan, agreement_missing;
    struct date plan_review_on, recall_on;
    bool closed; /* the client has moved away or died: nothing is to be done */
};

/* Asks for a client's facts together with the next statement: none or one struct duty_facts. */
enum status duty_facts_ahead(struct context *context, struct uuid client_id,
                             struct list *out) must_check;

/* The same of the client who has this identifier: none where nobody has it. */
enum status duty_facts_known_ahead(struct context *context, const struct client_known *known,
                                   struct list *out) must_check;

/* What is still to be done. Fills at most DUTIES_MAX; returns how many. Pure. */
enum { DUTIES_MAX = 8 };
size_t duties_of(const struct duty_needs *needs, const struct duty_facts *facts, struct date today,
                 enum language language, struct duty duties[DUTIES_MAX]);

#endif
