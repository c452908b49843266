/* Decimals against plain arithmetic in wider numbers. */
#include "suites.h"

#include "base/decimal.h"

#include <stdio.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;

static struct decimal of(int64_t millionths) {
    return (struct decimal){true, millionths};
}

/* As large or as small as it comes. */
static int64_t any(void) {
    int64_t number =
        (int64_t)(((uint64_t)rand() << 40) ^ ((uint64_t)rand() << 20) ^ (uint64_t)rand());
    return number >> (rand() % 63);
}

START_TEST(decimal_print__and_parse_give_the_same_number) {
    srand(1);
    for (int i = 0; i < 20000; i++) {
        struct decimal number = of(i < 2 ? (i ? INT64_MAX : -INT64_MAX) : any()), read;
        char text[DECIMAL_TEXT_SIZE];
        decimal_print(number, text);
        if (!decimal_parse(text, &read) || read.millionths != number.millionths) {
            ck_abort_msg("%s", text);
        }
    }
}
END_TEST

/* The nearest whole, half away from zero, found by trying both neighbours. */
static bool is_nearest(wide numerator, wide denominator, int64_t whole) {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    wide twice = 2 * numerator, middle = 2 * (wide)whole * denominator;
    wide off = twice - middle; /* |numerator / denominator - whole| <= 1/2 */
    bool negative = numerator < 0;
    return off <= denominator && off >= -denominator && !(off == denominator && !negative) &&
           !(off == -denominator && negative);
}

START_TEST(decimal__quotients_are_the_nearest_half_away_from_zero) {
    srand(2);
    for (int i = 0; i < 20000; i++) {
        int64_t a = any() >> 12, b = any() >> 20;
        struct decimal divided = decimal_divide(of(a), of(b));
        struct decimal multiplied = decimal_multiply(of(a), of(b >> 20));
        if (b == 0) {
            ck_assert(!divided.present);
            continue;
        }
        if (divided.present && !is_nearest((wide)a * DECIMAL_ONE, b, divided.millionths)) {
            ck_abort_msg("%lld / %lld", (long long)a, (long long)b);
        }
        if (multiplied.present &&
            !is_nearest((wide)a * (b >> 20), DECIMAL_ONE, multiplied.millionths)) {
            ck_abort_msg("%lld * %lld", (long long)a, (long long)(b >> 20));
        }
    }
}
END_TEST

START_TEST(decimal__negative_divisor_rounds_as_a_positive_one) {
    ck_assert_int_eq(decimal_divide(of(1), of(-2000000)).millionths, -1);
    ck_assert_int_eq(decimal_divide(of(-1), of(-2000000)).millionths, 1);
    ck_assert_int_eq(decimal_divide(of(-1), of(2000000)).millionths, -1);
    ck_assert_int_eq(decimal_scale(of(1), of(1), of(-2)).millionths, -1);
}
END_TEST

START_TEST(decimal__what_does_not_fit_is_absent_and_what_just_fits_is_not) {
    ck_assert(decimal_add(of(INT64_MAX), of(0)).present);
    ck_assert(!decimal_add(of(INT64_MAX), of(1)).present);
    ck_assert(decimal_subtract(of(-INT64_MAX), of(0)).present);
    ck_assert(!decimal_subtract(of(-INT64_MAX), of(1)).present);
    ck_assert(decimal_of(INT64_MAX / DECIMAL_ONE).present);
    ck_assert(!decimal_of(INT64_MAX / DECIMAL_ONE + 1).present);
    ck_assert(decimal_multiply(of(INT64_MAX), of(DECIMAL_ONE)).present);
    ck_assert(!decimal_multiply(of(INT64_MAX), of(DECIMAL_ONE + 1)).present);
    ck_assert(!decimal_divide(of(1), of(0)).present);
}
END_TEST

START_TEST(decimal__absent_makes_everything_absent) {
    const struct decimal none = {false, 5}, one = of(DECIMAL_ONE);
    ck_assert(!decimal_add(none, one).present && !decimal_add(one, none).present);
    ck_assert(!decimal_subtract(none, one).present && !decimal_subtract(one, none).present);
    ck_assert(!decimal_multiply(none, one).present && !decimal_multiply(one, none).present);
    ck_assert(!decimal_divide(none, one).present && !decimal_divide(one, none).present);
    ck_assert(!decimal_scale(none, one, one).present && !decimal_scale(one, none, one).present);
    ck_assert(!decimal_scale(one, one, none).present);
    ck_assert(!decimal_round(none, 2).present);
}
END_TEST

