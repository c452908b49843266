/* What a proof finds, in words: of every kind and verdict, with code, place and fix. */
#include "suites.h"

#include <stdio.h>
#include <string.h>

static struct segj_model *model;

static void open_model(void) {
    model = shipped("helsinki");
}

static void close_model(void) {
    segj_model_free(model);
}

enum { COPING, NEED };
enum { OMATOIMI, TUKI, YHTEISTYO, HUOLENPITO };
enum { SELF_CARE = 4, OUTLOOK = 10, VISITS = 22 };

static struct seg_finding finding_of(enum seg_finding_kind kind, enum seg_kind place, int index,
                                     int of) {
    struct seg_finding finding;
    memset(&finding, 0, sizeof finding);
    finding.kind = kind;
    finding.place = (struct seg_place){place, index, of};
    return finding;
}

static void check(const struct seg_finding *finding, const char *code, const char *pointer,
                  const char *text, int is_fault) {
    struct segj_fault fault;
    memset(&fault, 0x55, sizeof fault);
    ck_assert_int_eq(segj_finding(model, finding, &fault), is_fault);
    ck_assert_str_eq(fault.code, code);
    ck_assert_str_eq(fault.pointer, pointer);
    ck_assert_str_eq(fault.text, text);
    ck_assert_int_eq(fault.line, 0);
    ck_assert_int_eq(fault.fix[strlen(fault.fix) - 1], '.');
}

/* ---- About one thing ---------------------------------------------------------------------- */

static const struct {
    enum seg_finding_kind kind;
    enum seg_kind place;
    int index, of;
    const char *code, *pointer, *text;
    int is_fault;
} things[] = {
    {SEG_SEGMENT_UNREACHED, SEG_SEGMENT, TUKI, -1, "segment_unreached", "/segments/1",
     "No input leads to the segment \"tuki\".", 1},
    {SEG_RULE_DEAD, SEG_RULE, 1, -1, "rule_dead", "/rules/1",
     "No input makes the rule \"special_support\" hold.", 1},
    {SEG_RULE_IDLE, SEG_RULE, 0, -1, "rule_idle", "/rules/0",
     "The rule \"special_support_difficult\" holds at times, but never changes the segment.", 1},
    {SEG_SIGNAL_DEAD, SEG_SIGNAL, 5, -1, "signal_dead", "/signals/5",
     "No input makes the signal \"outlook_unknown\" hold.", 1},
    {SEG_BAND_UNREACHED, SEG_BAND, 1, NEED, "band_unreached", "/axes/1/bands/1",
     "No score of the axis \"need\" lies in the band from 400.", 1},
    {SEG_ROW_UNUSED, SEG_ROW, 3, -1, "row_unused", "/cells/rows/3",
     "The row 3 never matches first.", 1},
    {SEG_JUDGED_ONLY, SEG_SEGMENT, HUOLENPITO, -1, "judged_only", "/segments/3",
     "No answers, only states given by judgement, lead to the segment \"huolenpito\".", 0},
    {SEG_JUDGED_ONLY, SEG_RULE, 1, -1, "judged_only", "/rules/1",
     "No answers, only states given by judgement, lead to the rule \"special_support\".", 0},
    {SEG_JUDGED_ONLY, SEG_SIGNAL, 0, -1, "judged_only", "/signals/0",
     "No answers, only states given by judgement, lead to the signal \"duration_mismatch\".", 0},
    {SEG_UNREAD, SEG_AXIS, NEED, -1, "unread", "/axes/1", "Nothing reads the axis \"need\".", 0},
    {SEG_UNREAD, SEG_FLAG, 0, -1, "unread", "/flags/0",
     "Nothing reads the flag \"special_support\".", 0},
    {SEG_UNREAD, SEG_ITEM, SELF_CARE, -1, "unread", "/items/4",
     "The answer to \"d5_self_care\" adds nothing, and no condition reads it.", 0}};
enum { THINGS = sizeof things / sizeof *things };

START_TEST(found__about_a_thing_names_it_and_its_place) {
    struct seg_finding finding =
        finding_of(things[_i].kind, things[_i].place, things[_i].index, things[_i].of);
    check(&finding, things[_i].code, things[_i].pointer, things[_i].text, things[_i].is_fault);
}
END_TEST

START_TEST(found__of_two_rules_names_both) {
    struct seg_finding finding = finding_of(SEG_RULE_ORDER, SEG_RULE, 0, -1);
    finding.other = (struct seg_place){SEG_RULE, 1, -1};
    check(&finding, "rule_order", "/rules/0",
          "Exchanged, the rules \"special_support_difficult\" and \"special_support\" would give "
          "another outcome.",
          0);
}
END_TEST

