/* What the domains decide without a database. */
#include "suites.h"
#include "support.h"

#include "base/hetu.h"
#include "domain/assessment/assessment_rules.h"
#include "domain/assessment/standing.h"
#include "domain/demo/demo_persons.h"
#include "domain/model/model_life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct date day = {2026, 11, 22};

/* --- models --- */

#define VERSION(code_, version_, status_, from_, to_, active_)                                     \
    {                                                                                              \
        .code = (code_), .version = (version_), .status = (status_), .valid_from = from_,          \
        .valid_to = to_, .is_active = (active_)                                                    \
    }
#define DAY(year, month, day)                                                                      \
    { year, month, day }

static const struct model shelf[] = {
    VERSION("helsinki", 1, MODEL_PUBLISHED, DAY(2026, 1, 1), DAY(0, 0, 0), true),
    VERSION("helsinki", 2, MODEL_PUBLISHED, DAY(2026, 6, 1), DAY(2026, 12, 31), true),
    VERSION("helsinki", 3, MODEL_PUBLISHED, DAY(2027, 1, 1), DAY(0, 0, 0), true),
    {.code = "helsinki",
     .version = 4,
     .status = MODEL_RETIRED,
     .valid_from = DAY(2026, 1, 1),
     .is_active = true,
     .withdrawn = true},
    VERSION("lace", 1, MODEL_PUBLISHED, DAY(2026, 1, 1), DAY(2026, 2, 1), false),
};

static int64_t chosen(const char *name, struct date on, bool must_hold) {
    struct model_wanted wanted = {name, on, must_hold};
    const struct model *model = model_choose(shelf, sizeof shelf / sizeof *shelf, &wanted);
    return model ? model->version : 0;
}

START_TEST(model_choose__takes_the_highest_that_holds_on_the_day) {
    ck_assert_int_eq(chosen("helsinki", day, true), 2);
    ck_assert_int_eq(chosen("helsinki", (struct date){2026, 5, 31}, true), 1);
    ck_assert_int_eq(chosen("helsinki", (struct date){2026, 12, 31}, true), 2);
    ck_assert_int_eq(chosen("helsinki", (struct date){2027, 1, 1}, true), 3);
    ck_assert_int_eq(chosen("helsinki", (struct date){2025, 12, 31}, true), 0);
}
END_TEST

START_TEST(model_choose__takes_the_active_code_where_none_is_named) {
    ck_assert_int_eq(chosen(NULL, day, true), 2);
    ck_assert_int_eq(chosen("lace", day, true), 0);
    ck_assert_int_eq(chosen("lace", (struct date){2026, 2, 1}, true), 1);
}
END_TEST

START_TEST(model_choose__a_named_version_holds_only_where_it_must) {
    ck_assert_int_eq(chosen("helsinki@3", day, false), 3);
    ck_assert_int_eq(chosen("helsinki@3", day, true), 0);
    ck_assert_int_eq(chosen("helsinki@4", day, false), 4);
    ck_assert_int_eq(chosen("helsinki@4", day, true), 0);
    ck_assert_int_eq(chosen("helsinki@9", day, false), 0);
    ck_assert_int_eq(chosen("hels@1", day, false), 0);
}
END_TEST

static const struct list none_yet = {0};

static struct model_place placed(const struct model *versions, size_t count, struct date from) {
    const struct list list = {(void *)(uintptr_t)versions, count};
    return model_place_of(&list, from);
}

