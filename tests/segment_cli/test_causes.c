/* What moves clients from one model to another, in words: each kind of cause, and what the report
 * says of changes, signals and reviews. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Compares a shipped model with its change over these rows. */
static void compare(const char *model, const char *patch, const char *rows) {
    char line[256];
    put_file("patch.json", patch);
    put_file("rows.csv", rows);
    snprintf(line, sizeof line, "segment compare %s -p patch.json rows.csv --movers movers.csv",
             model);
    call(line);
    ck_assert_msg(run.status == 0, "%s: %d\n%s", patch, run.status, run.text);
}

#define LACE_ROWS                                                                                  \
    "id,length_of_stay,acute_admission,comorbidity,emergency_visits\n"                             \
    "1,3,1,0,0\n2,5,0,2,1\n3,14,1,4,4\n4,0,0,0,0\n"
#define REPLACE(path, value) "{\"op\":\"replace\",\"path\":\"" path "\",\"value\":" value "}"
#define ADD(path, value) "{\"op\":\"add\",\"path\":\"" path "\",\"value\":" value "}"
#define REMOVE(path) "{\"op\":\"remove\",\"path\":\"" path "\"}"

/* ---- Scores ------------------------------------------------------------------------------- */

START_TEST(cause__of_cut_offs_says_which_was_added_removed_or_moved) {
    compare("lace", "[" REMOVE("/axes/0/bands/1") "]", LACE_ROWS);
    has("axis lace: cut-off 5 removed\n");
    has("4 rows, 2 move");
    compare("lace",
            "[" ADD("/axes/0/bands/2",
                    "{\"from\":7,\"state\":\"high\"}") "," REMOVE("/axes/0/bands/3") "]",
            LACE_ROWS);
    has("axis lace: cut-off 10 -> 7\n");
    compare("lace", "[" ADD("/axes/0/bands/1", "{\"from\":2,\"state\":\"high\"}") "]",
            "id,length_of_stay,acute_admission,comorbidity,emergency_visits\n1,1,0,1,0\n");
    has("axis lace: cut-off 2 added\n");
    compare("lace",
            "[" REPLACE("/axes/0/bands/1/from", "4") "," REPLACE("/axes/0/bands/2/from", "6") "]",
            LACE_ROWS);
    has("axis lace: cut-offs\n");
}
END_TEST

START_TEST(cause__of_items_names_three_and_counts_the_rest) {
    compare(
        "lace",
        "[" REPLACE("/axes/0/bands/1/from", "1") "," REPLACE("/items/0/options/3/points", "0") //
        "," REPLACE("/items/1/options/1/points", "0") "," REPLACE("/items/2/options/1/points",
                                                                  "0") "]",
        "id,length_of_stay,acute_admission,comorbidity,emergency_visits\n1,3,1,1,0\n");
    has("axis lace: length_of_stay (points), acute_admission (points), comorbidity (points)");
    has_not("more");
    compare("lace", "[" ADD("/items/1/weight", "5") "]",
            "id,length_of_stay,acute_admission,comorbidity,emergency_visits\n1,0,1,0,0\n");
    has("axis lace: acute_admission (weight 1 -> 5)\n");
}
END_TEST

START_TEST(cause__of_four_items_says_that_there_is_one_more) {
    compare("helsinki",
            "[" REPLACE("/items/0/weight", "9") "," REPLACE("/items/1/weight", "9") "," REPLACE(
                "/items/2/weight", "9") "," REPLACE("/items/3/weight", "9") "]",
            "id,d1_learning,d2_tasks,d3_communication,d4_mobility,d5_self_care,d6_domestic_life,"
            "d7_relationships,d8_major_life_areas,d9_community_life,resources,coping_outlook,need,"
            "flag.special_support\n1,3,3,3,3,0,0,0,0,0,4,lasting,few,false\n");
    has("axis coping: d1_learning (weight ");
    has(" -> 9) and 1 more\n");
}
END_TEST

/* ---- Cells and rules ---------------------------------------------------------------------- */

#define AXES_ROWS                                                                                  \
    "id,coping,need,duration,flag.special_support\n"                                               \
    "1,easy,few,occasional,false\n2,easy,many,continuous,true\n3,difficult,few,temporary,false\n"  \
    "4,difficult,many,continuous,true\n5,easy,few,,true\n"

START_TEST(cause__of_a_cell_names_the_states_that_tell_it) {
    compare("helsinki",
            "[" REMOVE("/cells/by/2") "," REPLACE("/cells/rows/0/segment", "\"tuki\"") "]",
            AXES_ROWS);
    has("the columns of the cell table\n");
}
END_TEST

