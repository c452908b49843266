/* Worklists (työlistat): what waits for a unit or a person, most urgent first, over the records of
 * all domains. Nothing is kept: each list is a question to the records themselves, and its count
 * asks the same.
 *
 * A caller with a unit sees that unit's; `unit_id` asks for another of what they may see; a token
 * without a unit sees those of its whole register. Written by nobody. */
#ifndef DOMAIN_WORKLIST_H
#define DOMAIN_WORKLIST_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/deadline/calendar.h"

/* A list with how many stand on it. */
struct worklist {
    const char *code;
    const struct names3 *names;
    int64_t count, overdue;
    bool more; /* than WORKLIST_COUNTED_MAX, where counting ends */
};
struct worklist_list {
    struct list items; /* struct worklist */
};
extern const struct shape worklist_shape, worklist_list_shape;

struct worklist_client {
    struct uuid id;
    int status; /* of enum client_status: what is open of one who moved away or died is to be closed
                 */
};
/* The meeting that a case was brought to. */
struct worklist_meeting {
    struct uuid id;
    struct date date;
};
struct worklist_item {
    const char *resource;
    struct uuid id;
    struct worklist_client client;
    struct worklist_meeting meeting;
    const char *state, *title, *urgency;
    struct date due_on;
    bool overdue;
    struct instant waiting_since;
    const char *assignee, *unseen;
    struct list duties;            /* const char *: what is missing, codes of tables/duties.def */
    struct list available_actions; /* const char * */
    /* columns only */
    const char *kind, *ground;
    struct list lists; /* const char *: on which it stands */
    struct uuid title_service_id, title_unit_id;
    int64_t sides, sort_due, sort_next;
};
extern const struct shape worklist_item_shape;

struct worklist_filter {
    struct uuid unit_id;
    bool mine;
    struct opt_bool overdue;
};
extern const struct shape worklist_filter_shape;

/* The lists that the caller may see, with their counts. */
enum status worklist_counts(struct context *context, const struct worklist_filter *filter,
                            struct worklist_list *out) must_check;

/* The page asked for of one list. STATUS_not_found for a code there is none of, STATUS_forbidden
 * where the caller has not its permission. */
enum status worklist_page(struct context *context, const char *code,
                          const struct worklist_filter *filter, struct list *out) must_check;

#endif
