/* Streams that are closed, full, gone or very large: nothing is lost without a word, and a file is
 * either whole or as it was. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ONE "id,coping,need\n1,easy,few\n2,hard,few\n"

/* ---- Closed ------------------------------------------------------------------------------- */

START_TEST(output__that_is_closed_is_no_success) {
    static const char *const lines[] = {"segment score one.csv -q",
                                        "segment score one.csv -q --counts",
                                        "segment form",
                                        "segment explain need=few",
                                        "segment check lace",
                                        "segment compare helsinki helsinki one.csv",
                                        "segment agree one.csv",
                                        "segment --version",
                                        "segment score --help"};
    char line[128];
    put_file("one.csv", ONE);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(line, sizeof line, "%s 2>&1 >&-", lines[i]);
        call(line);
        ck_assert_msg(run.status == 2, "%s: %d", lines[i], run.status);
        has("segment: ");
    }
}
END_TEST

START_TEST(input__that_is_closed_is_no_empty_one) {
    static const char *const lines[] = {"segment score - -q -f csv", "segment score - -q -f ndjson",
                                        "segment agree -", "segment compare lace lace -",
                                        "segment explain -"};
    char line[128];
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(line, sizeof line, "%s 2>&1 <&-", lines[i]);
        call(line);
        ck_assert_msg(run.status == 2, "%s: %d", lines[i], run.status);
        has("Bad file descriptor");
    }
}
END_TEST

/* The reader has enough: the run ends by the signal, and says nothing that was not asked for. */
START_TEST(output__whose_reader_is_gone_ends_the_run) {
    call("(echo id,coping,need; seq 1 200000 | sed 's/$/,easy,few/') >many.csv; : segment ");
    call("exec 3>&1; { segment score many.csv -q 2>&1 1>&4; echo \"ended $?\" >&3; } 4>&1 | head "
         "-n 1");
    has("id,segment,certain,possible");
    has("ended 141\n");
    call("exec 3>&1; { trap '' PIPE; segment score many.csv -q 2>&3 1>&4; echo \"ended $?\" >&3; } "
         "4>&1 | head -n 1");
    has("segment: writing failed: Broken pipe\n");
    has("ended 2\n");
}
END_TEST

/* ---- Full --------------------------------------------------------------------------------- */

