/* A link by which one answer can be given without a token: what it is about, until when, and a
 * signature of the service. Nothing in it points to a person, and nothing of it is stored before it
 * is used. */
#ifndef DOMAIN_FEEDBACK_LINK_H
#define DOMAIN_FEEDBACK_LINK_H

#include "base/context.h"
#include "base/uuid.h"

extern const char *const feedback_about_words[];

struct link_content {
    const char *area;
    struct uuid id; /* of the answer */
    struct uuid unit_id;
    int about;
    const char *channel; /* or NULL */
    struct date until;   /* the last day */
};

/* area.id.about.unit.channel.until.signature */
const char *link_write(struct context *context, const struct link_content *link);
/* False where this service has not signed it under a live key, or its day is over. */
bool link_read(struct context *context, const char *text, struct link_content *out);

#endif
