/* The directory as the other domains use it. */
#include "suites.h"
#include "support.h"

#include "domain/directory/directory.h"

#include <stdio.h>
#include <string.h>

static struct app app;

static void begin(void) {
    app_begin(&app);
}

static void end(void) {
    app_end(&app);
}

static struct uuid make_unit(const char *code, struct date valid_to) {
    struct context context;
    struct unit unit = {.code = code, .names = {.fi = code}, .kind = "place", .valid_to = valid_to};
    call_begin(&app, &context);
    ck_assert_int_eq(unit_create(&context, &unit), OK);
    call_end(&context, true);
    return unit.id;
}

struct wanted_service {
    const char *code, *need;
    int64_t weight;
    bool takes_referrals;
    struct date valid_to;
};

static struct uuid make_service(struct uuid unit, const struct wanted_service *wanted) {
    struct context context;
    const char *needs[] = {wanted->need};
    struct service service = {.code = wanted->code,
                              .unit_id = unit,
                              .names = {.fi = wanted->code},
                              .kind = SERVICE_SOCIAL,
                              .needs = {needs, 1},
                              .weight = {true, wanted->weight},
                              .takes_referrals = wanted->takes_referrals,
                              .valid_to = wanted->valid_to};
    call_begin(&app, &context);
    ck_assert_int_eq(service_create(&context, &service), OK);
    call_end(&context, true);
    return service.id;
}

static bool is_checked(enum status (*check)(struct context *, const char *, struct uuid),
                       struct uuid id) {
    struct context context;
    call_begin(&app, &context);
    ck_assert_int_eq(check(&context, "/unit_id", id), OK);
    bool good = context.error_count == 0;
    call_end(&context, false);
    return good;
}

START_TEST(unit_check__takes_units_that_are_valid_on_the_day) {
    const struct date today = {2026, 11, 22}, yesterday = {2026, 11, 21};
    ck_assert(is_checked(unit_check, make_unit("valid", (struct date){0})));
    ck_assert(is_checked(unit_check, make_unit("last-day", today)));
    ck_assert(!is_checked(unit_check, make_unit("over", yesterday)));
    ck_assert(!is_checked(unit_check, (struct uuid){{1}}));
    ck_assert(is_checked(unit_check, (struct uuid){{0}}));
}
END_TEST

START_TEST(service_list_for_needs__gives_the_lightest_first) {
    struct context context;
    const struct date yesterday = {2026, 11, 21};
    const char *needs[] = {"s5_violence", "s6_crisis"};
    const struct list wanted = {needs, 2};
    struct list found = {0};
    struct uuid unit = make_unit("needs", (struct date){0});
    make_service(unit, &(struct wanted_service){"heavy", "s5_violence", 5, true, {0}});
    make_service(unit, &(struct wanted_service){"light", "s6_crisis", 1, true, {0}});
    make_service(unit, &(struct wanted_service){"middle", "s5_violence", 3, true, {0}});
    make_service(unit, &(struct wanted_service){"closed", "s5_violence", 1, false, {0}});
    make_service(unit, &(struct wanted_service){"ended", "s5_violence", 1, true, yesterday});
    make_service(unit, &(struct wanted_service){"another", "s2_housing", 1, true, {0}});
    const struct service_filter filter = {.takes_referrals = {true, true}, .unit_id = unit};
    call_begin(&app, &context);
    ck_assert_int_eq(service_list_for_needs(&context, &wanted, &filter, &found), OK);
    ck_assert_uint_eq(found.count, 3);
    static const char *const codes[] = {"light", "middle", "heavy"};
    const struct service *services = found.items;
    for (size_t i = 0; i < found.count; i++) {
        struct uuid id = services[i].id;
        const struct list one = {&id, 1};
        struct list whole = {0};
        ck_assert_int_eq(service_list_whole(&context, &one, &whole), OK);
        ck_assert_uint_eq(whole.count, 1);
        ck_assert_str_eq(((const struct service *)whole.items)->code, codes[i]);
    }
    call_end(&context, false);
}
END_TEST

START_TEST(service_find_valid__takes_no_service_that_is_over) {
    struct context context;
    struct service service = {0};
    struct uuid unit = make_unit("find", (struct date){0});
    struct uuid id = make_service(
        unit, &(struct wanted_service){"find-ended", "s2_housing", 1, true, {2026, 11, 21}});
    call_begin(&app, &context);
    ck_assert_int_eq(service_find_valid(&context, "/to/service_id", id, &service), OK);
    ck_assert_uint_eq(context.error_count, 1);
    ck_assert_int_eq(context.errors[0].code, ERROR_unknown_service);
    call_end(&context, false);
}
END_TEST

static const char *count(const char *statement) {
    PGconn *pg = connect_to(as_superuser());
    const char *found = sql(pg, statement);
    PQfinish(pg);
    return found;
}

START_TEST(unit_create__writes_its_terms_its_event_and_who_did_it) {
    char id[UUID_TEXT_SIZE], statement[400];
    struct uuid unit = make_unit("Ledger-A", (struct date){0});
    uuid_print(&unit, id);
    snprintf(statement, sizeof statement,
             "SELECT string_agg(term, ' ' ORDER BY term) FROM unit_term WHERE unit_id = '%s'", id);
    ck_assert_str_eq(count(statement), "all kind:place word:a word:ledger");
    snprintf(statement, sizeof statement,
             "SELECT type || version FROM event WHERE resource_id = '%s'", id);
    ck_assert_str_eq(count(statement), "unit.created1");
    snprintf(statement, sizeof statement,
             "SELECT kind || resource FROM audit_event WHERE resource_id = '%s'", id);
    ck_assert_str_eq(count(statement), "createunit");
}
END_TEST

Suite *directory_suite(void) {
    Suite *suite = suite_create("directory");
    TCase *tests = tcase_create("directory");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, unit_check__takes_units_that_are_valid_on_the_day);
    tcase_add_test(tests, service_list_for_needs__gives_the_lightest_first);
    tcase_add_test(tests, service_find_valid__takes_no_service_that_is_over);
    tcase_add_test(tests, unit_create__writes_its_terms_its_event_and_who_did_it);
    suite_add_tcase(suite, tests);
    return suite;
}