START_TEST(model_place__follows_the_highest_by_number_and_by_days) {
    static const struct model before[] = {
        VERSION("m", 2, MODEL_PUBLISHED, DAY(2027, 1, 1), DAY(0, 0, 0), false),
        VERSION("m", 1, MODEL_PUBLISHED, DAY(2026, 1, 1), DAY(2026, 12, 31), false)};
    ck_assert_int_eq(model_place_of(&none_yet, day).version, 1);
    ck_assert(!date_is_set(model_place_of(&none_yet, day).gap_from));
    struct model_place place = placed(before, 2, (struct date){2027, 1, 2});
    ck_assert_int_eq(place.version, 3);
    ck_assert_ptr_null(place.overlaps);
    ck_assert(!date_is_set(place.gap_from));
    ck_assert(model_gives_way(&before[0], (struct date){2027, 1, 2}));
    ck_assert(!model_gives_way(&before[1], (struct date){2027, 1, 2}));
    ck_assert_ptr_eq(placed(before, 2, (struct date){2027, 1, 1}).overlaps, &before[0]);
    ck_assert_ptr_eq(placed(before, 2, (struct date){2026, 6, 1}).overlaps, &before[0]);
}
END_TEST

START_TEST(model_place__tells_the_days_that_no_version_holds) {
    static const struct model ended[] = {
        {.code = "m",
         .version = 2,
         .status = MODEL_RETIRED,
         .valid_from = DAY(2026, 6, 1),
         .withdrawn = true},
        VERSION("m", 1, MODEL_RETIRED, DAY(2026, 1, 1), DAY(2026, 2, 28), false)};
    struct model_place place = placed(ended, 2, (struct date){2026, 3, 2});
    ck_assert_int_eq(place.version, 3); /* a number is given once */
    ck_assert_int_eq(date_compare(place.gap_from, (struct date){2026, 3, 1}), 0);
    ck_assert_int_eq(date_compare(place.gap_to, (struct date){2026, 3, 1}), 0);
    ck_assert(!date_is_set(placed(ended, 2, (struct date){2026, 3, 1}).gap_from));
    ck_assert(!model_gives_way(&ended[0], (struct date){2026, 7, 1}));
    ck_assert(model_gives_way(&ended[1], (struct date){2026, 2, 28}));
}
END_TEST

START_TEST(model_next_day__is_the_day_after_where_another_holds_then) {
    static const struct model versions[] = {
        {.id = {{3}}, .version = 3, .status = MODEL_PUBLISHED, .valid_from = DAY(2027, 3, 1)},
        {.id = {{2}},
         .version = 2,
         .status = MODEL_PUBLISHED,
         .valid_from = DAY(2027, 1, 1),
         .valid_to = DAY(2027, 2, 28)},
        {.id = {{1}},
         .version = 1,
         .status = MODEL_PUBLISHED,
         .valid_from = DAY(2026, 1, 1),
         .valid_to = DAY(2026, 12, 31)}};
    const struct list list = {(void *)(uintptr_t)versions, 3};
    struct date next = model_next_day(&list, &versions[2], (struct date){2026, 12, 31});
    ck_assert_int_eq(date_compare(next, (struct date){2027, 1, 1}), 0);
    next = model_next_day(&list, &versions[2], (struct date){2026, 12, 29});
    ck_assert_int_eq(date_compare(next, (struct date){2027, 1, 1}), 0);
    next = model_next_day(&list, &versions[1], (struct date){2027, 1, 31});
    ck_assert_int_eq(date_compare(next, (struct date){2027, 3, 1}), 0);
    ck_assert(!date_is_set(model_next_day(&list, &versions[0], (struct date){2027, 4, 1})));
}
END_TEST

START_TEST(model_end_without__is_its_own_or_that_before_the_next_one_that_holds) {
    static const struct model versions[] = {
        {.id = {{4}}, .version = 4, .valid_from = DAY(2027, 6, 1)},
        {.id = {{3}}, .version = 3, .valid_from = DAY(2027, 3, 1), .withdrawn = true},
        {.id = {{2}}, .version = 2, .valid_from = DAY(2027, 1, 1), .valid_to = DAY(2027, 5, 31)},
        {.id = {{1}}, .version = 1, .valid_from = DAY(2026, 1, 1), .valid_to = DAY(2026, 12, 31)}};
    const struct list list = {(void *)(uintptr_t)versions, 4};
    const struct model *first = &versions[3], *second = &versions[2], *last = &versions[0];
    const struct date none = {0}, may = {2027, 5, 31}, march = {2027, 3, 31};
    ck_assert(model_ends_before(first, second));
    ck_assert(!model_ends_before(first, last));
    ck_assert(model_ends_before(second, last));
    ck_assert(!model_ends_before(last, second));
    ck_assert(!model_ends_before(&versions[1], last));
    ck_assert_int_eq(date_compare(model_end_without(&list, first, second, none), may), 0);
    ck_assert_int_eq(date_compare(model_end_without(&list, first, second, march), march), 0);
    ck_assert_int_eq(
        date_compare(model_end_without(&list, first, second, (struct date){2028, 1, 1}), may), 0);
    ck_assert(!date_is_set(model_end_without(&list, second, last, none)));
}
END_TEST

