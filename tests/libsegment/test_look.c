/* Looking into a model past what it has: "", 0 or SEG_NONE, never what lies beside it. */
#include "sample.h"
#include "suites.h"

#include <string.h>

enum { VISITS = ALL_ITEMS };

static struct seg_model *model;

/* The sample with a count of visits, 0, 2, 5 and more. */
static void open_model(void) {
    static const uint32_t froms[] = {0, 2, 5};
    struct seg_builder *b = sample_builder();
    struct seg_item_def def = {.code = "visits", .kind = SEG_COUNT, .axis = NEED, .weight = 1};
    int item = seg_add_item(b, &def);
    for (uint32_t o = 0; o < 3; o++) {
        seg_add_option(b, item, &(struct seg_option_def){NULL, o, froms[o]});
    }
    model = sample_compile(b);
}

static void close_model(void) {
    seg_model_free(model);
}

START_TEST(look__past_the_end_finds_nothing) {
    static const enum seg_kind kinds[] = {SEG_MODEL,    SEG_SEGMENT, SEG_AXIS,   SEG_ITEM, SEG_FLAG,
                                          SEG_DURATION, SEG_RULE,    SEG_SIGNAL, SEG_STATE};
    static const size_t counts[] = {1, 4, 2, ALL_ITEMS + 1, 1, 3, 2, 4, 0};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        ck_assert_uint_eq(seg_model_count(model, kinds[k]), counts[k]);
        for (size_t i = 0; i < counts[k]; i++) {
            ck_assert_str_ne(seg_model_code(model, kinds[k], i), "");
        }
        ck_assert_str_eq(seg_model_code(model, kinds[k], counts[k]), "");
        ck_assert_str_eq(seg_model_code(model, kinds[k], SIZE_MAX), "");
    }
    ck_assert_uint_eq(seg_model_count(model, SEG_CONDITION), 3 + 1 + 4 + 3);
    ck_assert_uint_eq(seg_model_count(model, SEG_CELL), 3 * 2 * 3);
    ck_assert_uint_eq(seg_model_count(model, SEG_OPTION), 0); /* of which item? */
    ck_assert_str_eq(seg_model_code(model, SEG_CELL, 0), ""); /* has none */
}
END_TEST

START_TEST(look__past_the_segments_gives_zero) {
    ck_assert_uint_eq(seg_segment_lighter(model, HUOLENPITO), 7);
    ck_assert_uint_eq(seg_segment_lighter(model, 4), 0);
    ck_assert_str_eq(seg_segment_process(model, 4), "");
    ck_assert_uint_eq(seg_segment_review_months(model, OMATOIMI), 24);
    ck_assert_uint_eq(seg_segment_review_months(model, 4), 0);
    ck_assert_int_eq(seg_segment_below(model, OMATOIMI, HUOLENPITO), 1);
    ck_assert_int_eq(seg_segment_below(model, HUOLENPITO, OMATOIMI), 0);
    ck_assert_int_eq(seg_segment_below(model, TUKI, TUKI), 0);
    ck_assert_int_eq(seg_segment_below(model, TUKI, YHTEISTYO), 0);
    ck_assert_int_eq(seg_segment_below(model, OMATOIMI, 4), 0);
    ck_assert_int_eq(seg_segment_below(model, 4, HUOLENPITO), 0);
    ck_assert_uint_eq(seg_rule_segment(model, 2), SEG_NONE);
    ck_assert_int_eq(seg_rule_effect(model, 2), SEG_AT_LEAST);
    ck_assert_int_eq(seg_rule_final(model, 2), 0);
    ck_assert_uint_eq(seg_signal_review_months(model, SIGNAL_OUTLOOK), 3);
    ck_assert_uint_eq(seg_signal_review_months(model, 4), 0);
}
END_TEST

