/* Care teams and plans of invented clients. */
#ifndef DOMAIN_DEMO_CARE_H
#define DOMAIN_DEMO_CARE_H

#include "base/context.h"

/* Names who is responsible for the client, and writes a plan for every second; some duties stay
 * open. */
enum status demo_care(struct context *context, struct uuid client_id, int number) must_check;

#endif
