/* The vector kernel keeps all but the odd rows, and gives them what the general way gives. */
#include "property.h"
#include "sample.h"
#include "suites.h"
#include "table.h"

#include "model.h"
#include "speed/batch_avx2.h"

static struct table table;

static struct seg_tally decide(uint64_t seed) {
    table_spoil(&table);
    struct seg_tally tally = seg_batch_avx2(table.model, &table.in, &table.out);
    for (int row = 0; row < (int)tally.rows; row++) {
        struct seg_result one;
        int good = seg_evaluate_general(table.model, &table.rows[row], &one) == SEG_OK;
        table_same_row(&table, row, good ? &one : NULL, "the vector", seed);
    }
    return tally;
}

static int absent(const struct seg_input *input) {
    for (int i = 0; i < SEG_MAX_ITEMS; i++) {
        if (input->answers[SEG_PROFESSIONAL][i] == SEG_NOT_APPLICABLE) {
            return 1;
        }
    }
    return 0;
}

/* More of it than a random input has. */
static void skip_some(struct pair *pair, struct seg_input *input) {
    for (int i = 0; i < pair->model.items; i++) {
        if (pair->model.item[i].not_applicable && chance_percent(&pair->chance, 30)) {
            input->answers[SEG_PROFESSIONAL][i] = SEG_NOT_APPLICABLE;
        }
    }
}

static uint64_t decided_rows, absent_rows, left_models;

/* A third of the rows complete, a third with few and a third with many answers unknown. */
static void random_rows(struct pair *pair) {
    table_start(&table, pair->compiled, 1);
    for (int row = 0; row < TABLE_ROWS; row++) {
        struct seg_input input;
        chance_input(&pair->chance, &pair->model, &input);
        if (row % 3 > 0) {
            chance_forget(&pair->chance, &pair->model, row % 3 == 1 ? 5 : 50, &input);
        }
        skip_some(pair, &input);
        table_put(&table, row, &input);
        absent_rows += pair->compiled->speed.vector.usable && absent(&input);
    }
    if (!seg_avx2_takes(pair->compiled, &table.in)) {
        return;
    }
    struct seg_tally tally = decide(pair->seed);
    SAME(pair, tally.rows, TABLE_ROWS, "rows decided");
    SAME(pair, tally.alone > 0 && pair->compiled->speed.vector.shares_fit, 0, "rows decided alone");
    decided_rows += tally.rows;
    left_models += tally.alone > 0;
}

START_TEST(what_is_unknown_or_not_applicable__stays_in_the_vector) {
    decided_rows = absent_rows = left_models = 0;
    for_models(random_rows, 8);
    if (decided_rows > 0) { /* on a processor that has it */
        ck_assert_uint_gt(absent_rows, decided_rows / 10);
        ck_assert_uint_lt(left_models * TABLE_ROWS, decided_rows / 20);
    }
}
END_TEST

/* Sixty-four items of up to 255 points, three in four of which may not apply: the greatest sums and
 * quotients that the vector takes. */
static struct seg_model *great_model(struct chance *chance, uint32_t scale, int axes,
                                     uint32_t fall) {
    struct seg_builder *b = seg_builder_new(NULL);
    struct seg_segment_def light = {"light", NULL, 0}, heavy = {"heavy", NULL, 0};
    char code[3] = "a0";
    seg_set_name(b, "great", 1);
    seg_add_segment(b, &light);
    seg_add_segment(b, &heavy);
    for (int a = 0; a < axes; a++, code[1]++) {
        struct seg_axis_def axis = {code, SEG_RATIO, scale - fall * (uint32_t)a};
        seg_add_axis(b, &axis);
        seg_add_state(b, a, "low");
        seg_add_state(b, a, "high");
        seg_add_band(b, a, 0, 0);
        seg_add_band(b, a, (scale + 1) / 2, 1);
        seg_add_band(b, a, 65536 + scale / 2, 0); /* never reached */
    }
    for (int i = 0; i < SEG_MAX_ITEMS; i++) {
        char name[4] = {'i', (char)('0' + i / 10), (char)('0' + i % 10), '\0'};
        struct seg_item_def item = {name, SEG_LEVEL, i % axes, 1, 0, 0, i % 4 != 0, 0};
        seg_add_item(b, &item);
        for (int level = 0; level < 4; level++) {
            uint32_t points = level == 0 ? 0 : level == 3 ? 255 : chance_below(chance, 256);
            struct seg_option_def option = {NULL, points, 0};
            seg_add_option(b, i, &option);
        }
    }
    uint8_t low = 1, high = 2;
    seg_add_column(b, 0);
    seg_add_row(b, &low, 1, 0);
    seg_add_row(b, &high, 1, 1);
    return sample_compile(b);
}

