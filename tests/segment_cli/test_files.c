/* Files of clients scored and compared, and models checked. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(score__csv_any_column_order_quotes_crlf_bom) {
    put_file("in.csv", "\xef\xbb\xbfneed,\"id\",coping,flag.special_support,duration\r\n"
                       "few,\"a \"\"b\"\"\",easy,false,occasional\r\nmany,2,difficult,false,\r\n");
    call("segment score in.csv -q");
    ck_assert_int_eq(run.status, 0);
    has("id,segment,certain,possible,process,coping,need,reason1,reason2,reason3,signals,model\n");
    has("\"a \"\"b\"\"\",omatoimi,true,omatoimi,SPT,");
    has("2,huolenpito,true,huolenpito,PPT,");
}
END_TEST

START_TEST(score__refused_rows_go_to_the_side_file) {
    put_file("bad.csv", "id,duration,coping,need\n1,occasional,easy,few\n2,never,easy,few\n"
                        "3,,easy,plenty\n");
    call("segment score bad.csv -q -o out.csv --rejects refused.csv");
    ck_assert_int_eq(run.status, 1);
    ck_assert_int_eq(strncmp(read_back("refused.csv"), "line,column,reason\n3,duration,", 30), 0);
    ck_assert_ptr_nonnull(strstr(read_back("refused.csv"), "\n4,need,"));
    ck_assert_ptr_nonnull(strstr(read_back("out.csv"), "\n1,omatoimi,"));
}
END_TEST

START_TEST(score__unknown_column_is_told_and_can_be_passed_over) {
    put_file("extra.csv", "id,coping,need,shoe_size\n1,easy,few,42\n");
    call("segment score extra.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("shoe_size");
    call("segment score extra.csv -q --ignore shoe_size");
    ck_assert_int_eq(run.status, 0);
}
END_TEST

START_TEST(score__refused_objects_are_told_with_their_place) {
    put_file("in.ndjson", "\xef\xbb\xbf{\"id\":1,\"as_of\":\"2026-11-22\",\"coping\":\"easy\"}\n"
                          "{\"id\":2,\"coping\":\"easy\",\"coping\":\"easy\"}\n"
                          "{\"id\":3,\"answers\":{\"professional\":{\"wings\":1}}}\n"
                          "{\"id\":4,\"a,\\\"b\":1}\n{\"id\":5,\"model\":\"lace\"}\n");
    call("segment score in.ndjson -q --rejects refused.csv >/dev/null");
    ck_assert_int_eq(run.status, 1);
    ck_assert_str_eq(read_back("refused.csv"), "line,column,reason\n2,,duplicate_key\n"
                                               "3,/answers/professional/wings,unknown_item\n"
                                               "4,\"/a,\"\"b\",unknown_member\n"
                                               "5,model,unknown_model\n");
}
END_TEST

START_TEST(score__a_model_or_day_that_a_row_asks_for_is_read) {
    put_file("in.ndjson", "{\"id\":1,\"model\":5,\"coping\":\"easy\"}\n"
                          "{\"id\":2,\"as_of\":\"rubbish\",\"coping\":\"easy\"}\n"
                          "{\"id\":3,\"as_of\":\"2025-12-31\",\"coping\":\"easy\"}\n"
                          "{\"id\":4,\"as_of\":\"2026-02-29\",\"coping\":\"easy\"}\n"
                          "{\"id\":5,\"as_of\":\"2026-1-01\",\"coping\":\"easy\"}\n"
                          "{\"id\":6,\"as_of\":20260101,\"coping\":\"easy\"}\n"
                          "{\"id\":7,\"as_of\":null,\"model\":null,\"coping\":\"easy\"}\n"
                          "{\"id\":8,\"as_of\":\"2026-01-01\",\"model\":\"helsinki\"}\n");
    call("segment score in.ndjson -q --rejects refused.csv >/dev/null");
    ck_assert_int_eq(run.status, 1);
    ck_assert_str_eq(read_back("refused.csv"),
                     "line,column,reason\n1,model,wrong_type\n2,as_of,bad_format\n"
                     "3,as_of,the model is not valid on this day\n4,as_of,bad_format\n"
                     "5,as_of,bad_format\n6,as_of,wrong_type\n");
}
END_TEST

START_TEST(score__an_id_comes_back_as_it_was_given) {
    put_file("in.ndjson", "{\"id\":-0,\"coping\":\"easy\"}\n{\"id\":0}\n{\"id\":-7}\n"
                          "{\"id\":9223372036854775807}\n{\"id\":92233720368547758070}\n");
    call("segment score in.ndjson -q --compact --rejects refused.csv");
    has("{\"id\":-0,");
    has("{\"id\":0,");
    has("{\"id\":-7,");
    has("{\"id\":9223372036854775807,");
    ck_assert_str_eq(read_back("refused.csv"), "line,column,reason\n5,,a number too large\n");
}
END_TEST

/* What a person meets first: the first refused rows are told where they are looked for. */
START_TEST(score__first_refused_rows_are_told_in_words) {
    put_file("bad.csv", "id,duration,d5_self_care,h2_visits,flag.special_support,age,resources\n"
                        "1,never,1,1,true,40,1\n2,,7,1,true,40,1\n3,,1,many,,40,1\n"
                        "4,,1,1,yes,40,1\n5,,1,1,true,400,1\n");
    call("segment score bad.csv -o out.csv 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("segment: line 2, column duration: not one of the words of this column (a word); allowed: "
        "occasional, temporary, continuous\n");
    has("segment: line 3, column d5_self_care: not a level of this question (a whole number); "
        "allowed: 0 to 4, 8 (not known), 9 (not applicable)\n");
    has("segment: line 4, column h2_visits: not a whole number from 0 to 9999 (a word); allowed: 0 "
        "to 9999\n");
    ck_assert_ptr_null(strstr(run.text, "line 5"));
    has("5 rows, 0 without one segment, 5 refused; --rejects FILE names each\n");
    call("segment score bad.csv -o out.csv --rejects refused.csv 2>&1");
    ck_assert_ptr_null(strstr(run.text, "line 2"));
    call("segment score bad.csv -q -o out.csv 2>&1");
    ck_assert_str_eq(run.text, "");
    put_file("bad.ndjson", "{\"id\":1,\"flags\":{\"special_support\":\"true\"}}\n"
                           "{\"id\":2,\"answers\":{\"client\":{\"resources\":8.5}}}\nrubbish\n");
    call("segment score bad.ndjson -o out.csv 2>&1");
    has("segment: line 1, column /flags/special_support: wrong_type (a text)\n");
    has("segment: line 2, column resources: wrong_type (a number with decimals); allowed: 0 to 4, "
        "8 (not known)\n");
    has("segment: line 3: not JSON\n");
}
END_TEST

