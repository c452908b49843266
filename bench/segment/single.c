/* Times one decision after another: single MODEL ROWS [ANSWERS].
 * ROWS is NDJSON as the command reads it; the inputs are read before the clock starts. ANSWERS gets
 * the segment, scores and reasons of every row, to be compared. Prints nanoseconds a decision. */
#include <jansson.h>
#include <segment.h>
#include <segment_json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { INPUTS_MAX = 8192, DECISIONS = 400000, ROUNDS = 7 };

static struct seg_input inputs[INPUTS_MAX];
static size_t count;

static void fail(const char *why) {
    fprintf(stderr, "single: %s\n", why);
    exit(1);
}

static struct segj_model *read_model(const char *path) {
    static char bytes[SEGJ_MAX_MODEL_BYTES];
    static struct segj_faults faults;
    struct segj_model *model = NULL;
    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (!file || fclose(file) || segj_model_read(bytes, length, &model, &faults) != SEGJ_OK) {
        fail("the model can't be read");
    }
    return model;
}

static void report(void *data, const struct segj_input_fault *fault) {
    (void)data;
    fail(fault->detail);
}

static void read_inputs(const struct segj_model *model, const char *path) {
    static const char *const also[] = {"id", NULL};
    FILE *file = fopen(path, "r");
    struct segj_answers answers;
    json_t *row;
    if (!file) {
        fail("the rows can't be read");
    }
    while (count < INPUTS_MAX && (row = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL))) {
        segj_answers_read(model, row, also, &answers, report, NULL);
        inputs[count++] = answers.input;
        json_decref(row);
    }
    fclose(file);
    if (count == 0) {
        fail("no rows");
    }
}

static const char *reason_code(const struct seg_model *model, uint8_t code) {
    return code & SEG_REASON_RULE ? seg_model_code(model, SEG_RULE, code & 0x7fu)
                                  : seg_model_code(model, SEG_ITEM, code);
}

static void write_answers(const struct seg_model *model, const char *path) {
    FILE *file = fopen(path, "w");
    struct seg_result result;
    if (!file) {
        fail("the answers can't be written");
    }
    for (size_t i = 0; i < count; i++) {
        if (seg_evaluate(model, &inputs[i], &result) != SEG_OK) {
            fail("an input does not fit");
        }
        fprintf(file, "%s,%u,%u",
                result.segment == SEG_NONE ? ""
                                           : seg_model_code(model, SEG_SEGMENT, result.segment),
                result.axes[0].low, result.axes[1].low);
        for (int r = 0; r < result.reason_count; r++) {
            fprintf(file, ",%s", reason_code(model, result.reasons[r].code));
        }
        fputc('\n', file);
    }
    fclose(file);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double round_of(const struct seg_model *model) {
    struct seg_result result;
    unsigned sum = 0;
    double start = now();
    for (size_t n = 0, i = 0; n < DECISIONS; n++, i = i + 1 < count ? i + 1 : 0) {
        if (seg_evaluate(model, &inputs[i], &result) != SEG_OK) {
            fail("an input does not fit");
        }
        sum += result.segment + result.reason_count;
    }
    double each = (now() - start) / DECISIONS;
    return sum == 0 ? -1 : each;
}

static int ascending(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

int main(int words, char **word) {
    double rounds[ROUNDS];
    if (words < 3) {
        fail("single MODEL ROWS [ANSWERS]");
    }
    struct segj_model *model = read_model(word[1]);
    read_inputs(model, word[2]);
    if (words > 3) {
        write_answers(segj_model_engine(model), word[3]);
    }
    for (int i = 0; i < ROUNDS; i++) {
        rounds[i] = round_of(segj_model_engine(model));
    }
    qsort(rounds, ROUNDS, sizeof *rounds, ascending);
    printf("%.2f\n", rounds[ROUNDS / 2]);
    segj_model_free(model);
    return 0;
}