START_TEST(model_holds_on__of_a_retired_one_until_its_last_day) {
    struct model model = VERSION("m", 1, MODEL_RETIRED, DAY(2026, 1, 1), DAY(2026, 11, 22), false);
    ck_assert(model_holds_on(&model, day));
    ck_assert(!model_holds_on(&model, (struct date){2026, 11, 23}));
    model.withdrawn = true;
    ck_assert(!model_holds_on(&model, day));
}
END_TEST

START_TEST(model_name_good__knows_codes_and_versions) {
    static const char *const good[] = {"helsinki", "bridges-to-health@1", "a", "a@999999999"};
    static const char *const bad[] = {"",     "Helsinki", "@1",           "a@",  "a@0",
                                      "a@01", "a@1x",     "a@1000000000", "a b", "a@-1",
                                      "1a",   "ä",        "a@1@2"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(model_name_good(good[i]), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!model_name_good(bad[i]), "%s", bad[i]);
    }
}
END_TEST

/* --- assessments --- */

START_TEST(choice__of_what_is_not_computed_or_not_possible_is_an_override) {
    const char *codes[] = {"omatoimi", "tuki"};
    const struct list possible = {codes, 2}, one = {codes, 1};
    ck_assert(!is_override("omatoimi", &one, "omatoimi"));
    ck_assert(is_override("omatoimi", &one, "tuki"));
    ck_assert(is_override("omatoimi", &possible, "tuki"));
    ck_assert(!is_override(NULL, &possible, "tuki"));
    ck_assert(is_override(NULL, &possible, "huolenpito"));
    ck_assert(!is_override(NULL, &possible, NULL));
    ck_assert(!is_override("omatoimi", &one, NULL));
}
END_TEST

START_TEST(review_months__are_the_least_of_segment_and_signals) {
    struct segj_model *model = model_compiled("helsinki");
    const struct seg_model *engine = segj_model_engine(model);
    int huolenpito = seg_model_find(engine, SEG_SEGMENT, "huolenpito", 10);
    ck_assert_int_eq(review_months(engine, huolenpito, 0), 6);
    for (size_t i = 0; i < seg_model_count(engine, SEG_SIGNAL); i++) {
        int months = seg_signal_review_months(engine, i);
        int expected = months > 0 && months < 6 ? months : 6;
        ck_assert_int_eq(review_months(engine, huolenpito, UINT32_C(1) << i), expected);
    }
    ck_assert_int_eq(review_months(engine, -1, 0), 0);
    /* Of a segment that is still open those of the signals alone. */
    for (size_t i = 0; i < seg_model_count(engine, SEG_SIGNAL); i++) {
        ck_assert_int_eq(review_months(engine, -1, UINT32_C(1) << i),
                         seg_signal_review_months(engine, i));
    }
    ck_assert_int_eq(review_months(engine, -1, UINT32_MAX), 3);
    segj_model_free(model);
}
END_TEST

START_TEST(actor_sees_register__own_one_or_both_for_the_client) {
    struct actor actor = {.register_code = REGISTER_SOCIAL};
    ck_assert(actor_sees_register(&actor, REGISTER_SOCIAL));
    ck_assert(!actor_sees_register(&actor, REGISTER_HEALTH));
    actor.register_code = REGISTER_NONE;
    ck_assert(!actor_sees_register(&actor, REGISTER_SOCIAL));
    actor.client_id.bytes[0] = 1;
    ck_assert(actor_sees_register(&actor, REGISTER_HEALTH));
    ck_assert(actor_sees_register(&actor, REGISTER_SOCIAL));
}
END_TEST

