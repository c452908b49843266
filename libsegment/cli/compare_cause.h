/* Why one client moves: the cause in a line, alike for everybody who moves by the same change. */
#ifndef CLI_COMPARE_CAUSE_H
#define CLI_COMPARE_CAUSE_H

#include <segment_json.h>

enum { CAUSE_WORDS = 240 };

/* One model's side of the matter. */
struct cause_side {
    const struct segj_model *model;
    struct seg_input input;
    struct seg_result result;
};

void cause_words(const struct cause_side *a, const struct cause_side *b, char words[CAUSE_WORDS]);

#endif
