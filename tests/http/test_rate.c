/* How many requests a caller may make: bursts, what comes back, and callers beside one another. */
#include "suites.h"

#include "base/limits.h"
#include "http/rate.h"

#include <stdio.h>

enum { SECOND = 1000000, TENTH = SECOND / 10 };
static const int64_t noon = INT64_C(43200) * SECOND;

static struct rate last;

static bool taken(struct rates *rates, const char *sub, int64_t at_us) {
    ck_assert(rates_take(rates, "90", sub, at_us, &last));
    return last.wait_s == 0;
}

/* How many of a hundred are taken at one moment. */
static int taken_at(struct rates *rates, const char *sub, int64_t at_us) {
    int count = 0;
    for (int i = 0; i < 100; i++) {
        count += taken(rates, sub, at_us);
    }
    return count;
}

START_TEST(rate__whole_burst_goes_at_once_and_not_one_more) {
    struct rates *rates = rates_new(10, 5);
    for (int left = 4; left >= 0; left--) {
        ck_assert(taken(rates, "a", noon));
        ck_assert_int_eq(last.left, left);
    }
    ck_assert(!taken(rates, "a", noon));
    ck_assert_int_eq(last.left, 0);
    ck_assert_int_eq(last.burst, 5);
    rates_free(rates);
}
END_TEST

START_TEST(rate__one_request_comes_back_at_its_time_and_not_before) {
    struct rates *rates = rates_new(10, 5);
    ck_assert_int_eq(taken_at(rates, "a", noon), 5);
    ck_assert_int_eq(taken_at(rates, "a", noon + TENTH - 1), 0);
    ck_assert_int_eq(taken_at(rates, "a", noon + TENTH), 1);
    ck_assert_int_eq(taken_at(rates, "a", noon + 3 * TENTH), 2);
    rates_free(rates);
}
END_TEST

START_TEST(rate__those_refused_cost_nothing) {
    struct rates *rates = rates_new(1, 3);
    ck_assert_int_eq(taken_at(rates, "a", noon), 3);
    for (int i = 0; i < 1000; i++) {
        ck_assert(!taken(rates, "a", noon + i));
    }
    ck_assert(taken(rates, "a", noon + SECOND));
    rates_free(rates);
}
END_TEST

START_TEST(rate__rest_gives_the_burst_back_and_no_more) {
    struct rates *rates = rates_new(10, 5);
    ck_assert_int_eq(taken_at(rates, "a", noon), 5);
    ck_assert_int_eq(taken_at(rates, "a", noon + 5 * TENTH), 5);
    ck_assert_int_eq(taken_at(rates, "a", noon + 3600 * (int64_t)SECOND), 5);
    rates_free(rates);
}
END_TEST

/* A caller who waits as long as told is not refused again: seconds are rounded up. */
START_TEST(rate__who_waits_as_told_is_taken) {
    struct rates *rates = rates_new(3, 7);
    int64_t now = noon;
    for (int i = 0; i < 50; i++) {
        now += (i * 7919) % 400000;
        while (taken(rates, "a", now)) {
        }
        ck_assert_int_ge(last.wait_s, 1);
        now += last.wait_s * SECOND;
        ck_assert(taken(rates, "a", now));
    }
    rates_free(rates);
}
END_TEST

START_TEST(rate__tells_when_the_whole_burst_is_back) {
    struct rates *rates = rates_new(1, 3);
    ck_assert(taken(rates, "a", noon));
    ck_assert_int_eq(last.window_s, 3);
    ck_assert_int_eq(last.full_s, 1);
    ck_assert_int_eq(taken_at(rates, "a", noon + SECOND / 2), 2);
    ck_assert_int_eq(last.full_s, 3); /* 2.5 */
    ck_assert_int_eq(last.wait_s, 1);
    rates_free(rates);
}
END_TEST

START_TEST(rate__callers_are_told_apart_by_area_and_sub) {
    static const char *const callers[][2] = {{"90", "a"}, {"91", "a"}, {"90", "b"},
                                             {"9", "0a"}, {"", "90a"}, {"90a", ""}};
    struct rates *rates = rates_new(1, 1);
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        ck_assert(rates_take(rates, callers[i][0], callers[i][1], noon, &last));
        ck_assert_msg(last.wait_s == 0, "%zu", i);
    }
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        ck_assert(rates_take(rates, callers[i][0], callers[i][1], noon, &last));
        ck_assert_msg(last.wait_s > 0, "%zu", i);
    }
    rates_free(rates);
}
END_TEST

START_TEST(rate__a_crowd_of_new_callers_frees_nobody_who_has_used_up_his_own) {
    struct rates *rates = rates_new(1, 100);
    char sub[20];
    int refused = 0;
    ck_assert_int_eq(taken_at(rates, "hasty", noon), 100);
    for (int i = 0; i < 5 * RATE_CALLERS_MAX; i++) {
        (void)snprintf(sub, sizeof sub, "new-%d", i);
        (void)rates_take(rates, "90", sub, noon, &last);
        refused += last.wait_s > 0;
    }
    ck_assert_int_eq(refused, 0);
    ck_assert(!taken(rates, "hasty", noon));
    rates_free(rates);
}
END_TEST

START_TEST(rate__without_a_limit_nothing_is_counted_or_told) {
    struct rates *rates = rates_new(0, 1);
    struct rate untouched = {.left = 77};
    for (int i = 0; i < 10; i++) {
        ck_assert(!rates_take(rates, "90", "a", noon, &untouched));
    }
    ck_assert(!rates_take(NULL, "90", "a", noon, &untouched));
    ck_assert_int_eq(untouched.left, 77);
    rates_free(rates);
    rates_free(NULL);
}
END_TEST

Suite *rate_suite(void) {
    Suite *suite = suite_create("rate");
    TCase *tests = tcase_create("rate");
    tcase_add_test(tests, rate__whole_burst_goes_at_once_and_not_one_more);
    tcase_add_test(tests, rate__one_request_comes_back_at_its_time_and_not_before);
    tcase_add_test(tests, rate__those_refused_cost_nothing);
    tcase_add_test(tests, rate__rest_gives_the_burst_back_and_no_more);
    tcase_add_test(tests, rate__who_waits_as_told_is_taken);
    tcase_add_test(tests, rate__tells_when_the_whole_burst_is_back);
    tcase_add_test(tests, rate__callers_are_told_apart_by_area_and_sub);
    tcase_add_test(tests, rate__a_crowd_of_new_callers_frees_nobody_who_has_used_up_his_own);
    tcase_add_test(tests, rate__without_a_limit_nothing_is_counted_or_told);
    suite_add_tcase(suite, tests);
    return suite;
}
