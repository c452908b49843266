/* Runs that end before their time: input that can't be read, output that can't be written, headers
 * that are none, and no memory. Each says why, and none goes on as if nothing were. */
#include "../segment_json/scarce.h"
#include "outcome.h"
#include "suites.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct segj_model *helsinki;

static void open_model(void) {
    helsinki = read_model("helsinki");
}

static void close_model(void) {
    segj_model_free(helsinki);
}

static struct bulk_summary summary;

static int run_files(int in, int out, struct bulk_options options) {
    options.document = helsinki;
    options.model = segj_model_engine(helsinki);
    options.model_name = "helsinki@1";
    options.in = in;
    options.out = out;
    return bulk_run(&options, &summary);
}

/* A pipe that holds these bytes and then ends. */
static int pipe_of(const char *text) {
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    return ends[0];
}

static int null_file(void) {
    return open("/dev/null", O_WRONLY);
}

/* ---- Input -------------------------------------------------------------------------------- */

START_TEST(input__that_can_not_be_read_ends_the_run) {
    static const enum bulk_format formats[] = {BULK_CSV, BULK_NDJSON};
    static const char *const errors[] = {"reading failed: Is a directory",
                                         "line 1: Is a directory"};
    int folder = open("/", O_RDONLY | O_DIRECTORY), out = null_file();
    for (int threads = 1; threads <= 4; threads += 3) {
        int status = run_files(folder, out,
                               (struct bulk_options){.format = formats[_i], .threads = threads});
        ck_assert_int_eq(status, 2);
        ck_assert_str_eq(summary.error, errors[_i]);
        ck_assert_uint_eq(summary.rows, 0);
    }
    close(folder);
    close(out);
}
END_TEST

START_TEST(input__comes_from_a_pipe_as_from_a_file) {
    int in = pipe_of("id,coping,need\n1,easy,few\n2,hard,few"), out = null_file();
    ck_assert_int_eq(run_files(in, out, (struct bulk_options){.threads = 3, .chunk_bytes = 16}), 1);
    ck_assert_str_eq(summary.error, "");
    ck_assert_uint_eq(summary.rows, 2);
    ck_assert_uint_eq(summary.refused, 1);
    ck_assert_uint_eq(summary.bytes_in, 36);
    close(in);
    close(out);
}
END_TEST

START_TEST(input__without_rows_has_a_head_and_no_more) {
    static const char *const texts[] = {"id,coping", "id,coping\n", "id,coping\r\n\r\n\n"};
    struct outcome outcome =
        outcome_of(helsinki, texts[_i], strlen(texts[_i]), (struct bulk_options){.threads = 2});
    ck_assert_int_eq(outcome.status, 0);
    ck_assert_uint_eq(outcome.summary.rows, 0);
    ck_assert_str_eq(outcome.text, "id,segment,certain,possible,process,coping,need,reason1,"
                                   "reason2,reason3,signals,model\n");
    outcome_free(&outcome);
}
END_TEST

/* ---- Headers ------------------------------------------------------------------------------ */

static void refuse_header(const char *text, const char *error) {
    struct outcome outcome =
        outcome_of(helsinki, text, strlen(text), (struct bulk_options){.threads = 1});
    ck_assert_int_eq(outcome.status, 2);
    ck_assert_msg(strstr(outcome.summary.error, error) != NULL, "%s", outcome.summary.error);
    ck_assert_uint_eq(outcome.summary.rows, 0);
    ck_assert_str_eq(outcome.text, "");
    outcome_free(&outcome);
}

START_TEST(header__that_is_none_ends_the_run) {
    refuse_header("id,coping,id\n1,easy,2\n", "header: column 3: 'id' stands twice");
    refuse_header("coping,\"coping\"\neasy,easy\n", "header: column 2: 'coping' stands twice");
    refuse_header("id,\"coping\n1,easy\n", "header: not a line of CSV");
    refuse_header("id,\"coping\"x\n1,easy\n", "header: not a line of CSV");
    refuse_header("id,co\"ping\n1,easy\n", "header: not a line of CSV");
    refuse_header("id,,coping\n1,,easy\n", "column 2: '' is no item, axis or flag of helsinki");
    refuse_header("id,client.coping\n1,easy\n", "column 2: 'client.coping' is no item");
    refuse_header("id,flag.coping\n1,easy\n", "column 2: 'flag.coping' is no item");
    refuse_header("id,flag.\n1,easy\n", "column 2: 'flag.' is no item");
    refuse_header("id,special_support\n1,true\n", "column 2: 'special_support' is no item");
    refuse_header("id,Coping\n1,easy\n", "column 2: 'Coping' is no item");
    refuse_header("id, coping\n1,easy\n", "column 2: ' coping' is no item");
    refuse_header("id\tcoping\n1\teasy\n", "write commas between the columns");
}
END_TEST

