/* What another version of a model would do to the population: every stored assessment decided by
 * both, counted by where it moves from and to. A job, for it reads them all; it changes nothing. */
#ifndef DOMAIN_ASSESSMENT_COMPARE_H
#define DOMAIN_ASSESSMENT_COMPARE_H

#include "base/context.h"
#include "base/shape.h"
#include "work/job.h"

enum comparison_source { COMPARISON_STORED = 1 };

struct comparison_wanted {
    const char *from, *to; /* code@version, or a code: the version that holds today */
    int on;                /* enum comparison_source; 0: stored */
};
extern const struct shape comparison_wanted_shape;

/* STATUS_rule_broken where the area has not both versions. */
enum status assessment_compare(struct context *context, const struct comparison_wanted *body,
                               struct job *out) must_check;

#endif
