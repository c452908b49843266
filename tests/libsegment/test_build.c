/* Building a model: what compiles, what is refused, and where the fault is said to be. */
#include "refused.h"
#include "sample.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

START_TEST(least_model__gives_its_one_segment) {
    struct seg_model *model = sample_compile(least());
    struct seg_input input;
    struct seg_result result;
    seg_input_init(&input);
    ck_assert_int_eq(seg_evaluate(model, &input, &result), SEG_OK);
    ck_assert_uint_eq(result.segment, 0);
    ck_assert_uint_eq(result.certain, 1);
    seg_model_free(model);
}
END_TEST

START_TEST(codes__are_checked) {
    static const char *const bad[] = {"",
                                      "1a",
                                      "A",
                                      "a-b",
                                      "a b",
                                      "_a",
                                      "\xc3\xa4",
                                      "a123456789012345678901234567890123456789012345678901234567"
                                      "890123"
                                      "4"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct seg_builder *b = least();
        struct seg_segment_def def = {bad[i], NULL, 0};
        ck_assert_int_eq(seg_add_segment(b, &def), -1);
        refused(b, SEG_FAULT_CODE, SEG_SEGMENT, 1);
    }
    struct seg_builder *b = least();
    seg_set_name(b, "bridges-to-health", 1);
    seg_model_free(sample_compile(b));
}
END_TEST

START_TEST(codes__may_not_stand_twice) {
    struct seg_builder *b = least();
    struct seg_segment_def def = {"only", NULL, 0};
    seg_add_segment(b, &def);
    refused(b, SEG_FAULT_DUPLICATE, SEG_SEGMENT, 1);
}
END_TEST

START_TEST(name__is_needed) {
    struct seg_builder *b = seg_builder_new(NULL);
    refused(b, SEG_FAULT_CODE, SEG_MODEL, 0);
}
END_TEST

START_TEST(segments__heavier_than_themselves_are_a_cycle) {
    struct seg_builder *b = sample_builder();
    seg_add_above(b, OMATOIMI, HUOLENPITO);
    refused(b, SEG_FAULT_CYCLE, SEG_SEGMENT, OMATOIMI);
}
END_TEST

START_TEST(cells__without_a_row_are_a_gap) {
    struct seg_builder *b = least();
    struct seg_axis_def axis = {"coping", SEG_RATIO, 0};
    seg_add_axis(b, &axis);
    seg_add_state(b, 0, "easy");
    seg_add_state(b, 0, "hard");
    seg_add_column(b, 0);
    refused(b, SEG_FAULT_EMPTY, SEG_ROW, 0); /* the row of no columns no longer fits */
    b = seg_builder_new(NULL);
    struct seg_segment_def def = {"only", NULL, 0};
    uint8_t easy = 1;
    seg_set_name(b, "gap", 1);
    seg_add_segment(b, &def);
    seg_add_axis(b, &axis);
    seg_add_state(b, 0, "easy");
    seg_add_state(b, 0, "hard");
    seg_add_column(b, 0);
    seg_add_row(b, &easy, 1, 0);
    struct seg_model *model;
    struct seg_error error;
    ck_assert_int_eq(seg_model_compile(b, &model, &error), SEG_BAD_MODEL);
    ck_assert_int_eq(error.fault, SEG_FAULT_GAP);
    ck_assert_str_eq(error.text, "no row for coping=hard");
    seg_builder_free(b);
}
END_TEST

START_TEST(cells__with_two_rows_are_an_overlap_unless_the_first_hits) {
    static const uint8_t any[] = {SEG_ANY, SEG_ANY, SEG_ANY};
    struct seg_builder *b = sample_builder();
    seg_add_row(b, any, 3, HUOLENPITO);
    struct seg_model *model;
    struct seg_error error;
    ck_assert_int_eq(seg_model_compile(b, &model, &error), SEG_BAD_MODEL);
    ck_assert_int_eq(error.fault, SEG_FAULT_OVERLAP);
    ck_assert_int_eq(error.place.index, 4);
    ck_assert_int_eq(error.other.index, 0);
    ck_assert_str_eq(error.text, "two rows for coping=easy need=few duration=occasional");
    seg_set_hit(b, SEG_FIRST);
    seg_model_free(sample_compile(b));
}
END_TEST

START_TEST(bands__start_at_zero_and_rise) {
    struct seg_builder *b = sample_builder();
    seg_add_band(b, NEED, 400, MANY);
    refused(b, SEG_FAULT_ORDER, SEG_BAND, 2);
}
END_TEST

