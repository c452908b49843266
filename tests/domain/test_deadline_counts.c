/* Clocks as they are kept, and how many of them were in time. */
#include "suites.h"
#include "support.h"

#include "db/db.h"
#include "domain/deadline/deadline_set.h"

static struct app app;

static void begin(void) {
    app_begin(&app);
}

static void end(void) {
    app_end(&app);
}

/* `in_time` clocks that were met on their last day, and `late` ones that were not. */
static void keep(const char *rule, int in_time, int late) {
    PGconn *pg = connect_to(as_superuser());
    char text[900];
    snprintf(text, sizeof text,
             "INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, met_on,"
             " due_on) SELECT '90', 'referral', gen_random_uuid(), '%s', 1, '2016-10-01',"
             " '2016-10-12', '2016-10-12' FROM generate_series(1, %d);"
             "INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, met_on,"
             " due_on) SELECT '90', 'referral', gen_random_uuid(), '%s', 1, '2017-03-31',"
             " CASE WHEN n %% 2 = 0 THEN date '2017-04-13' END, '2017-04-12'"
             " FROM generate_series(1, %d) AS g(n)",
             rule, in_time, rule, late);
    sql(pg, text);
    PQfinish(pg);
}

static struct deadline_counts count(const char *rule) {
    struct context context;
    struct deadline_counts counts = {0};
    call_begin(&app, &context);
    ck_assert_int_eq(deadline_counts(&context, rule, (struct date){2016, 10, 1},
                                     (struct date){2017, 3, 31}, &counts),
                     OK);
    call_end(&context, true);
    return counts;
}

/* Whole hundredths of a percent, half up. */
static int64_t share(struct deadline_counts counts) {
    int64_t all = counts.in_time + counts.late;
    return (counts.in_time * 20000 + all) / (2 * all);
}

START_TEST(deadline_counts__give_back_published_figures) {
    keep("child_welfare_start", 49685, 1019);
    keep("child_welfare_ready", 19873, 1350);
    struct deadline_counts start = count("child_welfare_start");
    struct deadline_counts ready = count("child_welfare_ready");
    ck_assert_int_eq(start.in_time, 49685);
    ck_assert_int_eq(start.late, 1019);
    ck_assert_int_eq(share(start), 9799);
    ck_assert_int_eq(ready.in_time, 19873);
    ck_assert_int_eq(ready.late, 1350);
    ck_assert_int_eq(share(ready), 9364);
}
END_TEST

START_TEST(deadline_counts__leave_out_what_runs_and_what_was_ended_in_time) {
    PGconn *pg = connect_to(as_superuser());
    sql(pg, "INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, ended_on,"
            " due_on) VALUES"
            " ('90', 'referral', gen_random_uuid(), 'r', 1, '2017-01-01', NULL, '2100-01-01'),"
            " ('90', 'referral', gen_random_uuid(), 'r', 1, '2017-01-01', '2017-01-05',"
            " '2017-01-10'),"
            " ('90', 'referral', gen_random_uuid(), 'r', 1, '2017-01-01', '2017-01-15',"
            " '2017-01-10'),"
            " ('09', 'referral', gen_random_uuid(), 'r', 1, '2017-01-01', NULL, '2017-01-10')");
    PQfinish(pg);
    struct deadline_counts counts = count("r");
    ck_assert_int_eq(counts.in_time, 0);
    ck_assert_int_eq(counts.late, 1);
}
END_TEST

Suite *deadline_counts_suite(void) {
    Suite *suite = suite_create("deadline counts");
    TCase *tests = tcase_create("deadline counts");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, deadline_counts__give_back_published_figures);
    tcase_add_test(tests, deadline_counts__leave_out_what_runs_and_what_was_ended_in_time);
    suite_add_tcase(suite, tests);
    return suite;
}
