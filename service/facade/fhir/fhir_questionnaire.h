/* What the questions and the answers of a model have in common. */
#ifndef FACADE_FHIR_QUESTIONNAIRE_H
#define FACADE_FHIR_QUESTIONNAIRE_H

#include "domain/model/model.h"
#include "facade/fhir/fhir.h"
#include "json/json.h"

/* The canonical URL of a model's questions, the same wherever the model is used. */
const char *fhir_questionnaire_canonical(struct context *context, const char *code);
/* The questions in the caller's language, as a value. */
enum status fhir_questionnaire_read(struct context *context, const struct model *model,
                                    const struct json **out) must_check;

#endif
