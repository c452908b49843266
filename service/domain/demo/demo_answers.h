/* Artificial answers to a model's questions: a body for assessment_create. */
#ifndef DOMAIN_DEMO_ANSWERS_H
#define DOMAIN_DEMO_ANSWERS_H

#include "base/text.h"
#include "domain/demo/demo_persons.h"
#include "domain/model/model.h"

/* Answers of one or both views, in the named register. `profile` 0-3: bit 0 grave on the first
 * axis, bit 1 on the second. */
void demo_answers(const struct model *model, int profile, const char *register_word,
                  struct demo_dice *dice, struct text *out);

#endif
