/* A batch gives the rows what single decisions give, whichever kernel works. */
#include "property.h"
#include "suites.h"

#include <string.h>

/* A table of inputs in columns, some rows of it at fault, and what the batch makes of it. */
enum { ROWS = 97 };

struct table {
    struct seg_input rows[ROWS];
    uint8_t answers[SEG_VIEWS][REF_ITEMS][ROWS];
    uint8_t axis_state[SEG_MAX_AXES][ROWS], flags[SEG_MAX_FLAGS][ROWS], duration[ROWS];
    uint16_t age[ROWS];
    uint8_t segment[ROWS], certain[ROWS], refused[ROWS];
    uint8_t reason[SEG_BATCH_REASONS][ROWS], states[SEG_MAX_AXES][ROWS];
    uint16_t possible[ROWS];
    uint32_t low[SEG_MAX_AXES][ROWS], high[SEG_MAX_AXES][ROWS], signals[ROWS];
    struct seg_batch_input in;
    struct seg_batch_output out;
};

static void fill_row(struct pair *pair, struct seg_input *input) {
    chance_input(&pair->chance, &pair->model, input);
    if (chance_percent(&pair->chance, 40)) {
        chance_forget(&pair->chance, &pair->model, 15, input);
        judge_some(pair, input);
    }
    if (chance_percent(&pair->chance, 10)) {
        struct seg_input other;
        chance_input(&pair->chance, &pair->model, &other);
        memcpy(input->answers[SEG_CLIENT], other.answers[SEG_PROFESSIONAL], SEG_MAX_ITEMS);
    }
    if (chance_percent(&pair->chance, 3) && pair->model.items > 0) {
        input->answers[SEG_PROFESSIONAL][0] = 0x20;
    }
    if (chance_percent(&pair->chance, 2)) {
        input->duration = 0x40;
    }
}

static void fill_table(struct pair *pair, struct table *table) {
    memset(table, 0, sizeof *table);
    table->in.rows = ROWS;
    table->in.duration = table->duration;
    table->in.age = table->age;
    for (int row = 0; row < ROWS; row++) {
        struct seg_input *input = &table->rows[row];
        fill_row(pair, input);
        table->duration[row] = input->duration;
        table->age[row] = input->age;
        for (int i = 0; i < pair->model.items; i++) {
            table->answers[0][i][row] = input->answers[0][i];
            table->answers[1][i][row] = input->answers[1][i];
            table->in.answers[0][i] = table->answers[0][i];
            table->in.answers[1][i] = table->answers[1][i];
        }
        for (int a = 0; a < pair->model.axes; a++) {
            table->axis_state[a][row] = input->axis_state[a];
            table->in.axis_state[a] = table->axis_state[a];
        }
        for (int f = 0; f < pair->model.flags; f++) {
            table->flags[f][row] = input->flags[f];
            table->in.flags[f] = table->flags[f];
        }
    }
    struct seg_batch_output out = {.segment = table->segment,
                                   .certain = table->certain,
                                   .possible = table->possible,
                                   .signals = table->signals,
                                   .refused = table->refused};
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        out.low[a] = table->low[a];
        out.high[a] = table->high[a];
        out.states[a] = table->states[a];
    }
    for (int r = 0; r < SEG_BATCH_REASONS; r++) {
        out.reason[r] = table->reason[r];
    }
    table->out = out;
}

static void same_row(const struct pair *pair, const struct table *table, int row, int kernel) {
    struct seg_result one;
    int refused = seg_evaluate(pair->compiled, &table->rows[row], &one) != SEG_OK;
    SAME(pair, table->refused[row], refused, "refused");
    ck_assert_msg(table->segment[row] == (refused ? SEG_NONE : one.segment),
                  "segment of row %d by kernel %d: %d is not %d (model seed %llu)", row, kernel,
                  table->segment[row], one.segment, (unsigned long long)pair->seed);
    if (refused) {
        return;
    }
    SAME(pair, table->certain[row], one.certain, "certain of a row");
    SAME(pair, table->possible[row], one.possible, "possible of a row");
    SAME(pair, table->signals[row], one.signals, "signals of a row");
    for (int a = 0; a < pair->model.axes; a++) {
        SAME(pair, table->low[a][row], one.axes[a].low, "low of a row");
        SAME(pair, table->high[a][row], one.axes[a].high, "high of a row");
        SAME(pair, table->states[a][row], one.axes[a].states, "states of a row");
    }
    for (int r = 0; r < SEG_BATCH_REASONS; r++) {
        int code = r < one.reason_count ? one.reasons[r].code : SEG_NONE;
        SAME(pair, table->reason[r][row], code, "reason of a row");
    }
}

static void batches(struct pair *pair) {
    static const enum seg_kernel kernels[] = {SEG_KERNEL_AUTO, SEG_KERNEL_SCALAR, SEG_KERNEL_AVX2,
                                              SEG_KERNEL_AVX512};
    static struct table table;
    fill_table(pair, &table);
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        memset(table.segment, 0x77, sizeof table.segment);
        memset(table.reason, 0x77, sizeof table.reason);
        size_t refused = seg_batch_with(kernels[k], pair->compiled, &table.in, &table.out);
        size_t counted = 0;
        for (int row = 0; row < ROWS; row++) {
            same_row(pair, &table, row, (int)kernels[k]);
            counted += table.refused[row];
        }
        SAME(pair, refused, counted, "refused rows");
    }
}

START_TEST(batch__gives_every_row_what_a_single_decision_gives) {
    for_models(batches, 8);
}
END_TEST

Suite *batch_suite(void) {
    Suite *suite = suite_create("batch");
    TCase *tests = tcase_create("against single decisions");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, batch__gives_every_row_what_a_single_decision_gives);
    suite_add_tcase(suite, tests);
    return suite;
}
