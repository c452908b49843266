/* Looking for words and sorting them as Finnish does. */
#include "suites.h"

#include "base/arena.h"
#include "base/folding.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void begin(void) {
    arena = arena_new();
}

static void end(void) {
    arena_free(arena);
}

static const struct {
    const char *text, *folded;
} alike[] = {
    {"Äitiysneuvola", "äitiysneuvola"},
    {"ÖLJYMÄKI", "öljymäki"},
    {"A\u0308itiys", "äitiys"},
    {"a\u030Abo", "åbo"},
    {"O\u0308ja", "öja"},
    {"Café Élan", "cafe elan"},
    {"e\u0301", "e"},
    {"Müller", "müller"},
    {"u\u0308", "ü"},
    {"Šakki ŽŽ", "sakki zz"},
    {"Straße", "strasse"},
    {"Sää\u00ADmies", "säämies"},
    {"М\u041E\u0401", "мо\u0451"},
    {"", ""},
    {"\u0308", ""},
    {"100 % _x", "100 % _x"},
};

START_TEST(folded__makes_alike_what_reads_alike) {
    ck_assert_str_eq(folded(arena, alike[_i].text), alike[_i].folded);
}
END_TEST

START_TEST(folded__keeps_letters_apart_that_finnish_keeps_apart) {
    ck_assert_str_ne(folded(arena, "sää"), folded(arena, "saa"));
    ck_assert_str_ne(folded(arena, "Åbo"), folded(arena, "Abo"));
    ck_assert_str_ne(folded(arena, "öljy"), folded(arena, "oljy"));
}
END_TEST

static const char *words_of(const char *text, size_t most) {
    struct list words = folded_words(arena, text, most);
    const char *joined = "";
    for (size_t i = 0; i < words.count; i++) {
        joined = arena_format(arena, "%s%s|", joined, ((const char **)words.items)[i]);
    }
    return joined;
}

START_TEST(folded_words__stand_between_blanks_and_marks) {
    ck_assert_str_eq(words_of("  Front-Desk (Kallio), \"Itä\" – länsi ", 9),
                     "front|desk|kallio|itä|länsi|");
    ck_assert_str_eq(words_of("Neuvola\u00A0ja\u2009perhe", 9), "neuvola|ja|perhe|");
    ck_assert_str_eq(words_of("100 % a_b R&D", 9), "100|%|a_b|r&d|");
    ck_assert_str_eq(words_of("-- ,.", 9), "");
    ck_assert_str_eq(words_of("yksi kaksi kolme", 2), "yksi|kaksi|");
}
END_TEST

START_TEST(folded_words__a_long_word_is_cut_between_characters) {
    char text[400] = "x";
    for (int i = 0; i < 100; i++) {
        strcat(text, "ä");
    }
    struct list words = folded_words(arena, text, 9);
    ck_assert_uint_eq(words.count, 1);
    ck_assert_uint_eq(strlen(*(const char **)words.items), FOLDED_WORD_MAX - 1);
}
END_TEST

static int by_key(const void *a, const void *b) {
    return strcmp(sort_key(arena, *(const char *const *)a),
                  sort_key(arena, *(const char *const *)b));
}

START_TEST(sort_key__sorts_as_finnish_does) {
    const char *names[] = {"Öja",   "Ähtäri", "Zeta", "Åbo",   "Yrjö",
                           "ahola", "Aalto",  "Üst",  "Aho 2", "A-klinikka"};
    const char *sorted = "";
    qsort(names, sizeof names / sizeof *names, sizeof *names, by_key);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        sorted = arena_format(arena, "%s%s, ", sorted, names[i]);
    }
    ck_assert_str_eq(sorted,
                     "A-klinikka, Aalto, Aho 2, ahola, Yrjö, Üst, Zeta, Åbo, Ähtäri, Öja, ");
}
END_TEST

START_TEST(sort_key__is_the_same_for_composed_and_decomposed_letters) {
    ck_assert_str_eq(sort_key(arena, "A\u0308hta\u0308ri"), sort_key(arena, "Ähtäri"));
    ck_assert_str_eq(sort_key(arena, "  {Aalto}  "), "aalto ");
}
END_TEST

START_TEST(sort_key__is_bounded) {
    char text[2400] = "";
    for (int i = 0; i < 400; i++) {
        strcat(text, "ē漢");
    }
    ck_assert_uint_le(strlen(sort_key(arena, text)), SORT_KEY_MAX);
}
END_TEST

Suite *folding_suite(void) {
    Suite *suite = suite_create("folding");
    TCase *tests = tcase_create("folding");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, folded__makes_alike_what_reads_alike, 0,
                        (int)(sizeof alike / sizeof *alike));
    tcase_add_test(tests, folded__keeps_letters_apart_that_finnish_keeps_apart);
    tcase_add_test(tests, folded_words__stand_between_blanks_and_marks);
    tcase_add_test(tests, folded_words__a_long_word_is_cut_between_characters);
    tcase_add_test(tests, sort_key__sorts_as_finnish_does);
    tcase_add_test(tests, sort_key__is_the_same_for_composed_and_decomposed_letters);
    tcase_add_test(tests, sort_key__is_bounded);
    suite_add_tcase(suite, tests);
    return suite;
}
