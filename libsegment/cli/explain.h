/* A result as a page of text. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include <jansson.h>

#include "segment_json.h"

void explain_print(const struct segj_model *model, enum segj_language language,
                   const json_t *result);

#endif