START_TEST(cause__of_a_rule_says_what_it_did_and_does) {
    compare("helsinki",
            "[" REMOVE("/rules/1/at_least") "," ADD("/rules/1/set", "\"yhteistyo\"") "]",
            AXES_ROWS);
    has_not("what moves them");
    compare("helsinki",
            "[" REPLACE("/rules/1/when", "{\"flag\":\"special_support\"}") "," REMOVE(
                "/rules/1/at_least") "," ADD("/rules/1/set", "\"yhteistyo\"") "]",
            AXES_ROWS);
    has("rule special_support: does not hold -> holds\n");
    compare("helsinki", "[" REMOVE("/rules/0/at_least") "," ADD("/rules/0/set", "\"tuki\"") "]",
            AXES_ROWS);
    has("rule special_support_difficult: huolenpito -> tuki\n");
    compare("helsinki", "[" REMOVE("/rules/1") "]", AXES_ROWS);
    has("rule special_support: removed\n");
    compare("helsinki",
            "[" ADD("/rules/-",
                    "{\"code\":\"short\",\"at_least\":\"tuki\",\"names\":" TEXTS ",\"text\":" TEXTS
                    ",\"when\":{\"duration\":[\"occasional\"]}}") "]",
            AXES_ROWS);
    has("rule short: added\n");
    ck_assert_str_eq(read_back("movers.csv"),
                     "id,from,to,cause\n1,omatoimi,tuki,rule short: added\n");
}
END_TEST

START_TEST(cause__of_set_in_place_of_at_least_says_so) {
    with_rules("one.json", RULE("adult", "at_least", "tuki", "{\"age\":{\"from\":18}}"));
    with_rules("two.json", RULE("adult", "set", "tuki", "{\"age\":{\"from\":18}}"));
    put_file("rows.csv", "id,age,coping,need,flag.special_support\n1,40,difficult,many,false\n");
    call("segment compare one.json two.json rows.csv");
    ck_assert_int_eq(run.status, 0);
    has("rule adult: at_least -> set\n");
    call("segment compare two.json one.json rows.csv");
    has("rule adult: set -> at_least\n");
}
END_TEST

START_TEST(cause__of_a_rule_that_may_hold_says_so) {
    compare("helsinki",
            "[" REPLACE("/rules/1/when", "{\"all\":[{\"flag\":\"special_support\"},{\"duration\":["
                                         "\"occasional\"]}]}") "]",
            "id,coping,need,duration,flag.special_support\n1,easy,few,,true\n");
    has("rule special_support: holds -> may hold\n");
}
END_TEST

START_TEST(cause__of_rules_in_another_order_is_their_order) {
    with_rules("one.json", RULE("a", "set", "tuki", "{\"age\":{\"from\":18}}") "," RULE(
                               "b", "set", "yhteistyo", "{\"age\":{\"from\":18}}"));
    put_file("rows.csv", "id,age,coping,need,flag.special_support\n1,40,easy,few,false\n");
    put_file("order.json", "[{\"op\":\"move\",\"from\":\"/rules/0\",\"path\":\"/rules/1\"}]");
    call("segment compare one.json -p order.json rows.csv");
    ck_assert_int_eq(run.status, 0);
    has("the order of the rules, or what is unknown\n");
    has("/rules: in another order\n");
}
END_TEST

/* ---- The report --------------------------------------------------------------------------- */

START_TEST(report__tells_long_values_short_and_many_changes_by_their_number) {
    compare("helsinki",
            "[" REPLACE("/names/fi", "\"ääääääääääääääääääääääääääääääääääääääääääääääääää\"") "]",
            AXES_ROWS);
    has("/names/fi: \"");
    has("...\n");
    call("sed 's/\"fi\": \"/\"fi\": \"x/' " SOURCE_DIR "/libsegment/models/helsinki.json >x.json; "
         "segment compare helsinki x.json rows.csv");
    has("  and ");
    has(" more\n");
    call("segment compare helsinki helsinki rows.csv");
    has_not("what B says otherwise");
}
END_TEST

START_TEST(report__counts_signals_that_one_model_alone_gives) {
    compare("helsinki",
            "[" REMOVE("/signals/7") "," ADD("/signals/-", "{\"code\":\"short\",\"text\":" TEXTS
                                                           ",\"review_months\":1,\"when\":{"
                                                           "\"duration\":[\"occasional\"]}}") "]",
            AXES_ROWS);
    has("\nsignals given more or less often\n");
    has("         3 -> 0          special_support\n");
    has("         0 -> 1          short\n");
    has("\nnext review: 1 sooner, 0 later\n");
}
END_TEST

