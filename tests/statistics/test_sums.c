/* Figures that somebody else counted: which are hidden, so that no hidden one follows. */
#include "suites.h"

#include "statistics/sums.h"

#include <sys/resource.h>

enum { MONTHS = 12, QUARTERS = 4, NODES = 1 + QUARTERS + MONTHS };

static struct arena *arena;

static void make(void) {
    arena = arena_new();
}

static void destroy(void) {
    arena_free(arena);
}

static struct summand told(int64_t mass) {
    return (struct summand){true, false, mass};
}

static struct summand small(int64_t mass) {
    return (struct summand){true, true, mass};
}

static size_t hidden_count(const struct sums *sums) {
    size_t count = 0;
    for (size_t i = 0; i < sums->count; i++) {
        count += sums->figures[i].hidden;
    }
    return count;
}

/* 45 of 3, 30 and the last. */
static struct sums whole_and_parts(struct summand last) {
    struct sums sums = sums_new(arena, 4);
    const size_t members[] = {0, 1, 2, 3};
    sums.figures[0] = told(45);
    sums.figures[1] = small(3);
    sums.figures[2] = told(30);
    sums.figures[3] = last;
    sums_add(&sums, members, 4);
    sums_protect(&sums);
    return sums;
}

START_TEST(sums_protect__hides_the_least_beside_one_that_follows) {
    const struct sums sums = whole_and_parts(told(12));
    ck_assert_uint_eq(hidden_count(&sums), 2);
    ck_assert(sums.figures[3].hidden);
}
END_TEST

START_TEST(sums_protect__hides_nothing_where_a_part_is_known_to_nobody) {
    const struct sums sums = whole_and_parts((struct summand){.there = false});
    ck_assert_uint_eq(hidden_count(&sums), 1);
}
END_TEST

/* A year and its months are told, the quarters between them are not. */
START_TEST(sums_protect__sees_through_sums_that_nobody_tells) {
    struct sums sums = sums_new(arena, NODES);
    sums.figures[0] = told(100);
    for (size_t i = 0; i < MONTHS; i++) {
        sums.figures[1 + QUARTERS + i] = i == 7 ? small(2) : told(9);
    }
    const size_t year[] = {0, 1, 2, 3, 4};
    sums_add(&sums, year, 5);
    for (size_t quarter = 0; quarter < QUARTERS; quarter++) {
        const size_t first = 1 + QUARTERS + 3 * quarter;
        const size_t members[] = {1 + quarter, first, first + 1, first + 2};
        sums_add(&sums, members, 4);
    }
    sums_protect(&sums);
    ck_assert_uint_eq(hidden_count(&sums), 2);
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* The months of 300 units, a few in each: the area's own months give each of them away at first. */
START_TEST(sums_protect__of_hundreds_of_units_needs_little_memory) {
    enum { UNITS = 300, PLACES = UNITS + 1 };
    const struct rlimit most = {(rlim_t)256 << 20, (rlim_t)256 << 20};
    static size_t members[PLACES];
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &most), 0);
    struct sums sums = sums_new(arena, (size_t)PLACES * NODES);
    for (size_t place = 0; place < PLACES; place++) {
        for (size_t month = 0; month < MONTHS; month++) {
            sums.figures[place * NODES + 1 + QUARTERS + month] =
                place > 0 && (place + month) % 25 == 0 ? small(3) : told(40 + (int64_t)place);
        }
        for (size_t quarter = 0; quarter < QUARTERS; quarter++) {
            const size_t base = place * NODES, first = base + 1 + QUARTERS + 3 * quarter;
            const size_t parts[] = {base + 1 + quarter, first, first + 1, first + 2};
            sums_add(&sums, parts, 4);
        }
    }
    for (size_t month = 0; month < MONTHS; month++) {
        for (size_t place = 0; place < PLACES; place++) {
            members[place] = place * NODES + 1 + QUARTERS + month;
        }
        sums_add(&sums, members, PLACES);
    }
    size_t before = hidden_count(&sums);
    sums_protect(&sums);
    ck_assert_uint_eq(hidden_count(&sums), before);
}
END_TEST
#endif

Suite *sums_suite(void) {
    Suite *suite = suite_create("sums");
    TCase *cases = tcase_create("sums");
    tcase_add_checked_fixture(cases, make, destroy);
    tcase_add_test(cases, sums_protect__hides_the_least_beside_one_that_follows);
    tcase_add_test(cases, sums_protect__hides_nothing_where_a_part_is_known_to_nobody);
    tcase_add_test(cases, sums_protect__sees_through_sums_that_nobody_tells);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    tcase_add_test(cases, sums_protect__of_hundreds_of_units_needs_little_memory);
#endif
    suite_add_tcase(suite, cases);
    return suite;
}
