/* Why a decision came about, and what would change it. */
#include "sample.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

static struct seg_model *model;
static struct seg_scratch scratch;

static void open_model(void) {
    model = sample_model();
    scratch.size = seg_scratch_size(model);
    scratch.memory = malloc(scratch.size);
}

static void close_model(void) {
    free(scratch.memory);
    seg_model_free(model);
}

static struct seg_result evaluate(const struct seg_input *input) {
    struct seg_result result;
    ck_assert_int_eq(seg_evaluate(model, input, &result), SEG_OK);
    return result;
}

START_TEST(trace__tells_every_condition_with_the_value_read) {
    struct seg_input input = sample_input(3, 0);
    struct seg_trace_entry entries[SEG_MAX_TRACE];
    size_t count;
    input.flags[0] = SEG_UNKNOWN;
    ck_assert_int_eq(seg_trace(model, &input, entries, SEG_MAX_TRACE, &count), SEG_OK);
    ck_assert_uint_eq(count, 4 + 4 + 3);
    ck_assert_int_eq(entries[0].test, SEG_TEST_ALL);
    ck_assert_int_eq(entries[0].value, SEG_OPEN);
    ck_assert_int_eq(entries[1].test, SEG_TEST_FLAG);
    ck_assert_int_eq(entries[1].depth, 1);
    ck_assert_int_eq(entries[1].value, SEG_OPEN);
    ck_assert_uint_eq(entries[1].read, 3);
    ck_assert_int_eq(entries[2].test, SEG_TEST_AXIS);
    ck_assert_int_eq(entries[2].value, SEG_TRUE);
    ck_assert_uint_eq(entries[2].read, 1 << DIFFICULT);
    ck_assert_uint_eq(entries[2].wanted, 1 << TEMPORARILY_DIFFICULT | 1 << DIFFICULT);
    ck_assert_int_eq(entries[4].owner, SEG_SIGNAL);
    ck_assert_int_eq(entries[4].value, SEG_FALSE);
}
END_TEST

START_TEST(trace__says_when_the_room_is_too_small) {
    struct seg_input input = sample_input(0, 0);
    struct seg_trace_entry entries[3];
    size_t count;
    ck_assert_int_eq(seg_trace(model, &input, entries, 3, &count), SEG_NO_ROOM);
    ck_assert_uint_eq(count, 11);
}
END_TEST

START_TEST(distances__count_from_the_cut_off) {
    struct seg_input input = sample_input(1, 0);
    input.answers[SEG_PROFESSIONAL][COPING_ITEMS - 1] = 3; /* reversed: one point */
    struct seg_result result = evaluate(&input);
    struct seg_distance distances[SEG_MAX_DISTANCES];
    ck_assert_uint_eq(seg_distances(model, &result, distances), 2);
    ck_assert_uint_eq(distances[0].axis, COPING);
    ck_assert_uint_eq(distances[0].from, 400);
    ck_assert_int_eq(distances[0].low, -150);
    ck_assert_int_eq(distances[0].high, -150);
    ck_assert_int_eq(distances[0].sum_needed, 20 - 12); /* 400 of 1000 is 19.2 of 48 points */
}
END_TEST

START_TEST(what_if__proposes_only_what_can_be_changed) {
    struct seg_input input = sample_input(0, 0);
    struct seg_what_if what_if;
    for (int i = FIRST_NEED; i < ALL_ITEMS; i++) {
        input.answers[SEG_PROFESSIONAL][i] = 4;
    }
    input.answers[SEG_PROFESSIONAL][COPING_ITEMS - 1] = 4;
    ck_assert_int_eq(seg_what_if(model, &input, scratch, &what_if), SEG_OK);
    ck_assert_uint_eq(what_if.count, 1);
    ck_assert_uint_eq(what_if.ways[0].segment, OMATOIMI);
    ck_assert_uint_eq(what_if.ways[0].found, 1);
    ck_assert_uint_eq(what_if.ways[0].complete, 1);
    for (int c = 0; c < what_if.ways[0].count; c++) {
        struct seg_change change = what_if.ways[0].changes[c];
        ck_assert_uint_eq(change.from, 4);
        ck_assert_uint_ne(change.item, ALL_ITEMS - 1); /* past, and not to be changed */
        input.answers[SEG_PROFESSIONAL][change.item] = change.to;
    }
    struct seg_result after = evaluate(&input);
    ck_assert_uint_eq(after.certain, 1);
    ck_assert_uint_eq(after.segment, OMATOIMI);
}
END_TEST

START_TEST(what_if__finds_no_way_past_a_rule_that_no_answer_changes) {
    struct seg_input input = sample_input(4, 4);
    struct seg_what_if what_if;
    input.flags[0] = 1;
    ck_assert_int_eq(seg_what_if(model, &input, scratch, &what_if), SEG_OK);
    ck_assert_uint_eq(what_if.count, 3);
    ck_assert_uint_eq(what_if.ways[0].found, 0);
    ck_assert_uint_eq(what_if.ways[0].complete, 1);
    ck_assert_uint_eq(what_if.ways[2].segment, YHTEISTYO);
    ck_assert_uint_eq(what_if.ways[2].found, 1);
}
END_TEST

