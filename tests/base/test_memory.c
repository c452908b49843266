/* arena, text, utf8, uuid. */
#include "suites.h"

#include "base/text.h"
#include "base/utf8.h"
#include "base/uuid.h"

#include <stdio.h>
#include <string.h>

static bool is_zeroed(const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

START_TEST(arena__hands_out_zeroed_aligned_pieces) {
    struct arena *arena = arena_new();
    for (size_t size = 0; size < 300; size++) {
        unsigned char *bytes = arena_alloc(arena, size);
        ck_assert_uint_eq((uintptr_t)bytes % _Alignof(max_align_t), 0);
        ck_assert(is_zeroed(bytes, size));
        memset(bytes, 0xAA, size);
    }
    arena_free(arena);
}
END_TEST

START_TEST(arena__takes_pieces_larger_than_a_block) {
    struct arena *arena = arena_new();
    char *large = arena_alloc(arena, 5 * 1024 * 1024);
    memset(large, 1, 5 * 1024 * 1024);
    char *small = arena_string(arena, "behind");
    ck_assert_str_eq(small, "behind");
    arena_free(arena);
}
END_TEST

START_TEST(arena_reset__pieces_are_zeroed_again) {
    struct arena *arena = arena_new();
    memset(arena_alloc(arena, 20000), 0xFF, 20000);
    (void)arena_alloc(arena, 200000);
    arena_reset(arena);
    const unsigned char *bytes = arena_alloc(arena, 20000);
    ck_assert(is_zeroed(bytes, 20000));
    arena_free(arena);
}
END_TEST

START_TEST(arena_grow__last_piece_stays_where_it_is) {
    struct arena *arena = arena_new();
    char *bytes = arena_copy(arena, "abc", 3);
    char *grown = arena_grow(arena, bytes, 4, 4, 1000);
    ck_assert_ptr_eq(bytes, grown);
    (void)arena_alloc(arena, 1);
    char *moved = arena_grow(arena, grown, 4, 1000, 2000);
    ck_assert_ptr_ne(moved, grown);
    ck_assert_str_eq(moved, "abc");
    arena_free(arena);
}
END_TEST

START_TEST(arena_copy__keeps_nul_bytes_and_ends_with_one) {
    struct arena *arena = arena_new();
    ck_assert_mem_eq(arena_copy(arena, "a\0b", 3), "a\0b", 4);
    ck_assert_str_eq(arena_copy(arena, NULL, 0), "");
    ck_assert_ptr_null(arena_string(arena, NULL));
    ck_assert_str_eq(arena_format(arena, "%s-%d", "x", 7), "x-7");
    ck_assert_str_eq(arena_format(arena, "%s", ""), "");
    arena_free(arena);
}
END_TEST

START_TEST(text__grows_and_stays_terminated) {
    struct arena *arena = arena_new();
    struct text text;
    text_init(&text, arena);
    ck_assert_str_eq(text.bytes, "");
    bool terminated = true;
    for (int i = 0; i < 10000; i++) {
        text_add_int(&text, i % 10);
        (void)arena_alloc(arena, i % 100 == 0); /* so that it has to move now and then */
        terminated = terminated && text.bytes[text.length] == '\0';
    }
    ck_assert(terminated);
    ck_assert_uint_eq(text.length, 10000);
    ck_assert_int_eq(text.bytes[9999], '9');
    arena_free(arena);
}
END_TEST

START_TEST(text__adds_numbers_strings_formats) {
    struct arena *arena = arena_new();
    struct text text;
    text_init(&text, arena);
    text_add_int(&text, INT64_MIN);
    text_add_char(&text, ' ');
    text_add_int(&text, INT64_MAX);
    text_add_string(&text, " x");
    text_format(&text, " %05d|%300s", 42, "end");
    ck_assert_uint_eq(text.length, 20 + 1 + 19 + 2 + 1 + 5 + 1 + 300);
    ck_assert_mem_eq(text.bytes, "-9223372036854775808 9223372036854775807 x 00042|", 49);
    ck_assert_str_eq(text.bytes + text.length - 4, " end");
    arena_free(arena);
}
END_TEST

struct utf8_row {
    const char *bytes;
    size_t first_wrong; /* the length where all is well */
};

static const struct utf8_row utf8_rows[] = {
    {"", 0},
    {"abc", 3},
    {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", 9}, /* ä € and an emoji */
    {"a\x80", 1},                                /* a continuation alone */
    {"a\xC3", 1},                                /* cut */
    {"\xC0\xAF", 0},                             /* overlong */
    {"\xE0\x80\xAF", 0},
    {"\xF0\x80\x80\xAF", 0},
    {"\xED\xA0\x80", 0}, /* a surrogate */
    {"\xED\x9F\xBF\xEE\x80\x80", 6},
    {"\xF4\x8F\xBF\xBF", 4}, /* U+10FFFF */
    {"\xF4\x90\x80\x80", 0},
    {"\xF5\x80\x80\x80", 0},
    {"\xFF", 0},
};

START_TEST(utf8_check__finds_the_first_wrong_byte) {
    const struct utf8_row *row = &utf8_rows[_i];
    ck_assert_uint_eq(utf8_check(row->bytes, strlen(row->bytes)), row->first_wrong);
}
END_TEST

START_TEST(utf8_count__counts_characters_not_bytes) {
    ck_assert_uint_eq(utf8_count("\xC3\xA4iti \xF0\x9F\x98\x80"), 6);
    ck_assert_uint_eq(utf8_count(""), 0);
}
END_TEST

START_TEST(utf8_has_control__knows_c0_del_c1) {
    ck_assert(!utf8_has_control("\xC3\xA4 ~", false));
    ck_assert(utf8_has_control("a\nb", false));
    ck_assert(!utf8_has_control("a\nb\tc", true));
    ck_assert(utf8_has_control("a\rb", true));
    ck_assert(utf8_has_control("\x1B[31m", true));
    ck_assert(utf8_has_control("\x7F", true));
    ck_assert(utf8_has_control("\xC2\x85", true));
    ck_assert(!utf8_has_control("\xC2\xA0", true));
}
END_TEST

START_TEST(utf8_has_control__knows_what_turns_the_direction) {
    static const char *const turning[] = {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E",
                                          "\u2066", "\u2067", "\u2068", "\u2069"};
    static const char *const marks[] = {"\u061C", "\u200E", "\u200F", "\u2028", "\u2029"};
    for (size_t i = 0; i < sizeof turning / sizeof *turning; i++) {
        ck_assert(utf8_has_control(turning[i], false));
        ck_assert(utf8_has_control(turning[i], true));
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        ck_assert(utf8_has_control(marks[i], false));
        ck_assert(!utf8_has_control(marks[i], true));
    }
    /* What languages are written with: joiners, and letters that are read from the right. */
    ck_assert(!utf8_has_control("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", false));
    ck_assert(!utf8_has_control("\u05D0\u05D1 \u2060\u202F\u2065\u206A", false));
}
END_TEST

START_TEST(uuid_new__is_version_7_of_its_time) {
    struct uuid uuid = uuid_new(INT64_C(0x0123456789AB));
    char text[UUID_TEXT_SIZE];
    uuid_print(&uuid, text);
    ck_assert_mem_eq(text, "01234567-89ab-7", 15);
    ck_assert_ptr_nonnull(strchr("89ab", text[19]));
    struct uuid other = uuid_new(INT64_C(0x0123456789AB));
    ck_assert(!uuid_equal(&uuid, &other));
    struct uuid later = uuid_new(INT64_C(0x0123456789AC));
    ck_assert_int_lt(memcmp(&uuid, &later, sizeof uuid), 0);
}
END_TEST

START_TEST(uuid_new_after__of_one_moment_sorts_behind) {
    struct uuid last = {{0}};
    for (int i = 0; i < 1000; i++) {
        struct uuid next = uuid_new_after(INT64_C(0x0123456789AB), &last);
        ck_assert_int_lt(memcmp(&last, &next, sizeof last), 0);
        ck_assert_int_eq(next.bytes[6] >> 4, 7);
        ck_assert_int_eq(next.bytes[8] >> 6, 2);
        last = next;
    }
    memset(last.bytes + 10, 0xFF, 6);
    last.bytes[9] = 0x12;
    last.bytes[0] = 0xFF; /* of a clock that was ahead */
    struct uuid next = uuid_new_after(INT64_C(0x0123456789AB), &last);
    ck_assert_int_eq(next.bytes[9], 0x13);
    ck_assert_mem_eq(next.bytes + 10, "\0\0\0\0\0\0", 6);
}
END_TEST

START_TEST(uuid_new_many__makes_each_another_one) {
    static const size_t counts[] = {0, 1, 15, 16, 17, 400};
    struct uuid made[401];
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        memset(made, 0, sizeof made);
        uuid_new_many(INT64_C(0x0123456789AB), counts[i], made);
        ck_assert(!uuid_is_set(&made[counts[i]]));
        for (size_t j = 0; j < counts[i]; j++) {
            ck_assert_mem_eq(made[j].bytes, "\x01\x23\x45\x67\x89\xAB", 6);
            ck_assert_int_eq(made[j].bytes[6] >> 4, 7);
            ck_assert_int_eq(made[j].bytes[8] >> 6, 2);
            for (size_t k = 0; k < j; k++) {
                ck_assert(!uuid_equal(&made[j], &made[k]));
            }
        }
    }
}
END_TEST

START_TEST(uuid_parse__takes_either_case_and_prints_small) {
    struct uuid uuid;
    char text[UUID_TEXT_SIZE];
    ck_assert(uuid_parse("0190ABCD-EF01-7234-89ab-0123456789AB", &uuid));
    uuid_print(&uuid, text);
    ck_assert_str_eq(text, "0190abcd-ef01-7234-89ab-0123456789ab");
    ck_assert(uuid_is_set(&uuid));
    ck_assert(!uuid_is_set(&(struct uuid){{0}}));
}
END_TEST

static const char *const bad_uuids[] = {
    "",
    "0",
    "0190abcd",
    "0190abcdef01-7234-89ab-0123456789ab",
    "0190abcd-ef01-7234-89ab-0123456789a",
    "0190abcd-ef01-7234-89ab-0123456789abc",
    "{0190abcd-ef01-7234-89ab-0123456789ab}",
    "0190abcd-ef01-7234-89ab-0123456789ag",
    "0190abcd-ef01-7234-89ab_0123456789ab",
    " 0190abcd-ef01-7234-89ab-0123456789ab",
};

START_TEST(uuid_parse__refuses_anything_else) {
    struct uuid uuid = {{9}};
    ck_assert(!uuid_parse(bad_uuids[_i], &uuid));
    ck_assert_uint_eq(uuid.bytes[0], 9);
}
END_TEST

Suite *memory_suite(void) {
    Suite *suite = suite_create("memory");
    TCase *tests = tcase_create("memory");
    tcase_add_test(tests, arena__hands_out_zeroed_aligned_pieces);
    tcase_add_test(tests, arena__takes_pieces_larger_than_a_block);
    tcase_add_test(tests, arena_reset__pieces_are_zeroed_again);
    tcase_add_test(tests, arena_grow__last_piece_stays_where_it_is);
    tcase_add_test(tests, arena_copy__keeps_nul_bytes_and_ends_with_one);
    tcase_add_test(tests, text__grows_and_stays_terminated);
    tcase_add_test(tests, text__adds_numbers_strings_formats);
    tcase_add_loop_test(tests, utf8_check__finds_the_first_wrong_byte, 0,
                        sizeof utf8_rows / sizeof *utf8_rows);
    tcase_add_test(tests, utf8_count__counts_characters_not_bytes);
    tcase_add_test(tests, utf8_has_control__knows_c0_del_c1);
    tcase_add_test(tests, utf8_has_control__knows_what_turns_the_direction);
    tcase_add_test(tests, uuid_new__is_version_7_of_its_time);
    tcase_add_test(tests, uuid_new_after__of_one_moment_sorts_behind);
    tcase_add_test(tests, uuid_new_many__makes_each_another_one);
    tcase_add_test(tests, uuid_parse__takes_either_case_and_prints_small);
    tcase_add_loop_test(tests, uuid_parse__refuses_anything_else, 0,
                        sizeof bad_uuids / sizeof *bad_uuids);
    suite_add_tcase(suite, tests);
    return suite;
}
