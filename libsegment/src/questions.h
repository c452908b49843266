/* Open questions: what could still be asked, and what an answer does to an input. */
#ifndef SEGMENT_QUESTIONS_H
#define SEGMENT_QUESTIONS_H

#include "decide.h"

/*
 * The open questions in order: unanswered items, flags that a condition reads, the duration. The
 * `value` of each is how many answers it has. Returns how many there are.
 */
int seg_questions_open(const struct seg_model *model, const struct seg_facts *facts,
                       struct seg_answer questions[SEG_MAX_QUESTIONS]);

/* Puts one answer into an input; an item's as the professional's. */
void seg_questions_answer(struct seg_input *input, struct seg_answer answer);

#endif
