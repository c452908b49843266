/* context, status, actor, shape, shape_format. */
#include "suites.h"

#include "base/context.h"
#include "base/shape.h"
#include "base/shape_format.h"

#include <string.h>

static struct context context;

static void make_context(void) {
    context = (struct context){.arena = arena_new()};
}

static void free_context(void) {
    arena_free(context.arena);
}

START_TEST(status_code__names_every_problem) {
    ck_assert_str_eq(status_code(OK), "ok");
    ck_assert_str_eq(status_code(STATUS_malformed), "malformed");
    ck_assert_str_eq(status_code(STATUS_unavailable), "unavailable");
    ck_assert_str_eq(status_code((enum status)999), "internal");
}
END_TEST

START_TEST(context_fail__first_cause_wins) {
    ck_assert_int_eq(context_fail(&context, STATUS_conflict, "row %d", 5), STATUS_conflict);
    ck_assert_int_eq(context_fail(&context, STATUS_internal, "later"), STATUS_internal);
    ck_assert_int_eq(context.failure, STATUS_conflict);
    ck_assert_str_eq(context.failure_words, "row 5");
}
END_TEST

START_TEST(context_error__copies_what_it_is_given) {
    char pointer[] = "/a", word[] = "7";
    context_error(&context, pointer, ERROR_too_long, word);
    pointer[1] = word[0] = 'x';
    ck_assert_str_eq(context.errors[0].pointer, "/a");
    ck_assert_str_eq(context.errors[0].word, "7");
    ck_assert_int_eq(context.errors[0].offset, -1);
}
END_TEST

START_TEST(context_error__pointer_is_cut_at_a_character) {
    char pointer[4000] = "/";
    while (strlen(pointer) < 3000) {
        strcat(pointer, "\xC3\xA9");
    }
    context_error(&context, pointer, ERROR_unknown_member, NULL);
    ck_assert_uint_eq(strlen(context.errors[0].pointer), 1 + 2 * (POINTER_LENGTH_MAX - 1));
    memset(pointer + 1, 'x', POINTER_LENGTH_MAX - 2);
    strcpy(pointer + POINTER_LENGTH_MAX - 1, "~1~1");
    context_error(&context, pointer, ERROR_unknown_member, NULL);
    ck_assert_uint_eq(strlen(context.errors[1].pointer), POINTER_LENGTH_MAX - 1);
    *pointer = '?';
    context_error(&context, pointer, ERROR_unknown_member, NULL);
    ck_assert_uint_eq(strlen(context.errors[2].pointer), PARAMETER_LENGTH_MAX + 1);
}
END_TEST

START_TEST(context_error__are_bounded) {
    for (int i = 0; i < CONTEXT_ERRORS_MAX + 50; i++) {
        context_error(&context, arena_format(context.arena, "/%d", i), ERROR_required, NULL);
    }
    ck_assert_uint_eq(context.error_count, CONTEXT_ERRORS_MAX);
}
END_TEST

START_TEST(context_error__one_fault_is_told_once) {
    context_error(&context, "/a", ERROR_wrong_type, "object");
    context_error(&context, "/a", ERROR_wrong_type, "string");
    context_error(&context, "/a", ERROR_required, NULL);
    context_error(&context, "/b", ERROR_wrong_type, "object");
    ck_assert_uint_eq(context.error_count, 3);
    ck_assert_str_eq(context.errors[0].word, "object");
}
END_TEST

START_TEST(context_settle__is_ok_without_errors) {
    ck_assert_int_eq(context_settle(&context, STATUS_invalid), OK);
    context_error_at(&context, ERROR_syntax, "not JSON", 3, 1, 4);
    ck_assert_int_eq(context_settle(&context, STATUS_invalid), STATUS_invalid);
    ck_assert_int_eq(context.failure, STATUS_invalid);
    ck_assert_int_eq(context.errors[0].column, 4);
}
END_TEST

START_TEST(error_text__is_in_the_language_with_its_word) {
    struct field_error error = {.code = ERROR_too_long, .word = "64"};
    ck_assert_str_eq(error_code_name(error.code), "too_long");
    ck_assert_str_eq(error_text(context.arena, &error, LANGUAGE_FI), "Liian pitkä; enintään 64.");
    ck_assert_str_eq(error_text(context.arena, &error, LANGUAGE_SV), "För lång; högst 64.");
    ck_assert_str_eq(error_text(context.arena, &error, LANGUAGE_EN), "Too long; at most 64.");
    error = (struct field_error){.code = ERROR_required};
    ck_assert_str_eq(error_text(context.arena, &error, LANGUAGE_EN), "The field is required.");
}
END_TEST

