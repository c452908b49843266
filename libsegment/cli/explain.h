/* A result as a page of text. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "segment_json.h"

/* `scratch`: seg_scratch_size() bytes for the searches. */
void explain_print(const struct segj_model *model, enum segj_language language,
                   const struct seg_input *input, const struct seg_result *result,
                   struct seg_scratch scratch);

#endif
