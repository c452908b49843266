/* A model that has as many of everything as it may: its sums are exact, and every way of deciding
 * comes to the same. */
#include "sample.h"
#include "suites.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct seg_model *model;

static const char *code_of(char first, int n) {
    static char code[16];
    snprintf(code, sizeof code, "%c%d", first, n);
    return code;
}

static void add_axes(struct seg_builder *b) {
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        seg_add_axis(b, &(struct seg_axis_def){code_of('a', a), a % 2 ? SEG_POINTS : SEG_RATIO,
                                               SEG_MAX_SCALE});
        for (int s = 0; s < SEG_MAX_STATES; s++) {
            seg_add_state(b, a, code_of('t', s));
            /* Of a ratio 1250 of 10000, of points 2000000 of 16000000 an eighth. */
            seg_add_band(b, a, (uint32_t)s * (a % 2 ? 32000000 : 1250), s);
        }
        seg_add_column(b, a);
    }
}

static void add_items(struct seg_builder *b) {
    for (int i = 0; i < SEG_MAX_ITEMS; i++) {
        struct seg_item_def def = {.code = code_of('i', i),
                                   .axis = i % SEG_MAX_AXES,
                                   .weight = SEG_MAX_WEIGHT,
                                   .changeable = 1,
                                   .not_applicable = 1};
        int item = seg_add_item(b, &def);
        for (uint32_t level = 0; level < SEG_MAX_LEVELS; level++) {
            uint32_t points = level == SEG_MAX_LEVELS - 1 ? SEG_MAX_POINTS : level * 66;
            seg_add_option(b, item, &(struct seg_option_def){NULL, points, 0});
        }
    }
}

/* 4096 rows; the segment of a cell is the greatest state, twice, of its four. */
static void add_rows(struct seg_builder *b) {
    for (int cell = 0; cell < SEG_MAX_CELLS; cell++) {
        uint8_t masks[SEG_MAX_AXES];
        int greatest = 0;
        for (int a = 0; a < SEG_MAX_AXES; a++) {
            int state = cell >> 3 * a & 7;
            masks[a] = (uint8_t)(1u << state);
            greatest = state > greatest ? state : greatest;
        }
        seg_add_row(b, masks, SEG_MAX_AXES, 2 * greatest);
    }
}

/* 32 rules and 32 signals of eight conditions each: 512. */
static void add_conditions(struct seg_builder *b) {
    for (int n = 0; n < SEG_MAX_RULES + SEG_MAX_SIGNALS; n++) {
        int group = seg_when_group(b, SEG_ALL);
        for (int c = 0; c < 6; c++) {
            seg_when_add(b, group, seg_when_level(b, (n + c) % SEG_MAX_ITEMS, 1, 12));
        }
        seg_when_add(b, group, seg_when_flag(b, n % SEG_MAX_FLAGS, 1));
        if (n < SEG_MAX_RULES) {
            struct seg_rule_def rule = {code_of('r', n), group, SEG_AT_LEAST, n % SEG_MAX_SEGMENTS,
                                        0};
            ck_assert_int_eq(seg_add_rule(b, &rule), n);
        } else {
            struct seg_signal_def signal = {code_of('g', n), group, (uint16_t)n};
            ck_assert_int_eq(seg_add_signal(b, &signal), n - SEG_MAX_RULES);
        }
    }
}

static void open_model(void) {
    struct seg_builder *b = seg_builder_new(NULL);
    seg_set_name(b, "largest", UINT32_MAX);
    for (int s = 0; s < SEG_MAX_SEGMENTS; s++) {
        seg_add_segment(b, &(struct seg_segment_def){code_of('s', s), "P", UINT16_MAX});
        if (s > 0) {
            seg_add_above(b, s, s - 1);
        }
    }
    for (int f = 0; f < SEG_MAX_FLAGS; f++) {
        seg_add_flag(b, code_of('f', f));
    }
    for (int d = 0; d < SEG_MAX_DURATIONS; d++) {
        seg_add_duration(b, code_of('d', d));
    }
    add_axes(b);
    add_items(b);
    add_rows(b);
    add_conditions(b);
    model = sample_compile(b);
}

