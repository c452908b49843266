/* CSV: what a spreadsheet reads is what stood in the record, and what it writes is read as it is.
 */
#include "suites.h"

#include "csv/csv.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void make(void) {
    arena = arena_new();
}

static void destroy(void) {
    arena_free(arena);
}

struct span {
    struct decimal low, high;
};
static const struct shape_field span_fields[] = {FIELD(struct span, low, 0),
                                                 FIELD(struct span, high, 0), FIELD_END};
static const struct shape span_shape = {"span", sizeof(struct span), span_fields};

struct line {
    struct uuid id;
    struct date day;
    const char *title;
    int64_t change;
    struct span span;
    struct opt_int count;
    bool hidden;
    int state;
    const char *secret;
};
static const char *const state_words[] = {"open", "closed", NULL};
static const struct shape_field line_fields[] = {
    FIELD(struct line, id, 0),
    FIELD(struct line, day, 0),
    FIELD(struct line, title, 0),
    FIELD(struct line, change, 0),
    FIELD_EMBED(struct line, span, 0, span_shape, "span_"),
    FIELD(struct line, count, 0),
    FIELD(struct line, hidden, 0),
    FIELD_ENUM(struct line, state, 0, state_words),
    FIELD(struct line, secret, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape line_shape = {"line", sizeof(struct line), line_fields};

static const char *written(struct line *line, enum csv_style style) {
    struct text out;
    text_init(&out, arena);
    csv_write(&out, &line_shape, &(struct list){line, 1}, style);
    return out.bytes;
}

START_TEST(csv_write__leaves_absent_fields_empty) {
    struct line line = {.secret = "not told"};
    ck_assert_str_eq(written(&line, CSV_PLAIN),
                     "id,day,title,change,span_low,span_high,count,hidden,state\r\n"
                     ",,,0,,,,false,\r\n");
    ck_assert_str_eq(written(&line, CSV_FINNISH),
                     "\xEF\xBB\xBFid;day;title;change;span_low;span_high;count;hidden;"
                     "state\r\n;;;0;;;;false;\r\n");
}
END_TEST

START_TEST(csv_write__quotes_what_would_end_a_cell) {
    struct line line = {.day = {2026, 11, 28}, .title = "a, \"b\"\nc", .state = 2};
    ck_assert_ptr_nonnull(
        strstr(written(&line, CSV_PLAIN), ",2026-11-28,\"a, \"\"b\"\"\nc\",0,,,,false,closed\r\n"));
    line.title = "a;b";
    ck_assert_ptr_nonnull(strstr(written(&line, CSV_FINNISH), ";\"a;b\";"));
    ck_assert_ptr_nonnull(strstr(written(&line, CSV_PLAIN), ",a;b,"));
}
END_TEST

static const char *const formulas[][2] = {{"=1", ",'=1,"},
                                          {"+1", ",'+1,"},
                                          {"-2+3", ",'-2+3,"},
                                          {"@SUM(A1)", ",'@SUM(A1),"},
                                          {"\tx", ",'\tx,"},
                                          {"\rx", ",\"'\rx\","},
                                          {"  =1", ",'  =1,"},
                                          {"\"=1", ",\"'\"\"=1\","},
                                          {"=HYPERLINK(\"x\")", ",\"'=HYPERLINK(\"\"x\"\")\","},
                                          {"a=1", ",a=1,"},
                                          {"", ",,"}};

START_TEST(csv_write__guards_formulas_in_columns_of_text) {
    struct line line = {.title = formulas[_i][0]};
    ck_assert_msg(strstr(written(&line, CSV_PLAIN), formulas[_i][1]), "%s",
                  written(&line, CSV_PLAIN));
}
END_TEST

START_TEST(csv_write__never_touches_columns_of_numbers) {
    struct line line = {.title = "x", .change = -12, .count = {true, -3}};
    line.span = (struct span){{true, -12500000}, {true, 66500000}};
    ck_assert_ptr_nonnull(strstr(written(&line, CSV_PLAIN), ",x,-12,-12.5,66.5,-3,false,"));
    ck_assert_ptr_nonnull(strstr(written(&line, CSV_FINNISH), ";x;-12;-12,5;66,5;-3;false;"));
}
END_TEST

/* Rows as `a|b;c|d`, broken ones as `!line`. */
static const char *read_all(const char *bytes, size_t length) {
    struct csv_reader reader;
    const char *cells[CSV_CELLS_MAX];
    struct text out;
    size_t count = 0;
    enum csv_result result;
    text_init(&out, arena);
    text_add_string(&out, "");
    csv_open(&reader, arena, bytes, length);
    while ((result = csv_next(&reader, cells, &count)) != CSV_END) {
        text_add_int(&out, reader.line);
        text_add_char(&out, result == CSV_BROKEN ? '!' : ':');
        for (size_t i = 0; result == CSV_ROW && i < count; i++) {
            text_format(&out, "%s%s", i > 0 ? "|" : "", cells[i]);
        }
        text_add_char(&out, ' ');
    }
    return out.bytes ? out.bytes : "";
}

static const char *const inputs[][2] = {
    {"", ""},
    {"\n\r\n", ""},
    {"a,b\r\n1,2\r\n", "1:a|b 2:1|2 "},
    {"a,b\n1,2", "1:a|b 2:1|2 "},
    {"\xEF\xBB\xBFindicator;region\n1;2\n", "1:indicator|region 2:1|2 "},
    {"a;b\n1,5;2\n", "1:a|b 2:1,5|2 "},
    {"a,b\n\"x, \"\"y\"\"\nz\",2\n3,4\n", "1:a|b 2:x, \"y\"\nz|2 4:3|4 "},
    {"a,b\n\"\",\n", "1:a|b 2:| "},
    {"a,b\n\"open,2\n3,4\n", "1:a|b 2! 3:3|4 "},
    {"a,b\n1,2\n3,\"open\n5,6\n\n7,8", "1:a|b 2:1|2 3! 4:5|6 6:7|8 "},
    {"a,b\n\"x\"y,2\n3,4\n", "1:a|b 2! 3:3|4 "},
    {"a,b\nx\"y,2\n3,4\n", "1:a|b 2! 3:3|4 "},
    {"\xEF\xBB\xBF\xEF\xBB\xBFx\n", "1:\xEF\xBB\xBFx "}};

START_TEST(csv_next__reads_rows_with_their_lines) {
    ck_assert_str_eq(read_all(inputs[_i][0], strlen(inputs[_i][0])), inputs[_i][1]);
}
END_TEST

START_TEST(csv_next__reads_no_byte_behind_the_end) {
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        size_t whole = strlen(inputs[i][0]);
        for (size_t length = 0; length <= whole; length++) {
            char *copy = malloc(length + 1);
            memcpy(copy, inputs[i][0], length);
            (void)read_all(copy, length);
            free(copy);
        }
    }
}
END_TEST

START_TEST(csv_next__refuses_a_row_of_too_many_cells) {
    char bytes[2 * CSV_CELLS_MAX + 8];
    memset(bytes, ',', sizeof bytes);
    ck_assert_str_eq(read_all(bytes, sizeof bytes), "1! ");
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

int main(void) {
    Suite *suite = suite_create("csv");
    TCase *cases = tcase_create("csv");
    tcase_add_checked_fixture(cases, make, destroy);
    tcase_add_test(cases, csv_write__leaves_absent_fields_empty);
    tcase_add_test(cases, csv_write__quotes_what_would_end_a_cell);
    tcase_add_loop_test(cases, csv_write__guards_formulas_in_columns_of_text, 0, COUNT(formulas));
    tcase_add_test(cases, csv_write__never_touches_columns_of_numbers);
    tcase_add_loop_test(cases, csv_next__reads_rows_with_their_lines, 0, COUNT(inputs));
    tcase_add_test(cases, csv_next__reads_no_byte_behind_the_end);
    tcase_add_test(cases, csv_next__refuses_a_row_of_too_many_cells);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_add_suite(runner, round_trip_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
