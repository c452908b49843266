/* Questions that professionals of two units have asked each other. */
#ifndef DOMAIN_DEMO_CONSULTATIONS_H
#define DOMAIN_DEMO_CONSULTATIONS_H

#include "base/context.h"

enum { DEMO_CONSULTATIONS = 5 };

/* Asks the `number`-th question (0 and on, over and over) of one unit to another, and takes it as
 * far as it has come: open, waiting for more, answered, closed, withdrawn. */
enum status demo_consultation(struct context *context, const char *asking_unit,
                              const char *asked_unit, int number) must_check;

#endif