START_TEST(agree_and_compare__tell_the_first_refused_rows_too) {
    put_file("bad.csv", "id,duration\n1,never\n2,\n");
    call("segment agree bad.csv 2>&1 >/dev/null");
    has("segment: line 2, column duration: not one of the words");
    call("segment compare helsinki helsinki bad.csv 2>&1 >/dev/null");
    has("segment: line 2, column duration: not one of the words");
    ck_assert_ptr_null(strstr(strstr(run.text, "line 2") + 6, "line 2"));
}
END_TEST

/* Spreadsheets write TRUE, and decimals with a comma. */
START_TEST(score__capitals_and_decimal_commas_are_told_for_what_they_are) {
    put_file("in.csv",
             "id,flag.special_support,d5_self_care\n1,TRUE,1\n2,false,\"2,5\"\n3,false,2,5\n");
    call("segment score in.csv -o out.csv 2>&1");
    has("line 2, column flag.special_support: a word of this column in capital letters: write it "
        "in "
        "small ones (a word); allowed: false, true\n");
    has("line 3, column d5_self_care: not a whole number (a number with a decimal comma); allowed");
    has("line 4: more cells than the header (a comma within a cell, as of 3,5, makes two of it: "
        "quote the cell)\n");
}
END_TEST

START_TEST(input__of_another_kind_is_told_for_what_it_is) {
    static const struct {
        const char *bytes, *words;
    } kinds[] = {
        {"\\037\\213\\010\\000", "compressed by gzip: zcat FILE"},
        {"PK\\003\\004\\024", "a spreadsheet or another zip archive: save it as CSV"},
        {"\\377\\376i\\000d\\000", "UTF-16: save it as UTF-8"},
        {"\\376\\377\\000i\\000d", "UTF-16: save it as UTF-8"},
        {"i\\000d\\000,\\000", "UTF-16: save it as UTF-8"},
        {"\\357\\273\\277", "empty but for a byte order mark"},
        {"id,coping\\r1,easy\\r", "its lines end in CR alone: tr"},
        {"{\"id\":1}\\n", "it is JSON, not CSV: give an object a line, with --format ndjson"},
        {"[{\"id\":1}]\\n", "it is JSON, not CSV"}};
    static const char *const commands[] = {"score in.csv -q", "agree in.csv",
                                           "compare helsinki helsinki in.csv"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (size_t c = 0; c < 3; c++) {
            char line[256];
            snprintf(line, sizeof line, "printf '%s' >in.csv && segment %s 2>&1", kinds[i].bytes,
                     commands[c]);
            call(line);
            ck_assert_int_eq(run.status, 2);
            has(kinds[i].words);
        }
    }
    static const struct {
        const char *text, *words;
    } rows[] = {{"[{\"id\":1},\n{\"id\":2}]\n", "it is a JSON array: give an object a line"},
                {"\xef\xbb\xbf [\n", "it is a JSON array"},
                {"{\n  \"id\": 1\n}\n", "its objects stand over several lines"},
                {"\x1f\x8b\x08", "compressed by gzip"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put_file("in.ndjson", rows[i].text);
        for (size_t c = 0; c < 3; c++) {
            char line[256];
            snprintf(line, sizeof line,
                     "mv in.ndjson in.csv && segment %s -f ndjson 2>&1; mv in.csv in.ndjson; false",
                     commands[c]);
            call(line);
            has(rows[i].words);
        }
    }
}
END_TEST

START_TEST(header__with_a_line_feed_in_quotes_is_read) {
    put_file("in.csv", "id,\"shoe\nsize\",coping,need\n1,42,easy,few\n2,43,hard,few\n");
    call("segment score in.csv -o out.csv 2>&1");
    has("'shoe\\x0asize' is no item");
    call("segment score in.csv --ignore \"$(printf 'shoe\\nsize')\" -o out.csv 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("segment: line 4, column coping: ");
    ck_assert_ptr_nonnull(strstr(read_back("out.csv"), "\n1,omatoimi,"));
    call("segment agree in.csv --ignore \"$(printf 'shoe\\nsize')\" 2>&1");
    has("segment: line 4, column coping: ");
}
END_TEST

/* What a file or an argument holds is shown, never obeyed. */
START_TEST(messages__send_no_escape_sequence_to_the_terminal) {
    static const char *const lines[] = {
        "printf 'id,\\033[31mred\\n1,2\\n' >in.csv && segment score in.csv 2>&1",
        "printf 'id,\\302\\233red\\n1,2\\n' >in.csv && segment agree in.csv 2>&1",
        "printf '{\"\\\\u001b[31m\":1}' >in.json && segment explain in.json 2>&1",
        "printf '{\"\\\\u001b[31m\":1}\\n' >in.ndjson && segment score in.ndjson 2>&1",
        "printf '{\"\\\\u001b[31m\":1}' >in.json && segment check ./in.json 2>&1",
        "segment form --model \"$(printf '\\033[31m')\" 2>&1",
        "segment form \"--$(printf '\\033[31m')\" 2>&1",
        "segment \"$(printf '\\033[31m')\" 2>&1"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        call(lines[i]);
        ck_assert_int_ne(run.status, 0);
        ck_assert_msg(!strpbrk(run.text, "\033\x7f") && !strstr(run.text, "\302\233"),
                      "line %zu: %s", i, run.text);
        has(strstr(lines[i], "302") ? "\\xc2\\x9bred" : "\\x1b");
    }
}
END_TEST

START_TEST(score__semicolons_are_told_for_what_they_are) {
    put_file("in.csv", "id;coping;need\n1;easy;few\n");
    call("segment score in.csv -q 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("write commas between the columns");
}
END_TEST

START_TEST(score__an_empty_file_is_no_input) {
    put_file("in.ndjson", "");
    call("segment score in.ndjson -q 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("no input: the file is empty");
}
END_TEST

START_TEST(score__compact_and_counts_are_not_given_together) {
    put_file("in.csv", "id,coping,need\nx,easy,few\n");
    call("segment score in.csv -q --counts --compact 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("Give one of --compact and --counts.");
}
END_TEST

START_TEST(compare_and_agree__know_the_forms_that_score_knows) {
    put_file("in.csv", "id,coping,need\nx,easy,few\n");
    call("segment compare helsinki helsinki in.csv -f xml 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("--format is csv or ndjson, not \"xml\"");
    call("segment agree in.csv -f xml 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("--format is csv or ndjson, not \"xml\"");
}
END_TEST

START_TEST(score__ndjson_in_ndjson_out_and_counts) {
    put_file("in.ndjson", "{\"id\":\"x\",\"coping\":\"easy\",\"need\":\"many\",\"flags\":{"
                          "\"special_support\":false}}\n");
    call("segment score in.ndjson -q");
    ck_assert_int_eq(run.status, 0);
    has("\"segment\":\"yhteistyo\"");
    call("segment score in.ndjson -q --counts");
    has("\"yhteistyo\":1");
    call("cat in.ndjson | segment score - --format ndjson -q --counts");
    has("\"rows\":1");
}
END_TEST

START_TEST(score__the_output_has_the_form_of_its_name_or_of_the_option) {
    put_file("in.ndjson", "{\"id\":\"x\",\"coping\":\"easy\",\"need\":\"few\"}\n");
    put_file("in.csv", "id,coping,need\nx,easy,few\n");
    call("segment score in.ndjson -q -o out.csv");
    ck_assert_int_eq(run.status, 0);
    ck_assert_ptr_nonnull(strstr(read_back("out.csv"), "\nx,omatoimi,"));
    call("segment score in.csv -q -o out.jsonl");
    ck_assert_int_eq(run.status, 0);
    ck_assert_ptr_nonnull(strstr(read_back("out.jsonl"), "{\"id\":\"x\",\"segment\":"));
    call("segment score in.csv -q --to ndjson");
    has("{\"id\":\"x\",");
    call("segment score in.ndjson -q --to csv -o out.ndjson");
    ck_assert_ptr_nonnull(strstr(read_back("out.ndjson"), "\nx,omatoimi,"));
    call("segment score in.ndjson -q -o out.txt");
    ck_assert_ptr_nonnull(strstr(read_back("out.txt"), "{\"id\":\"x\","));
    call("segment score in.csv --to xml 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("--to is csv or ndjson, not \"xml\".");
}
END_TEST

START_TEST(score__never_empties_its_own_input) {
    put_file("same.csv", "id,coping,need\n1,easy,few\n");
    call("segment score same.csv -o same.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    ck_assert_str_eq(read_back("same.csv"), "id,coping,need\n1,easy,few\n");
}
END_TEST

START_TEST(input__is_never_emptied_by_any_file_that_is_written) {
    static const char people[] = "id,coping,need\n1,easy,few\n";
    static const char *const lines[] = {
        "segment score in.csv -o out.csv --rejects in.csv 2>&1",
        "segment score - --format csv -o in.csv <in.csv 2>&1",
        "segment compare helsinki helsinki in.csv --movers in.csv 2>&1",
        "segment compare helsinki helsinki - --movers in.csv <in.csv 2>&1"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        put_file("in.csv", people);
        call(lines[i]);
        ck_assert_int_eq(run.status, 2);
        has("in.csv is input already.");
        ck_assert_str_eq(read_back("in.csv"), people);
    }
    call("segment score in.csv -o one.csv --rejects one.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("one.csv is both output and rejects.");
}
END_TEST

/* With one thread and with many: what ends a run leaves no other bytes than there were. */
START_TEST(outputs__of_a_run_that_fails_are_not_there) {
    static const char *const lines[] = {
        "segment score - --format csv -t 1 -o out.csv --rejects no.csv 2>&1",
        "segment score - --format csv -t 4 -o out.csv --rejects no.csv 2>&1",
        "segment compare helsinki helsinki - --movers out.csv 2>&1"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char line[512];
        snprintf(line, sizeof line,
                 "{ printf 'id,coping\\n1,easy\\n'; head -c 3000000 /dev/zero |"
                 " tr '\\0' x; } | %s",
                 lines[i]);
        put_file("out.csv", "yesterday's\n");
        call(line);
        ck_assert_int_eq(run.status, 2);
        has("segment: line 3: longer than ");
        has("segment: out.csv was not written\n");
        ck_assert_str_eq(read_back("out.csv"), "yesterday's\n");
        call("ls; : segment ");
        ck_assert_ptr_null(strstr(run.text, "part"));
        ck_assert_ptr_null(strstr(run.text, "no.csv"));
    }
}
END_TEST

/* It is interrupted when its part is there, and has read a row and not the end. */
START_TEST(outputs__of_a_run_that_is_interrupted_are_not_there) {
    static const char *const lines[] = {
        "segment score - --format csv -q -t 1 -o out.csv <pipe",
        "segment score - --format csv -q -t 4 -o out.csv <pipe",
        "segment compare helsinki helsinki - --movers out.csv <pipe"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char line[512];
        snprintf(
            line, sizeof line,
            "mkfifo pipe; exec 2>&1; { %s & } ; exec 3>pipe; printf 'id,coping\\n1,easy\\n' >&3; "
            "until ls out.csv.*.part >/dev/null 2>&1; do :; done; kill -TERM $!; wait $!; "
            "echo \"ended $?\"; rm pipe; ls",
            lines[i]);
        put_file("out.csv", "yesterday's\n");
        call(line);
        has("segment: interrupted by signal 15\nsegment: out.csv was not written\n");
        has("ended 143\n");
        ck_assert_ptr_null(strstr(run.text, "part"));
        ck_assert_str_eq(read_back("out.csv"), "yesterday's\n");
    }
}
END_TEST

START_TEST(outputs__take_the_place_and_the_rights_of_what_was_there) {
    put_file("in.csv", "id,coping,need\n1,easy,few\n");
    call("mkdir there; echo old >there/real.csv; chmod 604 there/real.csv; ln -s there/real.csv "
         "link.csv;"
         "segment score in.csv -q -o link.csv; test -L link.csv && stat -c %a there/real.csv");
    ck_assert_int_eq(run.status, 0);
    has("604\n");
    ck_assert_ptr_nonnull(strstr(read_back("there/real.csv"), "\n1,omatoimi,"));
    call("segment score in.csv -q -o /dev/stdout | cat");
    has("\n1,omatoimi,");
    call("umask 027; segment score in.csv -q -o new.csv; stat -c %a new.csv; ls");
    has("640\n");
    ck_assert_ptr_null(strstr(run.text, "part"));
    call("segment score in.csv -q -o nowhere/out.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("nowhere/out.csv: No such file or directory");
}
END_TEST

START_TEST(check__shipped_models_are_free_of_faults) {
    static const char *const codes[] = {"helsinki", "helsinki@2", "paijathame", "bridges-to-health",
                                        "lace"};
    char line[128];
    snprintf(line, sizeof line, "segment check %s", codes[_i]);
    call(line);
    ck_assert_int_eq(run.status, 0);
    has(": 0 faults, 0 undecided");
}
END_TEST

START_TEST(check__faults_of_a_change_have_place_and_fix) {
    put_file("gap.json", "[{\"op\":\"remove\",\"path\":\"/cells/rows/3\"}]");
    call("segment check helsinki --patch gap.json 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("/cells/rows: gap: ");
    has("    Add a row for it.");
    put_file("worse.json", "[{\"op\":\"replace\",\"path\":\"/cells/rows/5/segment\",\"value\":"
                           "\"omatoimi\"}]");
    call("segment check helsinki --patch worse.json 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("worse_is_lighter");
    has("    before: {");
    has("    after:  {");
}
END_TEST

START_TEST(exit_codes__of_check_and_agree_are_those_of_the_manual) {
    call("segment check helsinki -q");
    ck_assert_int_eq(run.status, 0);
    call("segment check nowhere 2>/dev/null");
    ck_assert_int_eq(run.status, 2);
    call("segment check helsinki -p no-such-file.json 2>/dev/null");
    ck_assert_int_eq(run.status, 2);
    put_file("broken.json", "[{");
    call("segment check helsinki -p broken.json 2>/dev/null");
    ck_assert_int_eq(run.status, 2);
    put_file("misplaced.json", "[{\"op\":\"remove\",\"path\":\"/nowhere\"}]");
    call("segment check helsinki -p misplaced.json 2>/dev/null");
    ck_assert_int_eq(run.status, 2);
    put_file("fault.json", "[{\"op\":\"remove\",\"path\":\"/cells\"}]");
    call("segment check helsinki -p fault.json 2>/dev/null");
    ck_assert_int_eq(run.status, 1);
    call("segment check ./broken.json 2>/dev/null");
    ck_assert_int_eq(run.status, 1);
    put_file("good.csv", "id,resources\n1,2\n");
    call("segment agree good.csv");
    ck_assert_int_eq(run.status, 0);
    put_file("some.csv", "id,resources\n1,2\n2,7\n");
    call("segment agree some.csv 2>/dev/null");
    ck_assert_int_eq(run.status, 1);
    call("segment agree no-such-file.csv 2>/dev/null");
    ck_assert_int_eq(run.status, 2);
}
END_TEST

START_TEST(agree__percent_and_kappa_by_item_and_in_all) {
    /* of d5: 20 both 0, 5 and 10 apart, 15 both 1: percent 70, kappa 0.4 */
    static const struct {
        int times, professional, client;
    } rows[] = {{20, 0, 0}, {5, 0, 1}, {10, 1, 0}, {15, 1, 1}};
    char text[4096] = "id,d5_self_care,client.d5_self_care,client.d1_learning\n";
    for (size_t i = 0; i < 4; i++) {
        for (int n = 0; n < rows[i].times; n++) {
            size_t length = strlen(text);
            snprintf(text + length, sizeof text - length, "x,%d,%d,\n", rows[i].professional,
                     rows[i].client);
        }
    }
    put_file("views.csv", text);
    call("segment agree views.csv");
    ck_assert_int_eq(run.status, 0);
    has("item,pairs,percent,kappa,kappa_weighted\n");
    has("d5_self_care,50,70,0.4,0.4\n");
    has("d1_learning,0,,,\n");
    has("(all),50,70,0.4,0.4\n");
}
END_TEST

START_TEST(models__are_found_by_environment_and_version) {
    put_file("own.json", "{}");
    call("SEGMENT_MODELS=. segment check own 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("missing_member");
    call("segment form --model helsinki@1 >/dev/null");
    ck_assert_int_eq(run.status, 0);
    call("segment form --model helsinki@9 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("is version 1, not 9");
}
END_TEST

/* Which folder is searched first must not hide a version that lies in another. */
START_TEST(models__a_version_is_found_in_its_own_file_before_the_one_in_use) {
    call("segment form --model helsinki@2 --lang en");
    ck_assert_int_eq(run.status, 0);
    has("\"version\": 2");
    call("segment form --lang en");
    has("\"version\": 1");
    call("mkdir own; cp " SOURCE_DIR
         "/libsegment/models/lace.json own/helsinki.json; SEGMENT_MODELS=own segment form --model "
         "helsinki@2 --lang en");
    has("\"version\": 2");
    has("\"self_efficacy\"");
    call("cp " SOURCE_DIR "/libsegment/models/helsinki.json own/helsinki@2.json; "
         "SEGMENT_MODELS=own segment form --model helsinki@2 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("is version 1, not 2");
}
END_TEST

TCase *file_cases(void) {
    TCase *cases = tcase_create("file");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, score__csv_any_column_order_quotes_crlf_bom);
    tcase_add_test(cases, score__refused_rows_go_to_the_side_file);
    tcase_add_test(cases, score__unknown_column_is_told_and_can_be_passed_over);
    tcase_add_test(cases, score__refused_objects_are_told_with_their_place);
    tcase_add_test(cases, score__a_model_or_day_that_a_row_asks_for_is_read);
    tcase_add_test(cases, score__an_id_comes_back_as_it_was_given);
    tcase_add_test(cases, score__first_refused_rows_are_told_in_words);
    tcase_add_test(cases, agree_and_compare__tell_the_first_refused_rows_too);
    tcase_add_test(cases, score__capitals_and_decimal_commas_are_told_for_what_they_are);
    tcase_add_test(cases, input__of_another_kind_is_told_for_what_it_is);
    tcase_add_test(cases, header__with_a_line_feed_in_quotes_is_read);
    tcase_add_test(cases, messages__send_no_escape_sequence_to_the_terminal);
    tcase_add_test(cases, score__semicolons_are_told_for_what_they_are);
    tcase_add_test(cases, score__an_empty_file_is_no_input);
    tcase_add_test(cases, score__compact_and_counts_are_not_given_together);
    tcase_add_test(cases, compare_and_agree__know_the_forms_that_score_knows);
    tcase_add_test(cases, score__ndjson_in_ndjson_out_and_counts);
    tcase_add_test(cases, score__the_output_has_the_form_of_its_name_or_of_the_option);
    tcase_add_test(cases, score__never_empties_its_own_input);
    tcase_add_test(cases, input__is_never_emptied_by_any_file_that_is_written);
    tcase_add_test(cases, outputs__of_a_run_that_fails_are_not_there);
    tcase_add_test(cases, outputs__of_a_run_that_is_interrupted_are_not_there);
    tcase_add_test(cases, outputs__take_the_place_and_the_rights_of_what_was_there);
    tcase_add_loop_test(cases, check__shipped_models_are_free_of_faults, 0, 5);
    tcase_add_test(cases, check__faults_of_a_change_have_place_and_fix);
    tcase_add_test(cases, exit_codes__of_check_and_agree_are_those_of_the_manual);
    tcase_add_test(cases, agree__percent_and_kappa_by_item_and_in_all);
    tcase_add_test(cases, models__are_found_by_environment_and_version);
    tcase_add_test(cases, models__a_version_is_found_in_its_own_file_before_the_one_in_use);
    return cases;
}
