/* The access log (käyttöloki) as it is read: who used a client's data, when, what of it and on
 * which ground.
 *
 * A client may ask who used their data (the Act on the Processing of Client Data, 703/2023): by
 * their own token for the last AUDIT_OWN_MONTHS. What a person must look at before it is given (why
 * the glass was broken, in the words of the one who did) and what says nothing to a client (the
 * accounts of users) is left out there; those who supervise the use of data see it. Reading the log
 * is a use of a client's data as well, and stands in it.
 *
 * Writes nothing. Filled records live on the context's arena. */
#ifndef DOMAIN_AUDIT_H
#define DOMAIN_AUDIT_H

#include "base/context.h"
#include "base/shape.h"

/* Who used it, as their token said; the unit's name as the directory has it today. */
struct audit_user {
    const char *sub, *name, *role, *unit, *unit_name;
    int register_code;
};

/* One use. */
struct audit_use {
    struct uuid id;
    struct instant at;
    int kind;
    const char *operation;
    struct uuid client_id;
    const char *resource;
    struct uuid resource_id;
    const char *ground;
    struct audit_user by;
    const char *reason, *request_id;
    const char *text; /* the same in words */
};
extern const struct shape audit_use_shape;

struct audit_filter {
    struct uuid client_id;
    const char *sub, *operation;
    int kind, resource, ground, register_code;
    struct date from, to; /* the first and the last day, in Helsinki */
};
extern const struct shape audit_filter_shape;  /* of the whole log */
extern const struct shape report_filter_shape; /* of one client's */

/* The uses of one client's data, the latest first: the page asked for. STATUS_not_found for a
 * client who is not there, or is another than the one who asks. */
enum status audit_report(struct context *context, struct uuid client_id,
                         const struct audit_filter *filter, struct list *out) must_check;

/* All uses in the area, the latest first. Each client told of stands in the log. */
enum status audit_list(struct context *context, const struct audit_filter *filter,
                       struct list *out) must_check;

/* --- words --- */

extern const char *const audit_resource_words[]; /* NULL-terminated, as the next */
extern const char *const audit_ground_words[];
/* "Read: the plan. Who: Leena Esimerkki, Kalasatama. Ground: the client's consent." */
const char *audit_text(struct context *context, const struct audit_use *use);

#endif