/* So many columns that are passed over, between an id and an axis. */
static char *wide_file(int columns, size_t *length) {
    char *text = NULL;
    FILE *file = open_memstream(&text, length);
    for (int row = 0; row < 3; row++) {
        fputs(row ? "1" : "id", file);
        for (int c = 2; c < columns; c++) {
            fputs(row ? ",\"a,\"\"b\"" : ",x", file);
        }
        fputs(row == 0 ? ",coping\n" : ",easy\n", file);
    }
    fclose(file);
    return text;
}

START_TEST(header__of_512_columns_is_read_and_of_one_more_is_not) {
    size_t length;
    char *text = wide_file(512, &length);
    struct bulk_options options = {.threads = 1, .ignore = "y,x"};
    struct outcome outcome = outcome_of(helsinki, text, length, options);
    ck_assert_int_eq(outcome.status, 0);
    ck_assert_uint_eq(outcome.summary.rows, 2);
    outcome_free(&outcome);
    free(text);
    text = wide_file(513, &length);
    outcome = outcome_of(helsinki, text, length, options);
    ck_assert_int_eq(outcome.status, 2);
    ck_assert_str_eq(outcome.summary.error, "header: not a line of CSV, or more than 512 columns");
    outcome_free(&outcome);
    free(text);
}
END_TEST

START_TEST(header__longer_than_a_chunk_ends_the_run) {
    enum { LONG = 300 * 1024 };
    char *text = malloc(LONG + 1);
    memset(text, 'x', LONG);
    memcpy(text, "id,", 3);
    text[LONG] = '\0';
    refuse_header(text, "no input: the first line is longer than 256 KiB");
    free(text);
}
END_TEST

/* ---- Output ------------------------------------------------------------------------------- */

static char *many_rows(size_t rows) {
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    fputs("id,coping,need\n", file);
    for (size_t row = 0; row < rows; row++) {
        fprintf(file, "%zu,easy,few\n", row);
    }
    fclose(file);
    return text;
}

START_TEST(output__that_is_full_ends_the_run) {
    static const enum bulk_output outputs[] = {BULK_FULL, BULK_COMPACT, BULK_COUNTS};
    char *text = many_rows(20000);
    for (int threads = 1; threads <= 4; threads += 3) {
        int in = file_of(text, strlen(text)), full = open("/dev/full", O_WRONLY);
        int status = run_files(
            in, full,
            (struct bulk_options){.output = outputs[_i], .threads = threads, .chunk_bytes = 4096});
        ck_assert_int_eq(status, 2);
        ck_assert_str_eq(summary.error, "writing failed: No space left on device");
        close(in);
        close(full);
    }
    free(text);
}
END_TEST

START_TEST(output__that_is_full_after_a_while_ends_the_run) {
    char *text = many_rows(20000);
    for (int threads = 1; threads <= 4; threads += 3) {
        int ends[2], in = file_of(text, strlen(text));
        ck_assert_int_eq(pipe(ends), 0);
        fcntl(ends[1], F_SETFL, O_NONBLOCK); /* nobody reads: it takes 64 KiB and no more */
        int status = run_files(in, ends[1], (struct bulk_options){.threads = threads});
        ck_assert_int_eq(status, 2);
        ck_assert_str_eq(summary.error, "writing failed: Resource temporarily unavailable");
        close(in);
        close(ends[0]);
        close(ends[1]);
    }
    free(text);
}
END_TEST

START_TEST(output__whose_reader_is_gone_ends_the_run) {
    char *text = many_rows(1000);
    int ends[2], in = file_of(text, strlen(text));
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    ck_assert_int_eq(run_files(in, ends[1], (struct bulk_options){.threads = 2}), 2);
    ck_assert_str_eq(summary.error, "writing failed: Broken pipe");
    close(in);
    close(ends[1]);
    free(text);
}
END_TEST

/* What is kept back to be written in whole steps is found missing at the end. */
START_TEST(output__that_may_not_be_written_is_found_at_the_end_too) {
    int in = file_of("id,coping\n1,easy\n", strlen("id,coping\n1,easy\n")),
        out = open("/proc/self/exe", O_RDONLY);
    ck_assert_int_eq(run_files(in, out, (struct bulk_options){.threads = 1}), 2);
    ck_assert_str_eq(summary.error, "writing failed: Bad file descriptor");
    close(in);
    close(out);
}
END_TEST

