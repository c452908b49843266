/* Answers to the default model: a fault, or a result; what was given, written and read again,
 * gives the same bytes. */
#include "fuzz.h"

#include "segment_json.h"
#include <jansson.h>

static struct segj_model *model;

static void load_model(void) {
    static char bytes[SEGJ_MAX_MODEL_BYTES];
    static struct segj_faults faults;
    FILE *file = fopen(SOURCE_DIR "/libsegment/models/helsinki.json", "rb");
    must_hold(file != NULL);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    must_hold(segj_model_read(bytes, length, &model, &faults) == SEGJ_OK);
}

static void count_fault(void *data, const struct segj_input_fault *fault) {
    must_hold(fault->pointer != NULL && segj_input_code_word(fault->code) != NULL);
    ++*(size_t *)data;
}

static void decide(const struct segj_answers *answers, char hash[65]) {
    struct seg_result result;
    struct segj_buffer out = {0};
    struct segj_result_options options = {.language = SEGJ_FI, .trace = 1, .views = 1, .next = 1};
    must_hold(seg_evaluate(segj_model_engine(model), &answers->input, &result) == SEG_OK);
    hash[0] = 0;
    segj_result_write(model, &answers->input, &result, &options, hash, &out);
    json_t *tree = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    must_hold(tree != NULL);
    json_decref(tree);
    segj_buffer_clear(&out);
}

static void replay(const struct segj_answers *answers) {
    char hash[65], hash_again[65];
    struct segj_answers again;
    struct segj_buffer given = {0};
    size_t faults = 0;
    segj_answers_write(model, answers, &given);
    json_t *tree = json_loadb(given.data, given.length, JSON_REJECT_DUPLICATES, NULL);
    must_hold(tree != NULL);
    segj_answers_init(&again);
    must_hold(segj_answers_read(model, tree, NULL, &again, count_fault, &faults) == 0);
    decide(answers, hash);
    decide(&again, hash_again);
    must_hold(strcmp(hash, hash_again) == 0);
    json_decref(tree);
    segj_buffer_clear(&given);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    if (model == NULL) {
        load_model();
    }
    json_t *body = json_loadb((const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
    if (body == NULL) {
        return 0;
    }
    struct segj_answers answers;
    size_t told = 0;
    segj_answers_init(&answers);
    size_t faults = segj_answers_read(model, body, NULL, &answers, count_fault, &told);
    must_hold(faults == told);
    if (faults == 0) {
        replay(&answers);
    }
    json_decref(body);
    return 0;
}