START_TEST(bands__name_states_and_choices_that_are_there) {
    struct seg_builder *b = sample_builder();
    seg_add_band(b, NEED, 500, 2);
    refused(b, SEG_FAULT_REFERENCE, SEG_BAND, 2);
    b = sample_builder();
    seg_add_band_by(b, NEED, 500, 0);
    refused(b, SEG_FAULT_KIND, SEG_BAND, 2);
    b = sample_builder();
    seg_add_band_by(b, NEED, 500, OUTLOOK);
    refused(b, SEG_FAULT_EMPTY, SEG_BAND, 2);
}
END_TEST

START_TEST(items__keep_to_the_limits) {
    struct seg_builder *b = sample_builder();
    struct seg_item_def heavy = {"heavy", SEG_LEVEL, 0, 1001, 0, 1, 0, SEG_POLICY_DEFAULT};
    seg_add_item(b, &heavy);
    refused(b, SEG_FAULT_RANGE, SEG_ITEM, ALL_ITEMS);
    b = sample_builder();
    struct seg_option_def rich = {NULL, 1001, 0};
    seg_add_option(b, 0, &rich);
    refused(b, SEG_FAULT_RANGE, SEG_OPTION, 5);
    b = sample_builder();
    struct seg_item_def empty = {"empty", SEG_LEVEL, 0, 1, 0, 1, 0, SEG_POLICY_DEFAULT};
    seg_add_item(b, &empty);
    refused(b, SEG_FAULT_EMPTY, SEG_ITEM, ALL_ITEMS);
    b = sample_builder();
    struct seg_item_def lost = {"lost", SEG_LEVEL, 2, 1, 0, 1, 0, SEG_POLICY_DEFAULT};
    seg_add_option(b, seg_add_item(b, &lost), &(struct seg_option_def){NULL, 0, 0});
    refused(b, SEG_FAULT_REFERENCE, SEG_ITEM, ALL_ITEMS);
}
END_TEST

START_TEST(not_applicable__is_for_level_items) {
    struct seg_builder *b = sample_builder();
    struct seg_item_def count = {"visits", SEG_COUNT, NEED, 1, 0, 0, 1, SEG_POLICY_DEFAULT};
    seg_add_option(b, seg_add_item(b, &count), &(struct seg_option_def){NULL, 0, 0});
    refused(b, SEG_FAULT_KIND, SEG_ITEM, ALL_ITEMS);
}
END_TEST

START_TEST(counts__start_at_zero_and_rise) {
    static const uint32_t froms[][2] = {{1, 2}, {0, 0}, {0, 10000}};
    for (size_t i = 0; i < 3; i++) {
        struct seg_builder *b = sample_builder();
        struct seg_item_def def = {"visits", SEG_COUNT, NEED, 1, 0, 0, 0, SEG_POLICY_DEFAULT};
        int item = seg_add_item(b, &def);
        seg_add_option(b, item, &(struct seg_option_def){NULL, 0, froms[i][0]});
        seg_add_option(b, item, &(struct seg_option_def){NULL, 1, froms[i][1]});
        refused(b, SEG_FAULT_ORDER, SEG_OPTION, i == 0 ? 0 : 1);
    }
}
END_TEST

static void add_rule(struct seg_builder *b, int condition) {
    struct seg_rule_def def = {"extra", condition, SEG_AT_LEAST, TUKI, 0};
    seg_add_rule(b, &def);
}

START_TEST(conditions__read_what_is_there) {
    struct seg_builder *b = sample_builder();
    int node = seg_when_flag(b, 1, 1);
    add_rule(b, node);
    refused(b, SEG_FAULT_REFERENCE, SEG_CONDITION, node);
    b = sample_builder();
    node = seg_when_axis(b, NEED, 1 << 2);
    add_rule(b, node);
    refused(b, SEG_FAULT_REFERENCE, SEG_CONDITION, node);
    b = sample_builder();
    node = seg_when_level(b, OUTLOOK, 1, SEG_NO_LIMIT);
    add_rule(b, node);
    refused(b, SEG_FAULT_KIND, SEG_CONDITION, node);
    b = sample_builder();
    node = seg_when_age(b, 18, 18);
    add_rule(b, node);
    refused(b, SEG_FAULT_RANGE, SEG_CONDITION, node);
    b = sample_builder();
    node = seg_when_group(b, SEG_ALL);
    add_rule(b, node);
    refused(b, SEG_FAULT_EMPTY, SEG_CONDITION, node);
}
END_TEST

