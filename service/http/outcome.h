/* Problems as FHIR says them: under /fhir a failure is an OperationOutcome (R4), made from what a
 * problem document is made from. */
#ifndef HTTP_OUTCOME_H
#define HTTP_OUTCOME_H

#include "http/http.h"

extern const char fhir_json[]; /* application/fhir+json */

/* Is this the path of the FHIR face, or one below it? Known before there is a route. What lies
 * under .well-known is not FHIR's. */
bool outcome_speaks(const char *target);

/* Makes `reply` the outcome: an issue for the problem, or one for each field error where it is they
 * that are at fault. `detail` may be NULL. */
void outcome_write(struct context *context, enum status status, const char *detail,
                   struct reply *reply);

#endif