START_TEST(look__past_the_axes_gives_zero) {
    ck_assert_uint_eq(seg_axis_states(model, COPING), 3);
    ck_assert_uint_eq(seg_axis_states(model, 2), 0);
    ck_assert_str_eq(seg_axis_state_code(model, COPING, DIFFICULT), "difficult");
    ck_assert_str_eq(seg_axis_state_code(model, COPING, 3), "");
    ck_assert_str_eq(seg_axis_state_code(model, 2, 0), "");
    ck_assert_int_eq(seg_axis_method(model, 2), SEG_RATIO);
    ck_assert_uint_eq(seg_axis_scale(model, 2), 0);
    ck_assert_uint_eq(seg_axis_greatest_sum(model, COPING), 48); /* twelve weights, four points */
    ck_assert_uint_eq(seg_axis_greatest_sum(model, 2), 0);
    ck_assert_uint_eq(seg_axis_bands(model, NEED), 2);
    ck_assert_uint_eq(seg_axis_bands(model, 2), 0);
    struct seg_band_info by_outlook = seg_axis_band(model, COPING, 1);
    ck_assert_uint_eq(by_outlook.from, 400);
    ck_assert_uint_eq(by_outlook.item, OUTLOOK);
    ck_assert_uint_eq(by_outlook.states, 1 << TEMPORARILY_DIFFICULT | 1 << DIFFICULT);
    struct seg_band_info none = seg_axis_band(model, COPING, 2);
    ck_assert_uint_eq(none.from, 0);
    ck_assert_uint_eq(none.item, SEG_NONE);
    ck_assert_uint_eq(none.states, 0);
}
END_TEST

START_TEST(look__past_the_items_and_options_gives_nothing) {
    ck_assert_uint_eq(seg_item(model, ALL_ITEMS + 1).levels, 0);
    ck_assert_uint_eq(seg_item(model, ALL_ITEMS + 1).axis, SEG_NONE);
    ck_assert_str_eq(seg_option_code(model, OUTLOOK, LASTING), "lasting");
    ck_assert_str_eq(seg_option_code(model, OUTLOOK, 3), "");
    ck_assert_str_eq(seg_option_code(model, 0, 0), ""); /* levels have no codes */
    ck_assert_str_eq(seg_option_code(model, ALL_ITEMS + 1, 0), "");
    ck_assert_uint_eq(seg_option_points(model, 0, 4), 8); /* of weight 2 */
    ck_assert_uint_eq(seg_option_points(model, 0, 5), 0);
    ck_assert_uint_eq(seg_option_points(model, ALL_ITEMS + 1, 0), 0);
    ck_assert_uint_eq(seg_option_from(model, VISITS, 2), 5);
    ck_assert_uint_eq(seg_option_from(model, VISITS, 3), 0);
    ck_assert_uint_eq(seg_option_from(model, ALL_ITEMS + 1, 0), 0);
}
END_TEST

/* 9 reversed, of five levels: the best answer adds what the worst of another adds. */
START_TEST(look__points_of_a_reversed_item_are_turned_round) {
    for (size_t level = 0; level < 5; level++) {
        ck_assert_uint_eq(seg_option_points(model, COPING_ITEMS - 1, level), 4 - level);
    }
}
END_TEST

START_TEST(level__of_an_answer_is_a_count_by_its_bands) {
    static const struct {
        uint32_t count;
        int level;
    } counts[] = {{0, 0}, {1, 0}, {2, 1}, {4, 1}, {5, 2}, {SEG_MAX_COUNT, 2}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        ck_assert_int_eq(seg_item_level(model, VISITS, counts[i].count), counts[i].level);
    }
    ck_assert_int_eq(seg_item_level(model, VISITS, SEG_MAX_COUNT + 1), -1);
    ck_assert_int_eq(seg_item_level(model, 0, 4), 4);
    ck_assert_int_eq(seg_item_level(model, 0, 5), -1);
    ck_assert_int_eq(seg_item_level(model, OUTLOOK, 0), -1); /* a choice has no level */
    ck_assert_int_eq(seg_item_level(model, ALL_ITEMS + 1, 0), -1);
}
END_TEST

