/* Where a client stands: the segment of the latest confirmed assessment, else of the latest
 * proposed one; since when; when to look at it again; and what the segment requires and is still
 * missing (open duties, avoimet velvoitteet). Computed, never typed. What the client proposed alone
 * stands only where no professional has proposed anything, as in an assessment a professional's
 * answer goes before the client's. */
#ifndef DOMAIN_STANDING_H
#define DOMAIN_STANDING_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/model/model.h"

struct duty {
    const char *code, *text;
    struct date since;
};

struct standing {
    struct uuid client_id;
    const char *segment, *segment_name; /* NULL: open */
    int status;
    struct instant since;
    struct uuid assessment_id;
    struct date next_review;
    struct list open_duties; /* struct duty */
    struct uuid model_id;
};
extern const struct shape standing_shape;

/* STATUS_not_found for a client who is not there, or has no assessment that the caller may see. */
enum status standing_get(struct context *context, struct uuid client_id,
                         struct standing *out) must_check;

/* What is still to be done for a client who stands so on this day. `contact_required`: the segment
 * requires a contact person, and with it a plan. Fills at most DUTIES_MAX; returns how many. Pure.
 */
enum { DUTIES_MAX = 4 };
size_t standing_duties(const struct standing *standing, bool contact_required, struct date today,
                       enum language language, struct duty duties[DUTIES_MAX]);

#endif