static void great_row(struct chance *chance, int row) {
    struct seg_input input;
    seg_input_init(&input);
    int applies = row % 5 == 0 ? 100 : (int)chance_below(chance, 101),
        unknown = row % 4 == 0 ? 10 : 0;
    for (int i = 0; i < SEG_MAX_ITEMS; i++) {
        uint8_t level = (uint8_t)chance_below(chance, 4);
        int skips = i % 4 != 0 && !chance_percent(chance, applies);
        level = skips ? SEG_NOT_APPLICABLE : level;
        input.answers[SEG_PROFESSIONAL][i] = chance_percent(chance, unknown) ? SEG_UNKNOWN : level;
    }
    table_put(&table, row, &input);
}

/* `fall` is how much less the scale of each next axis is: shares of different scales don't fit. */
static void great_sums(uint32_t scale, int axes, uint32_t fall) {
    struct chance chance = {scale + (uint32_t)axes};
    for (uint64_t n = 0; n < 1 + property_rounds() / 4000; n++) {
        struct seg_model *model = great_model(&chance, scale, axes, fall);
        table_start(&table, model, 1);
        for (int row = 0; row < TABLE_ROWS; row++) {
            great_row(&chance, row);
        }
        if (seg_avx2_takes(model, &table.in)) {
            ck_assert_int_eq(decide(n).alone > 0, fall > 0);
        }
        seg_model_free(model);
    }
}

START_TEST(greatest_sums__are_divided_exactly_by_what_applies) {
    great_sums(SEG_MAX_SCALE, 1, 0);
    great_sums(SEG_MAX_SCALE, 2, 0);
    great_sums(SEG_MAX_SCALE, 3, 1);
    great_sums(9973, 4, 0);
    great_sums(1, 3, 0);
}
END_TEST

/* One axis whose greatest sum is `most` where its last item does not apply. The others have up to
 * 255 points, and a level of at most `middle` points. */
static struct seg_model *model_of_sum(uint32_t scale, uint32_t most, uint32_t middle) {
    struct seg_builder *b = seg_builder_new(NULL);
    struct seg_segment_def only = {"only", NULL, 0};
    struct seg_axis_def axis = {"axis", SEG_RATIO, scale};
    seg_set_name(b, "sum", 1);
    seg_add_segment(b, &only);
    seg_add_axis(b, &axis);
    seg_add_state(b, 0, "all");
    seg_add_band(b, 0, 0, 0);
    uint32_t whole = most / 255;
    for (uint32_t i = 0; i < whole + 2; i++) {
        char name[4] = {'i', (char)('0' + i / 10), (char)('0' + i % 10), '\0'};
        uint32_t greatest = i < whole ? 255 : i == whole ? most % 255 : 1;
        uint32_t points[3] = {0, middle < greatest ? middle : greatest, greatest};
        struct seg_item_def item = {name, SEG_LEVEL, 0, 1, 0, 0, i == whole + 1, 0};
        seg_add_item(b, &item);
        for (int level = 0; level < 3; level++) {
            struct seg_option_def option = {NULL, points[level], 0};
            seg_add_option(b, (int)i, &option);
        }
    }
    seg_add_row(b, NULL, 0, 0);
    return sample_compile(b);
}

