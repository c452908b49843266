/* Rows are the same wherever the chunks of a file begin and end, however its quotes are put. */
#include "outcome.h"
#include "suites.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "id,coping,need,age\n"

static struct segj_model *helsinki;

static void open_model(void) {
    helsinki = read_model("helsinki");
}

static void close_model(void) {
    segj_model_free(helsinki);
}

/* Good rows, and between them quotes that open, close, double or stand in the wrong place. */
static char *odd_file(unsigned seed, unsigned pieces, size_t *length) {
    static const char *const odd[] = {"1,easy,few,40\n",
                                      "\"2\",easy,\"few\",40\r\n",
                                      "\"a,\nb\",easy,few,\n",
                                      "\"a\"\"b\",easy,many,7\n",
                                      "3,\"easy\",few,\n",
                                      "\"",
                                      "\"\"",
                                      ",",
                                      "\n",
                                      "x\"y",
                                      "4,easy,few,40,\"\n",
                                      "5,\"easy,few,40\n",
                                      "\"c\"d,easy,few,1\n",
                                      "\r\n",
                                      "\"e\"\r,easy,few,1\n",
                                      "\"f\"\"\ng\",\"easy,few,1\n"};
    char *text = NULL;
    FILE *file = open_memstream(&text, length);
    fputs(HEADER, file);
    while (pieces-- > 0) {
        fputs(odd[dice(&seed, dice(&seed, 2) ? 5 : sizeof odd / sizeof odd[0])], file);
    }
    fclose(file);
    return text;
}

static void check_chunks(const char *text, size_t length, struct bulk_options options) {
    static const size_t sizes[] = {20, 33, 64, 257, 4096};
    struct outcome whole = outcome_of(helsinki, text, length, options);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        options.chunk_bytes = sizes[i];
        options.threads = 1 + (int)(i % 3);
        options.exact_only = i % 2;
        struct outcome cut = outcome_of(helsinki, text, length, options);
        ck_assert_str_eq(cut.summary.error, "");
        outcome_same(&whole, &cut);
        outcome_free(&cut);
    }
    outcome_free(&whole);
}

START_TEST(chunks__odd_quotes_refuse_the_same_rows) {
    for (unsigned seed = 0; seed < 150; seed++) {
        size_t length;
        char *text = odd_file(seed, 60, &length);
        check_chunks(text, length, (struct bulk_options){.threads = 1});
        free(text);
    }
}
END_TEST

START_TEST(chunks__good_rows_stay_the_same) {
    struct table table = table_make(helsinki, 300, 13);
    struct bulk_options options = {.threads = 1, .format = BULK_NDJSON, .to = BULK_NDJSON};
    check_chunks(table.ndjson, table.ndjson_length, options);
    table_free(&table);
}
END_TEST

/* Rows, an odd one, and so many rows that it is beyond a mebibyte until another quote. */
static char *far_quote(const char *odd, size_t *length) {
    enum { ROWS = 100000 };
    char *text = NULL;
    FILE *file = open_memstream(&text, length);
    fputs(HEADER "0,easy,few,40\n", file);
    fputs(odd, file);
    for (int row = 0; row < ROWS; row++) {
        fputs("1,easy,few,40\n", file);
    }
    fputs("2,\"easy\",few,40\n", file);
    fclose(file);
    return text;
}

START_TEST(chunks__a_quote_that_is_closed_too_far_away_spoils_its_line_only) {
    static const size_t sizes[] = {0, 1000, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t length;
        char *text = far_quote("5,\"easy,few,40\n", &length);
        struct outcome outcome = outcome_of(
            helsinki, text, length, (struct bulk_options){.threads = 2, .chunk_bytes = sizes[i]});
        ck_assert_str_eq(outcome.rejects, "line,column,reason\n3,coping,a quote is not closed\n");
        ck_assert_uint_eq(outcome.summary.rows, 100003);
        outcome_free(&outcome);
        free(text);
    }
}
END_TEST

static void check_rejects(const char *text, const char *rejects) {
    struct outcome outcome =
        outcome_of(helsinki, text, strlen(text), (struct bulk_options){.threads = 1});
    ck_assert_str_eq(outcome.rejects, rejects);
    outcome_free(&outcome);
}

/* Whatever else is wrong with the row, and as they stand: a cell before it had doubled quotes. */
START_TEST(chunks__lines_behind_an_open_quote_are_rows) {
    check_rejects(HEADER "1,hard,\"few,40\n2,easy,few,40\n",
                  "line,column,reason\n2,coping,not one of the words of this column\n");
    check_rejects(HEADER "\"a\"\"b\nc\",easy,\"few,1\n3,easy,few,40\n",
                  "line,column,reason\n2,need,a quote is not closed\n"
                  "3,id,a quote within a cell without quotes\n");
}
END_TEST

