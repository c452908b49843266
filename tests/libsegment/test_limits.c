/* The limits of the header: so many are taken, one more is refused; and a model that has as many of
 * everything as it may still decides exactly. */
#include "refused.h"
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- One more than there may be ----------------------------------------------------------- */

/* A code of its own for each number. */
static const char *code_of(char first, int n) {
    static char code[16];
    snprintf(code, sizeof code, "%c%d", first, n);
    return code;
}

static int add_segment(struct seg_builder *b, int n) {
    return seg_add_segment(b, &(struct seg_segment_def){code_of('s', n), NULL, 0});
}

static int add_axis(struct seg_builder *b, int n) {
    return seg_add_axis(b, &(struct seg_axis_def){code_of('a', n), SEG_RATIO, 0});
}

static int add_state(struct seg_builder *b, int n) {
    return seg_add_state(b, 0, code_of('t', n));
}

static int add_band(struct seg_builder *b, int n) {
    return seg_add_band(b, 0, (uint32_t)n * 10, 0);
}

static int add_item(struct seg_builder *b, int n) {
    return seg_add_item(b, &(struct seg_item_def){.code = code_of('i', n), .axis = -1});
}

static int add_level(struct seg_builder *b, int n) {
    return seg_add_option(b, 0, &(struct seg_option_def){NULL, (uint32_t)n, 0});
}

static int add_choice(struct seg_builder *b, int n) {
    return seg_add_option(b, 1, &(struct seg_option_def){code_of('o', n), 0, 0});
}

static int add_flag(struct seg_builder *b, int n) {
    return seg_add_flag(b, code_of('f', n));
}

static int add_duration(struct seg_builder *b, int n) {
    return seg_add_duration(b, code_of('d', n));
}

static int add_row(struct seg_builder *b, int n) {
    (void)n;
    return seg_add_row(b, NULL, 0, 0);
}

static int add_rule(struct seg_builder *b, int n) {
    return seg_add_rule(
        b, &(struct seg_rule_def){code_of('r', n), seg_when_age(b, 0, 18), SEG_SET, 0, 0});
}

static int add_signal(struct seg_builder *b, int n) {
    return seg_add_signal(b, &(struct seg_signal_def){code_of('g', n), seg_when_age(b, 0, 18), 0});
}

/* An axis, an item of levels and one of choices, for what stands below them. */
static struct seg_builder *with_owners(void) {
    struct seg_builder *b = seg_builder_new(NULL);
    seg_add_axis(b, &(struct seg_axis_def){"axis", SEG_POINTS, 0});
    seg_add_item(b, &(struct seg_item_def){.code = "levels", .axis = -1});
    seg_add_item(b, &(struct seg_item_def){.code = "choices", .kind = SEG_CHOICE, .axis = -1});
    return b;
}

static const struct {
    int (*add)(struct seg_builder *b, int n);
    int limit, has; /* has: with_owners() adds so many */
    enum seg_kind kind;
} limits[] = {{add_segment, SEG_MAX_SEGMENTS, 0, SEG_SEGMENT},
              {add_axis, SEG_MAX_AXES, 1, SEG_AXIS},
              {add_state, SEG_MAX_STATES, 0, SEG_STATE},
              {add_band, SEG_MAX_BANDS, 0, SEG_BAND},
              {add_item, SEG_MAX_ITEMS, 2, SEG_ITEM},
              {add_level, SEG_MAX_LEVELS, 0, SEG_OPTION},
              {add_choice, SEG_MAX_LEVELS, 0, SEG_OPTION},
              {add_flag, SEG_MAX_FLAGS, 0, SEG_FLAG},
              {add_duration, SEG_MAX_DURATIONS, 0, SEG_DURATION},
              {add_row, SEG_MAX_ROWS, 0, SEG_ROW},
              {add_rule, SEG_MAX_RULES, 0, SEG_RULE},
              {add_signal, SEG_MAX_SIGNALS, 0, SEG_SIGNAL}};

START_TEST(limit__is_reached_and_one_more_is_refused) {
    struct seg_builder *b = with_owners();
    int n = limits[_i].has;
    for (; n < limits[_i].limit; n++) {
        ck_assert_int_eq(limits[_i].add(b, n), n);
    }
    ck_assert_int_eq(limits[_i].add(b, n), -1);
    refused(b, SEG_FAULT_TOO_MANY, limits[_i].kind, n);
}
END_TEST

/* ---- Numbers and places out of their bounds ----------------------------------------------- */