START_TEST(what_if__needs_its_room) {
    struct seg_input input = sample_input(4, 4);
    struct seg_what_if what_if;
    struct seg_scratch small = {scratch.memory, 100};
    ck_assert_int_eq(seg_what_if(model, &input, small, &what_if), SEG_NO_ROOM);
}
END_TEST

/* A model of which many items are read by conditions: too many combinations to try them all. */
static void read_many_items(void) {
    struct seg_builder *b = sample_builder();
    for (int i = 0; i < ALL_ITEMS; i++) {
        char code[] = {'r', (char)('a' + i), '\0'};
        if (i != OUTLOOK) {
            struct seg_signal_def def = {code, seg_when_level(b, i, 2, SEG_NO_LIMIT), 0};
            seg_add_signal(b, &def);
        }
    }
    close_model();
    model = sample_compile(b);
    scratch.size = seg_scratch_size(model);
    scratch.memory = malloc(scratch.size);
}

START_TEST(what_if__beyond_its_bound_says_so_and_still_tells_the_truth) {
    struct seg_input input = sample_input(4, 4);
    struct seg_what_if what_if;
    read_many_items();
    ck_assert_int_eq(seg_what_if(model, &input, scratch, &what_if), SEG_OK);
    ck_assert_uint_eq(what_if.count, 3);
    for (int w = 0; w < 3; w++) {
        const struct seg_way *way = &what_if.ways[w];
        struct seg_input changed = input;
        ck_assert_uint_eq(way->complete, 0);
        for (int c = 0; c < way->count; c++) {
            changed.answers[SEG_PROFESSIONAL][way->changes[c].item] = way->changes[c].to;
        }
        ck_assert(!way->found || evaluate(&changed).segment == way->segment);
    }
}
END_TEST

START_TEST(fewest_answers__beyond_their_bound_say_so_and_still_settle) {
    struct seg_input input;
    struct seg_fewest fewest;
    read_many_items();
    seg_input_init(&input);
    ck_assert_int_eq(seg_fewest_answers(model, &input, scratch, &fewest), SEG_OK);
    ck_assert_uint_eq(fewest.complete, 0);
    ck_assert_uint_ge(fewest.at_least, 1);
    for (int i = 0; i < fewest.count; i++) {
        struct seg_answer given = fewest.answers[i];
        if (given.kind == SEG_ITEM) {
            input.answers[SEG_PROFESSIONAL][given.index] = given.value;
        } else if (given.kind == SEG_FLAG) {
            input.flags[given.index] = given.value;
        } else {
            input.duration = given.value;
        }
    }
    ck_assert(fewest.at_most == SEG_NONE || evaluate(&input).certain);
}
END_TEST

START_TEST(next_question__is_the_flag_that_alone_is_open) {
    struct seg_input input = sample_input(0, 0);
    struct seg_question question;
    input.flags[0] = SEG_UNKNOWN;
    ck_assert_int_eq(seg_next_question(model, &input, &question), SEG_OK);
    ck_assert_int_eq(question.kind, SEG_FLAG);
    ck_assert_uint_eq(question.settles, 1000);
    input.flags[0] = 0;
    ck_assert_int_eq(seg_next_question(model, &input, &question), SEG_OK);
    ck_assert_int_eq(question.kind, SEG_MODEL);
}
END_TEST

START_TEST(fewest_answers__of_nothing_known_settle) {
    struct seg_input input;
    struct seg_fewest fewest;
    seg_input_init(&input);
    ck_assert_int_eq(seg_fewest_answers(model, &input, scratch, &fewest), SEG_OK);
    ck_assert_uint_eq(fewest.complete, 1);
    ck_assert_uint_eq(fewest.at_most, fewest.count);
    for (int i = 0; i < fewest.count; i++) {
        if (fewest.answers[i].kind == SEG_ITEM) {
            input.answers[SEG_PROFESSIONAL][fewest.answers[i].index] = fewest.answers[i].value;
        } else {
            input.flags[0] = fewest.answers[i].value;
        }
    }
    ck_assert_uint_eq(evaluate(&input).certain, 1);
}
END_TEST

START_TEST(agreement__of_two_raters_is_cohens_kappa) {
    /* The textbook table: 20 and 15 agree of 50, kappa 0.4. */
    struct seg_agreement agreement = {{{20, 5}, {10, 15}}, 50};
    struct seg_agreement_figures figures = seg_agreement_figures(&agreement);
    ck_assert_int_eq(figures.same.numerator * 10, figures.same.denominator * 7);
    ck_assert_int_eq(figures.kappa.numerator * 10, figures.kappa.denominator * 4);
    ck_assert_int_eq(figures.kappa_weighted.numerator * figures.kappa.denominator,
                     figures.kappa.numerator * figures.kappa_weighted.denominator);
}
END_TEST

