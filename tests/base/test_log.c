/* log: what reaches the file descriptor. */
#include "suites.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ends[2];
static struct log *tested;
static char line[8192];

static void open_pipe(void) {
    ck_assert_int_eq(pipe(ends), 0);
    tested = log_new(ends[1], LOG_LEVEL_INFO);
}

static void close_pipe(void) {
    log_free(tested);
    close(ends[0]);
    close(ends[1]);
}

/* What one read(2) gives: the line, which was one write(2). */
static const char *read_line(void) {
    ssize_t length = read(ends[0], line, sizeof line - 1);
    ck_assert_int_gt(length, 0);
    line[length] = '\0';
    return line;
}

START_TEST(log_line__is_one_json_object_a_line) {
    log_line(tested, LOG_LEVEL_WARNING, "served",
             (struct log_field[]){{"path", "/v1", 0}, {"ms", NULL, -12}, {NULL, NULL, 0}});
    read_line();
    ck_assert_mem_eq(line, "{\"time\":\"20", 11);
    const char *rest = strstr(line, "Z\",");
    ck_assert_ptr_nonnull(rest);
    ck_assert_str_eq(rest, "Z\",\"level\":\"warning\",\"message\":\"served\",\"path\":\"/v1\","
                           "\"ms\":-12}\n");
}
END_TEST

START_TEST(log_line__below_the_level_is_left_out) {
    log_line(tested, LOG_LEVEL_DEBUG, "small", NULL);
    log_line(tested, LOG_LEVEL_INFO, "large", NULL);
    log_line(NULL, LOG_LEVEL_ERROR, "nowhere", NULL);
    ck_assert_ptr_nonnull(strstr(read_line(), "large"));
    ck_assert_ptr_null(strstr(line, "small"));
    ck_assert_int_eq(log_lines(tested, LOG_LEVEL_INFO), 1);
    ck_assert_int_eq(log_lines(tested, LOG_LEVEL_DEBUG), 0);
}
END_TEST

START_TEST(log_line__nothing_can_forge_a_line) {
    log_line(tested, LOG_LEVEL_INFO, "a\"b\\c\r\nd\x1B[0m\x7F \xC2\x85 \xE2\x80\xA8 \xFF \xC3\xA4",
             NULL);
    ck_assert_ptr_nonnull(strstr(read_line(),
                                 "a\\\"b\\\\c\\u000d\\u000ad\\u001b[0m\\u007f \\u0085 \\u2028 "
                                 "\\ufffd \xC3\xA4\""));
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
}
END_TEST

/* Cut lines are whole JSON still, and end at a whole character. */
START_TEST(log_line__is_cut_at_4000_bytes) {
    static char text[9000];
    for (size_t i = 0; i + 2 < sizeof text; i += 2) {
        memcpy(text + i, _i % 2 ? "\xC3\xA4" : "\"\"", 2);
    }
    log_line(tested, LOG_LEVEL_INFO, text + _i / 2,
             (struct log_field[]){{"behind", "x", 0}, {NULL, NULL, 0}});
    size_t length = strlen(read_line());
    ck_assert_uint_le(length, 4000);
    ck_assert_uint_ge(length, 3980);
    ck_assert_str_eq(line + length - 3, "\"}\n");
}
END_TEST

START_TEST(log_line__many_fields_never_overflow) {
    static char value[700];
    memset(value, 'v', sizeof value - 1);
    struct log_field fields[41] = {{0}};
    for (int i = 0; i < 40; i++) {
        fields[i] = (struct log_field){"a_long_name_of_a_field", i % 3 ? value : NULL, i};
    }
    log_line(tested, LOG_LEVEL_INFO, "m", fields);
    size_t length = strlen(read_line());
    ck_assert_uint_le(length, 4000);
    ck_assert_str_eq(line + length - 2, "}\n");
}
END_TEST

START_TEST(log_level_parse__knows_its_words) {
    enum log_level level = LOG_LEVEL_DEBUG;
    ck_assert(log_level_parse("error", &level));
    ck_assert_int_eq(level, LOG_LEVEL_ERROR);
    ck_assert_str_eq(log_level_word(level), "error");
    ck_assert(!log_level_parse("loud", &level));
}
END_TEST

Suite *log_suite(void) {
    Suite *suite = suite_create("log");
    TCase *tests = tcase_create("log");
    tcase_add_checked_fixture(tests, open_pipe, close_pipe);
    tcase_add_test(tests, log_line__is_one_json_object_a_line);
    tcase_add_test(tests, log_line__below_the_level_is_left_out);
    tcase_add_test(tests, log_line__nothing_can_forge_a_line);
    tcase_add_loop_test(tests, log_line__is_cut_at_4000_bytes, 0, 12);
    tcase_add_test(tests, log_line__many_fields_never_overflow);
    tcase_add_test(tests, log_level_parse__knows_its_words);
    suite_add_tcase(suite, tests);
    return suite;
}
