/* What an assessment's states and choices allow. Pure: no database, no clock. */
#ifndef DOMAIN_ASSESSMENT_RULES_H
#define DOMAIN_ASSESSMENT_RULES_H

#include "domain/assessment/assessment.h"
#include "domain/segmentation/segmentation.h"

/* True where the choice does not follow from the answers: it is another segment than the computed
 * one, or one that they exclude. Of several that stay possible any may be chosen. */
bool is_override(const char *computed, const struct list *possible, const char *chosen);

/* Adds a field error where the choice is no segment of the model, or an override has no reason. */
void choice_check(struct context *context, const struct segmentation *segmentation,
                  const struct assessment *assessment);

/* Months until the segment is to be looked at again: the least of the segment's own and those of
 * the signals that hold. 0: none. */
int review_months(const struct seg_model *model, int segment, uint32_t signals);

/* What this caller may do with this version: a list of words on the arena. */
struct list assessment_actions(struct context *context, const struct assessment *assessment);

#endif