START_TEST(agreement__without_variation_is_undefined) {
    struct seg_input input = sample_input(2, 2);
    struct seg_agreement agreement;
    memset(&agreement, 0, sizeof agreement);
    ck_assert_int_eq(seg_agreement_figures(&agreement).same.denominator, 0);
    memcpy(input.answers[SEG_CLIENT], input.answers[SEG_PROFESSIONAL], SEG_MAX_ITEMS);
    seg_agreement_add(model, &input, &agreement);
    struct seg_agreement_figures figures = seg_agreement_figures(&agreement);
    ck_assert_uint_eq(agreement.total, ALL_ITEMS - 1); /* the choice is not counted */
    ck_assert_int_eq(figures.same.numerator, figures.same.denominator);
    ck_assert_int_eq(figures.kappa.denominator, 0);
    ck_assert_int_eq(figures.kappa_weighted.denominator, 0);
}
END_TEST

START_TEST(agreement__weighted_forgives_the_near_miss) {
    struct seg_agreement near = {{{10, 2, 0}, {2, 10, 2}, {0, 2, 10}}, 38};
    struct seg_agreement far = {{{10, 0, 4}, {0, 10, 0}, {4, 0, 10}}, 38};
    struct seg_fraction a = seg_agreement_figures(&near).kappa_weighted;
    struct seg_fraction b = seg_agreement_figures(&far).kappa_weighted;
    ck_assert_int_gt(a.numerator * b.denominator, b.numerator * a.denominator);
    seg_agreement_merge(&near, &far);
    ck_assert_uint_eq(near.total, 76);
    ck_assert_uint_eq(near.pairs[0][2], 4);
}
END_TEST

START_TEST(difference__names_the_cut_off_that_moved) {
    struct seg_builder *b = sample_builder();
    struct seg_model *other;
    seg_add_band(b, NEED, 500, FEW);
    other = sample_compile(b);
    struct seg_input input = sample_input(0, 3), carried;
    struct seg_result ours = evaluate(&input), theirs;
    seg_input_translate(model, &input, other, &carried);
    ck_assert_int_eq(memcmp(&carried, &input, sizeof input), 0);
    ck_assert_int_eq(seg_evaluate(other, &carried, &theirs), SEG_OK);
    struct seg_difference difference = seg_difference(model, &ours, other, &theirs);
    ck_assert_int_eq(difference.kind, SEG_BY_AXIS);
    ck_assert_int_eq(difference.in_a, NEED);
    ck_assert_uint_eq(difference.states_a, 1 << MANY);
    ck_assert_uint_eq(difference.states_b, 1 << FEW);
    ck_assert_uint_eq(difference.band_a, 1);
    ck_assert_uint_eq(difference.band_b, 2);
    seg_model_free(other);
}
END_TEST

START_TEST(difference__names_the_rule_that_holds_in_one_only) {
    struct seg_builder *b = sample_builder();
    struct seg_rule_def def = {"old", seg_when_age(b, 40, 50), SEG_AT_LEAST, YHTEISTYO, 0};
    seg_add_rule(b, &def);
    struct seg_model *other = sample_compile(b);
    struct seg_input input = sample_input(0, 0);
    struct seg_result ours = evaluate(&input), theirs;
    ck_assert_int_eq(seg_evaluate(other, &input, &theirs), SEG_OK);
    struct seg_difference difference = seg_difference(model, &ours, other, &theirs);
    ck_assert_int_eq(difference.kind, SEG_BY_RULE);
    ck_assert_int_eq(difference.in_a, -1);
    ck_assert_int_eq(difference.in_b, 2);
    ck_assert_int_eq(seg_difference(model, &ours, model, &ours).kind, SEG_SAME);
    seg_model_free(other);
}
END_TEST

Suite *explain_suite(void) {
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("explanations");
    tcase_add_checked_fixture(tests, open_model, close_model);
    tcase_add_test(tests, trace__tells_every_condition_with_the_value_read);
    tcase_add_test(tests, trace__says_when_the_room_is_too_small);
    tcase_add_test(tests, distances__count_from_the_cut_off);
    tcase_add_test(tests, what_if__proposes_only_what_can_be_changed);
    tcase_add_test(tests, what_if__finds_no_way_past_a_rule_that_no_answer_changes);
    tcase_add_test(tests, what_if__needs_its_room);
    tcase_add_test(tests, what_if__beyond_its_bound_says_so_and_still_tells_the_truth);
    tcase_add_test(tests, fewest_answers__beyond_their_bound_say_so_and_still_settle);
    tcase_add_test(tests, next_question__is_the_flag_that_alone_is_open);
    tcase_add_test(tests, fewest_answers__of_nothing_known_settle);
    tcase_add_test(tests, agreement__of_two_raters_is_cohens_kappa);
    tcase_add_test(tests, agreement__without_variation_is_undefined);
    tcase_add_test(tests, agreement__weighted_forgives_the_near_miss);
    tcase_add_test(tests, difference__names_the_cut_off_that_moved);
    tcase_add_test(tests, difference__names_the_rule_that_holds_in_one_only);
    suite_add_tcase(suite, tests);
    return suite;
}
