#include "domain/contact/contact_links.h"

/* Neither is made by a contact yet: told, so that nothing is silently lost. The room that makes one
 * takes the place of its line here with a call of its own `x_create_of_contact`. */
enum status contact_make_links(struct context *context, const struct contact *contact,
                               const char *place, struct contact_outcome *outcome) {
    (void)contact;
    if (outcome->referral) {
        context_error(context, arena_format(context->arena, "%s/referral", place),
                      ERROR_not_available, NULL);
    }
    if (outcome->consultation) {
        context_error(context, arena_format(context->arena, "%s/consultation", place),
                      ERROR_not_available, NULL);
    }
    return OK;
}