START_TEST(conditions__belong_to_one_owner) {
    struct seg_builder *b = sample_builder();
    int leaf = seg_when_flag(b, 0, 1);
    add_rule(b, leaf);
    struct seg_signal_def def = {"again", leaf, 0};
    seg_add_signal(b, &def);
    refused(b, SEG_FAULT_SHARED, SEG_SIGNAL, 4);
}
END_TEST

START_TEST(conditions__nest_eight_deep) {
    for (int depth = 8; depth <= 9; depth++) {
        struct seg_builder *b = sample_builder();
        int top = seg_when_group(b, SEG_NOT), at = top;
        for (int d = 2; d < depth; d++) {
            at = seg_when_add(b, at, seg_when_group(b, SEG_NOT));
        }
        int leaf = seg_when_add(b, at, seg_when_flag(b, 0, 1));
        add_rule(b, top);
        if (depth == 8) {
            seg_model_free(sample_compile(b));
        } else {
            refused(b, SEG_FAULT_DEPTH, SEG_CONDITION, leaf);
        }
    }
}
END_TEST

START_TEST(limits__are_kept) {
    struct seg_builder *b = least();
    for (int s = 1; s <= SEG_MAX_SEGMENTS; s++) {
        char code[] = {'s', (char)('a' + s), '\0'};
        struct seg_segment_def def = {code, NULL, 0};
        seg_add_segment(b, &def);
    }
    refused(b, SEG_FAULT_TOO_MANY, SEG_SEGMENT, SEG_MAX_SEGMENTS);
    b = least();
    for (int n = 0; n <= SEG_MAX_CONDITIONS; n++) {
        seg_when_age(b, 1, 2);
    }
    refused(b, SEG_FAULT_TOO_MANY, SEG_CONDITION, SEG_MAX_CONDITIONS);
}
END_TEST

/* An allocator that gives so many blocks and then no more. */
static int blocks_left, blocks_out;

static void *limited_alloc(size_t size, void *data) {
    (void)data;
    if (blocks_left == 0) {
        return NULL;
    }
    blocks_left--;
    blocks_out++;
    return malloc(size);
}

static void limited_free(void *memory, void *data) {
    (void)data;
    blocks_out--;
    free(memory);
}

START_TEST(memory__comes_from_the_allocator_and_its_lack_is_said) {
    static const struct seg_allocator limited = {limited_alloc, limited_free, NULL};
    struct seg_model *model = NULL;
    struct seg_error error;
    blocks_left = 0;
    ck_assert_ptr_null(seg_builder_new(&limited));
    blocks_left = 1;
    struct seg_builder *b = seg_builder_new(&limited);
    struct seg_segment_def def = {"only", NULL, 0};
    seg_set_name(b, "least", 1);
    seg_add_segment(b, &def);
    seg_add_row(b, NULL, 0, 0);
    ck_assert_int_eq(seg_model_compile(b, &model, &error), SEG_NO_MEMORY);
    ck_assert_ptr_null(model);
    blocks_left = 1;
    ck_assert_int_eq(seg_model_compile(b, &model, &error), SEG_OK);
    seg_model_free(model);
    seg_builder_free(b);
    ck_assert_int_eq(blocks_out, 0);
}
END_TEST

START_TEST(model__tells_what_it_was_built_of) {
    struct seg_builder *b = sample_builder();
    int always = seg_when_age(b, 0, SEG_NO_LIMIT);
    struct seg_rule_def last = {"last", always, SEG_SET, TUKI, 1};
    const uint8_t hash[32] = {1, 2, 3};
    int rule = seg_add_rule(b, &last);
    seg_set_name(b, "found", 7);
    struct seg_model *model = sample_compile(b);
    ck_assert_uint_eq(seg_model_version(model), 7);
    ck_assert_str_eq(seg_model_code(model, SEG_MODEL, 0), "found");
    ck_assert_uint_eq(seg_model_count(model, SEG_RULE), (size_t)rule + 1);
    ck_assert_int_eq(seg_rule_effect(model, (size_t)rule), SEG_SET);
    ck_assert_int_eq(seg_rule_effect(model, RULE_SUPPORT), SEG_AT_LEAST);
    ck_assert_int_eq(seg_rule_final(model, (size_t)rule), 1);
    ck_assert_int_eq(seg_rule_final(model, RULE_SUPPORT), 0);
    ck_assert_uint_eq(seg_rule_segment(model, (size_t)rule), TUKI);
    ck_assert_uint_eq(seg_model_hash(model)[0], 0);
    seg_model_set_hash(model, hash);
    ck_assert_int_eq(memcmp(seg_model_hash(model), hash, sizeof hash), 0);
    ck_assert_uint_gt(seg_model_size(model), sizeof(struct seg_input));
    ck_assert_int_ne(seg_batch_kernel(model), SEG_KERNEL_AUTO);
    seg_model_free(model);
}
END_TEST

