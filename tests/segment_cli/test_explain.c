/* One client explained: as JSON, and what the page of text says in each case. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(explain__as_json_says_everything_a_result_can) {
    static const char *const members[] = {
        "certain", "consequences",  "cut_offs", "exact",   "fewest",  "missing",
        "model",   "next_question", "possible", "process", "reasons", "result_hash",
        "scores",  "segment",       "signals",  "trace",   "views",   "what_if"};
    char word[64];
    call("segment explain --as json -l en d5_self_care=3 client.d5_self_care=0 need=many");
    ck_assert_int_eq(run.status, 0);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        snprintf(word, sizeof word, "\n  \"%s\": ", members[i]);
        has(word);
    }
    has("\n      \"text\": \"Self-care: Severe difficulty\"");
    call("segment explain --as json -l fi coping=easy need=few >one.json");
    call("segment explain --as json -l fi coping=easy need=few | cmp - one.json");
    ck_assert_int_eq(run.status, 0);
    ck_assert_ptr_nonnull(strstr(read_back("one.json"), "\"segment_name\": \"Omatoimiasiakkuus\""));
    call("segment explain --as json coping=easy need=few | tail -c 3 | od -An -c");
    has("  \\n   }  \\n");
}
END_TEST

/* The hash of a result is of what it says, in whatever language and form. */
START_TEST(explain__hash_is_the_same_in_every_language) {
    static char first[OUTPUT];
    first[0] = 0;
    for (int i = 0; i < 3; i++) {
        static const char *const lines[] = {
            "segment explain --as json -l fi need=few | grep result_hash",
            "segment explain --as json -l sv need=few | grep result_hash",
            "printf '{\"need\":\"few\"}' | segment explain --as json -l en - | grep result_hash"};
        call(lines[i]);
        ck_assert_int_eq(run.status, 0);
        if (!first[0]) {
            strcpy(first, run.text);
        }
        ck_assert_str_eq(run.text, first);
    }
}
END_TEST

START_TEST(explain__views_that_differ_are_told_as_they_were_given) {
    call("segment explain -l en d5_self_care=9 client.d5_self_care=1 h2_visits=3 "
         "client.h2_visits=12 coping_outlook=lasting client.coping_outlook=passing");
    ck_assert_int_eq(run.status, 0);
    has("\nThe views differ\n  Is the difficulty in daily life passing?: professional lasting, "
        "client passing\n  Visits in 12 months: professional 3, client 10\n");
    has_not("Self-care: professional");
    call("segment explain -l sv d5_self_care=3 client.d5_self_care=1");
    has("Personlig vård: ");
}
END_TEST

START_TEST(explain__what_is_missing_is_told_to_the_eighth) {
    call("segment explain -l en need=few");
    has("\nUnanswered: 10\n");
    has("(d1_learning)\n");
    has("(d8_major_life_areas)\n  ...\n");
    has_not("(d9_community_life)");
    call("segment explain -l en coping=easy h1_long_term_illness=0 h2_visits=0 s1_daily_life=0 "
         "s2_housing=0 s3_economy=0 s4_exclusion=0 s5_violence=0");
    has("\nUnanswered: 7\n");
    has("(h4_unplanned_care)\n\n");
    has_not("  ...\n");
    call("segment explain -l en coping=easy need=few");
    has_not("Unanswered");
}
END_TEST

START_TEST(explain__certain_result_asks_nothing) {
    call("segment explain -l en coping=easy need=few special_support=false");
    has("Self-reliant client (omatoimi), certain  [helsinki@1]\n  SPT\n");
    has_not("Ask next");
    has_not("would settle");
    has_not("possible:");
    call("segment explain -l en coping=easy need=few");
    has(" (omatoimi), not yet certain ");
}
END_TEST

START_TEST(explain__scores_have_their_distance_to_each_cut_off) {
    call("segment explain -m lace -l en length_of_stay=2 acute_admission=1 comorbidity=0");
    has("  LACE score: 5-9 / 19, Moderate\n    cut-off 5: +0 .. +4\n    cut-off 10: -5 .. -1\n");
    call("segment explain -m lace -l en length_of_stay=2 acute_admission=1 comorbidity=0 "
         "emergency_visits=0");
    has("  LACE score: 5 / 19, Moderate\n    cut-off 5: +0\n    cut-off 10: -5\n");
    call("segment explain -l en coping=easy need=few");
    has("Coping in daily life: given by judgement, Easy\n");
    has_not("cut-off");
}
END_TEST

