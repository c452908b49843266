/* Artificial answers to a model's questions: a body for assessment_create. */
#ifndef DOMAIN_DEMO_ANSWERS_H
#define DOMAIN_DEMO_ANSWERS_H

#include "base/text.h"
#include "domain/demo/demo_persons.h"
#include "domain/model/model.h"

/* Answers that grow graver with `gravity` 0-3, of one or both views, in the named register. */
void demo_answers(const struct model *model, int gravity, const char *register_word,
                  struct demo_dice *dice, struct text *out);

#endif