static void score_of_sum(uint32_t scale, uint32_t sum, uint32_t most) {
    struct seg_model *model = model_of_sum(scale, most, sum % 255);
    struct seg_input input;
    seg_input_init(&input);
    for (uint32_t i = 0; i <= most / 255; i++) {
        input.answers[SEG_PROFESSIONAL][i] = i < sum / 255 ? 2 : i == sum / 255 ? 1 : 0;
    }
    input.answers[SEG_PROFESSIONAL][most / 255 + 1] = SEG_NOT_APPLICABLE;
    table_start(&table, model, 1);
    for (int row = 0; row < TABLE_ROWS; row++) {
        table_put(&table, row, &input);
    }
    if (seg_avx2_takes(model, &table.in)) {
        ck_assert_uint_eq(decide(0).alone, 0);
        ck_assert_uint_eq(table.low[0][0], sum * scale / most);
    }
    seg_model_free(model);
}

START_TEST(quotient__next_to_a_whole_number_is_not_rounded_to_it) {
    score_of_sum(10000, 1717, 2059); /* 8338.999514, and in floating point 8339 */
    score_of_sum(10000, 2053, 2213);
    score_of_sum(9973, 1763, 1800);
    score_of_sum(9973, 1709, 1709); /* the whole scale, and a little less */
}
END_TEST

/* The model of Helsinki has counts, a choice that may leave a state open, and both views. */
START_TEST(choices_counts_and_views__stay_in_the_vector) {
    struct seg_model *model = sample_model();
    struct chance chance = {7};
    table_start(&table, model, SEG_VIEWS);
    for (int row = 0; row < TABLE_ROWS; row++) {
        struct seg_input input = sample_input((uint8_t)(row % 5), (uint8_t)(row / 5 % 5));
        input.answers[SEG_PROFESSIONAL][OUTLOOK] = (uint8_t)chance_below(&chance, 3);
        input.answers[SEG_PROFESSIONAL][chance_below(&chance, COPING_ITEMS)] = SEG_UNKNOWN;
        input.answers[SEG_CLIENT][chance_below(&chance, COPING_ITEMS)] = 4;
        table_put(&table, row, &input);
    }
    if (seg_avx2_takes(model, &table.in)) {
        ck_assert_uint_eq(decide(0).alone, 0);
    }
    seg_model_free(model);
}
END_TEST

/* The last vector then reaches back to rows that were decided; refused ones count once. */
START_TEST(rows__need_be_no_whole_vectors) {
    struct seg_model *model = sample_model();
    table_start(&table, model, 1);
    for (int row = 0; row < TABLE_ROWS; row++) {
        struct seg_input input = sample_input((uint8_t)(row % 5), (uint8_t)(row / 5 % 5));
        input.duration = row % 3 == 0 ? 7 : CONTINUOUS;
        table_put(&table, row, &input);
    }
    for (size_t rows = 0; seg_avx2_takes(model, &table.in) && rows < TABLE_ROWS; rows++) {
        table.in.rows = rows;
        struct seg_tally tally = decide(0);
        ck_assert_uint_eq(tally.rows, rows < 32 ? 0 : rows);
        ck_assert_uint_eq(tally.refused, (tally.rows + 2) / 3);
        ck_assert_uint_eq(tally.alone, tally.refused);
        ck_assert_uint_eq(table.segment[rows], 0x77);
    }
    seg_model_free(model);
}
END_TEST

Suite *vector_suite(void) {
    Suite *suite = suite_create("vector");
    TCase *tests = tcase_create("against the general way");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, what_is_unknown_or_not_applicable__stays_in_the_vector);
    tcase_add_test(tests, greatest_sums__are_divided_exactly_by_what_applies);
    tcase_add_test(tests, quotient__next_to_a_whole_number_is_not_rounded_to_it);
    tcase_add_test(tests, rows__need_be_no_whole_vectors);
    tcase_add_test(tests, choices_counts_and_views__stay_in_the_vector);
    suite_add_tcase(suite, tests);
    return suite;
}
