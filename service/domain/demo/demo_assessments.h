/* Joint assessments of invented clients, made by the area's own model. */
#ifndef DOMAIN_DEMO_ASSESSMENTS_H
#define DOMAIN_DEMO_ASSESSMENTS_H

#include "base/context.h"
#include "domain/demo/demo_persons.h"

struct demo_assessing {
    int profile; /* of demo_answers.h */
    bool social; /* the register */
    bool left_open;
    int hours;      /* to the confirmation */
    bool overruled; /* another segment is chosen than the computed one */
};

/* Assesses the client now; afterwards it is the time of the confirmation. */
enum status demo_assess(struct context *context, struct uuid client_id,
                        const struct demo_assessing *how, struct demo_dice *dice) must_check;

#endif
