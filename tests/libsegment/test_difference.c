/* Why two models come to different segments: the first cause, by codes, in both directions. */
#include "sample.h"
#include "suites.h"

#include <string.h>

enum { LEVELS = 5 };

/* A small model: an axis of points that one item scores, two flags, and what is to differ. */
struct version {
    const char *segments[3];
    const char *states[2];
    uint32_t cut;        /* where the second state begins */
    int cells[2];        /* the segment of each state */
    const char *rule[2]; /* codes, in order: of flag 0 and 1; or NULL */
    int to[2], final[2];
    enum seg_effect effect[2];
    const char *axis; /* of its own, which a last rule reads; or NULL */
};

static const struct version plain = {.segments = {"low", "middle", "high"},
                                     .states = {"few", "many"},
                                     .cut = 2,
                                     .cells = {0, 1},
                                     .rule = {"first", "second"},
                                     .to = {1, 2}};

static void add_rules(struct seg_builder *b, const struct version *version) {
    for (int r = 0; r < 2; r++) {
        if (version->rule[r] == NULL) {
            continue;
        }
        int flag = strcmp(version->rule[r], "second") == 0;
        struct seg_rule_def def = {version->rule[r], seg_when_flag(b, flag, 1), version->effect[r],
                                   version->to[r], version->final[r]};
        seg_add_rule(b, &def);
    }
    if (version->axis != NULL) {
        int axis = seg_add_axis(b, &(struct seg_axis_def){version->axis, SEG_RATIO, 0});
        seg_add_state(b, axis, "always");
        struct seg_rule_def def = {"own", seg_when_axis(b, axis, 1), SEG_AT_LEAST, 2, 0};
        seg_add_rule(b, &def);
    }
}

static struct seg_model *build(const struct version *version) {
    struct seg_builder *b = seg_builder_new(NULL);
    seg_set_name(b, "small", 1);
    for (int s = 0; s < 3; s++) {
        seg_add_segment(b, &(struct seg_segment_def){version->segments[s], NULL, 0});
    }
    seg_add_above(b, 1, 0);
    seg_add_above(b, 2, 1);
    seg_add_axis(b, &(struct seg_axis_def){"load", SEG_POINTS, 0});
    seg_add_state(b, 0, version->states[0]);
    seg_add_state(b, 0, version->states[1]);
    seg_add_band(b, 0, 0, 0);
    seg_add_band(b, 0, version->cut, 1);
    seg_add_item(b, &(struct seg_item_def){.code = "item", .axis = 0, .weight = 1});
    for (uint32_t level = 0; level < LEVELS; level++) {
        seg_add_option(b, 0, &(struct seg_option_def){NULL, level, 0});
    }
    seg_add_flag(b, "one");
    seg_add_flag(b, "two");
    seg_add_column(b, 0);
    for (int state = 0; state < 2; state++) {
        uint8_t mask = (uint8_t)(1u << state);
        seg_add_row(b, &mask, 1, version->cells[state]);
    }
    add_rules(b, version);
    return sample_compile(b);
}

static struct seg_input input_of(uint8_t level, uint8_t one, uint8_t two) {
    struct seg_input input;
    seg_input_init(&input);
    input.answers[SEG_PROFESSIONAL][0] = level;
    input.flags[0] = one;
    input.flags[1] = two;
    return input;
}

/* The difference for one client; `back`: from the second to the first. */
static struct seg_difference between(const struct version *a, const struct version *b,
                                     struct seg_input input, int back) {
    struct seg_model *models[2] = {build(back ? b : a), build(back ? a : b)};
    struct seg_result results[2];
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(seg_evaluate(models[i], &input, &results[i]), SEG_OK);
    }
    struct seg_difference difference =
        seg_difference(models[0], &results[0], models[1], &results[1]);
    seg_model_free(models[0]);
    seg_model_free(models[1]);
    return difference;
}

