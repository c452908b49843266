/* A series as a calendar file, which other programs subscribe to. No text of a case or a topic goes
 * into it, and the link only for the invited. */
#ifndef DOMAIN_MEETING_CALENDAR_H
#define DOMAIN_MEETING_CALENDAR_H

#include "base/text.h"
#include "domain/meeting/meeting.h"

enum status meeting_calendar_write(struct context *context, struct uuid id,
                                   struct text *out) must_check;

#endif
