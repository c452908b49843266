/* What a referral may be, and who may do what with it. Pure, but for the caller's actor. */
#ifndef DOMAIN_REFERRAL_RULES_H
#define DOMAIN_REFERRAL_RULES_H

#include "domain/referral/referral_store.h"

/* The client was handed the means to go there: there is no queue that anybody works through. */
bool referral_is_handed(const struct referral *referral);
bool referral_is_closed(const struct referral *referral);

/* The move out of the state that it is in; NULL where there is none. */
const struct move *referral_move_of(const struct referral *referral, const char *action);
bool referral_may_pause(const struct context *context, const struct deadline_set *clocks);

/* The sides on which the caller stands: bits of enum move_side. */
unsigned referral_sides(const struct context *context, const struct referral *referral);

/* What the caller may do with this version now. */
struct list referral_actions(struct context *context, const struct referral_open *open);

/* Field errors where the referral can't go to that receiver; fills where it goes. Pointers begin
 * with "/to", "/to_register" and "/ground". */
void referral_aim(struct context *context, const struct referral_target *target, int to_register,
                  struct referral *referral);

#endif