static void check(const struct version *other, struct seg_input input,
                  enum seg_difference_kind kind, int in_a, int in_b) {
    struct seg_difference there = between(&plain, other, input, 0);
    ck_assert_int_eq(there.kind, kind);
    ck_assert_int_eq(there.in_a, in_a);
    ck_assert_int_eq(there.in_b, in_b);
    struct seg_difference back = between(&plain, other, input, 1);
    ck_assert_int_eq(back.kind, kind);
    ck_assert_int_eq(back.in_a, in_b);
    ck_assert_int_eq(back.in_b, in_a);
    ck_assert_uint_eq(back.states_a, there.states_b);
    ck_assert_uint_eq(back.band_a, there.band_b);
}

START_TEST(difference__of_segments_in_another_order_is_none) {
    struct version other = plain;
    other.segments[0] = "middle"; /* the same table and rules by other indexes */
    other.segments[1] = "low";
    other.cells[0] = 1;
    other.cells[1] = 0;
    for (uint8_t level = 0; level < LEVELS; level++) {
        check(&other, input_of(level, 0, 0), SEG_SAME, -1, -1);
    }
    check(&other, input_of(SEG_UNKNOWN, 0, 0), SEG_SAME, -1, -1);
}
END_TEST

START_TEST(difference__by_a_cut_off_names_the_bands_of_both) {
    struct version other = plain;
    other.cut = 3;
    check(&other, input_of(1, 0, 0), SEG_SAME, -1, -1);
    check(&other, input_of(3, 0, 0), SEG_SAME, -1, -1);
    check(&other, input_of(2, 0, 0), SEG_BY_AXIS, 0, 0);
    struct seg_difference difference = between(&plain, &other, input_of(2, 0, 0), 0);
    ck_assert_uint_eq(difference.states_a, 2);
    ck_assert_uint_eq(difference.states_b, 1);
    ck_assert_uint_eq(difference.band_a, 1);
    ck_assert_uint_eq(difference.band_b, 0);
}
END_TEST

/* A state that is judged lies in no band; one that the other does not know is another. */
START_TEST(difference__by_a_state_of_another_name_has_no_band_where_it_is_judged) {
    struct version other = plain;
    struct seg_input input = input_of(SEG_UNKNOWN, 0, 0);
    other.states[1] = "plenty";
    other.cells[1] = 2;
    input.axis_state[0] = 1;
    check(&other, input, SEG_BY_AXIS, 0, 0);
    struct seg_difference difference = between(&plain, &other, input, 0);
    ck_assert_uint_eq(difference.band_a, SEG_NONE);
    ck_assert_uint_eq(difference.band_b, SEG_NONE);
    input.axis_state[0] = 0;
    check(&other, input, SEG_SAME, -1, -1);
}
END_TEST

START_TEST(difference__by_an_axis_that_only_one_has) {
    struct version other = plain;
    other.axis = "more";
    check(&other, input_of(4, 0, 0), SEG_BY_AXIS, -1, 1);
    struct seg_difference difference = between(&plain, &other, input_of(4, 0, 0), 0);
    ck_assert_uint_eq(difference.states_a, 0);
    ck_assert_uint_eq(difference.states_b, 1);
    check(&other, input_of(4, 0, 1), SEG_SAME, -1, -1); /* high in both */
}
END_TEST

START_TEST(difference__by_a_cell_of_the_table) {
    struct version other = plain;
    other.cells[1] = 2;
    check(&other, input_of(4, 0, 0), SEG_BY_CELL, -1, -1);
    check(&other, input_of(1, 0, 0), SEG_SAME, -1, -1);
    other = plain;
    other.segments[1] = "between"; /* a segment that the other has not */
    check(&other, input_of(4, 0, 0), SEG_BY_CELL, -1, -1);
}
END_TEST

START_TEST(difference__by_a_rule_that_only_one_has) {
    struct version other = plain;
    other.rule[0] = NULL;
    check(&other, input_of(0, 1, 0), SEG_BY_RULE, 0, -1);
    check(&other, input_of(0, SEG_UNKNOWN, 0), SEG_BY_RULE, 0, -1); /* it may hold */
    check(&other, input_of(0, 0, 0), SEG_SAME, -1, -1);
    other.rule[1] = "new"; /* each has one that the other lacks: that of the first is named */
    for (int back = 0; back < 2; back++) {
        struct seg_difference difference = between(&plain, &other, input_of(0, 1, 0), back);
        ck_assert_int_eq(difference.kind, SEG_BY_RULE);
        ck_assert_int_eq(difference.in_a, 0);
        ck_assert_int_eq(difference.in_b, -1);
    }
}
END_TEST

