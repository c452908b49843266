/* What is asked for wrongly: each command says what is missing or wrong, ends with 2, and writes
 * nothing on the standard output. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ONE "id,coping,need\n1,easy,few\n"

/* Calls with both streams kept apart: these words on the one, nothing on the other. */
static void refuse(const char *line, int status, const char *words) {
    char whole[512];
    put_file("one.csv", ONE);
    snprintf(whole, sizeof whole, "%s 2>&1 >out.txt", line);
    call(whole);
    ck_assert_msg(run.status == status, "%s: %d, %s", line, run.status, run.text);
    has(words);
    ck_assert_msg(strncmp(run.text, "segment: ", 9) == 0, "%s: %s", line, run.text);
    ck_assert_str_eq(read_back("out.txt"), "");
}

START_TEST(usage__says_what_is_missing_or_wrong) {
    static const char *const lines[][2] = {
        {"segment agree",
         "Name the input: a file, or - for the standard input.\nSee: segment agree"},
        {"segment score",
         "Name the input: a file, or - for the standard input.\nSee: segment score"},
        {"segment check", "Name one model, or the path of its file.\nSee: segment check"},
        {"segment compare", "Name two models and a file, or one model, --patch and a file.\n"},
        {"segment compare lace one.csv", "Name two models and a file"},
        {"segment compare lace --patch one.csv", "Name two models and a file"},
        {"segment explain", "Give answers: d5_self_care=3, or a JSON file, or -.\n"},
        {"segment explain --as xml need=few", "--as is text or json, not \"xml\".\n"},
        {"segment explain -l de need=few", "There is no language \"de\": use fi, sv or en.\n"},
        {"segment explain need=few coping", "\"coping\" is no answer: write it as d5_self_care=3."},
        {"segment explain need=few need=many", "\"need=many\" is given twice.\n"},
        {"segment explain special_support=true flag.special_support=false", "is given twice.\n"},
        {"segment explain flags=1 special_support=true",
         "\"special_support=true\" is not UTF-8.\n"},
        {"segment form --as xml", "--as is json or fhir, not \"xml\".\n"},
        {"segment form -l \"\"", "There is no language \"\""},
        {"segment score one.csv --kernel x", "--kernel is auto, scalar or avx2, not \"x\".\n"},
        {"segment score one.csv --threads 0", "--threads is a number, not \"0\".\n"},
        {"segment score one.csv -t -3", "--threads is a number, not \"-3\".\n"},
        {"segment score one.csv -t 2x", "--threads is a number, not \"2x\".\n"},
        {"segment score one.csv -t \"\"", "--threads is a number, not \"\".\n"},
        {"segment score one.csv --to xml", "--to is csv or ndjson, not \"xml\".\n"},
        {"segment score one.csv -f xml", "--format is csv or ndjson, not \"xml\".\n"},
        {"segment score one.csv -o same -r same", "same is both output and rejects.\n"},
        {"segment help dance", "There is no command \"dance\". See: segment --help\n"},
        {"segment score one.csv -m lace", "column 2: 'coping' is no item, axis or flag of lace"},
        {"segment agree one.csv -m lace", "column 2: 'coping' is no item, axis or flag of lace"},
        {"segment form -m helsinki@9", "The model \"helsinki\" at hand is version 1, not 9.\n"},
        {"segment form -m helsinki@1x", "The model \"helsinki\" at hand is version 1, not 1x.\n"},
        {"segment form -m helsinki@", "The model \"helsinki\" at hand is version 1, not .\n"},
        {"segment form -m nowhere@1", "There is no model \"nowhere@1\"."},
        {"segment form -m \"\"", "There is no model \"\"."}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        refuse(lines[i][0], 2, lines[i][1]);
    }
}
END_TEST

/* Bytes that are no UTF-8 were once left out of the answers without a word. */
START_TEST(explain__answers_that_are_not_utf_8_are_refused) {
    refuse("W=$(printf 'need=f\\344w'); segment explain coping=easy \"$W\"", 2,
           "w\" is not UTF-8.\n");
    refuse("W=$(printf 'n\\344ed=few'); segment explain coping=easy \"$W\"", 2,
           "ed=few\" is not UTF-8.\n");
}
END_TEST

