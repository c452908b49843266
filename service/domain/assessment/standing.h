/* Where a client stands: the segment of the latest confirmed assessment, else of the latest
 * proposed one; since when; when to look at it again; and what the segment requires and is still
 * missing (open duties, avoimet velvoitteet). Computed, never typed. What the client proposed alone
 * stands only where no professional has proposed anything, as in an assessment a professional's
 * answer goes before the client's. */
#ifndef DOMAIN_STANDING_H
#define DOMAIN_STANDING_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/assessment/standing_rule.h"
#include "domain/duty/duty.h"
#include "domain/model/model.h"

struct standing {
    struct uuid client_id;
    const char *segment, *segment_name; /* NULL: open */
    int status;
    struct instant since;
    struct uuid assessment_id;
    struct date next_review;
    struct list open_duties; /* struct duty */
    struct uuid model_id;
    const char *ground; /* on which the caller sees it */
};
extern const struct shape standing_shape;

/* STATUS_not_found for a client who is not there, or has no assessment that the caller may see. */
enum status standing_get(struct context *context, struct uuid client_id,
                         struct standing *out) must_check;

/* The same of the client who has this identifier, in one round trip; not `found` also for one who
 * died or moved away. */
enum status standing_get_known(struct context *context, const struct client_known *known,
                               struct standing *out, bool *found) must_check;

/* The same as part of another answer: told in no access log of its own, and asked for together with
 * the next statement. */
struct standing_ahead {
    struct list standings, facts;
};
enum status standing_get_ahead(struct context *context, struct uuid client_id,
                               struct standing_ahead *out) must_check;
/* The same, asked at once: for what comes after a change. */
enum status standing_get_now(struct context *context, struct uuid client_id,
                             struct standing_ahead *out) must_check;
/* What has come of it, completed; NULL where the client has no assessment that the caller may see.
 */
enum status standing_of(struct context *context, const struct standing_ahead *ahead,
                        struct standing **out) must_check;

/* Which segments of which of the area's models ask for what, as a statement takes it: "<model id>
 * <segment>" of those that ask for a contact person (and so for a plan), or for an own team. */
struct standing_wants {
    struct list persons, teams; /* const char * */
};
extern const struct shape standing_wants_shape;
enum status standing_wants(struct context *context, struct standing_wants *out) must_check;
/* The same of one that is kept, of the area's `models` (model_list_all): fills what its segment
 * asks for. */
void standing_wants_of(struct context *context, const struct list *models,
                       struct standing_kept *kept);

#endif
