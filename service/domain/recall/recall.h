/* Recall (kutsu tarkastukseen): the risk class of a client in a register, and by which day they are
 * to be called for the next check-up. The class gives the interval (tables/recall_classes.def); the
 * professional may give another day. From that day on it is an open duty (domain/duty).
 *
 * A change takes a reason, and every version stays.
 *
 * Writes the tables recall and recall_version. Filled records live on the context's arena. */
#ifndef DOMAIN_RECALL_H
#define DOMAIN_RECALL_H

#include "base/context.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"
#include "domain/directory/directory.h"

/* A version as it was written. */
struct recall_step {
    int64_t version;
    struct instant at;
    struct person by;
    const char *risk_class;
    struct date next_on;
    const char *reason;
    /* columns only */
    struct uuid recall_id;
};

struct recall {
    struct uuid id, client_id;
    int64_t version;
    int register_code;
    const char *risk_class, *risk_class_name;
    int64_t interval_months;
    struct date next_on; /* not set: none is needed */
    bool due;            /* today */
    const char *reason;  /* of this version */
    struct instant updated_at;
    struct person updated_by;
    struct list history; /* struct recall_step, the latest first */
    /* columns only */
    const char *ground;
};
extern const struct shape recall_shape;
extern const struct shape recall_write_shape; /* of the same struct: what a caller puts */

/* That of the caller's register, else one that a ground opens. STATUS_not_found where there is
 * none.
 */
enum status recall_get(struct context *context, struct uuid client_id,
                       struct recall *out) must_check;

/* As part of another answer: asked for together with the next statement, none or one struct recall,
 * which recall_open makes whole but for its history. In no access log of its own. */
enum status recall_find_ahead(struct context *context, struct uuid client_id,
                              struct list *out) must_check;
void recall_open(const struct context *context, struct recall *recall);

/* Puts class and day in the place of those that the caller has seen, or makes the first one
 * (`seen->none`). STATUS_stale where it is another by now; STATUS_rule_broken with all that does
 * not fit. */
enum status recall_put(struct context *context, struct uuid client_id, const struct versions *seen,
                       const struct recall *body, struct recall *out) must_check;

/* --- classes --- */

struct recall_class {
    const char *code;
    struct localized names;
    int64_t interval_months; /* 0: none is needed */
    int register_code;
};
struct recall_classes {
    struct list items;
};
extern const struct shape recall_classes_shape;
struct recall_classes recall_classes(struct context *context);

/* --- what is decided without a database --- */

/* Field errors of what is put, with its day filled in where the class gives it; `is_first`: there
 * was none before. To be settled by the caller. */
void recall_check(struct context *context, bool is_first, struct recall *recall);

#endif
