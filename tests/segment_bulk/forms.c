/* Either form in, either form out: what becomes of ids, and that the answer follows from the client
 * alone, not from the form he came in. */
#include "outcome.h"
#include "suites.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static struct segj_model *helsinki;

static void open_model(void) {
    helsinki = read_model("helsinki");
}

static void close_model(void) {
    segj_model_free(helsinki);
}

static struct outcome turn(const char *text, size_t length, enum bulk_format from,
                           enum bulk_format to) {
    return outcome_of(helsinki, text, length,
                      (struct bulk_options){.format = from, .to = to, .threads = 1});
}

/* ---- Ids ---------------------------------------------------------------------------------- */

/* The id of the only row as the other form shows it. */
static void check_id(const char *id, const char *shown, enum bulk_format from) {
    char text[512], expected[512];
    bool csv = from == BULK_CSV;
    snprintf(text, sizeof text,
             csv ? "id,coping,need\n%s,easy,few\n" : "{%s\"coping\":\"easy\",\"need\":\"few\"}\n",
             id);
    struct outcome outcome = turn(text, strlen(text), from, csv ? BULK_NDJSON : BULK_CSV);
    ck_assert_str_eq(outcome.rejects, "line,column,reason\n");
    const char *row = csv ? outcome.text : strchr(outcome.text, '\n') + 1;
    snprintf(expected, sizeof expected, csv ? "{\"id\":%s,\"segment\":" : "%s,omatoimi,", shown);
    ck_assert_msg(strncmp(row, expected, strlen(expected)) == 0, "%s: %s", id, row);
    outcome_free(&outcome);
}

START_TEST(id__a_cell_becomes_a_string) {
    check_id("17", "\"17\"", BULK_CSV);
    check_id("a b;c", "\"a b;c\"", BULK_CSV);
    check_id("\"a,b\"", "\"a,b\"", BULK_CSV);
    check_id("\"say \"\"hi\"\"\"", "\"say \\\"hi\\\"\"", BULK_CSV);
    check_id("\"\"\"\"", "\"\\\"\"", BULK_CSV);
    check_id("\"a\r\nb\"", "\"a\\r\\nb\"", BULK_CSV);
    check_id("a\\b\x01\x1f", "\"a\\\\b\\u0001\\u001f\"", BULK_CSV);
    check_id("\xc3\xa4\xf0\x9f\x98\x80\x7f", "\"\xc3\xa4\xf0\x9f\x98\x80\x7f\"", BULK_CSV);
    check_id("=1+1", "\"=1+1\"", BULK_CSV);
    check_id("an id of more than sixteen bytes", "\"an id of more than sixteen bytes\"", BULK_CSV);
}
END_TEST

START_TEST(id__an_empty_cell_becomes_null) {
    check_id("", "null", BULK_CSV);
    check_id("\"\"", "null", BULK_CSV);
    struct outcome outcome = turn("coping,need\neasy,few\n", 21, BULK_CSV, BULK_NDJSON);
    ck_assert_ptr_nonnull(strstr(outcome.text, "{\"id\":null,\"segment\""));
    outcome_free(&outcome);
}
END_TEST

START_TEST(id__a_string_becomes_a_cell_quoted_where_need_be) {
    check_id("\"id\":\"17\",", "17", BULK_NDJSON);
    check_id("\"id\":\"a b;c\",", "a b;c", BULK_NDJSON);
    check_id("\"id\":\"a,b\",", "\"a,b\"", BULK_NDJSON);
    check_id("\"id\":\"a\\\"b\",", "\"a\"\"b\"", BULK_NDJSON);
    check_id("\"id\":\"a\\nb\",", "\"a\nb\"", BULK_NDJSON);
    check_id("\"id\":\"a\\rb\",", "\"a\rb\"", BULK_NDJSON);
    check_id("\"id\":\"a\\u002cb\",", "\"a,b\"", BULK_NDJSON);
    check_id("\"id\":\"\\\\\\/\\t\\u0001\\u001f\",", "\\/\t\x01\x1f", BULK_NDJSON);
    check_id("\"id\":\"\\u00e4\\ud83d\\ude00\",", "\xc3\xa4\xf0\x9f\x98\x80", BULK_NDJSON);
    check_id("\"id\":\"=1+1\",", "=1+1", BULK_NDJSON);
    check_id("\"id\":\"an id of more than sixteen bytes\",", "an id of more than sixteen bytes",
             BULK_NDJSON);
    check_id("\"id\":\"one of more than sixteen, too\",", "\"one of more than sixteen, too\"",
             BULK_NDJSON);
}
END_TEST

