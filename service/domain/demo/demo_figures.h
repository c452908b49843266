/* Figures for the demo's page: what would be delivered from outside, feedback of a year, and
 * targets. All invented. */
#ifndef DOMAIN_DEMO_FIGURES_H
#define DOMAIN_DEMO_FIGURES_H

#include "base/context.h"
#include "domain/demo/demo_answers.h"

/* In the caller's transaction. */
enum status demo_figures(struct context *context, struct demo_dice *dice,
                         int feedback_a_week) must_check;

#endif
