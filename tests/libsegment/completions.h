/* Every completion of an input: each unknown thing takes each value that it may have. */
#ifndef COMPLETIONS_H
#define COMPLETIONS_H

#include "reference.h"

enum { COMPLETION_AGES = 2 * REF_NODES + 2, COMPLETION_SCORES = 2 * REF_NODES + 2 };

struct completions {
    const struct ref_model *model;
    struct ref_person known; /* what the input says; unknown where a digit runs */
    int count;
    struct {
        int kind, index, base, value;
    } digits[REF_ITEMS + SEG_MAX_FLAGS + 2 + 2 * SEG_MAX_AXES];
    uint16_t ages[COMPLETION_AGES];
    uint32_t scores[SEG_MAX_AXES][COMPLETION_SCORES];
    int age_count, score_counts[SEG_MAX_AXES];
    double total;
};

/* What the input says of the person, and how it was answered. */
struct ref_person person_of(const struct ref_model *model, const struct seg_input *input);

void completions_start(struct completions *all, const struct ref_model *model,
                       const struct seg_input *input);
/* The present completion; 0 when it is none (a hidden state that the answers exclude). */
int completions_get(const struct completions *all, struct ref_person *person);
/* Moves on; 0 after the last. */
int completions_next(struct completions *all);

#endif