START_TEST(found__of_a_cell_names_its_combination) {
    struct seg_finding finding = finding_of(SEG_CELL_UNREACHED, SEG_CELL, 7, -1);
    finding.cell[0] = 2;
    finding.cell[1] = 1;
    finding.cell[2] = 1;
    struct segj_fault fault;
    ck_assert_int_eq(segj_finding(model, &finding, &fault), 0);
    ck_assert_str_eq(fault.pointer, "/cells");
    ck_assert_ptr_nonnull(strstr(fault.text, "lead to the combination difficult, many"));
    ck_assert_int_eq(fault.text[strlen(fault.text) - 1], '.');
}
END_TEST

START_TEST(found__of_options_tells_them_by_level_or_code) {
    struct seg_finding finding = finding_of(SEG_OPTIONS_ALIKE, SEG_OPTION, 3, SELF_CARE);
    finding.other = (struct seg_place){SEG_OPTION, 2, SELF_CARE};
    check(&finding, "options_alike", "/scales/difficulty/3",
          "Of \"d5_self_care\", level 2 and level 3 add the same, and nothing tells them apart.",
          0);
    finding.kind = SEG_POINTS_FALL;
    check(&finding, "points_fall", "/scales/difficulty/3",
          "Of \"d5_self_care\", after level 2 comes level 3, which is less bad by its points.", 0);
    finding = finding_of(SEG_OPTIONS_ALIKE, SEG_OPTION, 2, OUTLOOK);
    finding.other = (struct seg_place){SEG_OPTION, 0, OUTLOOK};
    struct segj_fault fault;
    segj_finding(model, &finding, &fault);
    ck_assert_ptr_nonnull(strstr(fault.text, "passing"));
    ck_assert_ptr_nonnull(strstr(fault.text, "not_known"));
    ck_assert_str_eq(fault.pointer, "/items/10/options/2");
}
END_TEST

/* ---- Worse, and lighter ------------------------------------------------------------------- */

START_TEST(found__worse_answer_tells_both_answers_and_segments) {
    struct seg_finding finding = finding_of(SEG_WORSE_IS_LIGHTER, SEG_ITEM, SELF_CARE, -1);
    finding.from = 1;
    finding.to = 3;
    finding.segment_before = HUOLENPITO;
    finding.segment_after = YHTEISTYO;
    check(&finding, "worse_is_lighter", "/items/4",
          "A worse answer to \"d5_self_care\" (from level 1 to level 3) leads from huolenpito to "
          "the lighter yhteistyo.",
          1);
    finding.from = SEG_NOT_APPLICABLE;
    finding.segment_after = SEG_NONE;
    check(&finding, "worse_is_lighter", "/items/4",
          "A worse answer to \"d5_self_care\" (from not applicable to level 3) leads from "
          "huolenpito to the lighter none.",
          1);
    finding.from = SEG_UNKNOWN;
    finding.segment_after = TUKI;
    check(&finding, "worse_is_lighter", "/items/4",
          "A worse answer to \"d5_self_care\" (from no answer to level 3) leads from huolenpito "
          "to the lighter tuki.",
          1);
}
END_TEST

START_TEST(found__worse_state_or_duration_tells_both) {
    struct seg_finding finding = finding_of(SEG_WORSE_IS_LIGHTER, SEG_STATE, 2, COPING);
    finding.other = (struct seg_place){SEG_STATE, 0, COPING};
    finding.segment_before = HUOLENPITO;
    finding.segment_after = TUKI;
    check(&finding, "worse_is_lighter", "/axes/0/states/2",
          "A worse judged state (from easy to difficult) leads from huolenpito to the lighter "
          "tuki.",
          1);
    finding = finding_of(SEG_WORSE_IS_LIGHTER, SEG_DURATION, 2, -1);
    finding.other = (struct seg_place){SEG_DURATION, 0, -1};
    finding.segment_before = TUKI;
    finding.segment_after = OMATOIMI;
    check(&finding, "worse_is_lighter", "/duration/states/2",
          "A longer duration (from occasional to continuous) leads from tuki to the lighter "
          "omatoimi.",
          1);
}
END_TEST

/* ---- Undecided ---------------------------------------------------------------------------- */

/* Nothing undecided is a fault, and each says what is left open. */
START_TEST(undecided__of_the_whole_model_says_of_what) {
    for (int kind = SEG_SEGMENT_UNREACHED; kind <= SEG_POINTS_FALL; kind++) {
        struct seg_finding finding = finding_of((enum seg_finding_kind)kind, SEG_MODEL, 0, -1);
        struct segj_fault fault, decided;
        finding.verdict = SEG_UNDECIDED;
        ck_assert_int_eq(segj_finding(model, &finding, &fault), 0);
        ck_assert_str_eq(fault.pointer, "");
        ck_assert_int_eq(strncmp(fault.text, "Undecided: whether ", 19), 0);
        ck_assert_uint_gt(strlen(fault.text), 30);
        ck_assert_ptr_nonnull(strstr(fault.fix, "Simplify the model"));
        struct seg_finding found = finding_of((enum seg_finding_kind)kind, SEG_SEGMENT, 0, 0);
        segj_finding(model, &found, &decided);
        ck_assert_int_eq(strncmp(fault.code, "undecided_", 10), 0);
        ck_assert_str_eq(fault.code + 10, decided.code);
    }
}
END_TEST

