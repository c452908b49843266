/* A series of consultation meetings of a centre, with one that was held and one that comes. */
#ifndef DOMAIN_DEMO_MEETINGS_H
#define DOMAIN_DEMO_MEETINGS_H

#include "base/context.h"

/* Cases of last week with their outcomes, one to be asked about by now; cases and a topic of the
 * next meeting; the themes of three months. */
enum status demo_meetings(struct context *context, const char *unit) must_check;

#endif