START_TEST(report__matrix_has_every_move_once) {
    compare("helsinki", "[" REPLACE("/cells/rows/0/segment", "\"tuki\"") "]", AXES_ROWS);
    has("5 rows, 1 move, 0 refused by one of the two, 0 by both\n");
    has("from \\ to     omatoimi        tuki   yhteistyo  huolenpito      (open)\n");
    has("omatoimi             0           1           0           0           0\n");
    has("yhteistyo            0           0           2           0           0\n");
    has("huolenpito           0           0           0           1           0\n");
    ck_assert_str_eq(read_back("movers.csv"),
                     "id,from,to,cause\n1,omatoimi,tuki,cell easy few: omatoimi -> tuki\n");
}
END_TEST

/* More kinds of movers than there are places to gather them in: none is lost. */
START_TEST(report__counts_every_row_of_a_long_file) {
    enum { ROWS = 60000 };
    size_t length;
    char *text = NULL;
    FILE *file = open_memstream(&text, &length);
    fputs("id,length_of_stay,acute_admission,comorbidity,emergency_visits\n", file);
    for (int n = 0; n < ROWS; n++) {
        fprintf(file, n % 1000 ? "%d,%d,%d,%d,%d\n" : "\"%d\n\",%d,%d,%d,%d\n", n, n % 16, n % 2,
                n / 7 % 5, n / 3 % 6);
    }
    fclose(file);
    compare("lace", "[" REPLACE("/axes/0/bands/1/from", "6") "]", text);
    has("60000 rows, ");
    unsigned long total = 0;
    char *at = strchr(strstr(run.text, "from \\ to"), '\n') + 1;
    for (int row = 0; row < 4; row++, at = strchr(at, '\n') + 1) {
        char *cell = at + strcspn(at, " ");
        for (int column = 0; column < 4; column++) {
            total += strtoul(cell, &cell, 10);
        }
    }
    ck_assert_uint_eq(total, ROWS);
    free(text);
}
END_TEST

START_TEST(rows__of_ndjson_and_csv_come_to_the_same_report) {
    static char first[OUTPUT];
    compare("helsinki", "[" REPLACE("/cells/rows/0/segment", "\"tuki\"") "]", AXES_ROWS);
    strcpy(first, run.text);
    put_file(
        "rows.ndjson",
        "{\"id\":\"1\",\"coping\":\"easy\",\"need\":\"few\",\"duration\":\"occasional\","
        "\"flags\":{\"special_support\":false}}\n"
        "{\"id\":\"2\",\"coping\":\"easy\",\"need\":\"many\",\"duration\":\"continuous\","
        "\"flags\":{\"special_support\":true}}\n"
        "{\"id\":\"3\",\"coping\":\"difficult\",\"need\":\"few\",\"duration\":\"temporary\","
        "\"flags\":{\"special_support\":false}}\n"
        "{\"id\":\"4\",\"coping\":\"difficult\",\"need\":\"many\",\"duration\":\"continuous\","
        "\"flags\":{\"special_support\":true}}\n"
        "{\"id\":\"5\",\"coping\":\"easy\",\"need\":\"few\",\"flags\":{\"special_support\":true}}");
    call("segment compare helsinki -p patch.json rows.ndjson");
    ck_assert_str_eq(run.text, first);
    call("(printf '\\357\\273\\277'; cat rows.csv) | segment compare helsinki -p patch.json -");
    ck_assert_str_eq(run.text, first);
    call("sed 's/$/\\r/' rows.csv | segment compare helsinki -p patch.json -");
    ck_assert_str_eq(run.text, first);
}
END_TEST

TCase *cause_cases(void) {
    TCase *cases = tcase_create("causes");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, cause__of_cut_offs_says_which_was_added_removed_or_moved);
    tcase_add_test(cases, cause__of_items_names_three_and_counts_the_rest);
    tcase_add_test(cases, cause__of_four_items_says_that_there_is_one_more);
    tcase_add_test(cases, cause__of_a_cell_names_the_states_that_tell_it);
    tcase_add_test(cases, cause__of_a_rule_says_what_it_did_and_does);
    tcase_add_test(cases, cause__of_set_in_place_of_at_least_says_so);
    tcase_add_test(cases, cause__of_a_rule_that_may_hold_says_so);
    tcase_add_test(cases, cause__of_rules_in_another_order_is_their_order);
    tcase_add_test(cases, report__tells_long_values_short_and_many_changes_by_their_number);
    tcase_add_test(cases, report__counts_signals_that_one_model_alone_gives);
    tcase_add_test(cases, report__matrix_has_every_move_once);
    tcase_add_test(cases, report__counts_every_row_of_a_long_file);
    tcase_add_test(cases, rows__of_ndjson_and_csv_come_to_the_same_report);
    return cases;
}
