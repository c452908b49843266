/* The demo data: loaded once, whole, and of good results. */
#include "suites.h"
#include "support.h"

#include "domain/demo/demo.h"

#include <stdio.h>

#define COUNTS                                                                                     \
    "SELECT (SELECT count(*) FROM client WHERE area IN ('01', '09', '90')) || ' ' ||"              \
    " (SELECT count(*) FROM assessment) || ' ' || (SELECT count(*) FROM unit) || ' ' ||"           \
    " (SELECT count(*) FROM model) || ' ' || (SELECT count(*) FROM audit_event)"

static char before[200];

START_TEST(demo_load__twice_changes_nothing) {
    struct app app;
    PGconn *pg = connect_to(as_superuser());
    app_begin(&app);
    ck_assert_int_eq(demo_load(&app), 0);
    snprintf(before, sizeof before, "%s", sql(pg, COUNTS));
    ck_assert_int_eq(demo_load(&app), 0);
    ck_assert_str_eq(sql(pg, COUNTS), before);
    ck_assert_str_eq(sql(pg, "SELECT count(DISTINCT computed_segment) FROM assessment"), "4");
    ck_assert_str_eq(sql(pg, "SELECT count(*) >= 200 FROM client"), "t");
    PQfinish(pg);
    app_end(&app);
}
END_TEST

START_TEST(assessment_replay_all__gives_the_same_bytes_for_the_demo) {
    struct app app;
    static const char *const areas[] = {"90", "09", "01"};
    app_begin(&app);
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        struct context context;
        struct assessment_replays replays = {0, 0};
        call_begin(&app, &context);
        context.actor.area = areas[i];
        ck_assert_int_eq(assessment_replay_all(&context, &replays), OK);
        ck_assert_int_gt(replays.checked, 20);
        ck_assert_int_eq(replays.different, 0);
        call_end(&context, false);
    }
    app_end(&app);
}
END_TEST

Suite *demo_suite(void) {
    Suite *suite = suite_create("demo data");
    TCase *tests = tcase_create("demo");
    tcase_set_tags(tests, "long");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, demo_load__twice_changes_nothing);
    tcase_add_test(tests, assessment_replay_all__gives_the_same_bytes_for_the_demo);
    suite_add_tcase(suite, tests);
    return suite;
}
