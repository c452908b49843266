/* What the forms of a model share: the words that no model has to bring, and what is asked. */
#ifndef SEGMENT_JSON_FORM_H
#define SEGMENT_JSON_FORM_H

#include "result.h"

enum form_label {
    FORM_AGE,
    FORM_CLIENT,
    FORM_JUDGE,
    FORM_NO,
    FORM_NOT_APPLICABLE,
    FORM_OTHER,
    FORM_PROFESSIONAL,
    FORM_UNKNOWN,
    FORM_YES
};
/* Without a language the Finnish words. */
const char *form_label(enum form_label label, enum segj_language language);

/* Items of more levels take neither 8 nor 9. */
enum { FORM_ICF_LEVELS = 8 };

/* True when a rule or signal of the model reads the age. */
bool form_reads_age(const struct segj_model *model);

#endif
