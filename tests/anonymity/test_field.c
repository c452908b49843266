/* anonymity_check_field: the field errors of a text, and what is logged where it is kept. */
#include "suites.h"

#include "anonymity/anonymity.h"
#include "app.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int ends[2];
static struct app app;
static struct context context;
static char lines[8192];

static void setup(void) {
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    app = (struct app){.log = log_new(ends[1], LOG_LEVEL_INFO)};
    context = (struct context){.app = &app,
                               .arena = arena_new(),
                               .operation = "consultation_create",
                               .request_id = "r-1",
                               .today = {2026, 11, 28}};
}

static void teardown(void) {
    arena_free(context.arena);
    log_free(app.log);
    close(ends[0]);
    close(ends[1]);
}

static const char *logged(void) {
    ssize_t length = read(ends[0], lines, sizeof lines - 1);
    lines[length > 0 ? length : 0] = '\0';
    return lines;
}

static const char text[] = "😀 Maija Virtanen, puh. 040 123 4567";

START_TEST(anonymity_check_field__tells_every_place_and_never_the_text) {
    anonymity_check_field(&context, "/question", text, NULL);
    ck_assert_uint_eq(context.error_count, 2);
    ck_assert_str_eq(context.errors[0].pointer, "/question");
    ck_assert_int_eq(context.errors[0].code, ERROR_identifying_text);
    ck_assert_str_eq(context.errors[0].word, "person_name");
    ck_assert_int_eq(context.errors[0].offset, 2);
    ck_assert_int_eq(context.errors[0].length, 14);
    ck_assert_str_eq(context.errors[1].word, "phone");
    ck_assert_int_eq(context.errors[1].offset, 23);
    ck_assert_str_eq(logged(), "");
    const char *detail = error_text(context.arena, &context.errors[1], LANGUAGE_FI);
    ck_assert_ptr_nonnull(strstr(detail, "puhelinnumero"));
    ck_assert_ptr_null(strstr(detail, "040"));
}
END_TEST

START_TEST(anonymity_check_field__acknowledged_is_kept_and_logged_without_the_text) {
    const char *pointers[] = {"/title", "/question"};
    struct list acknowledged = {pointers, 2};
    anonymity_check_field(&context, "/question", text, &acknowledged);
    ck_assert_uint_eq(context.error_count, 0);
    ck_assert_ptr_nonnull(strstr(logged(), "\"kind\":\"person_name\""));
    ck_assert_ptr_nonnull(strstr(lines, "\"kind\":\"phone\""));
    ck_assert_ptr_nonnull(strstr(lines, "\"pointer\":\"/question\""));
    ck_assert_ptr_null(strstr(lines, "Virtanen"));
    ck_assert_ptr_null(strstr(lines, "123"));
}
END_TEST

START_TEST(anonymity_check_field__acknowledging_one_field_frees_no_other) {
    const char *pointers[] = {"/title"};
    struct list acknowledged = {pointers, 1};
    anonymity_check_field(&context, "/question", text, &acknowledged);
    ck_assert_uint_eq(context.error_count, 2);
}
END_TEST

START_TEST(anonymity_check_field__absent_or_harmless_text_passes) {
    anonymity_check_field(&context, "/question", NULL, NULL);
    anonymity_check_field(&context, "/question", "Annettiin Maijalle aika.", NULL);
    ck_assert_uint_eq(context.error_count, 0);
}
END_TEST

Suite *field_suite(void) {
    Suite *suite = suite_create("field");
    TCase *cases = tcase_create("field");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, anonymity_check_field__tells_every_place_and_never_the_text);
    tcase_add_test(cases, anonymity_check_field__acknowledged_is_kept_and_logged_without_the_text);
    tcase_add_test(cases, anonymity_check_field__acknowledging_one_field_frees_no_other);
    tcase_add_test(cases, anonymity_check_field__absent_or_harmless_text_passes);
    suite_add_tcase(suite, cases);
    return suite;
}
