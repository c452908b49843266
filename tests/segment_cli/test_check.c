/* What `check` prints of a model: faults, notes, how many stand for more; and how models are found.
 */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int times(const char *words) {
    int count = 0;
    for (const char *at = run.text; (at = strstr(at, words)); at += strlen(words)) {
        count++;
    }
    return count;
}

static void check(const char *patch, const char *rest, int status) {
    char line[256];
    put_file("patch.json", patch);
    snprintf(line, sizeof line, "segment check %s -p patch.json 2>&1", rest);
    call(line);
    ck_assert_msg(run.status == status, "%s: %d\n%s", rest, run.status, run.text);
}

/* A rule that a longer duration takes away: two steps alike, of which one is shown. */
static const char shorter[] = "[{\"op\":\"replace\",\"path\":\"/rules/1/when\",\"value\":{"
                              "\"duration\":[\"occasional\"]}}]";

START_TEST(check__one_step_stands_for_those_like_it) {
    check(shorter, "helsinki", 1);
    ck_assert_int_eq(times(": worse_is_lighter: "), 1);
    has("and 1 other steps between the same segments: --all prints each\n");
    has("helsinki@1: 2 faults, 0 undecided, over ");
    has("    differ: rule special_support holds no more;\n");
    check(shorter, "helsinki --all", 1);
    ck_assert_int_eq(times(": worse_is_lighter: "), 2);
    has("(from occasional to temporary)");
    has("(from occasional to continuous)");
    has_not("other steps");
}
END_TEST

START_TEST(check__quiet_prints_faults_alone) {
    check(shorter, "helsinki -q", 1);
    ck_assert_int_eq(times(": worse_is_lighter: "), 1);
    has("    before: {");
    has_not("other steps");
    has_not("complete inputs");
    has_not("\nhash ");
    call("segment check bridges-to-health -q 2>&1");
    ck_assert_int_eq(run.status, 0);
    ck_assert_str_eq(run.text, "");
    call("segment check bridges-to-health 2>&1");
    ck_assert_int_eq(run.status, 0);
    ck_assert_int_gt(times("note: "), 3);
    has(": 0 faults, ");
}
END_TEST

/* Of a rule that comes to hold, and of the cells that two inputs come to. */
START_TEST(check__says_by_what_two_inputs_differ) {
    check(
        "[{\"op\":\"replace\",\"path\":\"/rules/1/when\",\"value\":{\"duration\":[\"temporary\"]}},"
        "{\"op\":\"remove\",\"path\":\"/rules/1/at_least\"},"
        "{\"op\":\"add\",\"path\":\"/rules/1/set\",\"value\":\"omatoimi\"}]",
        "helsinki", 1);
    has("    differ: rule special_support holds then;\n");
    check("[{\"op\":\"replace\",\"path\":\"/axes/1/bands/1/state\",\"value\":\"few\"},"
          "{\"op\":\"replace\",\"path\":\"/axes/1/bands/0/state\",\"value\":\"many\"}]",
          "helsinki", 1);
    has("    differ: need many -> few; the table ");
}
END_TEST

START_TEST(check__remarks_are_notes_and_no_faults) {
    static const char patch[] =
        "[{\"op\":\"replace\",\"path\":\"/axes/0/states/1/names\",\"value\":{\"fi\":\"Helppoa\","
        "\"sv\":\"x\",\"en\":\"x\"}}]";
    check(patch, "helsinki", 0);
    ck_assert_int_eq(times("note: "), 1);
    has("/axes/0/states/1/names/fi: same_text: ");
    has("\n    Write what makes the difference.\n");
    check(patch, "helsinki -q", 0);
    ck_assert_str_eq(run.text, "");
}
END_TEST

/* Bands that no score reaches leave many cells without answers: three of them are shown. */
START_TEST(check__three_cells_stand_for_all) {
    static const char patch[] = "[{\"op\":\"replace\",\"path\":\"/axes/0/"
                                "bands\",\"value\":[{\"from\":0,\"state\":\"easy\"}]}]";
    check(patch, "helsinki", 0);
    ck_assert_int_eq(times(": cell_unreached: "), 3);
    has("and 9 other combinations that no answers lead to: --all prints each\n");
    check(patch, "helsinki --all", 0);
    ck_assert_int_eq(times(": cell_unreached: "), 12);
    has_not("other combinations");
}
END_TEST

START_TEST(check__more_faults_than_are_kept_are_counted) {
    char text[8192] = "{";
    for (int i = 0; i < 100; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "\"x%d\":1,", i);
    }
    strcat(text, "\"format\":1}");
    put_file("many.json", text);
    call("segment check ./many.json 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("./many.json: /x0: unknown_member: ");
    has("./many.json: and ");
    has(" more faults\n");
}
END_TEST