START_TEST(id__a_number_becomes_its_digits) {
    check_id("\"id\":17,", "17", BULK_NDJSON);
    check_id("\"id\":0,", "0", BULK_NDJSON);
    check_id("\"id\":-5,", "-5", BULK_NDJSON);
    check_id("\"id\":1234567890123456789,", "1234567890123456789", BULK_NDJSON);
}
END_TEST

START_TEST(id__null_absent_or_empty_becomes_an_empty_cell) {
    check_id("\"id\":null,", "", BULK_NDJSON);
    check_id("\"id\":\"\",", "", BULK_NDJSON);
    check_id("", "", BULK_NDJSON);
}
END_TEST

/* Seven faults of encoding; the same bytes are no concern of an answer in CSV. */
START_TEST(id__that_is_not_utf_8_is_refused_for_json) {
    static const char *const ids[] = {
        "\xe4", "a\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\"\xff\""};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char text[128];
        int length =
            snprintf(text, sizeof text, "id,coping,need\n1,easy,few\n%s,easy,few\n", ids[i]);
        struct outcome json = turn(text, (size_t)length, BULK_CSV, BULK_NDJSON);
        ck_assert_str_eq(json.rejects, "line,column,reason\n3,id,not UTF-8\n");
        struct outcome csv = turn(text, (size_t)length, BULK_CSV, BULK_CSV);
        ck_assert_int_eq(csv.status, 0);
        outcome_free(&json);
        outcome_free(&csv);
    }
}
END_TEST

/* ---- Rows --------------------------------------------------------------------------------- */

static const enum bulk_output outputs[] = {BULK_FULL, BULK_COMPACT, BULK_COUNTS};
static const enum bulk_format formats[] = {BULK_CSV, BULK_NDJSON};

START_TEST(forms__the_answer_does_not_depend_on_the_form_of_the_question) {
    struct table table = table_make(helsinki, 8000, 5);
    struct bulk_options options = {.threads = 1, .output = outputs[_i % 3], .to = formats[_i / 3]};
    struct outcome csv = outcome_of(helsinki, table.csv, table.csv_length, options);
    options.format = BULK_NDJSON;
    struct outcome ndjson = outcome_of(helsinki, table.ndjson, table.ndjson_length, options);
    ck_assert_uint_eq(csv.length, ndjson.length);
    ck_assert_mem_eq(csv.text, ndjson.text, csv.length);
    ck_assert_uint_eq(csv.summary.refused, 0);
    outcome_free(&csv);
    outcome_free(&ndjson);
    table_free(&table);
}
END_TEST

START_TEST(forms__neither_way_of_reading_nor_kernel_nor_threads_change_a_byte) {
    struct table table = table_make(helsinki, 20000, 9);
    struct bulk_options options = {.format = formats[_i & 1],
                                   .to = formats[_i >> 1 & 1],
                                   .output = _i & 4 ? BULK_COMPACT : BULK_FULL,
                                   .threads = 1};
    const char *text = _i & 1 ? table.ndjson : table.csv;
    size_t length = _i & 1 ? table.ndjson_length : table.csv_length;
    struct outcome quick = outcome_of(helsinki, text, length, options);
    options.threads = 3;
    struct outcome many = outcome_of(helsinki, text, length, options);
    options.exact_only = 1;
    options.kernel = SEG_KERNEL_SCALAR;
    struct outcome exact = outcome_of(helsinki, text, length, options);
    outcome_same(&quick, &many);
    outcome_same(&quick, &exact);
    outcome_free(&quick);
    outcome_free(&many);
    outcome_free(&exact);
    table_free(&table);
}
END_TEST

