/* The clients of an area, with where they stand: whom to call for a review, whom a unit serves, how
 * far a segment reaches.
 *
 * A client's row is the area's; where they stand is told as the caller's own register knows it.
 * What a ground opens across the boundary of the registers is for one client and one purpose, and
 * is read client by client. Names are for those who may see names in lists. Of a client with a
 * non-disclosure order no list tells names or unit, and none of one unit's clients holds them.
 * Nobody calls a client for a review who died or moved away. */
#ifndef DOMAIN_CLIENT_LIST_H
#define DOMAIN_CLIENT_LIST_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/client/client.h"

struct client_standing {
    const char *segment; /* NULL: open */
    int status;
    struct instant since;
    struct uuid assessment_id;
    struct date next_review;
};

struct client_listed {
    struct uuid id;
    int64_t version;
    const struct client_names *names;
    struct date birth_date;
    const char *home_unit, *language;
    bool non_disclosure;
    int status;                      /* of the client: there, moved away, deceased */
    struct date status_on;           /* since when */
    struct client_standing standing; /* empty: the caller knows of no assessment */
    /* columns only */
    struct bytes names_sealed;
    struct date review_due; /* what a list by review days is sorted by */
};
extern const struct shape client_listed_shape;

/* What the list is narrowed by. All but the unit are about where the client stands and need
 * assessment:read. */
struct client_filter {
    const char *segment;
    int status;                                    /* 0: each */
    struct date review_due_from, review_due_until; /* not set: each */
    const char *home_unit;                         /* its code */
};
extern const struct shape client_filter_shape;

/* By the day of the next review, the longest due first? Else the newest client first. */
bool client_filter_is_by_review(const struct client_filter *filter);

/* The page asked for (context->page). Every client shown has a row in the access log, and where
 * they stand another. */
enum status client_list(struct context *context, const struct client_filter *filter,
                        struct list *out) must_check;

#endif
