#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *read_source(const char *path, size_t *length) {
    char name[512];
    snprintf(name, sizeof name, "%s/%s", SOURCE_DIR, path);
    FILE *file = fopen(name, "rb");
    ck_assert_msg(file != NULL, "%s", name);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    *length = fread(bytes, 1, (size_t)size, file);
    bytes[*length] = 0;
    fclose(file);
    return bytes;
}

json_t *read_source_json(const char *path) {
    size_t length;
    json_error_t error;
    char *bytes = read_source(path, &length);
    json_t *tree = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(tree != NULL, "%s:%d %s", path, error.line, error.text);
    free(bytes);
    return tree;
}

struct segj_model *model_of(const json_t *tree) {
    struct segj_model *model = NULL;
    struct segj_faults *faults = malloc(sizeof *faults);
    enum segj_status status = segj_model_read_tree(tree, &model, faults);
    for (size_t i = 0; i < faults->count; i++) {
        printf("%s %s: %s\n", faults->list[i].pointer, faults->list[i].code, faults->list[i].text);
    }
    free(faults);
    ck_assert_int_eq(status, SEGJ_OK);
    return model;
}

const char *const shipped_names[SHIPPED] = {"helsinki", "helsinki@2", "paijathame",
                                            "bridges-to-health", "lace"};

/* A version of a model has a file of its own, or it is the one in use. */
struct segj_model *shipped(const char *name) {
    char path[256];
    snprintf(path, sizeof path, SOURCE_DIR "/libsegment/models/%s.json", name);
    int own = access(path, R_OK) == 0;
    snprintf(path, sizeof path, "libsegment/models/%.*s.json",
             own ? (int)strlen(name) : (int)strcspn(name, "@"), name);
    json_t *tree = read_source_json(path);
    struct segj_model *model = model_of(tree);
    json_decref(tree);
    return model;
}

static void tell(void *data, const struct segj_input_fault *fault) {
    (void)data;
    printf("%s %s\n", fault->pointer, segj_input_code_word(fault->code));
}

json_t *evaluate(const struct segj_model *model, const char *body,
                 const struct segj_result_options *options) {
    json_t *tree = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(tree != NULL, "%s", body);
    struct segj_answers answers;
    struct seg_result result;
    struct segj_buffer buffer = {0};
    ck_assert_uint_eq(segj_answers_read(model, tree, NULL, &answers, tell, NULL), 0);
    ck_assert_int_eq(seg_evaluate(segj_model_engine(model), &answers.input, &result), SEG_OK);
    char hash[65] = "";
    segj_result_write(model, &answers.input, &result, options, hash, &buffer);
    json_t *out = json_loadb(buffer.data, buffer.length, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(out != NULL, "%.*s", (int)buffer.length, buffer.data);
    segj_buffer_clear(&buffer);
    json_decref(tree);
    return out;
}

int main(void) {
    SRunner *runner = srunner_create(canonical_suite());
    srunner_add_suite(runner, model_suite());
    srunner_add_suite(runner, faults_suite());
    srunner_add_suite(runner, answers_suite());
    srunner_add_suite(runner, result_suite());
    srunner_add_suite(runner, form_suite());
    srunner_add_suite(runner, patch_suite());
    srunner_add_suite(runner, language_suite());
    srunner_add_suite(runner, vectors_suite());
    srunner_add_suite(runner, versions_suite());
    srunner_add_suite(runner, memory_suite());
    srunner_add_suite(runner, refused_suite());
    srunner_add_suite(runner, found_suite());
    srunner_add_suite(runner, explained_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
