/* The faults of answers as field errors. */
#ifndef DOMAIN_SEGMENTATION_FAULTS_H
#define DOMAIN_SEGMENTATION_FAULTS_H

#include "base/context.h"
#include "segment_json.h"
#include "json/json.h"

struct segmentation_faults {
    struct context *context;
    const struct segj_model *model;
    const struct json *body;
    bool unknown; /* some member is neither of the body nor an axis of the model */
};

/* A segj_report whose data is a struct segmentation_faults. */
void segmentation_fault(void *data, const struct segj_input_fault *fault);

/* Faults where a client acting for themselves gives more than their own answers and duration. */
void segmentation_fault_view(struct segmentation_faults *faults,
                             const struct segj_answers *answers);

#endif