START_TEST(find__takes_whole_codes_only) {
    char longer[SEG_MAX_CODE + 2];
    memset(longer, 'a', sizeof longer);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "tuki", 4), TUKI);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "tuki, and more", 4), TUKI);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "tuki", 3), -1);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "tukia", 5), -1);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, "", 0), -1);
    ck_assert_int_eq(seg_model_find(model, SEG_AXIS, "tuki", 4), -1);
    ck_assert_int_eq(seg_model_find(model, SEG_SEGMENT, longer, SEG_MAX_CODE + 1), -1);
    ck_assert_int_eq(seg_axis_state_find(model, COPING, "difficult", 9), DIFFICULT);
    ck_assert_int_eq(seg_axis_state_find(model, COPING, "difficult", 4), -1);
    ck_assert_int_eq(seg_axis_state_find(model, NEED, "difficult", 9), -1);
    ck_assert_int_eq(seg_axis_state_find(model, COPING, "", 0), -1);
    ck_assert_int_eq(seg_axis_state_find(model, 2, "few", 3), -1);
    ck_assert_int_eq(seg_option_find(model, OUTLOOK, "not_known", 9), NOT_KNOWN);
    ck_assert_int_eq(seg_option_find(model, OUTLOOK, "not_know", 8), -1);
    ck_assert_int_eq(seg_option_find(model, 0, "", 0), -1); /* not the code that levels lack */
    ck_assert_int_eq(seg_option_find(model, ALL_ITEMS + 1, "lasting", 7), -1);
}
END_TEST

START_TEST(cell__of_a_state_that_is_not_there_is_none) {
    const uint8_t good[3] = {DIFFICULT, MANY, CONTINUOUS};
    ck_assert_uint_eq(seg_cell_segment(model, good), HUOLENPITO);
    for (int column = 0; column < 3; column++) {
        uint8_t bad[3] = {DIFFICULT, MANY, CONTINUOUS};
        bad[column]++;
        ck_assert_uint_eq(seg_cell_segment(model, bad), SEG_NONE);
        bad[column] = SEG_UNKNOWN;
        ck_assert_uint_eq(seg_cell_segment(model, bad), SEG_NONE);
    }
    ck_assert_uint_eq(seg_cell_column(model, 1), NEED);
    ck_assert_uint_eq(seg_cell_column(model, 2), SEG_BY_DURATION);
    ck_assert_uint_eq(seg_cell_column(model, 3), SEG_NONE);
}
END_TEST

/* Of each column by itself: the last moves fastest, whatever the table says of the others. */
START_TEST(cell__follows_every_column) {
    static const uint8_t segments[3][2] = {
        {OMATOIMI, YHTEISTYO}, {TUKI, HUOLENPITO}, {TUKI, HUOLENPITO}};
    for (uint8_t coping = 0; coping < 3; coping++) {
        for (uint8_t need = 0; need < 2; need++) {
            for (uint8_t duration = 0; duration < 3; duration++) {
                const uint8_t states[] = {coping, need, duration};
                ck_assert_uint_eq(seg_cell_segment(model, states), segments[coping][need]);
            }
        }
    }
}
END_TEST

Suite *look_suite(void) {
    Suite *suite = suite_create("look");
    TCase *tests = tcase_create("into a model");
    tcase_add_checked_fixture(tests, open_model, close_model);
    tcase_add_test(tests, look__past_the_end_finds_nothing);
    tcase_add_test(tests, look__past_the_segments_gives_zero);
    tcase_add_test(tests, look__past_the_axes_gives_zero);
    tcase_add_test(tests, look__past_the_items_and_options_gives_nothing);
    tcase_add_test(tests, look__points_of_a_reversed_item_are_turned_round);
    tcase_add_test(tests, level__of_an_answer_is_a_count_by_its_bands);
    tcase_add_test(tests, find__takes_whole_codes_only);
    tcase_add_test(tests, cell__of_a_state_that_is_not_there_is_none);
    tcase_add_test(tests, cell__follows_every_column);
    suite_add_tcase(suite, tests);
    return suite;
}