/* Digits beyond the levels, counts of any length, and what merely looks like them. */
START_TEST(csv__odd_cells_are_read_alike_in_either_way) {
    static const char *const cells[] = {"0",  "9",  "8",    "7",    "5",     "",      "10",   "15",
                                        "64", "99", "100",  "05",   "9999",  "10000", "-1",   "1.",
                                        "1:", "1;", "1/",   ".1",   ":1",    "1 ",    " 1",   "a",
                                        "1a", "+",  "\x7f", "\xfe", "\"3\"", "3\"",   "1\"1", "\t"};
    enum { CELLS = sizeof cells / sizeof cells[0] };
    static const char header[] = "id,d1_learning,h1_long_term_illness,h2_visits,s5_violence,"
                                 "resources,s7_child_development,h4_unplanned_care\n";
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    fputs(header, file);
    for (int row = 0; row < CELLS * 7; row++) {
        fprintf(file, "%d", row);
        for (int column = 0; column < 7; column++) {
            fprintf(file, ",%s", column == row % 7 ? cells[row / 7] : column % 2 ? "12" : "3");
        }
        fputs(row % 5 ? "\n" : "\r\n", file);
    }
    fclose(file);
    struct bulk_options options = {.format = BULK_CSV, .threads = 1};
    struct outcome quick = outcome_of(helsinki, text, length, options);
    options.exact_only = 1;
    struct outcome exact = outcome_of(helsinki, text, length, options);
    outcome_same(&quick, &exact);
    outcome_free(&quick);
    outcome_free(&exact);
    free(text);
}
END_TEST

START_TEST(ndjson__every_line_of_an_answer_is_an_object) {
    struct table table = table_make(helsinki, 2000, 3);
    struct outcome outcome =
        outcome_of(helsinki, table.csv, table.csv_length,
                   (struct bulk_options){.to = BULK_NDJSON, .output = outputs[_i], .threads = 1});
    size_t lines = 0;
    for (char *at = outcome.text, *end; *at; at = end + 1, lines++) {
        end = strchr(at, '\n');
        json_t *row = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, NULL);
        ck_assert_msg(json_is_object(row), "%.*s", (int)(end - at), at);
        json_decref(row);
    }
    ck_assert_uint_eq(lines, 2000);
    outcome_free(&outcome);
    table_free(&table);
}
END_TEST

START_TEST(ndjson__compact_rows_are_numbers) {
    const char *text = "id,coping,need,duration,flag.special_support,d5_self_care\n"
                       "a,easy,many,continuous,false,\nb,,few,,,1\n";
    struct outcome outcome =
        outcome_of(helsinki, text, strlen(text),
                   (struct bulk_options){.to = BULK_NDJSON, .output = BULK_COMPACT, .threads = 1});
    ck_assert_str_eq(outcome.text, "{\"id\":\"a\",\"segment\":2,\"possible\":4,\"scores\":[null,"
                                   "null],\"reasons\":[],\"signals\":0}\n"
                                   "{\"id\":\"b\",\"segment\":null,\"possible\":15,\"scores\":[[41,"
                                   "875],null],\"reasons\":[4],\"signals\":256}\n");
    outcome_free(&outcome);
}
END_TEST