START_TEST(assessment_actions__confirm_only_by_a_professional_of_the_register) {
    static const char *const permissions[] = {"assessment:write"};
    struct context context = {.arena = arena_new()};
    struct assessment assessment = {.status = ASSESSMENT_PROPOSED,
                                    .register_code = REGISTER_HEALTH};
    context.actor = (struct actor){
        .register_code = REGISTER_HEALTH, .permissions = permissions, .permission_count = 1};
    ck_assert_uint_eq(assessment_actions(&context, &assessment).count, 1);
    assessment.status = ASSESSMENT_CONFIRMED;
    ck_assert_uint_eq(assessment_actions(&context, &assessment).count, 0);
    assessment.status = ASSESSMENT_PROPOSED;
    context.actor.register_code = REGISTER_SOCIAL;
    ck_assert_uint_eq(assessment_actions(&context, &assessment).count, 0);
    context.actor.register_code = REGISTER_HEALTH;
    context.actor.permission_count = 0;
    ck_assert_uint_eq(assessment_actions(&context, &assessment).count, 0);
    context.actor.permission_count = 1;
    context.actor.client_id.bytes[0] = 1;
    ck_assert_uint_eq(assessment_actions(&context, &assessment).count, 0);
    arena_free(context.arena);
}
END_TEST

