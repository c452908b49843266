/* The artificial persons of the demo data: the same for the same number, for ever. */
#ifndef DOMAIN_DEMO_PERSONS_H
#define DOMAIN_DEMO_PERSONS_H

#include "domain/client/client.h"

enum { DEMO_PERSON_COUNT = 200 };

/* An artificial identity code; every number below DEMO_PERSON_COUNT has its own. */
const char *demo_identity_code(struct arena *arena, int number);

/* What client_create takes; `units` are the codes of the area's units. */
struct client_new demo_person(struct arena *arena, int number, const char *const *units,
                              int unit_count);

/* Whole numbers that look random and are always the same. */
struct demo_dice {
    uint64_t state;
};
/* 0..below-1 */
int demo_throw(struct demo_dice *dice, int below);

/* Time goes on for what is made next, and never beyond now. */
void demo_pass(struct context *context, int hours);

#endif