/* Of the fuzzers' model, where everything else is known. */
START_TEST(explain__duration_may_be_what_settles) {
    call("segment explain -m " SOURCE_DIR "/tests/fuzz/small.json -l en y=bad z=many age=40 "
         "flag.f=false flag.g=false x=0");
    ck_assert_int_eq(run.status, 0);
    has("\nAsk next\n  d (settles ");
    has("\nAnswers that would settle it: 1\n  ");
    call("segment explain -m " SOURCE_DIR "/tests/fuzz/small.json -l en y=bad z=many age=40 "
         "flag.f=false flag.g=false x=0 duration=long");
    has("high (high), certain");
    has_not("Ask next");
}
END_TEST

/* An age is no question; and how many answers are missing changes with each of them. */
START_TEST(explain__says_when_nothing_would_settle_it_or_how_many_at_least) {
    with_rules("own.json", RULE("old", "at_least", "huolenpito", "{\"age\":{\"from\":65}}"));
    call("segment explain -m own.json -l en coping=easy need=few special_support=false");
    ck_assert_int_eq(run.status, 0);
    has("\nAnswers that would settle it: no answers settle it\n");
    has_not("Ask next");
    with_rules("own.json", RULE("little", "at_least", "huolenpito", "{\"missing\":{\"from\":20}}"));
    call("segment explain -m own.json -l en need=few special_support=false coping_outlook=lasting");
    ck_assert_int_eq(run.status, 0);
    has("\nAnswers that would settle it: at least ");
}
END_TEST

START_TEST(explain__what_would_change_it_names_the_answers) {
    call("segment explain -l en d1_learning=2 d2_tasks=2 d3_communication=2 d4_mobility=2 "
         "d5_self_care=2 d6_domestic_life=2 d7_relationships=2 d8_major_life_areas=2 "
         "d9_community_life=2 resources=2 coping_outlook=lasting need=few special_support=false");
    ck_assert_int_eq(run.status, 0);
    has("\nWhat would change it\n  Self-reliant client\n    ");
    has(": Moderate difficulty -> ");
    call("segment explain -l fi coping=difficult need=many special_support=true");
    has(": ei muutettavissa olevilla asioilla\n");
}
END_TEST

START_TEST(explain__answers_of_every_form_are_taken) {
    call("segment explain -l en age=47 duration=continuous coping=easy need=few "
         "flag.special_support=false --as json | grep -A2 possible");
    has("\"omatoimi\"\n");
    call("segment explain -l en -- d5_self_care=3");
    ck_assert_int_eq(run.status, 0);
    call("printf '{\"id\":7,\"as_of\":\"2026-05-05\",\"model\":\"helsinki\",\"need\":\"few\"}' "
         ">c.json; segment explain -l en c.json");
    ck_assert_int_eq(run.status, 0);
    call("segment explain d5_self_care=3.0 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("/answers/professional/d5_self_care: wrong_type");
    call("segment explain d5_self_care= 2>&1");
    ck_assert_int_eq(run.status, 1);
    call("segment explain wings=1 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("/wings: unknown_member");
    call("segment explain client.wings=1 flag.wings=true 2>&1");
    has("/answers/client/wings: unknown_item");
    has("/flags/wings: unknown_flag");
    call("segment explain coping=easy d5_self_care=1 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("axis_given_twice");
    call("segment explain d5_self_care=99999999999999999999 2>&1");
    has("d5_self_care: out_of_range");
    call("segment explain age=151 2>&1");
    has("/age: out_of_range");
}
END_TEST

TCase *explain_cases(void) {
    TCase *cases = tcase_create("explain");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, explain__as_json_says_everything_a_result_can);
    tcase_add_test(cases, explain__hash_is_the_same_in_every_language);
    tcase_add_test(cases, explain__views_that_differ_are_told_as_they_were_given);
    tcase_add_test(cases, explain__what_is_missing_is_told_to_the_eighth);
    tcase_add_test(cases, explain__certain_result_asks_nothing);
    tcase_add_test(cases, explain__scores_have_their_distance_to_each_cut_off);
    tcase_add_test(cases, explain__duration_may_be_what_settles);
    tcase_add_test(cases, explain__says_when_nothing_would_settle_it_or_how_many_at_least);
    tcase_add_test(cases, explain__what_would_change_it_names_the_answers);
    tcase_add_test(cases, explain__answers_of_every_form_are_taken);
    return cases;
}
