/* Reminders (muistutukset): what the feed tells by itself, so that nothing waits unseen. A clock of
 * a referral or consultation has a quarter of its time left, or is past its end; an answer has been
 * waited for as many days as a setting says. Each is told once, however many instances look and
 * whenever one of them dies: the unique key of its row decides, in the transaction of its event.
 *
 * What stands still is not told of; a clock that goes on is told of for its new day.
 *
 * Writes the table reminder. */
#ifndef DOMAIN_REMINDER_H
#define DOMAIN_REMINDER_H

#include "base/context.h"

/* Tells of a portion of what there is; `*after` is where the clocks of referrals go on, all zero at
 * the beginning and behind the last. `*more`: there may be more to tell of. */
enum status reminder_tell(struct context *context, struct uuid *after, bool *more,
                          int64_t *told) must_check;

#endif