START_TEST(files__that_can_not_be_read_are_named_with_the_reason) {
    static const char *const lines[][2] = {
        {"segment score nowhere.csv", "nowhere.csv: No such file or directory\n"},
        {"segment agree nowhere.csv", "nowhere.csv: No such file or directory\n"},
        {"segment compare lace lace nowhere.csv", "nowhere.csv: No such file or directory\n"},
        {"segment explain nowhere.json", "nowhere.json: No such file or directory\n"},
        {"segment check ./nowhere.json", "./nowhere.json: No such file or directory\n"},
        {"segment compare lace -p nowhere.json one.csv", "nowhere.json: No such file"},
        {"segment compare lace ./nowhere.json one.csv", "nowhere.json: No such file"},
        {"segment compare ./nowhere.json lace one.csv", "nowhere.json: No such file"},
        {"segment score .", "reading failed: Is a directory\n"},
        {"segment score . -f ndjson", "line 1: Is a directory\n"},
        {"segment agree .", "reading failed: Is a directory\n"},
        {"segment compare lace lace .", "reading failed: Is a directory\n"},
        {"segment explain .", ".: Is a directory\n"},
        {"segment form -m ./", "./: Is a directory\n"},
        {"segment score one.csv -o .", ".: Is a directory\n"},
        {"segment score one.csv -o one.csv/out.csv", "one.csv/out.csv: Not a directory\n"},
        {"segment score one.csv -o out.csv -r nowhere/r.csv", "nowhere/r.csv: No such file"},
        {"segment compare lace lace one.csv -m nowhere/m.csv", "nowhere/m.csv: No such file"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        refuse(lines[i][0], 2, lines[i][1]);
    }
    call("ls; : segment ");
    ck_assert_ptr_null(strstr(run.text, "part"));
}
END_TEST

START_TEST(json__that_is_broken_is_told_by_file_line_and_column) {
    put_file("broken.json", "{\n  \"need\": few\n}\n");
    put_file("twice.json", "{\"need\": \"few\",\n \"need\": \"many\"}\n");
    put_file("list.json", "[1]\n");
    put_file("empty.json", "");
    refuse("segment explain broken.json", 2, "broken.json:2:");
    refuse("segment explain twice.json", 2, "twice.json:2:");
    refuse("segment explain empty.json", 2, "empty.json:1:");
    refuse("segment explain list.json", 1, ": wrong_type: ");
    refuse("segment compare lace -p broken.json one.csv", 2, "broken.json:2:");
    refuse("cat broken.json | segment explain -", 2, "-:2:");
}
END_TEST

START_TEST(patch__that_does_not_fit_names_its_operation) {
    static const char *const patches[][2] = {
        {"{}", "change.json: /0: patch_failed: "},
        {"[{\"op\":\"dance\",\"path\":\"/items\",\"value\":1}]", "The operation \"dance\" at"},
        {"[{\"op\":\"test\",\"path\":\"/code\",\"value\":\"lace\"},{\"op\":\"remove\",\"path\":"
         "\"/items/99\"}]",
         "change.json: /1: patch_failed: The operation \"remove\" at \"/items/99\" can not be "
         "done."},
        {"[{\"op\":\"add\",\"path\":\"/items/-/x/y\",\"value\":1}]", "/0: patch_failed"}};
    for (size_t i = 0; i < sizeof patches / sizeof *patches; i++) {
        put_file("change.json", patches[i][0]);
        call("segment check lace -p change.json 2>&1");
        ck_assert_int_eq(run.status, 2);
        has(patches[i][1]);
        has("    Name a place that is there");
        call("segment compare lace -p change.json one.csv 2>&1");
        ck_assert_int_eq(run.status, 2);
        has(patches[i][1]);
    }
}
END_TEST

START_TEST(help__goes_to_the_standard_output_where_it_was_asked_for) {
    static const char *const asked[] = {"segment help",
                                        "segment --help",
                                        "segment -h",
                                        "segment help score",
                                        "segment score -h",
                                        "segment check -h",
                                        "segment compare -h x y z",
                                        "segment agree -h",
                                        "segment explain -h",
                                        "segment form -h"};
    char line[128];
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        snprintf(line, sizeof line, "%s 2>err.txt", asked[i]);
        call(line);
        ck_assert_int_eq(run.status, 0);
        ck_assert_int_eq(strncmp(run.text, "segment ", 8), 0);
        ck_assert_str_eq(read_back("err.txt"), "");
    }
    call("segment 2>err.txt");
    ck_assert_int_eq(run.status, 2);
    ck_assert_str_eq(run.text, "");
    ck_assert_ptr_nonnull(strstr(read_back("err.txt"), "Each command has its own help"));
}
END_TEST

/* The first of several names is the one in question, whatever its options say. */
START_TEST(options__may_stand_before_and_behind_the_names) {
    put_file("one.csv", ONE);
    call("segment score -q one.csv --to=ndjson");
    ck_assert_int_eq(run.status, 0);
    has("{\"id\":\"1\",");
    call("segment score --to ndjson one.csv -q");
    has("{\"id\":\"1\",");
    call("segment score -q --format CSV -- one.csv");
    ck_assert_int_eq(run.status, 0);
    has("\n1,omatoimi,");
    call("cp one.csv ./-q; segment score -- -q 2>&1");
    ck_assert_int_eq(run.status, 0);
    has("\n1,omatoimi,");
    call("segment agree -m paijathame -f csv -i id,coping,need one.csv");
    ck_assert_int_eq(run.status, 0);
    has("(all),0,,,\n");
}
END_TEST

START_TEST(score__kernels_and_threads_give_the_same_bytes) {
    static char first[OUTPUT];
    put_file("few.csv", "id,d5_self_care,h2_visits\n1,3,12\n2,0,0\n3,4,\n4,,99\n");
    call("segment score few.csv -q --kernel scalar -t 1");
    ck_assert_int_eq(run.status, 0);
    strcpy(first, run.text);
    call("segment score few.csv -q --kernel avx2 -t 64");
    ck_assert_str_eq(run.text, first);
    call("segment score few.csv -q --kernel auto -t 1000");
    ck_assert_str_eq(run.text, first);
}
END_TEST

TCase *usage_cases(void) {
    TCase *cases = tcase_create("usage");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, usage__says_what_is_missing_or_wrong);
    tcase_add_test(cases, explain__answers_that_are_not_utf_8_are_refused);
    tcase_add_test(cases, files__that_can_not_be_read_are_named_with_the_reason);
    tcase_add_test(cases, json__that_is_broken_is_told_by_file_line_and_column);
    tcase_add_test(cases, patch__that_does_not_fit_names_its_operation);
    tcase_add_test(cases, help__goes_to_the_standard_output_where_it_was_asked_for);
    tcase_add_test(cases, options__may_stand_before_and_behind_the_names);
    tcase_add_test(cases, score__kernels_and_threads_give_the_same_bytes);
    return cases;
}
