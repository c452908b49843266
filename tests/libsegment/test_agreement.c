/* Agreement of the two views: published figures, an independent calculation, and the edges. */
#include "chance.h"
#include "property.h"
#include "sample.h"
#include "suites.h"

#include <math.h>
#include <string.h>

static double value_of(struct seg_fraction fraction) {
    return (double)fraction.numerator / (double)fraction.denominator;
}

static void add_pair(struct seg_agreement *agreement, int professional, int client,
                     uint64_t times) {
    agreement->pairs[professional][client] += times;
    agreement->total += times;
}

/* The example of scikit-learn's manual: 0.4286. Linear weights: apart 3 of 6, by chance 6 of 6. */
START_TEST(agreement__of_three_levels_is_the_published_kappa) {
    static const int one[] = {2, 0, 2, 2, 0, 1}, other[] = {0, 0, 2, 2, 0, 2};
    struct seg_agreement agreement;
    memset(&agreement, 0, sizeof agreement);
    for (int n = 0; n < 6; n++) {
        add_pair(&agreement, one[n], other[n], 1);
    }
    struct seg_agreement_figures figures = seg_agreement_figures(&agreement);
    ck_assert_double_eq_tol(value_of(figures.same), 4.0 / 6, 1e-12);
    ck_assert_double_eq_tol(value_of(figures.kappa), 9.0 / 21, 1e-12);
    ck_assert_double_eq_tol(value_of(figures.kappa_weighted), 0.5, 1e-12);
}
END_TEST

/* Two raters of 50 proposals, and the two tables of 100 that agree alike in percent and not in
 * kappa: the usual examples of textbooks. */
START_TEST(agreement__of_the_usual_tables_is_their_published_kappa) {
    static const struct {
        uint64_t both, first, second, neither;
        double kappa;
    } tables[] = {{20, 5, 10, 15, 0.4}, {45, 15, 25, 15, 0.1304}, {25, 35, 5, 35, 0.2593}};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        struct seg_agreement agreement;
        memset(&agreement, 0, sizeof agreement);
        add_pair(&agreement, 0, 0, tables[t].both);
        add_pair(&agreement, 0, 1, tables[t].first);
        add_pair(&agreement, 1, 0, tables[t].second);
        add_pair(&agreement, 1, 1, tables[t].neither);
        struct seg_agreement_figures figures = seg_agreement_figures(&agreement);
        ck_assert_double_eq_tol(value_of(figures.kappa), tables[t].kappa, 5e-5);
        /* With two levels every difference weighs the same. */
        ck_assert_double_eq_tol(value_of(figures.kappa_weighted), tables[t].kappa, 5e-5);
    }
}
END_TEST

/* 1 - (share apart) / (share apart by chance), each pair of levels weighing as `weight` says. */
static double kappa_by_hand(double share[4][4], int linear) {
    double apart = 0, by_chance = 0;
    for (int p = 0; p < 4; p++) {
        for (int c = 0; c < 4; c++) {
            double row = 0, column = 0, weight = linear ? fabs((double)(p - c)) : p != c;
            for (int n = 0; n < 4; n++) {
                row += share[p][n];
                column += share[n][c];
            }
            apart += weight * share[p][c];
            by_chance += weight * row * column;
        }
    }
    return 1 - apart / by_chance;
}

START_TEST(agreement__of_random_tables_is_that_of_the_definition) {
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct chance chance = {seed * 0x9E3779B97F4A7C15u + 11};
        struct seg_agreement agreement;
        double share[4][4];
        memset(&agreement, 0, sizeof agreement);
        chance_below(&chance, 2);
        for (int cell = 0; cell < 16; cell++) {
            add_pair(&agreement, cell / 4, cell % 4, 1 + chance_below(&chance, 1u << seed % 24));
        }
        for (int cell = 0; cell < 16; cell++) {
            share[cell / 4][cell % 4] =
                (double)agreement.pairs[cell / 4][cell % 4] / (double)agreement.total;
        }
        struct seg_agreement_figures figures = seg_agreement_figures(&agreement);
        ck_assert_double_eq_tol(value_of(figures.kappa), kappa_by_hand(share, 0), 1e-9);
        ck_assert_double_eq_tol(value_of(figures.kappa_weighted), kappa_by_hand(share, 1), 1e-9);
    }
}
END_TEST

