/* A model as a frontend draws it, in one language: the form of libsegment, byte for byte, with the
 * version's id, status and days before it and its history behind it; and single facts of segments
 * that other domains ask for. */
#ifndef DOMAIN_MODEL_FORM_H
#define DOMAIN_MODEL_FORM_H

#include "domain/model/model.h"

/* The whole form as an object; with the document itself where that is asked for. */
void model_form_write(const struct model *model, enum language language, bool document,
                      struct text *out);

/* The segments alone, as a list, lightest first as the model has them. */
void model_segments_write(const struct model *model, enum language language, struct text *out);

/* The questions as a FHIR R4 Questionnaire; `url` is its canonical URL without the version. */
void model_questionnaire_write(const struct model *model, enum language language, const char *url,
                               struct text *out);

#endif
