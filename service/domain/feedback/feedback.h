/* Feedback (palaute): what clients and staff say afterwards, 1-5 to a few statements.
 *
 * It is anonymous: a row holds no one's name, no client, no time but the day, and nothing of it
 * goes to the access log or the feed, where a time would stand beside a caller. Its text is looked
 * through for what points to a person. Figures of fewer than five are hidden like all others. */
#ifndef DOMAIN_FEEDBACK_H
#define DOMAIN_FEEDBACK_H

#include "base/context.h"
#include "base/shape.h"

enum feedback_who { FEEDBACK_CLIENT = 1, FEEDBACK_STAFF };

struct feedback {
    int who, about;
    struct uuid unit_id;
    const char *channel, *language;
    const struct json *answers;
    const char *text;
    struct list acknowledged; /* pointers whose text is kept although it was refused */
    const char *link; /* of an answer by link: takes the place of who, about, unit, channel */
};
extern const struct shape feedback_shape;
extern const struct shape feedback_by_link_shape;

enum status feedback_give(struct context *context, const struct feedback *body) must_check;
/* By a link that this service has signed; STATUS_conflict where it was used, STATUS_not_found where
 * it is none of ours or is over. */
enum status feedback_give_by_link(struct context *context, const struct feedback *body) must_check;

/* --- links --- */

struct feedback_link_new {
    int about;
    struct uuid unit_id;
    const char *channel;
};
extern const struct shape feedback_link_new_shape;
struct feedback_link {
    const char *url;
    struct instant expires_at;
};
extern const struct shape feedback_link_shape;

enum status feedback_link_make(struct context *context, const struct feedback_link_new *body,
                               struct feedback_link *out) must_check;

/* --- statements --- */

struct feedback_statement {
    int who;
    const char *code, *text;
};
extern const struct shape feedback_statement_list_shape;
struct feedback_statements {
    struct list items;
};
void feedback_statement_list(struct context *context, struct feedback_statements *out);

#endif