START_TEST(check__file_of_more_than_a_mebibyte_is_too_large) {
    call(
        "(printf '{\"format\":1'; head -c 1100000 /dev/zero | tr '\\0' ' '; printf '}') >big.json; "
        "segment check ./big.json 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("too_large: The model file has more than 1048576 bytes.\n    Shorten its texts.\n");
}
END_TEST

/* ---- Models by name ----------------------------------------------------------------------- */

START_TEST(model__is_taken_from_the_first_folder_that_has_it) {
    call("mkdir -p one two; sed 's/\"version\": 1,/\"version\": 7,/' " SOURCE_DIR
         "/libsegment/models/lace.json >one/lace.json; cp one/lace.json two/; "
         "sed -i 's/\"version\": 7,/\"version\": 8,/' two/lace.json; : segment ");
    call("SEGMENT_MODELS=one:two segment check lace");
    has("lace@7: ");
    call("SEGMENT_MODELS=two:one segment check lace");
    has("lace@8: ");
    call("SEGMENT_MODELS=nowhere::two: segment check lace");
    has("lace@8: ");
    call("SEGMENT_MODELS=one segment check lace@7");
    ck_assert_int_eq(run.status, 0);
    call("SEGMENT_MODELS=one segment check lace@1 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("is version 7, not 1");
    check("[]", "lace@7", 2); /* a patch is of the version, too */
    has("is version 1, not 7");
    call("SEGMENT_MODELS=nowhere segment check lace"); /* the one beside the program */
    has("lace@1: ");
    call("cp one/lace.json mine.json; SEGMENT_MODELS=nowhere segment check mine.json");
    has("lace@7: ");
}
END_TEST

/* Once: a second reading would find nothing. */
START_TEST(model__is_read_from_a_pipe) {
    call("cat " SOURCE_DIR "/libsegment/models/lace.json | segment check /dev/stdin");
    ck_assert_int_eq(run.status, 0);
    has("lace@1: 0 faults");
    put_file("none.json", "[]");
    call("cat " SOURCE_DIR "/libsegment/models/lace.json | segment check /dev/stdin -p none.json");
    ck_assert_int_eq(run.status, 0);
    has("lace@1: 0 faults");
}
END_TEST

/* ---- Agreement ---------------------------------------------------------------------------- */

START_TEST(agree__of_ndjson_is_that_of_csv) {
    static char first[OUTPUT];
    put_file("views.csv", "id,d5_self_care,client.d5_self_care,h2_visits,client.h2_visits,"
                          "coping_outlook,client.coping_outlook\n"
                          "1,3,2,12,3,lasting,passing\n2,0,0,0,0,lasting,lasting\n3,9,1,,4,,\n");
    put_file("views.ndjson",
             "{\"answers\":{\"professional\":{\"d5_self_care\":3,\"h2_visits\":12,"
             "\"coping_outlook\":\"lasting\"},\"client\":{\"d5_self_care\":2,\"h2_visits\":3,"
             "\"coping_outlook\":\"passing\"}}}\n"
             "{\"answers\":{\"professional\":{\"d5_self_care\":0,\"h2_visits\":0},\"client\":{"
             "\"d5_self_care\":0,\"h2_visits\":0}}}\n"
             "{\"answers\":{\"professional\":{\"d5_self_care\":9},\"client\":{\"d5_self_care\":1,"
             "\"h2_visits\":4}}}\n");
    call("segment agree views.csv");
    ck_assert_int_eq(run.status, 0);
    strcpy(first, run.text);
    has("d5_self_care,2,50,");
    has("h2_visits,2,50,");
    has("(all),4,50,");
    has_not("coping_outlook");
    call("segment agree views.ndjson");
    ck_assert_str_eq(run.text, first);
    call("cat views.ndjson | segment agree - -f ndjson");
    ck_assert_str_eq(run.text, first);
}
END_TEST

/* A judged axis with an answer to it: refused by the model, not by the reading. */
START_TEST(agree__rows_that_the_model_refuses_are_left_out) {
    put_file("both.csv", "id,coping,d5_self_care,client.d5_self_care\n"
                         "1,,1,1\n2,easy,1,1\n3,,never,1\n4,,2,2\n");
    call("segment agree both.csv 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("d5_self_care,2,100,");
    has("segment: 2 rows are left out: the model refuses them\n");
}
END_TEST

TCase *check_cases(void) {
    TCase *cases = tcase_create("check");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, check__one_step_stands_for_those_like_it);
    tcase_add_test(cases, check__quiet_prints_faults_alone);
    tcase_add_test(cases, check__says_by_what_two_inputs_differ);
    tcase_add_test(cases, check__remarks_are_notes_and_no_faults);
    tcase_add_test(cases, check__three_cells_stand_for_all);
    tcase_add_test(cases, check__more_faults_than_are_kept_are_counted);
    tcase_add_test(cases, check__file_of_more_than_a_mebibyte_is_too_large);
    tcase_add_test(cases, model__is_taken_from_the_first_folder_that_has_it);
    tcase_add_test(cases, model__is_read_from_a_pipe);
    tcase_add_test(cases, agree__of_ndjson_is_that_of_csv);
    tcase_add_test(cases, agree__rows_that_the_model_refuses_are_left_out);
    return cases;
}
