/* segment compare: what a county changes, and what it has to read of it. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(compare__matrix_movers_and_what_moves_them) {
    put_file("higher.json",
             "[{\"op\":\"replace\",\"path\":\"/axes/1/bands/1/from\",\"value\":900}]");
    put_file(
        "people.csv",
        "id,coping,s1_daily_life,s2_housing,s3_economy,s4_exclusion,s5_violence,s6_crisis,"
        "s7_child_development,s8_health_and_substances,s9_functional_capacity,"
        "s10_close_people,h1_long_term_illness,h2_visits,h3_services_in_use,"
        "h4_unplanned_care,flag.special_support\n"
        "1,easy,3,3,3,3,3,3,9,3,3,9,3,8,4,3,false\n2,easy,0,0,0,0,0,0,9,0,0,9,0,0,0,0,false\n");
    call("segment compare helsinki --patch higher.json people.csv --movers movers.csv");
    ck_assert_int_eq(run.status, 0);
    has("2 rows, 1 move");
    has("  1  axis need: cut-off 400 -> 900\n");
    has("/axes/need/bands/1/from: 400 -> 900\n");
    ck_assert_ptr_nonnull(strstr(read_back("movers.csv"), "1,yhteistyo,omatoimi,axis need"));
    call("segment compare helsinki helsinki people.csv");
    has("2 rows, 0 move");
}
END_TEST

/* What the author of a version sees of it before it is published. */
START_TEST(compare__the_next_version_of_helsinki_tells_whom_it_moves_and_why) {
    put_file("people.csv",
             "id,coping,need,d1_learning,d2_tasks,d3_communication,d4_mobility,d5_self_care,"
             "d6_domestic_life,d7_relationships,d8_major_life_areas,d9_community_life,resources,"
             "client.resources,coping_outlook,s5_violence,flag.special_support,duration\n"
             "heard,,few,0,4,0,2,4,0,0,0,0,4,2,passing,,false,occasional\n"
             "asked,,few,0,4,0,0,4,0,0,0,0,2,,passing,,false,occasional\n"
             "judged,easy,few,,,,,,,,,,,,,,false,occasional\n"
             "acute,easy,,,,,,,,,,,,,,4,false,occasional\n");
    call("segment compare helsinki@1 helsinki@2 people.csv --movers movers.csv 2>&1");
    ck_assert_int_eq(run.status, 0);
    has("A: helsinki@1 ");
    has("B: helsinki@2 ");
    has("/items/self_efficacy: added\n");
    has("4 rows, 2 move, 0 refused by one of the two, 0 by both");
    has("         0 -> 1          acute_need\n");
    ck_assert_str_eq(read_back("movers.csv"),
                     "id,from,to,cause\n"
                     "heard,omatoimi,tuki,\"axis coping: resources (level), self_efficacy (added, "
                     "without an answer)\"\n"
                     "asked,omatoimi,(open),\"axis coping: resources (weight 2 -> 1), "
                     "self_efficacy (added, without an answer)\"\n");
}
END_TEST

START_TEST(compare__an_open_score_moves_by_the_cut_off_that_it_no_longer_reaches) {
    put_file("higher.json", "[{\"op\":\"replace\",\"path\":\"/axes/0/bands/1/from\",\"value\":8}]");
    put_file("people.csv", "id,length_of_stay,acute_admission,comorbidity\n1,3,0,0\n");
    call("segment compare lace --patch higher.json people.csv");
    has("axis lace: cut-off 5 -> 8\n");
}
END_TEST

