/* What the resources made from a joint assessment have in common. */
#ifndef FACADE_FHIR_ASSESSMENT_H
#define FACADE_FHIR_ASSESSMENT_H

#include "domain/assessment/assessment.h"
#include "facade/fhir/fhir.h"

struct fhir_head fhir_assessment_head(struct context *context, const char *type,
                                      const struct assessment *from, const char *id);
/* When the version that it has now came to be. */
struct instant fhir_assessment_changed(const struct assessment *from);
/* Who made it: one of the staff, or the client alone. */
struct list fhir_assessment_performers(struct context *context, const struct assessment *from);
/* The QuestionnaireResponses of it, as references. */
struct list fhir_assessment_answers(struct context *context, const struct assessment *from);

/* The one of a view, added to the answer. */
enum status fhir_assessment_response(struct context *context, const struct assessment *from,
                                     bool clients, struct fhir_answer *out) must_check;

/* The assessments of the patient asked for, a page of them, each added by `add`. */
typedef enum status fhir_assessment_add(struct context *context, const struct fhir_search *search,
                                        const struct assessment *from, struct fhir_answer *out);
enum status fhir_assessment_find(struct context *context, const struct fhir_search *search,
                                 const struct assessment_filter *filter, fhir_assessment_add *add,
                                 struct fhir_answer *out) must_check;

#endif