static bool has_duty(const struct duty *duties, size_t count, const char *code) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(duties[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(duties_of__are_what_the_segment_asks_for_and_is_not_there) {
    struct duty duties[DUTIES_MAX];
    const struct duty_facts nothing = {0}, all = {.contact_person = true,
                                                  .own_team = true,
                                                  .plan = true,
                                                  .plan_review_on = day};
    struct duty_needs needs = {.next_review = day, .since = day};
    ck_assert_uint_eq(duties_of(&needs, &nothing, day, LANGUAGE_FI, duties), 0);
    needs.contact_person = needs.own_team = needs.plan = true;
    needs.next_review = (struct date){2026, 11, 21};
    size_t count = duties_of(&needs, &nothing, day, LANGUAGE_EN, duties);
    ck_assert_uint_eq(count, 4);
    ck_assert(has_duty(duties, count, "contact_person_missing"));
    ck_assert(has_duty(duties, count, "own_team_missing"));
    ck_assert(has_duty(duties, count, "plan_missing"));
    ck_assert(has_duty(duties, count, "review_overdue"));
    count = duties_of(&needs, &all, day, LANGUAGE_SV, duties);
    ck_assert_uint_eq(count, 1);
    ck_assert(has_duty(duties, count, "review_overdue"));
    needs.confirmation = true;
    count = duties_of(&needs, &nothing, day, LANGUAGE_SV, duties);
    ck_assert(has_duty(duties, count, "confirmation_missing"));
}
END_TEST

START_TEST(duties_of__a_review_is_overdue_from_the_day_after) {
    struct duty duties[DUTIES_MAX];
    const struct duty_needs needs = {.since = day};
    struct duty_facts facts = {.plan = true, .plan_review_on = day};
    ck_assert_uint_eq(duties_of(&needs, &facts, day, LANGUAGE_FI, duties), 0);
    facts.plan_review_on = (struct date){2026, 11, 21};
    facts.agreement_missing = true;
    size_t count = duties_of(&needs, &facts, day, LANGUAGE_FI, duties);
    ck_assert_uint_eq(count, 2);
    ck_assert(has_duty(duties, count, "plan_review_overdue"));
    ck_assert(has_duty(duties, count, "agreement_missing"));
}
END_TEST

START_TEST(duties_of__a_recall_is_due_on_its_day_and_not_before) {
    struct duty duties[DUTIES_MAX];
    const struct duty_needs needs = {.since = day};
    struct duty_facts facts = {.recall_on = {2026, 11, 23}};
    ck_assert_uint_eq(duties_of(&needs, &facts, day, LANGUAGE_FI, duties), 0);
    facts.recall_on = day;
    ck_assert_uint_eq(duties_of(&needs, &facts, day, LANGUAGE_FI, duties), 1);
    ck_assert(has_duty(duties, 1, "recall_due"));
    ck_assert_int_eq(date_compare(duties[0].since, day), 0);
}
END_TEST

START_TEST(duties_of__a_client_who_died_or_moved_away_has_none) {
    struct duty duties[DUTIES_MAX];
    const struct duty_needs needs = {.confirmation = true,
                                     .contact_person = true,
                                     .own_team = true,
                                     .plan = true,
                                     .since = day,
                                     .next_review = {2026, 11, 1}};
    struct duty_facts facts = {
        .agreement_missing = true, .plan_review_on = {2026, 11, 1}, .recall_on = day};
    ck_assert_uint_eq(duties_of(&needs, &facts, day, LANGUAGE_FI, duties), DUTIES_MAX);
    facts.closed = true;
    ck_assert_uint_eq(duties_of(&needs, &facts, day, LANGUAGE_FI, duties), 0);
}
END_TEST

/* --- artificial persons --- */

static int compare_codes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

START_TEST(demo_identity_code__is_artificial_valid_and_nobody_elses) {
    struct arena *arena = arena_new();
    const char *codes[DEMO_PERSON_COUNT];
    for (int i = 0; i < DEMO_PERSON_COUNT; i++) {
        struct hetu hetu;
        codes[i] = demo_identity_code(arena, i);
        ck_assert_msg(hetu_parse(codes[i], &hetu), "%s", codes[i]);
        ck_assert_int_ge(hetu.individual_number, 950);
        ck_assert_str_eq(codes[i], demo_identity_code(arena, i));
    }
    qsort(codes, DEMO_PERSON_COUNT, sizeof *codes, compare_codes);
    for (int i = 1; i < DEMO_PERSON_COUNT; i++) {
        ck_assert_str_ne(codes[i - 1], codes[i]);
    }
    arena_free(arena);
}
END_TEST

Suite *rules_suite(void) {
    Suite *suite = suite_create("domain rules");
    TCase *tests = tcase_create("rules");
    tcase_add_test(tests, model_choose__takes_the_highest_that_holds_on_the_day);
    tcase_add_test(tests, model_choose__takes_the_active_code_where_none_is_named);
    tcase_add_test(tests, model_choose__a_named_version_holds_only_where_it_must);
    tcase_add_test(tests, model_name_good__knows_codes_and_versions);
    tcase_add_test(tests, model_place__follows_the_highest_by_number_and_by_days);
    tcase_add_test(tests, model_place__tells_the_days_that_no_version_holds);
    tcase_add_test(tests, model_next_day__is_the_day_after_where_another_holds_then);
    tcase_add_test(tests, model_end_without__is_its_own_or_that_before_the_next_one_that_holds);
    tcase_add_test(tests, model_holds_on__of_a_retired_one_until_its_last_day);
    tcase_add_test(tests, choice__of_what_is_not_computed_or_not_possible_is_an_override);
    tcase_add_test(tests, review_months__are_the_least_of_segment_and_signals);
    tcase_add_test(tests, actor_sees_register__own_one_or_both_for_the_client);
    tcase_add_test(tests, assessment_actions__confirm_only_by_a_professional_of_the_register);
    tcase_add_test(tests, duties_of__are_what_the_segment_asks_for_and_is_not_there);
    tcase_add_test(tests, duties_of__a_client_who_died_or_moved_away_has_none);
    tcase_add_test(tests, duties_of__a_review_is_overdue_from_the_day_after);
    tcase_add_test(tests, duties_of__a_recall_is_due_on_its_day_and_not_before);
    tcase_add_test(tests, demo_identity_code__is_artificial_valid_and_nobody_elses);
    suite_add_tcase(suite, tests);
    return suite;
}
