/* Model files: a fault or a model; a model's canonical form is the same model. */
#include "fuzz.h"

#include "segment_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct segj_faults faults;
    struct segj_model *model = NULL, *again = NULL;
    memset(&faults, 0, sizeof faults);
    if (segj_model_read((const char *)bytes, length, &model, &faults) != SEGJ_OK) {
        must_hold(faults.total > 0);
        return 0;
    }
    size_t size;
    const char *canonical = segj_model_canonical(model, &size);
    must_hold(segj_model_read(canonical, size, &again, &faults) == SEGJ_OK);
    must_hold(strcmp(segj_model_hash(model), segj_model_hash(again)) == 0);
    segj_model_free(again);
    segj_model_free(model);
    return 0;
}
