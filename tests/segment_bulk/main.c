#include "suites.h"
#include <segment_json.h>
#include <stdio.h>
#include <stdlib.h>

struct segj_model *read_model(const char *name) {
    char path[512];
    struct segj_model *model = NULL;
    struct segj_faults *faults = malloc(sizeof *faults);
    char *bytes = malloc(SEGJ_MAX_MODEL_BYTES);
    snprintf(path, sizeof path, "%s/libsegment/models/%s.json", SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file && bytes && faults, "can't open %s", path);
    size_t length = fread(bytes, 1, SEGJ_MAX_MODEL_BYTES, file);
    fclose(file);
    ck_assert_int_eq(segj_model_read(bytes, length, &model, faults), SEGJ_OK);
    free(bytes);
    free(faults);
    return model;
}

int main(void) {
    SRunner *runner = srunner_create(kernels_suite());
    srunner_add_suite(runner, files_suite());
    srunner_add_suite(runner, forms_suite());
    srunner_add_suite(runner, chunks_suite());
    srunner_add_suite(runner, failures_suite());
    srunner_add_suite(runner, quick_suite());
    srunner_add_suite(runner, rows_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