START_TEST(error_text__takes_a_word_with_percent_signs_as_it_is) {
    struct field_error error = {.code = ERROR_bad_format, .word = "%s%n"};
    ck_assert_str_eq(error_text(context.arena, &error, LANGUAGE_EN),
                     "Wrong format; expected: %s%n.");
}
END_TEST

START_TEST(actor_may__by_the_permission_or_its_nouns_star) {
    static const char *const held[] = {"client:read", "referral:*"};
    struct actor actor = {.permissions = held, .permission_count = 2};
    ck_assert(actor_may(&actor, "client:read"));
    ck_assert(actor_may(&actor, "referral:write"));
    ck_assert(!actor_may(&actor, "client:write"));
    ck_assert(!actor_may(&actor, "client:rea"));
    ck_assert(!actor_may(&actor, "client:readx"));
    ck_assert(!actor_may(&actor, "refer:write"));
    ck_assert(!actor_may(&actor, "referral"));
    ck_assert(!actor_may(&actor, ""));
}
END_TEST

static const char *const status_words[] = {"draft", "open", NULL};

START_TEST(shape__finds_fields_and_words) {
    struct thing {
        const char *name;
        int64_t size;
    };
    static const struct shape_field fields[] = {
        FIELD(struct thing, name, SHAPE_REQUIRED),
        FIELD(struct thing, size, 0),
        FIELD_END
    };
    static const struct shape shape = {"thing", sizeof(struct thing), fields};
    ck_assert_ptr_eq(shape_find(&shape, "size"), &fields[1]);
    ck_assert_int_eq(fields[1].type, SHAPE_INT);
    ck_assert_ptr_null(shape_find(&shape, "siz"));
    ck_assert_int_eq(shape_word_index(status_words, "open"), 2);
    ck_assert_int_eq(shape_word_index(status_words, "Open"), 0);
}
END_TEST

struct format_row {
    const char *format, *string;
    bool holds;
};

static const struct format_row format_rows[] = {
    {"code", "abc", true},        {"code", "a1_b", true},
    {"code", "", false},          {"code", "A", false},
    {"code", "1a", false},        {"code", "_a", false},
    {"code", "a-b", false},       {"code", "a b", false},
    {"language", "fi", true},     {"language", "sv-FI", true},
    {"language", "se", true},     {"language", "zh-Hant-TW", true},
    {"language", "", false},      {"language", "f", false},
    {"language", "finn", false},  {"language", "fi-", false},
    {"language", "fi_FI", false}, {"language", "fi-F", false},
    {"language", "FI", false},    {"language", "fi-123456789", false},
    {"area", "91", true},         {"area", "1", false},
    {"area", "911", false},       {"area", "x1", false},
    {"text", "anything\n", true},
};

START_TEST(shape_format__holds_for_its_strings_only) {
    const struct format_row *row = &format_rows[_i];
    ck_assert_msg(shape_format_find(row->format)->holds(row->string) == row->holds, "%s %s",
                  row->format, row->string);
}
END_TEST

START_TEST(shape_format_find__none_is_null) {
    ck_assert_ptr_null(shape_format_find(NULL));
    ck_assert_ptr_null(shape_format_find("hetu"));
}
END_TEST

Suite *context_suite(void) {
    Suite *suite = suite_create("context");
    TCase *tests = tcase_create("context");
    tcase_add_checked_fixture(tests, make_context, free_context);
    tcase_add_test(tests, status_code__names_every_problem);
    tcase_add_test(tests, context_fail__first_cause_wins);
    tcase_add_test(tests, context_error__copies_what_it_is_given);
    tcase_add_test(tests, context_error__pointer_is_cut_at_a_character);
    tcase_add_test(tests, context_error__are_bounded);
    tcase_add_test(tests, context_error__one_fault_is_told_once);
    tcase_add_test(tests, context_settle__is_ok_without_errors);
    tcase_add_test(tests, error_text__is_in_the_language_with_its_word);
    tcase_add_test(tests, error_text__takes_a_word_with_percent_signs_as_it_is);
    tcase_add_test(tests, actor_may__by_the_permission_or_its_nouns_star);
    tcase_add_test(tests, shape__finds_fields_and_words);
    tcase_add_loop_test(tests, shape_format__holds_for_its_strings_only, 0,
                        sizeof format_rows / sizeof *format_rows);
    tcase_add_test(tests, shape_format_find__none_is_null);
    suite_add_tcase(suite, tests);
    return suite;
}
