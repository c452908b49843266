/* Random models and inputs, the same for the same seed on every machine. */
#ifndef CHANCE_H
#define CHANCE_H

#include "reference.h"

struct chance {
    uint64_t state;
};

uint32_t chance_below(struct chance *chance, uint32_t end);
int chance_percent(struct chance *chance, int percent);

void chance_model(struct chance *chance, struct ref_model *model);
/* Everything answered, in the professional's view. */
void chance_input(struct chance *chance, const struct ref_model *model, struct seg_input *input);
/* Makes each part unknown with this chance. */
void chance_forget(struct chance *chance, const struct ref_model *model, int percent,
                   struct seg_input *input);

#endif