START_TEST(chunks__a_row_may_be_longer_than_a_chunk) {
    char *id = malloc(600001);
    memset(id, 'x', 600000);
    id[600000] = '\0';
    char *text = malloc(700000);
    int length = sprintf(text, HEADER "%s,easy,few,40\n2,easy,few,40\n", id);
    struct outcome outcome =
        outcome_of(helsinki, text, (size_t)length, (struct bulk_options){.threads = 1});
    ck_assert_str_eq(outcome.summary.error, "");
    ck_assert_uint_eq(outcome.summary.rows, 2);
    outcome_free(&outcome);
    free(text);
    free(id);
}
END_TEST

/* Good rows, and one of so many bytes in the form's way, with rows behind it. */
static char *long_row(enum bulk_format format, int rows, size_t bytes, size_t *length) {
    bool csv = format == BULK_CSV;
    char *text = NULL, *row = malloc(bytes + 1);
    FILE *file = open_memstream(&text, length);
    memset(row, 'x', bytes);
    row[bytes] = '\0';
    fputs(csv ? HEADER : "", file);
    for (int i = 0; i < rows; i++) {
        fprintf(file, csv ? "%d,easy,few,40\n" : "{\"id\":%d,\"coping\":\"easy\"}\n", i);
    }
    fprintf(file, csv ? "%s,easy,few,40\n1,easy,few,40\n" : "{\"id\":\"%s\"}\n{}\n", row);
    fclose(file);
    free(row);
    return text;
}

/* Whichever thread comes to read next after it: none reads on, and the rows before it are there. */
static void check_long_row(enum bulk_format format, int rows, size_t chunk_bytes) {
    size_t length;
    char error[80];
    char *text = long_row(format, rows, 2 * 1024 * 1024, &length);
    struct bulk_options options = {
        .format = format, .to = format, .threads = 1, .chunk_bytes = chunk_bytes};
    struct outcome one = outcome_of(helsinki, text, length, options);
    snprintf(error, sizeof error, "line %d: longer than 1 MiB", rows + 1 + (format == BULK_CSV));
    ck_assert_str_eq(one.summary.error, error);
    ck_assert_int_eq(one.status, 2);
    ck_assert_uint_eq(one.summary.rows, (unsigned)rows);
    for (options.threads = 2; options.threads <= 8; options.threads *= 2) {
        struct outcome many = outcome_of(helsinki, text, length, options);
        outcome_same(&one, &many);
        outcome_free(&many);
    }
    outcome_free(&one);
    free(text);
}

START_TEST(chunks__a_row_longer_than_a_mebibyte_ends_the_run) {
    static const size_t sizes[] = {0, 100000, 262144};
    static const int rows[] = {0, 1000, 60000};
    for (size_t i = 0; i < 3 * sizeof sizes / sizeof *sizes; i++) {
        check_long_row(BULK_CSV, rows[i % 3], sizes[i / 3]);
        check_long_row(BULK_NDJSON, rows[i % 3], sizes[i / 3]);
    }
}
END_TEST

/* The last row is shorter than the bytes that it is compared with, at the end of a full chunk. */
START_TEST(chunks__nothing_is_read_far_behind_the_last_row) {
    enum { CHUNK = 256 * 1024, LITERAL = 15000 };
    char *text = malloc(CHUNK + LITERAL + 100), *end = text, literal[LITERAL + 1];
    memset(literal, ' ', LITERAL);
    literal[LITERAL] = '\0';
    while (end - text < CHUNK - 2 * LITERAL) {
        end += sprintf(end, "{\"id\":1,%s\"coping\":\"easy\"}\n", literal);
    }
    int left = (int)(text + CHUNK - end) - (int)strlen("{}\n{\"id\":1,   \"age\":9}\n");
    end += sprintf(end, "{%*s}\n{\"id\":1,   \"age\":9}\n", left, "");
    ck_assert_int_eq(end - text, CHUNK);
    struct outcome outcome = outcome_of(helsinki, text, CHUNK,
                                        (struct bulk_options){.format = BULK_NDJSON, .threads = 1});
    ck_assert_str_eq(outcome.summary.error, "");
    ck_assert_uint_eq(outcome.summary.refused, 0);
    outcome_free(&outcome);
    free(text);
}
END_TEST

Suite *chunks_suite(void) {
    Suite *suite = suite_create("chunks");
    TCase *cases = tcase_create("chunks");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, open_model, close_model);
    tcase_add_test(cases, chunks__odd_quotes_refuse_the_same_rows);
    tcase_add_test(cases, chunks__good_rows_stay_the_same);
    tcase_add_test(cases, chunks__a_quote_that_is_closed_too_far_away_spoils_its_line_only);
    tcase_add_test(cases, chunks__lines_behind_an_open_quote_are_rows);
    tcase_add_test(cases, chunks__a_row_may_be_longer_than_a_chunk);
    tcase_add_test(cases, chunks__a_row_longer_than_a_mebibyte_ends_the_run);
    tcase_add_test(cases, chunks__nothing_is_read_far_behind_the_last_row);
    suite_add_tcase(suite, cases);
    return suite;
}