START_TEST(number__at_its_bound_is_taken_and_beyond_it_is_refused) {
    struct seg_builder *b = with_owners();
    char process[SEG_MAX_CODE + 2];
    memset(process, 'P', sizeof process);
    process[SEG_MAX_CODE] = '\0';
    ck_assert_int_eq(seg_add_segment(b, &(struct seg_segment_def){"whole", process, 0}), 0);
    ck_assert_int_eq(seg_add_axis(b, &(struct seg_axis_def){"wide", SEG_RATIO, SEG_MAX_SCALE}), 1);
    ck_assert_int_eq(
        seg_add_item(b,
                     &(struct seg_item_def){.code = "heavy", .axis = 0, .weight = SEG_MAX_WEIGHT}),
        2);
    ck_assert_int_eq(seg_add_option(b, 2, &(struct seg_option_def){NULL, SEG_MAX_POINTS, 0}), 0);
    ck_assert_int_eq(seg_set_views(b, SEG_MEAN, SEG_MAX_LEVELS), 0);
    seg_builder_free(b);
    process[SEG_MAX_CODE] = 'P';
    process[SEG_MAX_CODE + 1] = '\0';
    b = with_owners();
    seg_add_segment(b, &(struct seg_segment_def){"whole", process, 0});
    refused(b, SEG_FAULT_CODE, SEG_SEGMENT, 0);
    b = with_owners();
    seg_add_axis(b, &(struct seg_axis_def){"wide", SEG_RATIO, SEG_MAX_SCALE + 1});
    refused(b, SEG_FAULT_RANGE, SEG_AXIS, 1);
    for (uint32_t apart = 0; apart <= SEG_MAX_LEVELS + 1; apart += SEG_MAX_LEVELS + 1) {
        b = with_owners();
        ck_assert_int_eq(seg_set_views(b, SEG_MEAN, apart), -1);
        refused(b, SEG_FAULT_RANGE, SEG_MODEL, 0);
    }
}
END_TEST

START_TEST(owner__that_is_not_there_is_refused) {
    for (int owner = -1; owner <= 2; owner += 3) {
        struct seg_builder *b = with_owners();
        ck_assert_int_eq(seg_add_state(b, owner, "state"), -1);
        refused(b, SEG_FAULT_REFERENCE, SEG_AXIS, owner);
        b = with_owners();
        ck_assert_int_eq(seg_add_band(b, owner, 0, 0), -1);
        refused(b, SEG_FAULT_REFERENCE, SEG_AXIS, owner);
        b = with_owners();
        ck_assert_int_eq(seg_add_band_choice(b, owner, 0, 0, 0), -1);
        refused(b, SEG_FAULT_REFERENCE, SEG_AXIS, owner);
        b = with_owners();
        ck_assert_int_eq(seg_add_option(b, owner, &(struct seg_option_def){NULL, 0, 0}), -1);
        refused(b, SEG_FAULT_REFERENCE, SEG_ITEM, owner);
        b = with_owners();
        int group = seg_when_group(b, SEG_ALL);
        ck_assert_int_eq(seg_when_add(b, group, owner), -1);
        refused(b, SEG_FAULT_REFERENCE, SEG_CONDITION, group);
        b = with_owners();
        seg_add_signal(b, &(struct seg_signal_def){"lost", owner, 0});
        refused(b, SEG_FAULT_REFERENCE, SEG_SIGNAL, 0);
    }
}
END_TEST

START_TEST(band_choice__is_for_a_band_and_an_option_that_are_there) {
    static const int wrong[][2] = {{2, 0}, {-1, 0}, {0, 0}, {1, -1}, {1, SEG_MAX_LEVELS}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct seg_builder *b = with_owners();
        seg_add_state(b, 0, "one");
        seg_add_band(b, 0, 0, 0);
        seg_add_band_by(b, 0, 5, 1);
        ck_assert_int_eq(seg_add_band_choice(b, 0, wrong[i][0], wrong[i][1], 0), -1);
        refused(b, SEG_FAULT_REFERENCE, SEG_BAND, wrong[i][0]);
    }
    struct seg_builder *b =
        sample_builder(); /* the outlook has three options, coping three states */
    seg_add_band_choice(b, COPING, 1, 3, EASY);
    refused(b, SEG_FAULT_REFERENCE, SEG_BAND, 1);
    b = sample_builder();
    seg_add_band_choice(b, COPING, 1, NOT_KNOWN, 3);
    refused(b, SEG_FAULT_REFERENCE, SEG_BAND, 1);
    b = sample_builder();
    seg_add_band_by(b, NEED, 500, ALL_ITEMS);
    refused(b, SEG_FAULT_REFERENCE, SEG_BAND, 2);
}
END_TEST

START_TEST(condition__is_no_member_of_two_groups_nor_a_rules_own) {
    struct seg_builder *b = sample_builder();
    int first = seg_when_group(b, SEG_ALL), second = seg_when_group(b, SEG_SOME);
    int leaf = seg_when_add(b, first, seg_when_flag(b, 0, 1));
    ck_assert_int_eq(seg_when_add(b, second, leaf), -1);
    refused(b, SEG_FAULT_SHARED, SEG_CONDITION, leaf);
    b = sample_builder();
    leaf = seg_when_flag(b, 0, 1);
    seg_add_signal(b, &(struct seg_signal_def){"own", leaf, 0});
    ck_assert_int_eq(seg_when_add(b, seg_when_group(b, SEG_ALL), leaf), -1);
    refused(b, SEG_FAULT_SHARED, SEG_CONDITION, leaf);
    b = sample_builder();
    leaf = seg_when_flag(b, 0, 1);
    ck_assert_int_eq(seg_when_add(b, leaf, seg_when_flag(b, 0, 0)), -1); /* a leaf has no members */
    refused(b, SEG_FAULT_REFERENCE, SEG_CONDITION, leaf);
    b = sample_builder();
    int not = seg_when_group(b, SEG_NOT);
    seg_when_add(b, not, seg_when_flag(b, 0, 1));
    seg_when_add(b, not, seg_when_flag(b, 0, 0));
    seg_add_signal(b, &(struct seg_signal_def){"two", not, 0});
    refused(b, SEG_FAULT_EMPTY, SEG_CONDITION, not );
}
END_TEST