START_TEST(compiling_twice__gives_two_models_of_their_own) {
    struct seg_builder *b = sample_builder();
    struct seg_model *one, *two;
    ck_assert_int_eq(seg_model_compile(b, &one, NULL), SEG_OK);
    ck_assert_int_eq(seg_model_compile(b, &two, NULL), SEG_OK);
    seg_builder_free(b);
    seg_model_free(one);
    ck_assert_str_eq(seg_model_code(two, SEG_SEGMENT, TUKI), "tuki");
    seg_model_free(two);
}
END_TEST

/* Numbers that are no enumerator arrive from other languages. */
START_TEST(enumerators__that_do_not_exist_are_refused) {
    struct seg_builder *b = sample_builder();
    ck_assert_int_eq(seg_set_views(b, (enum seg_policy)9, 2), -1);
    refused(b, SEG_FAULT_KIND, SEG_MODEL, 0);
    b = sample_builder();
    ck_assert_int_eq(seg_set_hit(b, (enum seg_hit)2), -1);
    refused(b, SEG_FAULT_KIND, SEG_MODEL, 0);
    b = sample_builder();
    struct seg_axis_def axis = {"third", (enum seg_method)2, 0};
    ck_assert_int_eq(seg_add_axis(b, &axis), -1);
    refused(b, SEG_FAULT_KIND, SEG_AXIS, 2);
    b = sample_builder();
    struct seg_item_def item = {"more", (enum seg_item_kind)3, -1, 1, 0, 1, 0, SEG_POLICY_DEFAULT};
    ck_assert_int_eq(seg_add_item(b, &item), -1);
    refused(b, SEG_FAULT_KIND, SEG_ITEM, ALL_ITEMS);
    b = sample_builder();
    item.kind = SEG_LEVEL;
    item.policy = (enum seg_policy)5;
    ck_assert_int_eq(seg_add_item(b, &item), -1);
    refused(b, SEG_FAULT_KIND, SEG_ITEM, ALL_ITEMS);
    b = least();
    ck_assert_int_eq(seg_when_group(b, (enum seg_group)3), -1);
    refused(b, SEG_FAULT_KIND, SEG_CONDITION, 0);
    b = least();
    struct seg_rule_def rule = {"rule", seg_when_age(b, 0, 18), (enum seg_effect)2, 0, 0};
    ck_assert_int_eq(seg_add_rule(b, &rule), -1);
    refused(b, SEG_FAULT_KIND, SEG_RULE, 0);
}
END_TEST

START_TEST(segments__above_and_below_are_there_in_the_end) {
    struct seg_builder *b = sample_builder();
    seg_add_above(b, 7, 0);
    refused(b, SEG_FAULT_REFERENCE, SEG_SEGMENT, 7);
    b = sample_builder();
    seg_add_above(b, 0, 7);
    refused(b, SEG_FAULT_REFERENCE, SEG_SEGMENT, 0);
    b = sample_builder();
    ck_assert_int_eq(seg_add_above(b, -1, 0), -1);
    refused(b, SEG_FAULT_REFERENCE, SEG_SEGMENT, -1);
    b = sample_builder();
    ck_assert_int_eq(seg_add_band_choice(b, COPING, 1, PASSING, -2), -1);
    refused(b, SEG_FAULT_REFERENCE, SEG_BAND, 1);
}
END_TEST

