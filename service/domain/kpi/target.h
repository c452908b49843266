/* What an area, or one of its units, sets out to reach: baseline and target of an indicator, from a
 * day on. Earlier ones stay. */
#ifndef DOMAIN_KPI_TARGET_H
#define DOMAIN_KPI_TARGET_H

#include "base/context.h"
#include "base/shape.h"

#define TARGET_AREA "*" /* the unit that stands for the whole area */

struct target {
    struct uuid id, unit_id;
    const char *indicator, *unit;
    int64_t version;
    struct date valid_from;
    struct decimal baseline, target;
    struct instant set_at;
};
extern const struct shape target_shape;

struct target_new {
    struct uuid unit_id;
    struct decimal baseline, target;
    struct date valid_from;
};
extern const struct shape target_new_shape;

enum status target_set(struct context *context, const char *code, const struct target_new *body,
                       struct target *out) must_check;
/* All of the area and its units, newest first. */
enum status target_list(struct context *context, struct list *out) must_check;
/* The one that holds on a day for the unit, else for the area; NULL where none does. */
const struct target *target_on(const struct list *targets, const char *code, const char *unit,
                               struct date day);

#endif