static void close_model(void) {
    seg_model_free(model);
}

/* Everything known: each item at this level, no flag. */
static struct seg_input all_at(uint8_t level) {
    struct seg_input input;
    seg_input_init(&input);
    memset(input.answers[SEG_PROFESSIONAL], level, SEG_MAX_ITEMS);
    memset(input.flags, 0, sizeof input.flags);
    input.duration = 0;
    input.age = SEG_MAX_AGE;
    return input;
}

static struct seg_result decide(const struct seg_input *input) {
    struct seg_result result, general;
    memset(&result, 0, sizeof result);
    memset(&general, 0, sizeof general);
    ck_assert_int_eq(seg_evaluate(model, input, &result), SEG_OK);
    ck_assert_int_eq(seg_evaluate_general(model, input, &general), SEG_OK);
    ck_assert_uint_eq(result.possible, general.possible);
    ck_assert_uint_eq(result.segment, general.segment);
    ck_assert_mem_eq(result.axes, general.axes, sizeof result.axes);
    return result;
}

START_TEST(largest__full_score_is_the_whole_scale) {
    struct seg_input input = all_at(SEG_MAX_LEVELS - 1);
    struct seg_result result = decide(&input);
    ck_assert_uint_eq(result.axes[0].low, SEG_MAX_SCALE);
    ck_assert_uint_eq(result.axes[0].high, SEG_MAX_SCALE);
    ck_assert_uint_eq(result.axes[1].low, 16u * SEG_MAX_WEIGHT * SEG_MAX_POINTS);
    ck_assert_uint_eq(seg_axis_scale(model, 1), 16u * SEG_MAX_WEIGHT * SEG_MAX_POINTS);
    ck_assert_uint_eq(result.certain, 1);
    ck_assert_uint_eq(result.review_months, UINT16_MAX);
    ck_assert_uint_eq(seg_model_version(model), UINT32_MAX);
}
END_TEST

/* One item at a level more than the rest: its score is the quotient of the sums, rounded down. */
START_TEST(largest__score_is_the_quotient_rounded_down) {
    for (uint8_t level = 0; level + 1 < SEG_MAX_LEVELS - 1; level++) {
        struct seg_input input = all_at(level);
        input.answers[SEG_PROFESSIONAL][0] = (uint8_t)(level + 1);
        struct seg_result result = decide(&input);
        uint64_t sum = 1000ull * 66 * (16u * level + 1), greatest = 16u * 1000000;
        ck_assert_uint_eq(result.axes[0].sum_low, sum);
        ck_assert_uint_eq(result.axes[0].low, sum * SEG_MAX_SCALE / greatest);
        ck_assert_uint_eq(result.axes[0].low, result.axes[0].high);
    }
}
END_TEST

START_TEST(largest__nothing_known_leaves_every_segment) {
    struct seg_input input;
    seg_input_init(&input);
    struct seg_result result = decide(&input);
    ck_assert_uint_eq(result.possible, 0xffff);
    ck_assert_uint_eq(result.missing, SEG_MAX_ITEMS);
    ck_assert_uint_eq(result.unanswered, UINT64_MAX);
    ck_assert_uint_eq(result.rules_unknown, UINT32_MAX);
    ck_assert_uint_eq(result.axes[0].low, 0);
    ck_assert_uint_eq(result.axes[3].high, 16000000);
}
END_TEST

START_TEST(largest__all_rules_hold_and_all_signals) {
    struct seg_input input = all_at(2);
    memset(input.flags, 1, sizeof input.flags);
    struct seg_result result = decide(&input);
    ck_assert_uint_eq(result.rules_true, UINT32_MAX);
    ck_assert_uint_eq(result.signals, UINT32_MAX);
    ck_assert_uint_eq(result.segment, SEG_MAX_SEGMENTS - 1);
    ck_assert_uint_eq(result.review_months, SEG_MAX_RULES); /* of the first signal */
    ck_assert_uint_eq(result.reason_count, SEG_MAX_REASONS);
}
END_TEST

