/* A batch gives the rows what single decisions give, whichever kernel works. */
#include "property.h"
#include "suites.h"
#include "table.h"

#include <string.h>

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

static void same_rows(const struct pair *pair, const struct table *table, const char *who) {
    for (int row = 0; row < TABLE_ROWS; row++) {
        struct seg_result one;
        int good = seg_evaluate(pair->compiled, &table->rows[row], &one) == SEG_OK;
        table_same_row(table, row, good ? &one : NULL, who, pair->seed);
    }
}

static size_t refused_rows(const struct table *table) {
    size_t refused = 0;
    for (int row = 0; row < TABLE_ROWS; row++) {
        refused += table->refused[row];
    }
    return refused;
}

static void batches(struct pair *pair) {
    static const struct {
        enum seg_kernel kernel;
        const char *name;
    } kernels[] = {
        {SEG_KERNEL_AUTO, "auto"}, {SEG_KERNEL_SCALAR, "scalar"}, {SEG_KERNEL_AVX2, "avx2"}};
    static struct table table;
    table_start(&table, pair->compiled, SEG_VIEWS);
    for (int row = 0; row < TABLE_ROWS; row++) {
        struct seg_input input;
        fill_row(pair, &input);
        table_put(&table, row, &input);
    }
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        table_spoil(&table);
        size_t refused = seg_batch_with(kernels[k].kernel, pair->compiled, &table.in, &table.out);
        same_rows(pair, &table, kernels[k].name);
        SAME(pair, refused, refused_rows(&table), "refused rows");
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
