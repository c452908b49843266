/* Properties over random models: what the suites that try them share. */
#ifndef PROPERTY_H
#define PROPERTY_H

#include "chance.h"

#include <check.h>

enum { INPUTS_A_MODEL = 8 };

/* One model on both sides. */
struct pair {
    struct chance chance;
    struct ref_model model;
    struct seg_model *compiled;
    uint64_t seed;
};

/* The number of inputs: SEG_PROPERTY_ROUNDS in the environment, or so many. */
uint64_t property_rounds(void);
/* Runs a property on as many random models as the rounds say, one of `share` of them. */
void for_models(void (*property)(struct pair *pair), uint64_t share);
/* The library's decision. */
struct seg_result evaluate(const struct pair *pair, const struct seg_input *input);
/* Judges some axes instead of scoring them. */
void judge_some(struct pair *pair, struct seg_input *input);

#define SAME(pair, a, b, what)                                                                     \
    ck_assert_msg((a) == (b), "%s: %lld is not %lld (model seed %llu)", what, (long long)(a),      \
                  (long long)(b), (unsigned long long)(pair)->seed)

#endif