/* The model of the fuzzers with codes as long as they may be. */
static struct segj_model *long_model(void) {
    static const char *const codes[] = {"low", "mid", "high", "SPT", "y", "z", "a", "b"};
    char path[512], word[16], longer[80];
    snprintf(path, sizeof path, "%s/tests/fuzz/small.json", SOURCE_DIR);
    json_t *tree = json_load_file(path, 0, NULL);
    char *text = json_dumps(tree, JSON_COMPACT);
    json_decref(tree);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char *copy = NULL, *from = text, *at;
        size_t length;
        FILE *file = open_memstream(&copy, &length);
        snprintf(word, sizeof word, "\"%s\"", codes[i]);
        memset(longer, 'q', sizeof longer);
        memcpy(longer, codes[i], strlen(codes[i]));
        for (; (at = strstr(from, word)); from = at + strlen(word)) {
            fprintf(file, "%.*s\"%.64s\"", (int)(at - from), from, longer);
        }
        fputs(from, file);
        fclose(file);
        free(text);
        text = copy;
    }
    struct segj_model *model = NULL;
    struct segj_faults *faults = malloc(sizeof *faults);
    ck_assert_msg(segj_model_read(text, strlen(text), &model, faults) == SEGJ_OK, "%s", text);
    free(faults);
    free(text);
    return model;
}

START_TEST(forms__codes_of_sixty_four_bytes_are_told_whole) {
    struct segj_model *model = long_model();
    const struct seg_model *engine = segj_model_engine(model);
    char text[512];
    int length = snprintf(text, sizeof text, "id,%s,%s\n1,0,0\n2,3,3\n3,3,\n",
                          seg_model_code(engine, SEG_ITEM, 0), seg_model_code(engine, SEG_ITEM, 1));
    enum seg_kernel kernels[] = {SEG_KERNEL_AUTO, SEG_KERNEL_SCALAR};
    struct outcome outcome = outcome_of(
        model, text, (size_t)length,
        (struct bulk_options){.to = formats[_i & 1], .kernel = kernels[_i >> 1], .threads = 1});
    ck_assert_str_eq(outcome.rejects, "line,column,reason\n");
    for (size_t i = 0; i < 2; i++) {
        ck_assert_ptr_nonnull(strstr(outcome.text, seg_model_code(engine, SEG_SEGMENT, i)));
        ck_assert_ptr_nonnull(strstr(outcome.text, seg_model_code(engine, SEG_AXIS, i)));
        ck_assert_ptr_nonnull(strstr(outcome.text, seg_model_code(engine, SEG_ITEM, i)));
    }
    if (_i & 1) {
        char *end = strchr(outcome.text, '\n');
        json_t *row = json_loadb(outcome.text, (size_t)(end - outcome.text), 0, NULL);
        ck_assert(json_is_object(row));
        json_decref(row);
    }
    outcome_free(&outcome);
    segj_model_free(model);
}
END_TEST

Suite *forms_suite(void) {
    Suite *suite = suite_create("forms");
    TCase *cases = tcase_create("forms");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, open_model, close_model);
    tcase_add_test(cases, id__a_cell_becomes_a_string);
    tcase_add_test(cases, id__an_empty_cell_becomes_null);
    tcase_add_test(cases, id__a_string_becomes_a_cell_quoted_where_need_be);
    tcase_add_test(cases, id__a_number_becomes_its_digits);
    tcase_add_test(cases, id__null_absent_or_empty_becomes_an_empty_cell);
    tcase_add_test(cases, id__that_is_not_utf_8_is_refused_for_json);
    tcase_add_loop_test(cases, forms__the_answer_does_not_depend_on_the_form_of_the_question, 0, 6);
    tcase_add_test(cases, csv__odd_cells_are_read_alike_in_either_way);
    tcase_add_loop_test(cases, forms__neither_way_of_reading_nor_kernel_nor_threads_change_a_byte,
                        0, 8);
    tcase_add_loop_test(cases, ndjson__every_line_of_an_answer_is_an_object, 0, 2);
    tcase_add_test(cases, ndjson__compact_rows_are_numbers);
    tcase_add_loop_test(cases, forms__codes_of_sixty_four_bytes_are_told_whole, 0, 4);
    suite_add_tcase(suite, cases);
    return suite;
}