struct seen {
    uint64_t bytes, rows, calls;
};

static void see_progress(uint64_t bytes, uint64_t rows, void *data) {
    struct seen *seen = data;
    ck_assert_uint_gt(bytes, seen->bytes);
    ck_assert_uint_gt(rows, seen->rows);
    *seen = (struct seen){bytes, rows, seen->calls + 1};
}

START_TEST(progress__rises_to_all_bytes_and_rows) {
    char *text = many_rows(5000);
    struct seen seen = {0};
    int in = file_of(text, strlen(text)), out = null_file();
    ck_assert_int_eq(run_files(in, out,
                               (struct bulk_options){.threads = 3,
                                                     .chunk_bytes = 8192,
                                                     .progress = see_progress,
                                                     .progress_data = &seen}),
                     0);
    ck_assert_uint_eq(seen.rows, 5000);
    ck_assert_uint_eq(seen.bytes, strlen(text));
    ck_assert_uint_eq(summary.bytes_in, strlen(text));
    ck_assert_uint_ge(seen.calls, 5);
    close(in);
    close(out);
    free(text);
}
END_TEST

/* ---- Memory ------------------------------------------------------------------------------- */

/* At whichever allocation it ends, with one thread: the run says so, and keeps nothing. */
START_TEST(memory__that_ends_is_said) {
    static const char *const texts[] = {"id,coping,need\n1,easy,few\n",
                                        "{\"id\":1,\"coping\":\"easy\"}\n"};
    for (long blocks = 0;; blocks++) {
        int in = file_of(texts[_i], strlen(texts[_i])), out = null_file();
        ck_assert_int_lt(blocks, 1000);
        scarce_begin(blocks);
        int status =
            run_files(in, out,
                      (struct bulk_options){
                          .format = _i ? BULK_NDJSON : BULK_CSV, .to = BULK_CSV, .threads = 1});
        int ended = scarce_end();
        long kept = scarce_kept();
        close(in);
        close(out);
        ck_assert_int_eq(kept, 0);
        if (!ended) {
            ck_assert_int_eq(status, 0);
            ck_assert_int_ge(blocks, 7);
            break;
        }
        ck_assert_int_eq(status, 2);
        ck_assert_ptr_nonnull(strstr(summary.error, "no memory"));
    }
}
END_TEST

START_TEST(memory__that_ends_in_one_of_many_threads_ends_all) {
    char *text = many_rows(3000);
    for (long blocks = 0; blocks < 40; blocks++) {
        int in = file_of(text, strlen(text)), out = null_file();
        scarce_begin(blocks);
        int status = run_files(in, out, (struct bulk_options){.threads = 4, .chunk_bytes = 2048});
        int ended = scarce_end();
        long kept = scarce_kept();
        close(in);
        close(out);
        ck_assert_int_eq(kept, 0);
        ck_assert_int_eq(status, ended ? 2 : 0);
    }
    free(text);
}
END_TEST

Suite *failures_suite(void) {
    Suite *suite = suite_create("failures");
    TCase *cases = tcase_create("failures");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, open_model, close_model);
    tcase_add_loop_test(cases, input__that_can_not_be_read_ends_the_run, 0, 2);
    tcase_add_test(cases, input__comes_from_a_pipe_as_from_a_file);
    tcase_add_loop_test(cases, input__without_rows_has_a_head_and_no_more, 0, 3);
    tcase_add_test(cases, header__that_is_none_ends_the_run);
    tcase_add_test(cases, header__of_512_columns_is_read_and_of_one_more_is_not);
    tcase_add_test(cases, header__longer_than_a_chunk_ends_the_run);
    tcase_add_loop_test(cases, output__that_is_full_ends_the_run, 0, 3);
    tcase_add_test(cases, output__that_is_full_after_a_while_ends_the_run);
    tcase_add_test(cases, output__whose_reader_is_gone_ends_the_run);
    tcase_add_test(cases, output__that_may_not_be_written_is_found_at_the_end_too);
    tcase_add_test(cases, progress__rises_to_all_bytes_and_rows);
    tcase_add_loop_test(cases, memory__that_ends_is_said, 0, 2);
    tcase_add_test(cases, memory__that_ends_in_one_of_many_threads_ends_all);
    suite_add_tcase(suite, cases);
    return suite;
}
