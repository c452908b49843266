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
    ck_assert_ptr_null(strstr(lines, "123 4567")); /* the time of a line has digits too */
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

START_TEST(anonymity_check_field__text_longer_than_is_looked_through_is_refused) {
    char *longer = arena_alloc(context.arena, ANONYMITY_TEXT_SIZE + 2);
    memset(longer, ' ', ANONYMITY_TEXT_SIZE);
    anonymity_check_field(&context, "/question", longer, NULL);
    ck_assert_uint_eq(context.error_count, 0);
    longer[ANONYMITY_TEXT_SIZE] = ' ';
    anonymity_check_field(&context, "/question", longer, NULL);
    ck_assert_uint_eq(context.error_count, 1);
    ck_assert_int_eq(context.errors[0].code, ERROR_too_long);
    ck_assert_str_eq(context.errors[0].word, "131072");
}
END_TEST

START_TEST(anonymity_warn_field__puts_warnings_behind_those_that_are_there) {
    static const char one[] = "Onko Virtanen paikalla?", two[] = "Kysy Korhonen ensin.";
    struct list warnings = {NULL, 0};
    anonymity_warn_field(&context, "/title", NULL, &warnings);
    anonymity_warn_field(&context, "/title", "Ei mitään.", &warnings);
    ck_assert_uint_eq(warnings.count, 0);
    ck_assert_ptr_null(warnings.items);
    anonymity_warn_field(&context, "/title", one, &warnings);
    size_t first = warnings.count;
    ck_assert_uint_gt(first, 0);
    context.language = LANGUAGE_EN;
    anonymity_warn_field(&context, "/question", two, &warnings);
    ck_assert_uint_gt(warnings.count, first);
    const struct anonymity_warning *all = warnings.items;
    ck_assert_str_eq(all[0].pointer, "/title");
    ck_assert_int_eq(all[0].offset, 5);
    ck_assert_int_eq(all[0].length, 8);
    ck_assert_str_eq(all[first].pointer, "/question");
    ck_assert_int_eq(all[first].offset, 5);
    ck_assert_str_ne(all[0].detail, all[first].detail); /* each in the caller's language */
}
END_TEST

START_TEST(anonymity_warn_field__what_points_to_a_person_is_refused_elsewhere_and_no_warning) {
    struct list warnings = {NULL, 0};
    anonymity_warn_field(&context, "/question", "puh. 040 123 4567", &warnings);
    ck_assert_uint_eq(warnings.count, 0);
    ck_assert_uint_eq(context.error_count, 0);
}
END_TEST

/* The same number, its digits written otherwise. */
static const char *const disguised[] = {
    "040 123 4567",
    "\uFF10\uFF14\uFF10 \uFF11\uFF12\uFF13 \uFF14\uFF15\uFF16\uFF17", /* full width */
    "\u0660\u0664\u0660 \u0661\u0662\u0663 \u0664\u0665\u0666\u0667", /* Arabic */
    "\u06F0\u06F4\u06F0 \u06F1\u06F2\u06F3 \u06F4\u06F5\u06F6\u06F7", /* Persian */
    "04\u200B0 12\u200D3 45\u20606\u00AD7", /* nothing to be seen between */
    "040\u00A0123\u202F4567",
    "\u2070\u20740 \u00B9\u00B2\u00B3 \u2074\u2075\u2076\u2077", /* raised */
    "0\u24630 \u2460\u2461\u2462 \u2463\u2464\u2465\u2466",      /* in circles */
};

START_TEST(anonymity_check_field__number_is_found_however_its_digits_are_written) {
    anonymity_check_field(&context, "/question",
                          arena_format(context.arena, "soita %s illalla", disguised[_i]), NULL);
    ck_assert_uint_ge(context.error_count, 1);
    ck_assert_str_eq(context.errors[0].word, "phone");
    ck_assert_int_eq(context.errors[0].offset, 6);
}
END_TEST

/* The same name, its letters written otherwise. */
static const char *const disguised_names[] = {
    "Maija Mäkinen",
    "Maija Ma\u0308kinen", /* a and its dots apart */
    "Ma\u0131ja M\u00E4kinen",
    "\uFF2D\uFF41\uFF49\uFF4A\uFF41 M\u00E4kinen",
    "M\u0101ij\u0101 M\u00E4kinen",
    "\U0001D40C\U0001D41A\U0001D422\U0001D423\U0001D41A M\u00E4kinen", /* as in formulas */
    "\u24C2\u24D0\u24D8\u24D9\u24D0 M\u00E4kinen",                     /* in circles */
};

START_TEST(anonymity_check_field__name_is_found_however_its_letters_are_written) {
    anonymity_check_field(&context, "/question",
                          arena_format(context.arena, "asiakas %s soitti", disguised_names[_i]),
                          NULL);
    ck_assert_uint_ge(context.error_count, 1);
    ck_assert_str_eq(context.errors[0].word, "person_name");
    ck_assert_int_eq(context.errors[0].offset, 8);
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
    tcase_add_test(cases, anonymity_check_field__text_longer_than_is_looked_through_is_refused);
    tcase_add_test(cases, anonymity_warn_field__puts_warnings_behind_those_that_are_there);
    tcase_add_test(
        cases, anonymity_warn_field__what_points_to_a_person_is_refused_elsewhere_and_no_warning);
    tcase_add_loop_test(cases,
                        anonymity_check_field__number_is_found_however_its_digits_are_written, 0,
                        sizeof disguised / sizeof *disguised);
    tcase_add_loop_test(cases, anonymity_check_field__name_is_found_however_its_letters_are_written,
                        0, sizeof disguised_names / sizeof *disguised_names);
    suite_add_tcase(suite, cases);
    return suite;
}
