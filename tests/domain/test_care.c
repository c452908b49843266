/* The rules of care teams and plans, without a database. */
#include "suites.h"

#include "domain/care_team/care_team.h"
#include "domain/plan/plan.h"
#include "domain/recall/recall.h"

#include <string.h>

static struct context context;

static void begin(void) {
    context = (struct context){.arena = arena_new(),
                               .today = {2026, 11, 22},
                               .now = {INT64_C(1795305600000000)},
                               .actor = {.register_code = REGISTER_HEALTH}};
}

static void end(void) {
    arena_free(context.arena);
}

static bool has_error(const char *pointer, enum error_code code) {
    for (size_t i = 0; i < context.error_count; i++) {
        if (strcmp(context.errors[i].pointer, pointer) == 0 && context.errors[i].code == code) {
            return true;
        }
    }
    return false;
}

static size_t faults_of(struct care_member *members, size_t count) {
    struct care_team team = {.members = {members, count}};
    context.error_count = 0;
    care_team_check(&context, NULL, &team);
    return context.error_count;
}

#define HOLDER(role_, from_, to_)                                                                  \
    { .role = (role_), .person = {"s", "n", NULL}, .from = from_, .to = to_ }
#define DAY(year, month, day)                                                                      \
    { year, month, day }

START_TEST(care_team_check__both_days_of_a_holder_count) {
    struct care_member same[] = {HOLDER("contact_person", DAY(2026, 1, 1), DAY(2026, 5, 31)),
                                 HOLDER("contact_person", DAY(2026, 5, 31), DAY(0, 0, 0))};
    ck_assert_uint_eq(faults_of(same, 2), 1);
    ck_assert(has_error("/members/1/from", ERROR_held_by_another));
    struct care_member after[] = {HOLDER("contact_person", DAY(2026, 1, 1), DAY(2026, 5, 31)),
                                  HOLDER("contact_person", DAY(2026, 6, 1), DAY(0, 0, 0))};
    ck_assert_uint_eq(faults_of(after, 2), 0);
}
END_TEST

START_TEST(care_team_check__the_order_in_the_document_does_not_matter) {
    struct care_member later_first[] = {HOLDER("case_manager", DAY(2026, 6, 1), DAY(0, 0, 0)),
                                        HOLDER("case_manager", DAY(2026, 1, 1), DAY(2026, 5, 31))};
    ck_assert_uint_eq(faults_of(later_first, 2), 0);
    struct care_member open_first[] = {HOLDER("case_manager", DAY(2026, 1, 1), DAY(0, 0, 0)),
                                       HOLDER("case_manager", DAY(2030, 1, 1), DAY(2030, 1, 2))};
    ck_assert_uint_eq(faults_of(open_first, 2), 1);
}
END_TEST

START_TEST(care_team_check__other_roles_may_have_many) {
    struct care_member nurses[] = {HOLDER("nurse", DAY(2026, 1, 1), DAY(0, 0, 0)),
                                   HOLDER("nurse", DAY(2026, 1, 1), DAY(0, 0, 0))};
    ck_assert_uint_eq(faults_of(nurses, 2), 0);
    ck_assert(!uuid_equal(&nurses[0].id, &nurses[1].id));
}
END_TEST

START_TEST(care_team_check__a_role_of_a_register_is_of_that_register) {
    struct care_member members[] = {HOLDER("own_worker", DAY(2026, 1, 1), DAY(0, 0, 0)),
                                    HOLDER("contact_person", DAY(2026, 1, 1), DAY(0, 0, 0))};
    ck_assert_uint_eq(faults_of(members, 2), 0);
    ck_assert_int_eq(members[0].register_code, REGISTER_SOCIAL);
    ck_assert_int_eq(members[1].register_code, REGISTER_HEALTH);
}
END_TEST

