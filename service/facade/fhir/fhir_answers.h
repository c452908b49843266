/* A QuestionnaireResponse as the body of a joint assessment. */
#ifndef FACADE_FHIR_ANSWERS_H
#define FACADE_FHIR_ANSWERS_H

#include "base/context.h"
#include "facade/fhir/fhir.h"
#include "json/json.h"

struct giving;
struct fhir_answers {
    struct uuid client_id;
    bool clients; /* the client's own view */
    const struct json *body;
    const struct giving *giving;
};
/* STATUS_invalid with all that is no QuestionnaireResponse of this service's questions. */
enum status fhir_answers_read(struct context *context, const struct json *body,
                              struct fhir_answers *out) must_check;
/* Tells the faults of the assessment's body at the items that they came from. */
void fhir_answers_place(struct context *context, const struct fhir_answers *answers);

#endif