START_TEST(compare__a_question_that_one_model_does_not_ask_is_passed_over_there) {
    put_file("fewer.json", "[{\"op\":\"remove\",\"path\":\"/items/1\"}]");
    put_file("people.csv", "id,length_of_stay,acute_admission,comorbidity,emergency_visits\n"
                           "1,4,1,3,0\n2,0,0,0,0\n");
    call("segment compare lace --patch fewer.json people.csv 2>&1");
    ck_assert_int_eq(run.status, 0);
    has("column 3: 'acute_admission' is known to the first model only");
    has("2 rows, 1 move");
    call("segment compare lace --patch fewer.json people.csv --ignore comorbidity 2>/dev/null");
    has("2 rows, 0 move");
    put_file("people.csv", "id,length_of_stay,wings\n1,4,1\n");
    call("segment compare lace --patch fewer.json people.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("column 3: 'wings' is no item");
}
END_TEST

START_TEST(compare__ndjson_and_rows_that_one_refuses) {
    put_file("p.ndjson",
             "{\"id\":1,\"coping\":\"easy\",\"need\":\"few\"}\n{\"id\":2,\"coping\":\"x\"}\n");
    put_file("rule.json",
             "[{\"op\":\"replace\",\"path\":\"/cells/rows/0/segment\",\"value\":\"tuki\"}]");
    call("segment compare helsinki --patch rule.json p.ndjson");
    ck_assert_int_eq(run.status, 1);
    has("2 rows, 1 move, 0 refused by one of the two, 1 by both");
    has("cell easy few: omatoimi -> tuki\n");
}
END_TEST

START_TEST(compare__a_row_that_both_refuse_is_told_as_refused_by_both) {
    put_file("p.csv", "id,coping,d5_self_care,need\n1,easy,3,few\n2,easy,,few\n3,hard,,few\n");
    call("segment compare helsinki helsinki p.csv");
    ck_assert_int_eq(run.status, 1);
    has("3 rows, 0 move, 0 refused by one of the two, 2 by both");
}
END_TEST

/* Nothing follows from an open result, whatever its signals say of a review: coming to a segment
 * brings one. */
START_TEST(compare__an_open_result_has_no_review) {
    put_file("p.csv", "id,coping_outlook,coping,need,duration\n1,,,many,occasional\n");
    put_file("same.json", "[{\"op\":\"replace\",\"path\":\"/cells/rows/1/segment\",\"value\":"
                          "\"huolenpito\"},{\"op\":\"add\",\"path\":\"/signals/3/review_months\","
                          "\"value\":1}]");
    call("segment compare helsinki --patch same.json p.csv");
    ck_assert_int_eq(run.status, 0);
    has("\nnext review: 1 sooner, 0 later\n");
    put_file("signal.json", "[{\"op\":\"add\",\"path\":\"/signals/3/review_months\",\"value\":1}]");
    call("segment compare helsinki --patch signal.json p.csv");
    ck_assert_ptr_null(strstr(run.text, "next review"));
}
END_TEST

/* A row may say a day on which the model that would come is not yet valid. */
START_TEST(compare__takes_rows_of_any_day_that_is_one) {
    put_file("p.ndjson",
             "{\"id\":1,\"as_of\":\"2020-02-29\",\"coping\":\"easy\",\"need\":\"few\"}\n"
             "{\"id\":2,\"as_of\":\"2021-02-29\",\"coping\":\"easy\",\"need\":\"few\"}\n");
    call("segment compare helsinki helsinki p.ndjson");
    has("2 rows, 0 move, 0 refused by one of the two, 1 by both");
}
END_TEST

START_TEST(compare__a_row_that_is_too_long_is_told_by_its_line) {
    char *text = malloc(400000);
    memset(text, 'x', 399999);
    text[399999] = '\0';
    memcpy(text, "id,coping\n1,easy\n2,easy\n", 24);
    put_file("people.csv", text);
    free(text);
    call("segment compare helsinki helsinki people.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("line 4: longer than 256 KiB");
}
END_TEST

START_TEST(compare__names_the_final_rule_that_comes_before_another_now) {
    put_file("order.json", "[{\"op\":\"move\",\"from\":\"/rules/0\",\"path\":\"/rules/1\"}]");
    put_file("people.csv", "id,age,flag.frailty,flag.limited_reserve,flag.short_decline,"
                           "flag.serious_disability,flag.pregnant,flag.acutely_ill\n"
                           "1,50,true,true,false,false,false,false\n");
    call("segment compare bridges-to-health --patch order.json people.csv");
    has("/rules: in another order\n");
    has("rule frailty: holds -> not tried after limited_reserve\n");
    put_file("final.json", "[{\"op\":\"remove\",\"path\":\"/rules/0/final\"}]");
    call("segment compare bridges-to-health --patch final.json people.csv");
    has("rule frailty: final -> not final\n");
}
END_TEST

START_TEST(compare__of_a_cause_with_a_comma_is_one_cell_of_the_movers) {
    put_file("two.json", "[{\"op\":\"remove\",\"path\":\"/items/3\"},"
                         "{\"op\":\"remove\",\"path\":\"/items/1\"}]");
    put_file("people.csv", "id,length_of_stay,acute_admission,comorbidity,emergency_visits\n"
                           "1,4,1,0,4\n");
    call("segment compare lace --patch two.json people.csv --movers movers.csv 2>&1");
    ck_assert_ptr_nonnull(strstr(read_back("movers.csv"),
                                 "\n1,high,low,\"axis lace: acute_admission (removed), "
                                 "emergency_visits (removed)\"\n"));
}
END_TEST

START_TEST(compare__ndjson_answers_to_what_one_model_does_not_ask_are_passed_over_there) {
    put_file("fewer.json", "[{\"op\":\"remove\",\"path\":\"/items/1\"}]");
    put_file("people.ndjson",
             "{\"id\":\"å, "
             "\\\"1\",\"model\":\"lace@1\",\"answers\":{\"professional\":{\"length_of_stay\":4,"
             "\"acute_admission\":1,\"comorbidity\":3,\"emergency_visits\":0}}}\n"
             "{\"id\":2,\"answers\":{\"client\":{\"acute_admission\":1}}}\n"
             "{\"id\":3,\"answers\":{\"client\":{\"wings\":1}}}\n");
    call("segment compare lace --patch fewer.json people.ndjson --movers movers.csv");
    ck_assert_int_eq(run.status, 1);
    has("3 rows, 1 move, 0 refused by one of the two, 1 by both");
    has("axis lace: acute_admission (removed)\n");
    ck_assert_ptr_nonnull(strstr(read_back("movers.csv"), "\n\"å, \"\"1\",high,moderate,"));
}
END_TEST

/* Twenty whose answers mostly lie at one level, half of them with special support. */
static void put_population(void) {
    char text[8192] = "id,d1_learning,d2_tasks,d3_communication,d4_mobility,d5_self_care,"
                      "d6_domestic_life,d7_relationships,d8_major_life_areas,d9_community_life,"
                      "resources,coping_outlook,need,flag.special_support,duration\n";
    for (int n = 0; n < 20; n++) {
        size_t length = strlen(text);
        int level = n % 5;
        snprintf(text + length, sizeof text - length,
                 "%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,lasting,%s,%s,continuous\n", n, level, level,
                 level, level, (level + n / 5) % 5, level, level, level, level, n % 3,
                 n % 2 ? "few" : "many", n < 10 ? "true" : "false");
    }
    put_file("twenty.csv", text);
}

/* What a county changes, and what it has to read of it. */
static const struct {
    const char *patch, *words[3];
} changes[] = {
    {"{\"op\":\"replace\",\"path\":\"/items/4/weight\",\"value\":900}",
     {"/items/d5_self_care/weight: 3 -> 900\n", "axis coping: d5_self_care (weight 3 -> 900)\n"}},
    {"{\"op\":\"remove\",\"path\":\"/items/9/reversed\"}",
     {"/items/resources/reversed: removed\n", "axis coping: resources (reversed)\n"}},
    {"{\"op\":\"remove\",\"path\":\"/items/4\"},{\"op\":\"replace\",\"path\":\"/axes/0/bands/1/"
     "from\",\"value\":600}",
     {"/items/d5_self_care: removed\n",
      "axis coping: d5_self_care (removed); cut-off 400 -> 600\n"}},
    {"{\"op\":\"add\",\"path\":\"/items/-\",\"value\":{\"code\":\"d10_new\",\"axis\":\"coping\","
     "\"scale\":\"difficulty\",\"weight\":9,\"text\":{\"fi\":\"a\",\"sv\":\"a\",\"en\":\"a\"}}}",
     {"/items/d10_new: added\n", "axis coping: d10_new (added, without an answer)\n"}},
    {"{\"op\":\"replace\",\"path\":\"/axes/0/bands/1/states/lasting\",\"value\":\"easy\"}",
     {"/axes/coping/bands/1/states/lasting: \"difficult\" -> \"easy\"\n",
      "axis coping: the states of its bands\n"}},
    {"{\"op\":\"replace\",\"path\":\"/cells/rows/1/segment\",\"value\":\"huolenpito\"}",
     {"cell easy many: yhteistyo -> huolenpito\n"}},
    {"{\"op\":\"remove\",\"path\":\"/rules/1\"}",
     {"/rules/special_support: removed\n", "rule special_support: removed\n"}},
    {"{\"op\":\"replace\",\"path\":\"/rules/1/at_least\",\"value\":\"huolenpito\"}",
     {"rule special_support: yhteistyo -> huolenpito\n"}},
    {"{\"op\":\"replace\",\"path\":\"/rules/1/when/all/1/"
     "in\",\"value\":[\"temporarily_difficult\"]}",
     {"rule special_support: holds -> does not hold\n"}},
    {"{\"op\":\"replace\",\"path\":\"/signals/4/when\",\"value\":{\"duration\":[\"continuous\"]}}",
     {"0 move", "signals given more or less often\n", " -> 20         continuous_low_need\n"}},
    {"{\"op\":\"replace\",\"path\":\"/segments/0/review_months\",\"value\":12}",
     {"/segments/omatoimi/review_months: 24 -> 12\n", "0 move", "0 later\n"}},
    {"{\"op\":\"move\",\"from\":\"/signals/1\",\"path\":\"/signals/0\"}",
     {"/signals: in another order\n", "0 move"}}};

START_TEST(compare__names_what_was_changed_and_what_it_moves) {
    char text[1024];
    put_population();
    snprintf(text, sizeof text, "[%s]", changes[_i].patch);
    put_file("change.json", text);
    call("segment compare helsinki --patch change.json twenty.csv 2>&1");
    ck_assert_int_eq(run.status, 0);
    for (int w = 0; w < 3 && changes[_i].words[w]; w++) {
        has(changes[_i].words[w]);
    }
}
END_TEST

TCase *compare_cases(void) {
    TCase *cases = tcase_create("compare");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, compare__matrix_movers_and_what_moves_them);
    tcase_add_test(cases, compare__the_next_version_of_helsinki_tells_whom_it_moves_and_why);
    tcase_add_test(cases, compare__an_open_score_moves_by_the_cut_off_that_it_no_longer_reaches);
    tcase_add_test(cases, compare__a_question_that_one_model_does_not_ask_is_passed_over_there);
    tcase_add_test(cases, compare__a_row_that_is_too_long_is_told_by_its_line);
    tcase_add_test(cases, compare__names_the_final_rule_that_comes_before_another_now);
    tcase_add_test(cases, compare__of_a_cause_with_a_comma_is_one_cell_of_the_movers);
    tcase_add_test(cases, compare__ndjson_and_rows_that_one_refuses);
    tcase_add_test(cases, compare__a_row_that_both_refuse_is_told_as_refused_by_both);
    tcase_add_test(cases, compare__an_open_result_has_no_review);
    tcase_add_test(cases, compare__takes_rows_of_any_day_that_is_one);
    tcase_add_test(cases,
                   compare__ndjson_answers_to_what_one_model_does_not_ask_are_passed_over_there);
    tcase_add_loop_test(cases, compare__names_what_was_changed_and_what_it_moves, 0,
                        sizeof changes / sizeof *changes);
    return cases;
}
