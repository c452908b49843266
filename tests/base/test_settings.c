/* settings: environment, _FILE variants and the settings file. */
#include "suites.h"

#include "base/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static struct settings settings;
static const char *words;
static const char pattern[] = "/tmp/asiakkuus-settings-XXXXXX";
static char folder[sizeof pattern];
static char path[sizeof folder + 16];

/* Each test runs in a process of its own, so it may change the environment as it likes. */
static void open_folder(void) {
    clearenv();
    arena = arena_new();
    words = NULL;
    memcpy(folder, pattern, sizeof pattern);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/file", folder);
}

static void remove_folder(void) {
    unlink(path);
    rmdir(folder);
    arena_free(arena);
}

static void write_file(const char *bytes, size_t length) {
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static void write_text(const char *text) {
    write_file(text, strlen(text));
}

static void refused(const char *part) {
    ck_assert(!settings_read(arena, &settings, &words));
    ck_assert_msg(strstr(words, part) != NULL, "%s", words);
}

START_TEST(settings_read__defaults_where_nothing_is_given) {
    ck_assert(settings_read(arena, &settings, &words));
    ck_assert_str_eq(settings.bind, "127.0.0.1");
    ck_assert_int_eq(settings.port, 8080);
    ck_assert_str_eq(settings.database_url, "");
}
END_TEST

START_TEST(settings_read__environment_goes_before_the_file) {
    write_text("# comment\n\nPORT=9000\r\nLOG_LEVEL=debug\nDATABASE_URL=host=a dbname=b\n");
    setenv("SETTINGS", path, 1);
    setenv("PORT", "9001", 1);
    setenv("LOG_LEVEL", "", 1);
    ck_assert_msg(settings_read(arena, &settings, &words), "%s", words);
    ck_assert_int_eq(settings.port, 9001);
    ck_assert_str_eq(settings.log_level, "debug");
    ck_assert_str_eq(settings.database_url, "host=a dbname=b");
}
END_TEST

START_TEST(settings_read__secret_comes_from_a_file_without_its_line_end) {
    write_text("host=a password=b\n");
    setenv("DATABASE_URL_FILE", path, 1);
    ck_assert_msg(settings_read(arena, &settings, &words), "%s", words);
    ck_assert_str_eq(settings.database_url, "host=a password=b");
}
END_TEST

START_TEST(settings_read__jwks_file_is_a_setting_and_no_variant) {
    setenv("JWKS_FILE", "/nowhere/jwks.json", 1);
    ck_assert_msg(settings_read(arena, &settings, &words), "%s", words);
    ck_assert_str_eq(settings.jwks_file, "/nowhere/jwks.json");
}
END_TEST

START_TEST(settings_read__both_itself_and_a_file_is_refused) {
    setenv("DATABASE_URL", "a", 1);
    setenv("DATABASE_URL_FILE", path, 1);
    refused("DATABASE_URL: given both");
}
END_TEST

START_TEST(settings_read__numbers_are_bounded) {
    static const char *const bad[] = {"0", "65536", "80x", "x", "-1", "99999999999999999999", "8 "};
    setenv("PORT", bad[_i], 1);
    refused("PORT: must be a number from 1 to 65535");
}
END_TEST

START_TEST(settings_read__unknown_name_in_the_file_is_refused) {
    write_text("PROT=1\n");
    setenv("SETTINGS", path, 1);
    refused("no such setting: PROT");
}
END_TEST

START_TEST(settings_read__words_never_show_a_value) {
    write_text("s3cret\n");
    setenv("SETTINGS", path, 1);
    refused("SETTINGS");
    ck_assert_ptr_null(strstr(words, "s3cret"));
}
END_TEST

START_TEST(settings_read__missing_or_binary_files_are_refused) {
    setenv("DATABASE_URL_FILE", path, 1);
    refused("DATABASE_URL_FILE: can't open");
    write_file("a\0b", 3);
    refused("DATABASE_URL_FILE");
}
END_TEST

START_TEST(settings_read__every_fault_is_told_at_once) {
    write_text("PROT=1\nWORKERS=many\n");
    setenv("SETTINGS", path, 1);
    setenv("PORT", "0", 1);
    setenv("JWT_ISSUER_FILE", "/nowhere", 1);
    refused("SETTINGS: no such setting: PROT");
    ck_assert_ptr_nonnull(strstr(words, "\nJWT_ISSUER_FILE: can't open"));
    ck_assert_ptr_nonnull(strstr(words, "\nPORT: must be"));
    ck_assert_ptr_nonnull(strstr(words, "\nWORKERS: must be"));
    ck_assert_int_eq(settings.port, 8080);
}
END_TEST

START_TEST(settings_read__an_empty_file_name_counts_as_none) {
    write_text("DATABASE_URL_FILE=\nDATABASE_URL=host=a\n");
    setenv("SETTINGS", path, 1);
    ck_assert_msg(settings_read(arena, &settings, &words), "%s", words);
    ck_assert_str_eq(settings.database_url, "host=a");
}
END_TEST

Suite *settings_suite(void) {
    Suite *suite = suite_create("settings");
    TCase *tests = tcase_create("settings");
    tcase_add_checked_fixture(tests, open_folder, remove_folder);
    tcase_add_test(tests, settings_read__defaults_where_nothing_is_given);
    tcase_add_test(tests, settings_read__environment_goes_before_the_file);
    tcase_add_test(tests, settings_read__secret_comes_from_a_file_without_its_line_end);
    tcase_add_test(tests, settings_read__jwks_file_is_a_setting_and_no_variant);
    tcase_add_test(tests, settings_read__both_itself_and_a_file_is_refused);
    tcase_add_loop_test(tests, settings_read__numbers_are_bounded, 0, 7);
    tcase_add_test(tests, settings_read__unknown_name_in_the_file_is_refused);
    tcase_add_test(tests, settings_read__words_never_show_a_value);
    tcase_add_test(tests, settings_read__missing_or_binary_files_are_refused);
    tcase_add_test(tests, settings_read__every_fault_is_told_at_once);
    tcase_add_test(tests, settings_read__an_empty_file_name_counts_as_none);
    suite_add_tcase(suite, tests);
    return suite;
}
