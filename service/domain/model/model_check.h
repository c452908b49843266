/* What the proof finds in a model (the findings of `segment check`): faults to be fixed, and what
 * is good to know. The sentences are the command's, in English; codes are stable. */
#ifndef DOMAIN_MODEL_CHECK_H
#define DOMAIN_MODEL_CHECK_H

#include "domain/model/model.h"

struct model_finding {
    const char *pointer, *code, *text, *fix;
    bool fault;
    struct raw_json before, after; /* two inputs that show it; or neither */
};

struct model_check {
    const char *hash;
    int64_t faults, undecided;
    const char *inputs; /* complete ones that were covered, in digits; NULL: 2^64 or more */
    struct list items;  /* struct model_finding */
    int64_t left_out;   /* findings beyond those told of their code */
};
extern const struct shape model_check_shape;

/* STATUS_unavailable where another proof is running. */
enum status model_prove(struct context *context, const struct segj_model *model,
                        struct model_check *out) must_check;

#endif