START_TEST(null__for_what_is_added_is_refused) {
    struct seg_builder *b = least();
    ck_assert_int_eq(seg_add_segment(b, NULL), -1);
    refused(b, SEG_FAULT_EMPTY, SEG_SEGMENT, 1);
    b = least();
    ck_assert_int_eq(seg_add_axis(b, NULL), -1);
    refused(b, SEG_FAULT_EMPTY, SEG_AXIS, 0);
    b = least();
    ck_assert_int_eq(seg_add_item(b, NULL), -1);
    refused(b, SEG_FAULT_EMPTY, SEG_ITEM, 0);
    b = sample_builder();
    ck_assert_int_eq(seg_add_option(b, 0, NULL), -1);
    refused(b, SEG_FAULT_EMPTY, SEG_OPTION, 5);
    b = least();
    ck_assert_int_eq(seg_add_row(b, NULL, 1, 0), -1);
    refused(b, SEG_FAULT_EMPTY, SEG_ROW, 1);
    b = least();
    ck_assert_int_eq(seg_add_rule(b, NULL), -1);
    refused(b, SEG_FAULT_EMPTY, SEG_RULE, 0);
    b = least();
    ck_assert_int_eq(seg_add_signal(b, NULL), -1);
    refused(b, SEG_FAULT_EMPTY, SEG_SIGNAL, 0);
    b = least();
    ck_assert_int_eq(seg_add_flag(b, NULL), -1);
    refused(b, SEG_FAULT_CODE, SEG_FLAG, 0);
}
END_TEST

/* A caller that had no memory for a builder may look once, at the end. */
START_TEST(builder__that_is_not_there_gives_no_memory_in_the_end) {
    struct seg_segment_def def = {"only", NULL, 0};
    struct seg_rule_def rule = {"rule", 0, SEG_SET, 0, 0};
    struct seg_model *model = NULL;
    struct seg_error error;
    ck_assert_int_eq(seg_set_name(NULL, "least", 1), -1);
    ck_assert_int_eq(seg_add_segment(NULL, &def), -1);
    ck_assert_int_eq(seg_add_above(NULL, 1, 0), -1);
    ck_assert_int_eq(seg_add_state(NULL, 0, "easy"), -1);
    ck_assert_int_eq(seg_add_flag(NULL, "flag"), -1);
    ck_assert_int_eq(seg_add_duration(NULL, "short"), -1);
    ck_assert_int_eq(seg_add_column(NULL, 0), -1);
    ck_assert_int_eq(seg_add_row(NULL, NULL, 0, 0), -1);
    ck_assert_int_eq(seg_when_group(NULL, SEG_ALL), -1);
    ck_assert_int_eq(seg_when_age(NULL, 0, 18), -1);
    ck_assert_int_eq(seg_when_add(NULL, 0, 0), -1);
    ck_assert_int_eq(seg_add_rule(NULL, &rule), -1);
    ck_assert_int_eq(seg_set_views(NULL, SEG_MEAN, 2), -1);
    ck_assert_int_eq(seg_set_hit(NULL, SEG_FIRST), -1);
    ck_assert_int_eq(seg_model_compile(NULL, &model, &error), SEG_NO_MEMORY);
    ck_assert_int_eq(error.fault, SEG_FAULT_MEMORY);
    ck_assert_ptr_null(model);
}
END_TEST

Suite *build_suite(void) {
    Suite *suite = suite_create("build");
    TCase *tests = tcase_create("models");
    tcase_add_test(tests, least_model__gives_its_one_segment);
    tcase_add_test(tests, codes__are_checked);
    tcase_add_test(tests, codes__may_not_stand_twice);
    tcase_add_test(tests, name__is_needed);
    tcase_add_test(tests, segments__heavier_than_themselves_are_a_cycle);
    tcase_add_test(tests, cells__without_a_row_are_a_gap);
    tcase_add_test(tests, cells__with_two_rows_are_an_overlap_unless_the_first_hits);
    tcase_add_test(tests, bands__start_at_zero_and_rise);
    tcase_add_test(tests, bands__name_states_and_choices_that_are_there);
    tcase_add_test(tests, items__keep_to_the_limits);
    tcase_add_test(tests, not_applicable__is_for_level_items);
    tcase_add_test(tests, counts__start_at_zero_and_rise);
    tcase_add_test(tests, conditions__read_what_is_there);
    tcase_add_test(tests, conditions__belong_to_one_owner);
    tcase_add_test(tests, conditions__nest_eight_deep);
    tcase_add_test(tests, limits__are_kept);
    tcase_add_test(tests, memory__comes_from_the_allocator_and_its_lack_is_said);
    tcase_add_test(tests, model__tells_what_it_was_built_of);
    tcase_add_test(tests, enumerators__that_do_not_exist_are_refused);
    tcase_add_test(tests, segments__above_and_below_are_there_in_the_end);
    tcase_add_test(tests, null__for_what_is_added_is_refused);
    tcase_add_test(tests, builder__that_is_not_there_gives_no_memory_in_the_end);
    tcase_add_test(tests, compiling_twice__gives_two_models_of_their_own);
    suite_add_tcase(suite, tests);
    return suite;
}