START_TEST(care_team_missing__counts_who_is_there_on_the_day) {
    struct care_member members[] = {HOLDER("contact_person", DAY(2026, 11, 22), DAY(2026, 11, 22)),
                                    HOLDER("case_manager", DAY(2026, 11, 23), DAY(0, 0, 0))};
    struct care_team team = {.template_code = "monipalvelupolku", .members = {members, 2}};
    const struct list missing = care_team_missing(&context, &team);
    ck_assert_uint_eq(missing.count, 1);
    ck_assert_str_eq(((const struct care_missing *)missing.items)->role, "case_manager");
}
END_TEST

START_TEST(plan_check__a_kind_belongs_to_its_register) {
    struct plan plan = {.kind = PLAN_SERVICE, .register_code = REGISTER_HEALTH};
    plan_check(&context, NULL, &plan);
    ck_assert(has_error("/kind", ERROR_other_register));
    const struct plan before = {.kind = PLAN_JOINT, .register_code = REGISTER_SOCIAL};
    plan = (struct plan){.kind = PLAN_SUPPORT, .register_code = REGISTER_SOCIAL};
    context.error_count = 0;
    plan_check(&context, &before, &plan);
    ck_assert(has_error("/kind", ERROR_other_register));
    plan.kind = PLAN_JOINT;
    context.error_count = 0;
    plan_check(&context, &before, &plan);
    ck_assert_uint_eq(context.error_count, 0);
}
END_TEST

static struct recall checked(bool is_first, struct recall recall) {
    context.error_count = 0;
    recall_check(&context, is_first, &recall);
    return recall;
}

START_TEST(recall_check__the_class_gives_the_day_where_none_is_given) {
    struct recall recall = checked(true, (struct recall){.risk_class = "oral_high"});
    ck_assert_int_eq(date_compare(recall.next_on, (struct date){2027, 5, 22}), 0);
    recall = checked(true, (struct recall){.risk_class = "oral_low", .next_on = {2027, 1, 1}});
    ck_assert_int_eq(date_compare(recall.next_on, (struct date){2027, 1, 1}), 0);
    ck_assert_uint_eq(context.error_count, 0);
}
END_TEST

START_TEST(recall_check__ends_with_the_month_where_it_is_shorter) {
    context.today = (struct date){2026, 8, 31};
    struct recall recall = checked(true, (struct recall){.risk_class = "oral_high"});
    ck_assert_int_eq(date_compare(recall.next_on, (struct date){2027, 2, 28}), 0);
}
END_TEST

START_TEST(recall_check__tells_what_does_not_fit) {
    checked(true, (struct recall){.risk_class = "none", .next_on = {2026, 11, 21}});
    ck_assert(has_error("/risk_class", ERROR_not_in_list));
    ck_assert(has_error("/next_on", ERROR_in_the_past));
    checked(false, (struct recall){.risk_class = "oral_low", .next_on = {2036, 11, 23}});
    ck_assert(has_error("/next_on", ERROR_out_of_range));
    ck_assert(has_error("/reason", ERROR_required));
    checked(true, (struct recall){.risk_class = "no_recall", .next_on = {2026, 11, 22}});
    ck_assert(has_error("/next_on", ERROR_not_with_this_kind));
    checked(false,
            (struct recall){.risk_class = "oral_low", .reason = "x", .next_on = {2036, 11, 22}});
    ck_assert_uint_eq(context.error_count, 0);
}
END_TEST

Suite *care_suite(void) {
    Suite *suite = suite_create("care teams and plans");
    TCase *tests = tcase_create("rules");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, care_team_check__both_days_of_a_holder_count);
    tcase_add_test(tests, care_team_check__the_order_in_the_document_does_not_matter);
    tcase_add_test(tests, care_team_check__other_roles_may_have_many);
    tcase_add_test(tests, care_team_check__a_role_of_a_register_is_of_that_register);
    tcase_add_test(tests, care_team_missing__counts_who_is_there_on_the_day);
    tcase_add_test(tests, plan_check__a_kind_belongs_to_its_register);
    tcase_add_test(tests, recall_check__the_class_gives_the_day_where_none_is_given);
    tcase_add_test(tests, recall_check__ends_with_the_month_where_it_is_shorter);
    tcase_add_test(tests, recall_check__tells_what_does_not_fit);
    suite_add_tcase(suite, tests);
    return suite;
}
