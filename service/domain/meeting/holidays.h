/* The public holidays that a series looks at, as days in order. */
#ifndef DOMAIN_MEETING_HOLIDAYS_H
#define DOMAIN_MEETING_HOLIDAYS_H

#include "base/arena.h"
#include "domain/meeting/series.h"

struct days holidays_between(struct arena *arena, struct date from, struct date to);

#endif
