/* A care team (omatiimi): who does what for a client. The persons responsible (contact person,
 * responsible nurse, own worker, case manager), each held by one person at a time, and the others.
 *
 * The document is put whole, in the version that the caller has seen; every version stays. Members
 * keep their ids, and are dated: `to` is the last day, and the successor begins the day after. What
 * a template wants and is not there is told, and never refused.
 *
 * The team is one for both registers, as the client's row is: it says who, never why. The register
 * that each member acts in is told.
 *
 * Writes the tables care_team, care_team_version and care_team_member. Filled records live on the
 * context's arena. */
#ifndef DOMAIN_CARE_TEAM_H
#define DOMAIN_CARE_TEAM_H

#include "base/context.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"
#include "domain/directory/directory.h"

struct care_person {
    const char *sub, *name, *profession;
};

struct care_member {
    struct uuid id;
    const char *role;
    struct care_person person;
    int register_code;
    struct uuid unit_id;
    struct date from, to; /* to: the last day; not set: until further notice */
};

/* A member that the template wants and that is not there. */
struct care_missing {
    const char *role, *why;
};

struct care_team {
    struct uuid client_id;
    int64_t version;
    struct uuid unit_id;
    const char *template_code;
    struct list members; /* struct care_member */
    struct list duties;  /* struct duty */
    struct list missing; /* struct care_missing */
    struct instant updated_at;
    struct person updated_by;
    /* columns only */
    struct raw_json document;
};
extern const struct shape care_team_shape;
extern const struct shape care_team_write_shape; /* of the same struct: what a caller puts */
/* Of the same struct: a version as it was written. */
extern const struct shape care_team_version_shape;

/* STATUS_not_found where the client has no team. */
enum status care_team_get(struct context *context, struct uuid client_id,
                          struct care_team *out) must_check;

/* As part of another answer: asked for together with the next statement, none or one struct
 * care_team, whose members care_team_open reads. In no access log of its own. */
enum status care_team_find_ahead(struct context *context, struct uuid client_id,
                                 struct list *out) must_check;
enum status care_team_open(struct context *context, struct care_team *team) must_check;

/* Puts the document in the place of the one that the caller has seen, or makes the first one
 * (`seen->none`). STATUS_stale where it is another by now; STATUS_rule_broken with all that does
 * not fit. */
enum status care_team_put(struct context *context, struct uuid client_id,
                          const struct versions *seen, const struct care_team *body,
                          struct care_team *out) must_check;

/* The versions, the latest first, at most VERSIONS_SHOWN_MAX; STATUS_not_found where there is none.
 */
enum status care_team_history(struct context *context, struct uuid client_id,
                              struct list *out) must_check;

/* What one person does for clients, today and later. */
struct care_duty {
    struct uuid client_id, id;
    const char *role, *sub;
    struct date from, to;
    int64_t version; /* of the team */
};
extern const struct shape care_duty_shape;
struct care_duty_filter {
    const char *sub; /* NULL: the caller's own */
};
extern const struct shape care_duty_filter_shape;
/* The page asked for (context->page); each client shown stands in the access log. Another person's
 * takes care_team:write: whom they look after is for those who hand it on. */
enum status care_duty_list(struct context *context, const struct care_duty_filter *filter,
                           struct list *out) must_check;
enum status care_duty_count(struct context *context, const struct care_duty_filter *filter,
                            struct opt_int *out) must_check;

/* --- roles and templates --- */

struct care_role {
    const char *code;
    struct localized names;
    bool single_holder;
    int register_code;
};
struct care_minimum {
    const char *role;
    int64_t least;
};
struct care_template {
    const char *code;
    struct localized names;
    struct list minimums; /* struct care_minimum */
};
struct care_words {
    struct list items;     /* struct care_role */
    struct list templates; /* struct care_template */
};
extern const struct shape care_words_shape;
struct care_words care_words(struct context *context);

/* The role of this code; false where there is none. */
bool care_role_find(const char *code, struct care_role *out);
bool care_template_exists(const char *code);

/* --- what is decided without a database --- */

/* Field errors of a document: roles, templates, days, one holder at a time; `before` (NULL: none)
 * is what stood there. Gives the members their ids and registers. To be settled by the caller. */
void care_team_check(struct context *context, const struct care_team *before,
                     struct care_team *team);
/* The members that the team's template wants on this day and that are not there. */
struct list care_team_missing(struct context *context, const struct care_team *team);

/* The team that lies aside since this client went into another: none or one, opened. */
enum status care_team_list_aside(struct context *context, struct uuid client_id,
                                 struct list *out) must_check;

#endif