START_TEST(difference__by_what_a_rule_does) {
    struct version other = plain;
    other.to[0] = 2;
    check(&other, input_of(0, 1, 0), SEG_BY_RULE, 0, 0);
    check(&other, input_of(0, 1, 1), SEG_SAME, -1, -1);
    other = plain;
    other.effect[0] = SEG_SET;
    other.cells[1] = 1;
    check(&other, input_of(4, 1, 0), SEG_SAME, -1, -1);
    other.final[0] = 1;
    other.effect[0] = SEG_AT_LEAST;
    check(&other, input_of(0, 1, 1), SEG_BY_RULE, 0, 0); /* the second is not tried after it */
}
END_TEST

START_TEST(difference__by_set_in_place_of_at_least) {
    struct version high = plain, other = plain;
    high.cells[1] = other.cells[1] = 2;
    other.effect[0] = SEG_SET;
    struct seg_difference difference = between(&high, &other, input_of(4, 1, 0), 0);
    ck_assert_int_eq(difference.kind, SEG_BY_RULE);
    ck_assert_int_eq(difference.in_a, 0);
    ck_assert_int_eq(difference.in_b, 0);
}
END_TEST

/* Both hold in both, and do the same; only which is last differs. */
START_TEST(difference__of_the_order_of_rules_is_by_none_of_them) {
    struct version first = plain, other = plain;
    first.effect[0] = first.effect[1] = SEG_SET;
    other = first;
    other.rule[0] = "second";
    other.rule[1] = "first";
    other.to[0] = 2;
    other.to[1] = 1;
    for (int back = 0; back < 2; back++) {
        struct seg_difference difference = between(&first, &other, input_of(0, 1, 1), back);
        ck_assert_int_eq(difference.kind, SEG_BY_UNKNOWNS);
        ck_assert_int_eq(difference.in_a, -1);
        ck_assert_int_eq(difference.in_b, -1);
        ck_assert_int_eq(between(&first, &other, input_of(0, 1, 0), back).kind, SEG_SAME);
    }
}
END_TEST

/* An open score that reaches the cut-off in one model only: its high end tells the bands. */
START_TEST(difference__of_an_open_score_is_by_the_end_that_differs) {
    struct version other = plain;
    other.cut = 9; /* beyond the greatest sum */
    struct seg_difference difference = between(&plain, &other, input_of(SEG_UNKNOWN, 0, 0), 0);
    ck_assert_int_eq(difference.kind, SEG_BY_AXIS);
    ck_assert_uint_eq(difference.states_a, 3);
    ck_assert_uint_eq(difference.states_b, 1);
    ck_assert_uint_eq(difference.band_a, 1);
    ck_assert_uint_eq(difference.band_b, 0);
}
END_TEST

Suite *difference_suite(void) {
    Suite *suite = suite_create("difference");
    TCase *tests = tcase_create("of two models");
    tcase_add_test(tests, difference__of_segments_in_another_order_is_none);
    tcase_add_test(tests, difference__by_a_cut_off_names_the_bands_of_both);
    tcase_add_test(tests, difference__by_a_state_of_another_name_has_no_band_where_it_is_judged);
    tcase_add_test(tests, difference__by_an_axis_that_only_one_has);
    tcase_add_test(tests, difference__by_a_cell_of_the_table);
    tcase_add_test(tests, difference__by_a_rule_that_only_one_has);
    tcase_add_test(tests, difference__by_what_a_rule_does);
    tcase_add_test(tests, difference__by_set_in_place_of_at_least);
    tcase_add_test(tests, difference__of_the_order_of_rules_is_by_none_of_them);
    tcase_add_test(tests, difference__of_an_open_score_is_by_the_end_that_differs);
    suite_add_tcase(suite, tests);
    return suite;
}
