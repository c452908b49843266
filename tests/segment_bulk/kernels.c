/* The vector kernels give what the scalar kernel gives, on every shipped model, for complete rows,
 * rows with gaps, and rows that fit nothing. */
#include "suites.h"
#include <segment_json.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 2080 + 7, ROUNDS = 40 };

struct columns {
    uint8_t answers[SEG_VIEWS][SEG_MAX_ITEMS][ROWS];
    uint8_t axis_state[SEG_MAX_AXES][ROWS], flags[SEG_MAX_FLAGS][ROWS], duration[ROWS];
    uint16_t age[ROWS];
};

struct outcome {
    uint8_t segment[ROWS], certain[ROWS], refused[ROWS], states[SEG_MAX_AXES][ROWS];
    uint16_t possible[ROWS];
    uint32_t low[SEG_MAX_AXES][ROWS], high[SEG_MAX_AXES][ROWS], signals[ROWS];
    uint8_t reason[SEG_BATCH_REASONS][ROWS];
};

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* A value below `count`; now and then unknown, rarely "not applicable" or nonsense. */
static uint8_t some_value(uint32_t *random, unsigned count, unsigned gaps, unsigned odd) {
    uint32_t dice = next_random(random) % 1000;
    if (dice < gaps || count == 0) {
        return SEG_UNKNOWN;
    }
    if (dice < gaps + odd) {
        return dice % 3 ? SEG_NOT_APPLICABLE : 77;
    }
    return (uint8_t)(next_random(random) % count);
}

static void fill_column(uint8_t *column, uint32_t *random, unsigned count, unsigned gaps,
                        unsigned odd) {
    for (size_t row = 0; row < ROWS; row++) {
        column[row] = some_value(random, count, gaps, odd);
    }
}

static void fill(const struct seg_model *model, struct columns *columns,
                 struct seg_batch_input *input, uint32_t *random) {
    static const unsigned gaps[] = {0, 20, 300}, odd[] = {0, 0, 5};
    unsigned kind = next_random(random) % 3, views = next_random(random) % 3;
    *input = (struct seg_batch_input){.rows = ROWS};
    for (size_t i = 0; i < seg_model_count(model, SEG_ITEM); i++) {
        for (unsigned view = 0; view < SEG_VIEWS; view++) {
            if (views < view) {
                continue;
            }
            fill_column(columns->answers[view][i], random, seg_item(model, i).levels,
                        view ? 500 : gaps[kind], odd[kind]);
            input->answers[view][i] = columns->answers[view][i];
        }
    }
    for (size_t f = 0; f < seg_model_count(model, SEG_FLAG); f++) {
        fill_column(columns->flags[f], random, 2, gaps[kind], 0);
        if (next_random(random) % 4) {
            input->flags[f] = columns->flags[f];
        }
    }
    for (size_t a = 0; a < seg_model_count(model, SEG_AXIS); a++) {
        fill_column(columns->axis_state[a], random, (unsigned)seg_axis_states(model, a), 950, 0);
        if (next_random(random) % 4 == 0) {
            input->axis_state[a] = columns->axis_state[a];
        }
    }
    fill_column(columns->duration, random, (unsigned)seg_model_count(model, SEG_DURATION),
                gaps[kind], odd[kind]);
    input->duration = next_random(random) % 8 ? columns->duration : NULL;
    for (size_t row = 0; row < ROWS; row++) {
        columns->age[row] =
            (uint16_t)(next_random(random) % 152 == 151 ? SEG_AGE_UNKNOWN
                                                        : next_random(random) % 100);
    }
    input->age = next_random(random) % 2 ? columns->age : NULL;
}

static size_t decide(enum seg_kernel kernel, const struct seg_model *model,
                     const struct seg_batch_input *input, struct outcome *outcome) {
    struct seg_batch_output output = {.segment = outcome->segment,
                                      .certain = outcome->certain,
                                      .refused = outcome->refused,
                                      .possible = outcome->possible,
                                      .signals = outcome->signals};
    memset(outcome, 0, sizeof *outcome);
    for (size_t a = 0; a < SEG_MAX_AXES; a++) {
        output.low[a] = outcome->low[a];
        output.high[a] = outcome->high[a];
        output.states[a] = outcome->states[a];
    }
    for (size_t n = 0; n < SEG_BATCH_REASONS; n++) {
        output.reason[n] = outcome->reason[n];
    }
    return seg_batch_with(kernel, model, input, &output);
}

static void check_kernels(const char *name) {
    static struct columns columns;
    static struct outcome scalar, quick;
    struct segj_model *document = read_model(name);
    const struct seg_model *model = segj_model_engine(document);
    uint32_t random = 2463534242u;
    for (int round = 0; round < ROUNDS; round++) {
        struct seg_batch_input input;
        fill(model, &columns, &input, &random);
        size_t refused = decide(SEG_KERNEL_SCALAR, model, &input, &scalar);
        ck_assert_uint_eq(decide(SEG_KERNEL_AVX2, model, &input, &quick), refused);
        ck_assert_mem_eq(scalar.refused, quick.refused, sizeof scalar.refused);
        ck_assert_mem_eq(scalar.possible, quick.possible, sizeof scalar.possible);
        ck_assert_mem_eq(scalar.segment, quick.segment, sizeof scalar.segment);
        ck_assert_mem_eq(scalar.signals, quick.signals, sizeof scalar.signals);
        ck_assert_mem_eq(scalar.reason, quick.reason, sizeof scalar.reason);
        ck_assert_mem_eq(&scalar, &quick, sizeof scalar);
    }
    segj_model_free(document);
}

START_TEST(kernels__agree_on_helsinki) {
    check_kernels("helsinki");
}
END_TEST

START_TEST(kernels__agree_on_the_second_version_of_helsinki) {
    check_kernels("helsinki@2");
}
END_TEST

START_TEST(kernels__agree_on_paijathame) {
    check_kernels("paijathame");
}
END_TEST

START_TEST(kernels__agree_on_lace) {
    check_kernels("lace");
}
END_TEST

START_TEST(kernels__agree_on_bridges_to_health) {
    check_kernels("bridges-to-health");
}
END_TEST

Suite *kernels_suite(void) {
    Suite *suite = suite_create("kernels");
    TCase *cases = tcase_create("kernels");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, kernels__agree_on_helsinki);
    tcase_add_test(cases, kernels__agree_on_the_second_version_of_helsinki);
    tcase_add_test(cases, kernels__agree_on_paijathame);
    tcase_add_test(cases, kernels__agree_on_lace);
    tcase_add_test(cases, kernels__agree_on_bridges_to_health);
    suite_add_tcase(suite, cases);
    return suite;
}