/* 512 entries, and each of them of a rule or a signal that is there. */
START_TEST(largest__trace_has_an_entry_for_each_condition) {
    struct seg_trace_entry *entries = malloc(SEG_MAX_TRACE * sizeof *entries);
    struct seg_input input = all_at(1);
    size_t count;
    ck_assert_int_eq(seg_trace(model, &input, entries, SEG_MAX_TRACE, &count), SEG_OK);
    ck_assert_uint_eq(count, SEG_MAX_CONDITIONS);
    ck_assert_int_eq(entries[count - 1].owner, SEG_SIGNAL);
    ck_assert_uint_eq(entries[count - 1].owner_index, SEG_MAX_SIGNALS - 1);
    ck_assert_int_eq(seg_trace(model, &input, entries, SEG_MAX_TRACE - 1, &count), SEG_NO_ROOM);
    free(entries);
}
END_TEST

START_TEST(largest__table_of_rows_comes_to_what_single_decisions_come_to) {
    static const enum seg_kernel kernels[] = {SEG_KERNEL_SCALAR, SEG_KERNEL_AVX2};
    static struct table table;
    table_start(&table, model, SEG_VIEWS);
    for (int row = 0; row < TABLE_ROWS; row++) {
        struct seg_input input = all_at((uint8_t)(row % SEG_MAX_LEVELS));
        input.answers[SEG_PROFESSIONAL][row % SEG_MAX_ITEMS] = SEG_NOT_APPLICABLE;
        input.flags[row % SEG_MAX_FLAGS] = 1;
        if (row % 7 == 0) {
            input.answers[SEG_PROFESSIONAL][(row * 5) % SEG_MAX_ITEMS] = SEG_UNKNOWN;
        }
        table_put(&table, row, &input);
    }
    for (int k = 0; k < 2; k++) {
        table_spoil(&table);
        ck_assert_uint_eq(seg_batch_with(kernels[k], model, &table.in, &table.out), 0);
        for (int row = 0; row < TABLE_ROWS; row++) {
            struct seg_result one = decide(&table.rows[row]);
            table_same_row(&table, row, &one, k ? "avx2" : "scalar", 0);
        }
    }
}
END_TEST

/* The searches end in time, whatever the size; what they say is then a bound, and said so. */
START_TEST(largest__searches_end_and_what_they_find_is_true) {
    struct seg_input input = all_at(6), changed;
    struct seg_scratch scratch = {malloc(seg_scratch_size(model)), seg_scratch_size(model)};
    struct seg_what_if *what_if = malloc(sizeof *what_if);
    ck_assert_int_eq(seg_what_if(model, &input, scratch, what_if), SEG_OK);
    struct seg_result result = decide(&input);
    ck_assert_uint_eq(what_if->count, result.segment);
    for (int w = 0; w < what_if->count; w++) {
        const struct seg_way *way = &what_if->ways[w];
        changed = input;
        for (int c = 0; c < way->count; c++) {
            ck_assert_uint_eq(way->changes[c].from, 6);
            changed.answers[SEG_PROFESSIONAL][way->changes[c].item] = way->changes[c].to;
        }
        ck_assert(!way->found || decide(&changed).segment == way->segment);
    }
    free(what_if);
    free(scratch.memory);
}
END_TEST

Suite *largest_suite(void) {
    Suite *suite = suite_create("largest");
    TCase *tests = tcase_create("model");
    tcase_set_timeout(tests, 0);
    tcase_add_unchecked_fixture(tests, open_model, close_model);
    tcase_add_test(tests, largest__full_score_is_the_whole_scale);
    tcase_add_test(tests, largest__score_is_the_quotient_rounded_down);
    tcase_add_test(tests, largest__nothing_known_leaves_every_segment);
    tcase_add_test(tests, largest__all_rules_hold_and_all_signals);
    tcase_add_test(tests, largest__trace_has_an_entry_for_each_condition);
    tcase_add_test(tests, largest__table_of_rows_comes_to_what_single_decisions_come_to);
    tcase_add_test(tests, largest__searches_end_and_what_they_find_is_true);
    suite_add_tcase(suite, tests);
    return suite;
}
