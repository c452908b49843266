/* What becomes of some invented clients' rows: one who moved away, one who died, one with a
 * register's own number, and one who was made known twice. */
#ifndef DOMAIN_DEMO_UPKEEP_H
#define DOMAIN_DEMO_UPKEEP_H

#include "domain/client/client.h"

/* For the client just made, the `number`th of all. */
enum status demo_upkeep(struct context *context, const struct client *client,
                        int number) must_check;

#endif