START_TEST(table__has_its_columns_rows_and_combinations_within_bounds) {
    static const uint8_t masks[SEG_MAX_AXES + 2] = {1, 1, 1, 1, 1, 1};
    struct seg_builder *b = sample_builder();
    ck_assert_int_eq(seg_add_column(b, NEED), -1);
    refused(b, SEG_FAULT_DUPLICATE, SEG_AXIS, NEED);
    for (int axis = -1; axis <= SEG_MAX_AXES; axis += SEG_MAX_AXES + 1) {
        b = sample_builder();
        ck_assert_int_eq(seg_add_column(b, axis), -1);
        refused(b, SEG_FAULT_REFERENCE, SEG_AXIS, axis);
    }
    b = sample_builder();
    seg_add_column(b, 3); /* may be added later, and is not */
    refused(b, SEG_FAULT_REFERENCE, SEG_CELL, 3);
    b = sample_builder();
    ck_assert_int_eq(seg_add_row(b, masks, SEG_MAX_AXES + 2, 0), -1);
    refused(b, SEG_FAULT_TOO_MANY, SEG_ROW, 4);
    for (int segment = -1; segment <= 4; segment += 5) {
        b = sample_builder();
        seg_add_row(b, masks, 3, segment);
        refused(b, SEG_FAULT_REFERENCE, SEG_ROW, 4);
    }
    static const uint8_t none[3] = {1, 0, SEG_ANY}, beyond[3] = {1, 1 << 2, SEG_ANY};
    b = sample_builder();
    seg_add_row(b, none, 3, 0);
    refused(b, SEG_FAULT_REFERENCE, SEG_ROW, 4);
    b = sample_builder();
    seg_add_row(b, beyond, 3, 0);
    refused(b, SEG_FAULT_REFERENCE, SEG_ROW, 4);
}
END_TEST

START_TEST(model__without_what_it_needs_is_refused) {
    struct seg_builder *b = seg_builder_new(NULL);
    seg_set_name(b, "none", 1);
    seg_add_row(b, NULL, 0, 0);
    refused(b, SEG_FAULT_EMPTY, SEG_SEGMENT, 0);
    b = least();
    add_axis(b, 0);
    refused(b, SEG_FAULT_EMPTY, SEG_AXIS, 0); /* no state */
    b = least();
    add_axis(b, 0);
    add_state(b, 0);
    seg_add_item(b, &(struct seg_item_def){.code = "scored", .axis = 0, .weight = 1});
    add_level(b, 0);
    refused(b, SEG_FAULT_EMPTY, SEG_AXIS, 0); /* no band */
    for (int segment = -1; segment <= 1; segment += 2) {
        b = least();
        seg_add_rule(b,
                     &(struct seg_rule_def){"lost", seg_when_age(b, 0, 18), SEG_SET, segment, 0});
        refused(b, SEG_FAULT_REFERENCE, SEG_RULE, 0);
    }
}
END_TEST

/* A caller who adds everything and looks once has the first fault, not the last. */
START_TEST(fault__that_came_first_is_kept) {
    struct seg_builder *b = least();
    ck_assert_int_eq(seg_add_flag(b, "Bad"), -1);
    ck_assert_int_eq(seg_add_flag(b, "good"), -1);
    ck_assert_int_eq(add_segment(b, 1), -1);
    ck_assert_int_eq(seg_set_hit(b, (enum seg_hit)7), -1);
    refused(b, SEG_FAULT_CODE, SEG_FLAG, 0);
}
END_TEST

Suite *limits_suite(void) {
    Suite *suite = suite_create("limits");
    TCase *tests = tcase_create("bounds");
    tcase_add_loop_test(tests, limit__is_reached_and_one_more_is_refused, 0,
                        sizeof limits / sizeof *limits);
    tcase_add_test(tests, number__at_its_bound_is_taken_and_beyond_it_is_refused);
    tcase_add_test(tests, owner__that_is_not_there_is_refused);
    tcase_add_test(tests, band_choice__is_for_a_band_and_an_option_that_are_there);
    tcase_add_test(tests, condition__is_no_member_of_two_groups_nor_a_rules_own);
    tcase_add_test(tests, table__has_its_columns_rows_and_combinations_within_bounds);
    tcase_add_test(tests, model__without_what_it_needs_is_refused);
    tcase_add_test(tests, fault__that_came_first_is_kept);
    suite_add_tcase(suite, tests);
    return suite;
}
