/* The rules of screenings, by hand-worked cases: figures in, findings out. */
#include "suites.h"

#include "domain/screening/screening_rules.h"

#include <string.h>

#define KNOWN(value_)                                                                              \
    { true, (value_) }

static const struct date as_of = {2026, 11, 22};

static struct screening_finding apply(enum screening_rule rule, struct screening_figures figures) {
    struct screening_facts facts;
    struct screening_finding finding;
    screening_facts_of(&figures, as_of, &facts);
    screening_apply(rule, &facts, &finding);
    return finding;
}

#define VERDICT(rule, ...)                                                                         \
    apply(SCREENING_RULE_##rule, (struct screening_figures){__VA_ARGS__}).verdict

START_TEST(frequent_visits__is_more_than_seven_a_year) {
    ck_assert_int_eq(VERDICT(frequent_visits, .face_to_face_visits = KNOWN(7)), SCREENING_NO);
    ck_assert_int_eq(VERDICT(frequent_visits, .face_to_face_visits = KNOWN(8)), SCREENING_YES);
    ck_assert_int_eq(VERDICT(frequent_visits, .face_to_face_visits = KNOWN(0)), SCREENING_NO);
    ck_assert_int_eq(VERDICT(frequent_visits, .gp_visits = KNOWN(50)), SCREENING_OPEN);
}
END_TEST

START_TEST(frequent_gp_visits__is_at_least_ten_a_year) {
    ck_assert_int_eq(VERDICT(frequent_gp_visits, .gp_visits = KNOWN(9)), SCREENING_NO);
    ck_assert_int_eq(VERDICT(frequent_gp_visits, .gp_visits = KNOWN(10)), SCREENING_YES);
    ck_assert_int_eq(VERDICT(frequent_gp_visits, .face_to_face_visits = KNOWN(20)), SCREENING_OPEN);
}
END_TEST

static int64_t lace(int64_t days, bool acute, int64_t charlson, int64_t emergencies) {
    const struct screening_finding finding = apply(
        SCREENING_RULE_lace, (struct screening_figures){.stay_days = KNOWN(days),
                                                        .acute_admission = KNOWN(acute),
                                                        .charlson_index = KNOWN(charlson),
                                                        .emergency_visits = KNOWN(emergencies)});
    ck_assert_int_eq(finding.value.low, finding.value.high);
    ck_assert_int_eq(finding.verdict, finding.value.low >= 10 ? SCREENING_YES : SCREENING_NO);
    ck_assert_uint_eq(finding.missing, 0);
    return finding.value.low;
}

START_TEST(lace__gives_the_points_of_the_published_index) {
    static const struct {
        int64_t days, points;
    } stays[] = {{0, 0}, {1, 1}, {2, 2},  {3, 3},  {4, 4},  {5, 4},
                 {6, 4}, {7, 5}, {13, 5}, {14, 7}, {30, 7}, {3650, 7}};
    static const int64_t charlson[] = {0, 1, 2, 3, 5, 5, 5}, emergencies[] = {0, 1, 2, 3, 4, 4, 4};
    for (size_t i = 0; i < sizeof stays / sizeof *stays; i++) {
        ck_assert_int_eq(lace(stays[i].days, false, 0, 0), stays[i].points);
    }
    for (int i = 0; i < 7; i++) {
        ck_assert_int_eq(lace(0, false, i, 0), charlson[i]);
        ck_assert_int_eq(lace(0, false, 0, i), emergencies[i]);
    }
    ck_assert_int_eq(lace(0, true, 0, 0), 3);
    ck_assert_int_eq(lace(3650, true, 40, 1000), 19);
    ck_assert_int_eq(lace(3, true, 2, 1), 9);
    ck_assert_int_eq(lace(4, true, 2, 1), 10);
}
END_TEST

START_TEST(lace__is_low_to_four_moderate_to_nine_and_high_from_ten) {
    static const char *const levels[] = {"low",      "low",      "low",      "low",
                                         "low",      "moderate", "moderate", "moderate",
                                         "moderate", "moderate", "high",     "high"};
    for (int points = 0; points < 12; points++) {
        ck_assert_str_eq(screening_level(SCREENING_RULE_lace, points)->code, levels[points]);
    }
    ck_assert_ptr_null(screening_level(SCREENING_RULE_drop_out, 5));
}
END_TEST

START_TEST(lace__of_what_is_not_known_spans_from_the_least_to_the_most) {
    struct screening_finding finding =
        apply(SCREENING_RULE_lace, (struct screening_figures){.stay_days = KNOWN(5),
                                                              .acute_admission = KNOWN(true),
                                                              .emergency_visits = KNOWN(1)});
    ck_assert_int_eq(finding.value.low, 8);
    ck_assert_int_eq(finding.value.high, 13);
    ck_assert_int_eq(finding.verdict, SCREENING_OPEN);
    ck_assert_uint_eq(finding.missing, 1u << SCREENING_FACT_charlson_index);
    /* Enough is known: whatever the index is, it is high. */
    ck_assert_int_eq(VERDICT(lace, .stay_days = KNOWN(14), .acute_admission = KNOWN(true)),
                     SCREENING_YES);
    /* Or it is not: 5 + 4 is no more than moderate. */
    ck_assert_int_eq(VERDICT(lace, .stay_days = KNOWN(0), .acute_admission = KNOWN(false)),
                     SCREENING_NO);
    finding =
        apply(SCREENING_RULE_lace, (struct screening_figures){.long_term_illnesses = KNOWN(1)});
    ck_assert_int_eq(finding.value.low, 0);
    ck_assert_int_eq(finding.value.high, 19);
}
END_TEST

START_TEST(drop_out__is_a_continuing_need_and_twelve_months_without_contact) {
    const struct date a_year = {2025, 11, 22}, a_day_less = {2025, 11, 23};
    ck_assert_int_eq(VERDICT(drop_out, .continuing_need = KNOWN(true), .last_contact_on = a_year),
                     SCREENING_YES);
    ck_assert_int_eq(
        VERDICT(drop_out, .continuing_need = KNOWN(true), .last_contact_on = a_day_less),
        SCREENING_NO);
    ck_assert_int_eq(VERDICT(drop_out, .continuing_need = KNOWN(false), .last_contact_on = a_year),
                     SCREENING_NO);
    ck_assert_int_eq(VERDICT(drop_out, .last_contact_on = a_year), SCREENING_OPEN);
    ck_assert_int_eq(VERDICT(drop_out, .continuing_need = KNOWN(true)), SCREENING_OPEN);
    /* A no is a no, whatever the other is. */
    ck_assert_int_eq(VERDICT(drop_out, .continuing_need = KNOWN(false)), SCREENING_NO);
    ck_assert_int_eq(VERDICT(drop_out, .last_contact_on = a_day_less), SCREENING_NO);
}
END_TEST

START_TEST(continuing_need__follows_from_illnesses_and_services_where_it_is_not_told) {
    const struct date long_ago = {2020, 1, 1};
    ck_assert_int_eq(
        VERDICT(drop_out, .last_contact_on = long_ago, .long_term_illnesses = KNOWN(1)),
        SCREENING_YES);
    ck_assert_int_eq(VERDICT(drop_out, .last_contact_on = long_ago, .services_in_use = KNOWN(2),
                             .long_term_illnesses = KNOWN(0)),
                     SCREENING_YES);
    ck_assert_int_eq(VERDICT(drop_out, .last_contact_on = long_ago, .services_in_use = KNOWN(0),
                             .long_term_illnesses = KNOWN(0)),
                     SCREENING_NO);
    ck_assert_int_eq(VERDICT(drop_out, .last_contact_on = long_ago, .services_in_use = KNOWN(0)),
                     SCREENING_OPEN);
    ck_assert_int_eq(VERDICT(drop_out, .last_contact_on = long_ago, .services_in_use = KNOWN(3),
                             .continuing_need = KNOWN(false)),
                     SCREENING_NO);
}
END_TEST

START_TEST(months__are_whole_ones_of_the_calendar) {
    static const struct {
        struct date from, to;
        int64_t months;
    } spans[] = {{{2026, 1, 31}, {2026, 2, 28}, 1},     {{2026, 1, 31}, {2026, 2, 27}, 0},
                 {{2024, 2, 29}, {2025, 2, 28}, 12},    {{2024, 2, 29}, {2025, 2, 27}, 11},
                 {{2025, 11, 22}, {2026, 11, 21}, 11},  {{2025, 11, 22}, {2026, 11, 22}, 12},
                 {{2026, 11, 22}, {2026, 11, 22}, 0},   {{2026, 12, 1}, {2026, 11, 22}, 0},
                 {{1926, 11, 22}, {2026, 11, 22}, 1200}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        ck_assert_int_eq(screening_months(spans[i].from, spans[i].to), spans[i].months);
    }
}
END_TEST

/* What is told of the unknown holds for each value that it can have: tried over all of them. */
START_TEST(verdicts__of_the_unknown_are_what_its_values_have_in_common) {
    for (int64_t days = 0; days < 20; days++) {
        for (int acute = 0; acute < 2; acute++) {
            struct screening_figures figures = {.stay_days = KNOWN(days),
                                                .acute_admission = KNOWN(acute == 1)};
            const struct screening_finding open = apply(SCREENING_RULE_lace, figures);
            bool some = false, all = true;
            for (int64_t index = 0; index <= 40; index++) {
                for (int64_t visits = 0; visits < 8; visits++) {
                    figures.charlson_index = (struct opt_int)KNOWN(index);
                    figures.emergency_visits = (struct opt_int)KNOWN(visits);
                    const struct screening_finding known = apply(SCREENING_RULE_lace, figures);
                    some = some || known.verdict == SCREENING_YES;
                    all = all && known.verdict == SCREENING_YES;
                    ck_assert_int_ge(known.value.low, open.value.low);
                    ck_assert_int_le(known.value.high, open.value.high);
                }
            }
            ck_assert_int_eq(open.verdict, all    ? SCREENING_YES
                                           : some ? SCREENING_OPEN
                                                  : SCREENING_NO);
        }
    }
}
END_TEST

START_TEST(priority__puts_whoever_has_met_a_rule_before_all_who_may_have) {
    struct screening_finding met = {.verdict = SCREENING_YES, .value = {8, 8}, .limit = 8},
                             may = {.verdict = SCREENING_OPEN, .value = {9, 14}, .limit = 10},
                             not = {.verdict = SCREENING_NO, .value = {7, 7}, .limit = 8};
    struct screening_finding four[] = {may, may, may, may}, both[] = {met, may};
    ck_assert_int_eq(screening_priority(&not, 1), 0);
    ck_assert_int_eq(screening_priority(&met, 1), 101001);
    ck_assert_int_gt(screening_priority(&met, 1), screening_priority(four, 4));
    ck_assert_int_gt(screening_priority(both, 2), screening_priority(&met, 1));
    met.value = (struct screening_span){16, 16};
    ck_assert_int_eq(screening_priority(&met, 1), 102001);
    met.value = (struct screening_span){1000, 1000};
    ck_assert_int_eq(screening_priority(&met, 1), 105001);
    may.value = (struct screening_span){0, 14};
    ck_assert_int_gt(screening_priority(&may, 1), 0);
}
END_TEST

START_TEST(tables__have_for_each_rule_a_condition_a_source_and_names) {
    for (int rule = 0; rule < SCREENING_RULES; rule++) {
        const struct screening_rule_row *row = &screening_rule_rows[rule];
        size_t conditions = 0;
        for (size_t i = 0; i < screening_condition_count; i++) {
            const struct screening_condition_row *condition = &screening_condition_rows[i];
            conditions += (int)condition->rule == rule;
            ck_assert_int_gt(condition->at_least, 0);
        }
        ck_assert_msg(conditions > 0 && *row->source && *row->names.fi && *row->names.sv &&
                          *row->names.en,
                      "%s", row->code);
    }
    for (size_t i = 1; i < screening_band_count; i++) {
        const struct screening_band_row *before = &screening_band_rows[i - 1],
                                        *band = &screening_band_rows[i];
        ck_assert_msg(before->fact != band->fact || before->rule != band->rule ||
                          before->from < band->from,
                      "bands of %s are not in order", screening_fact_rows[band->fact].code);
    }
}
END_TEST

Suite *screening_suite(void) {
    Suite *suite = suite_create("screening");
    TCase *tests = tcase_create("screening");
    tcase_add_test(tests, frequent_visits__is_more_than_seven_a_year);
    tcase_add_test(tests, frequent_gp_visits__is_at_least_ten_a_year);
    tcase_add_test(tests, lace__gives_the_points_of_the_published_index);
    tcase_add_test(tests, lace__is_low_to_four_moderate_to_nine_and_high_from_ten);
    tcase_add_test(tests, lace__of_what_is_not_known_spans_from_the_least_to_the_most);
    tcase_add_test(tests, drop_out__is_a_continuing_need_and_twelve_months_without_contact);
    tcase_add_test(tests,
                   continuing_need__follows_from_illnesses_and_services_where_it_is_not_told);
    tcase_add_test(tests, months__are_whole_ones_of_the_calendar);
    tcase_add_test(tests, verdicts__of_the_unknown_are_what_its_values_have_in_common);
    tcase_add_test(tests, priority__puts_whoever_has_met_a_rule_before_all_who_may_have);
    tcase_add_test(tests, tables__have_for_each_rule_a_condition_a_source_and_names);
    suite_add_tcase(suite, tests);
    return suite;
}