START_TEST(output__that_is_full_leaves_the_side_file_as_it_was) {
    put_file("one.csv", ONE);
    put_file("refused.csv", "yesterday's\n");
    call("segment score one.csv -o /dev/full --rejects refused.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("segment: writing failed: No space left on device\n");
    has("segment: refused.csv was not written\n");
    ck_assert_str_eq(read_back("refused.csv"), "yesterday's\n");
    put_file("out.csv", "yesterday's\n");
    call("segment score one.csv -o out.csv --rejects /dev/full 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("segment: /dev/full: No space left on device\n");
    has("segment: out.csv was not written\n");
    ck_assert_str_eq(read_back("out.csv"), "yesterday's\n");
    call("segment compare helsinki lace one.csv --movers /dev/full 2>&1 >/dev/null");
    ck_assert_int_eq(run.status, 2);
    call("ls; : segment ");
    has_not("part");
}
END_TEST

START_TEST(output__may_be_no_file_at_all) {
    put_file("one.csv", ONE);
    call("segment score one.csv -o /dev/null --rejects /dev/null 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("2 rows, 0 without one segment, 1 refused, see /dev/null\n");
    call("mkfifo pipe; cat pipe >copy.csv & segment score one.csv -q -o pipe; wait; rm pipe");
    ck_assert_ptr_nonnull(strstr(read_back("copy.csv"), "\n1,omatoimi,"));
}
END_TEST

/* ---- Gone --------------------------------------------------------------------------------- */

/* The folder of the output goes while the rows are read: its part can't take its name. */
START_TEST(output__whose_folder_is_gone_in_the_end_is_told) {
    call("mkdir there; mkfifo pipe; exec 2>&1; { segment score - -f csv -q -o there/out.csv <pipe "
         "& }; "
         "exec 3>pipe; printf 'id,coping\\n1,easy\\n' >&3; "
         "until ls there/out.csv.*.part >/dev/null 2>&1; do :; done; rm -r there; exec 3>&-; "
         "wait $!; echo \"ended $?\"; rm pipe");
    has("segment: there/out.csv: No such file or directory\n");
    has("segment: there/out.csv was not written\n");
    has("ended 2\n");
}
END_TEST

/* Who has opened a file reads it to its end, whatever becomes of its name. */
START_TEST(input__whose_name_is_gone_is_read_to_its_end) {
    put_file("gone.csv", ONE);
    call("exec 3<gone.csv; rm gone.csv; segment score /dev/fd/3 -q -f csv");
    ck_assert_int_eq(run.status, 1);
    has("\n1,omatoimi,");
    call("segment score gone.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
}
END_TEST

/* ---- Large -------------------------------------------------------------------------------- */

START_TEST(explain__reads_a_file_of_any_size_up_to_its_bound) {
    call("(printf '{\"need\":\"few\"'; head -c 300000 /dev/zero | tr '\\0' ' '; printf '}') "
         ">wide.json; "
         "segment explain -l en wide.json");
    ck_assert_int_eq(run.status, 0);
    has("service need: given by judgement, Few");
    call("truncate -s 70000000 huge.json; segment explain huge.json 2>&1; rm huge.json");
    has("segment: huge.json: too large\n");
}
END_TEST

/* A cell, an id and a header as large as a row may be, and one byte more. */
START_TEST(score__a_row_may_be_of_a_mebibyte) {
    call("(printf 'id,coping\\n'; head -c 1048000 /dev/zero | tr '\\0' x; printf "
         "',easy\\n2,easy\\n') "
         ">long.csv; segment score long.csv -q --counts");
    ck_assert_int_eq(run.status, 0);
    has("\"rows\":2,\"refused\":0,");
    call("(printf 'id,coping\\n1,easy\\n'; head -c 1048600 /dev/zero | tr '\\0' x; printf "
         "',easy\\n2,easy\\n') >long.csv; segment score long.csv -q --counts 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("segment: line 3: longer than 1 MiB\n");
    call("(printf 'id,'; head -c 300000 /dev/zero | tr '\\0' x; printf '\\n1,2\\n') >long.csv; "
         "segment score long.csv -q 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("segment: no input: the first line is longer than 256 KiB\n");
    call("segment agree long.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("segment: no input: the header is too long\n");
}
END_TEST

/* Rows whose quoted cells go over lines, in more chunks than one, pair by pair. */
START_TEST(compare__quoted_rows_over_many_chunks_stay_whole) {
    call("(echo id,coping,need; seq 1 60000 | sed 's/.*/\"&\\n,\"\"x\"\"\",easy,few/') >many.csv; "
         ": segment ");
    put_file("patch.json",
             "[{\"op\":\"replace\",\"path\":\"/cells/rows/0/segment\",\"value\":\"tuki\"}]");
    call("segment compare helsinki -p patch.json many.csv --movers movers.csv 2>&1");
    ck_assert_int_eq(run.status, 0);
    has("60000 rows, 60000 move, 0 refused by one of the two, 0 by both\n");
    call("wc -l <movers.csv; : segment ");
    has("120001\n");
    call("tail -n 2 movers.csv; : segment ");
    has("\"60000\n,\"\"x\"\"\",omatoimi,tuki,cell easy few: omatoimi -> tuki\n");
}
END_TEST

TCase *stream_cases(void) {
    TCase *cases = tcase_create("streams");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, output__that_is_closed_is_no_success);
    tcase_add_test(cases, input__that_is_closed_is_no_empty_one);
    tcase_add_test(cases, output__whose_reader_is_gone_ends_the_run);
    tcase_add_test(cases, output__that_is_full_leaves_the_side_file_as_it_was);
    tcase_add_test(cases, output__may_be_no_file_at_all);
    tcase_add_test(cases, output__whose_folder_is_gone_in_the_end_is_told);
    tcase_add_test(cases, input__whose_name_is_gone_is_read_to_its_end);
    tcase_add_test(cases, explain__reads_a_file_of_any_size_up_to_its_bound);
    tcase_add_test(cases, score__a_row_may_be_of_a_mebibyte);
    tcase_add_test(cases, compare__quoted_rows_over_many_chunks_stay_whole);
    return cases;
}