START_TEST(undecided__of_a_thing_names_it) {
    struct seg_finding finding = finding_of(SEG_SEGMENT_UNREACHED, SEG_SEGMENT, TUKI, -1);
    finding.verdict = SEG_UNDECIDED;
    check(&finding, "undecided_segment_unreached", "/segments/1",
          "Undecided: whether an input leads to the segment \"tuki\".", 0);
    finding = finding_of(SEG_RULE_DEAD, SEG_RULE, 1, -1);
    finding.verdict = SEG_UNDECIDED;
    check(&finding, "undecided_rule_dead", "/rules/1",
          "Undecided: whether an input makes hold the rule \"special_support\".", 0);
    finding = finding_of(SEG_WORSE_IS_LIGHTER, SEG_RULE, 1, -1);
    finding.verdict = SEG_UNDECIDED;
    check(&finding, "undecided_worse_is_lighter", "/rules/1",
          "Undecided: whether a worse answer can lead to a lighter segment, as the rule "
          "\"special_support\" reads whether the views disagree.",
          0);
}
END_TEST

/* ---- Texts of a model --------------------------------------------------------------------- */

START_TEST(text__of_what_is_not_there_is_none) {
    static const struct seg_place beyond[] = {{SEG_SEGMENT, SEG_MAX_SEGMENTS, -1},
                                              {SEG_AXIS, SEG_MAX_AXES, -1},
                                              {SEG_STATE, SEG_MAX_STATES, 0},
                                              {SEG_STATE, 0, SEG_MAX_AXES},
                                              {SEG_ITEM, SEG_MAX_ITEMS, -1},
                                              {SEG_OPTION, SEG_MAX_LEVELS, 0},
                                              {SEG_OPTION, 0, SEG_MAX_ITEMS},
                                              {SEG_FLAG, SEG_MAX_FLAGS, -1},
                                              {SEG_DURATION, SEG_MAX_DURATIONS, -1},
                                              {SEG_RULE, SEG_MAX_RULES, -1},
                                              {SEG_SIGNAL, SEG_MAX_SIGNALS, -1},
                                              {SEG_BAND, 0, 0},
                                              {SEG_ROW, 0, -1},
                                              {SEG_CELL, 0, -1},
                                              {SEG_CONDITION, 0, -1},
                                              {SEG_AGE, 0, -1},
                                              {SEG_SEGMENT, -1, -1},
                                              {SEG_ITEM, -1, -1}};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        ck_assert_ptr_null(segj_text(model, beyond[i], SEGJ_NAME, SEGJ_FI));
        ck_assert_ptr_null(segj_text(model, beyond[i], SEGJ_WORDS, SEGJ_FI));
    }
    struct seg_place whole = {SEG_MODEL, 0, -1};
    ck_assert_ptr_nonnull(segj_text(model, whole, SEGJ_NAME, SEGJ_SV));
    ck_assert_ptr_nonnull(segj_text(model, whole, SEGJ_WORDS, SEGJ_SV));
    ck_assert_ptr_null(segj_text(model, whole, SEGJ_NAME, SEGJ_NO_LANGUAGE));
    ck_assert_ptr_null(segj_text(model, whole, SEGJ_NAME, (enum segj_language)3));
    ck_assert_ptr_nonnull(segj_consequence(model, TUKI, 0, SEGJ_EN));
    ck_assert_ptr_null(segj_consequence(model, TUKI, 100, SEGJ_EN));
    ck_assert_ptr_null(segj_consequence(model, SEG_MAX_SEGMENTS, 0, SEGJ_EN));
}
END_TEST

Suite *found_suite(void) {
    Suite *suite = suite_create("found");
    TCase *cases = tcase_create("findings");
    tcase_add_checked_fixture(cases, open_model, close_model);
    tcase_add_loop_test(cases, found__about_a_thing_names_it_and_its_place, 0, THINGS);
    tcase_add_test(cases, found__of_two_rules_names_both);
    tcase_add_test(cases, found__of_a_cell_names_its_combination);
    tcase_add_test(cases, found__of_options_tells_them_by_level_or_code);
    tcase_add_test(cases, found__worse_answer_tells_both_answers_and_segments);
    tcase_add_test(cases, found__worse_state_or_duration_tells_both);
    tcase_add_test(cases, undecided__of_the_whole_model_says_of_what);
    tcase_add_test(cases, undecided__of_a_thing_names_it);
    tcase_add_test(cases, text__of_what_is_not_there_is_none);
    suite_add_tcase(suite, cases);
    return suite;
}
