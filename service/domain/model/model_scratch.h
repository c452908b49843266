/* Memory that the engine's costly explanations work in, lent to one call at a time. */
#ifndef DOMAIN_MODEL_SCRATCH_H
#define DOMAIN_MODEL_SCRATCH_H

#include "segment.h"

struct model_scratch;
struct model_scratch *model_scratch_new(void);
void model_scratch_free(struct model_scratch *scratch);

/* At least `size` bytes, not zeroed; never fails. */
struct seg_scratch model_scratch_take(struct model_scratch *scratch, size_t size);
void model_scratch_give(struct model_scratch *scratch, struct seg_scratch lent);

#endif