START_TEST(decimal_parse__bounds_are_those_of_the_number) {
    struct decimal read;
    ck_assert(decimal_parse("9223372036854.775807", &read));
    ck_assert_int_eq(read.millionths, INT64_MAX);
    ck_assert(!decimal_parse("9223372036854.775808", &read));
    ck_assert(!decimal_parse("9223372036854.7758075", &read));
    ck_assert(decimal_parse("-9223372036854.775807", &read));
    ck_assert(!decimal_parse("-9223372036854.775808", &read));
    ck_assert(decimal_parse("0000000000000000000000000000000000000001", &read));
    ck_assert_int_eq(read.millionths, DECIMAL_ONE);
    ck_assert(decimal_parse("0.00000050000000000000000000000000000000001", &read));
    ck_assert_int_eq(read.millionths, 1);
}
END_TEST

START_TEST(decimal_round__to_each_number_of_places) {
    static const int64_t wanted[] = {-1235000000, -1234600000, -1234570000, -1234568000,
                                     -1234567900, -1234567890, -1234567891};
    for (int places = 0; places <= DECIMAL_PLACES; places++) {
        ck_assert_int_eq(decimal_round(of(-1234567891), places).millionths, wanted[places]);
    }
    ck_assert_int_eq(decimal_round(of(500000), 0).millionths, DECIMAL_ONE);
    ck_assert_int_eq(decimal_round(of(499999), 0).millionths, 0);
}
END_TEST

START_TEST(decimal_geometric_mean__is_the_whole_root_and_no_more) {
    srand(3);
    for (int i = 0; i < 2000; i++) {
        struct decimal items[4];
        size_t count = 2 + (size_t)rand() % 3;
        wide product = 1, below = 1, above = 1;
        for (size_t j = 0; j < count; j++) {
            items[j] = of(1 + rand() % 100000000);
            product *= items[j].millionths;
        }
        int64_t mean = decimal_geometric_mean(items, count).millionths;
        for (size_t j = 0; j < count; j++) {
            below *= mean;
            above *= mean + 1;
        }
        if (below > product || above <= product) {
            ck_abort_msg("%d: %lld", i, (long long)mean);
        }
    }
}
END_TEST

START_TEST(decimal_geometric_mean__of_one_of_five_or_of_nothing_positive_is_absent) {
    const struct decimal items[5] = {of(1), of(2), of(3), of(4), of(5)};
    const struct decimal zero[2] = {of(1), of(0)}, less[2] = {of(1), of(-1)}, none[2] = {of(1)};
    ck_assert(!decimal_geometric_mean(items, 1).present);
    ck_assert(decimal_geometric_mean(items, 4).present);
    ck_assert(!decimal_geometric_mean(items, 5).present);
    ck_assert(!decimal_geometric_mean(zero, 2).present);
    ck_assert(!decimal_geometric_mean(less, 2).present);
    ck_assert(!decimal_geometric_mean(none, 2).present);
}
END_TEST

Suite *decimal_suite(void) {
    Suite *suite = suite_create("decimal");
    TCase *tests = tcase_create("decimal");
    tcase_add_test(tests, decimal_print__and_parse_give_the_same_number);
    tcase_add_test(tests, decimal__quotients_are_the_nearest_half_away_from_zero);
    tcase_add_test(tests, decimal__negative_divisor_rounds_as_a_positive_one);
    tcase_add_test(tests, decimal__what_does_not_fit_is_absent_and_what_just_fits_is_not);
    tcase_add_test(tests, decimal__absent_makes_everything_absent);
    tcase_add_test(tests, decimal_parse__bounds_are_those_of_the_number);
    tcase_add_test(tests, decimal_round__to_each_number_of_places);
    tcase_add_test(tests, decimal_geometric_mean__is_the_whole_root_and_no_more);
    tcase_add_test(tests, decimal_geometric_mean__of_one_of_five_or_of_nothing_positive_is_absent);
    suite_add_tcase(suite, tests);
    return suite;
}