START_TEST(agreement__of_one_pair_is_nothing_beyond_chance) {
    struct seg_agreement same, apart;
    memset(&same, 0, sizeof same);
    memset(&apart, 0, sizeof apart);
    add_pair(&same, 2, 2, 1);
    add_pair(&apart, 0, 3, 1);
    ck_assert_int_eq(seg_agreement_figures(&same).kappa.denominator, 0);
    ck_assert_int_eq(seg_agreement_figures(&same).kappa_weighted.denominator, 0);
    ck_assert_double_eq(value_of(seg_agreement_figures(&apart).kappa), 0);
    ck_assert_double_eq(value_of(seg_agreement_figures(&apart).kappa_weighted), 0);
}
END_TEST

/* What only one has answered, what does not apply, and choices make no pair. */
START_TEST(agreement__counts_only_what_both_have_answered_with_a_level) {
    struct seg_model *model = sample_model();
    struct seg_agreement agreement;
    struct seg_input input;
    seg_input_init(&input);
    memset(&agreement, 0, sizeof agreement);
    input.answers[SEG_PROFESSIONAL][0] = 3;
    input.answers[SEG_CLIENT][1] = 3;
    input.answers[SEG_PROFESSIONAL][2] = SEG_NOT_APPLICABLE;
    input.answers[SEG_CLIENT][2] = 3;
    input.answers[SEG_PROFESSIONAL][OUTLOOK] = input.answers[SEG_CLIENT][OUTLOOK] = LASTING;
    seg_agreement_add(model, &input, &agreement);
    ck_assert_uint_eq(agreement.total, 0);
    ck_assert_int_eq(seg_agreement_figures(&agreement).same.denominator, 0);
    ck_assert_int_eq(seg_agreement_figures(&agreement).kappa.denominator, 0);
    input.answers[SEG_CLIENT][0] = 1;
    seg_agreement_add(model, &input, &agreement);
    ck_assert_uint_eq(agreement.total, 1);
    ck_assert_uint_eq(agreement.pairs[3][1], 1);
    seg_model_free(model);
}
END_TEST

/* The most that the header allows: 2^29 pairs, as far apart as can be. */
START_TEST(agreement__of_the_most_pairs_does_not_overflow) {
    struct seg_agreement agreement;
    memset(&agreement, 0, sizeof agreement);
    add_pair(&agreement, 0, SEG_MAX_LEVELS - 1, (uint64_t)1 << 28);
    add_pair(&agreement, SEG_MAX_LEVELS - 1, 0, (uint64_t)1 << 28);
    struct seg_agreement_figures figures = seg_agreement_figures(&agreement);
    ck_assert_double_eq(value_of(figures.kappa), -1);
    ck_assert_double_eq(value_of(figures.kappa_weighted), -1);
}
END_TEST

Suite *agreement_suite(void) {
    Suite *suite = suite_create("agreement");
    TCase *tests = tcase_create("agreement");
    tcase_add_test(tests, agreement__of_three_levels_is_the_published_kappa);
    tcase_add_test(tests, agreement__of_the_usual_tables_is_their_published_kappa);
    tcase_add_test(tests, agreement__of_random_tables_is_that_of_the_definition);
    tcase_add_test(tests, agreement__of_one_pair_is_nothing_beyond_chance);
    tcase_add_test(tests, agreement__counts_only_what_both_have_answered_with_a_level);
    tcase_add_test(tests, agreement__of_the_most_pairs_does_not_overflow);
    suite_add_tcase(suite, tests);
    return suite;
}
