/* hetu. Every code here is artificial (individual number 900-999) but those that can't hold. */
#include "suites.h"

#include "base/hetu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hetu_row {
    const char *text, *birth;
};

static const struct hetu_row good[] = {
    {"010594Y9032", "1994-05-01"}, {"010594Y9021", "1994-05-01"}, {"020594X903P", "1994-05-02"},
    {"020594X902N", "1994-05-02"}, {"030594W903B", "1994-05-03"}, {"030694W9024", "1994-06-03"},
    {"040594V9030", "1994-05-04"}, {"040594V902Y", "1994-05-04"}, {"050594U903M", "1994-05-05"},
    {"050594U902L", "1994-05-05"}, {"010516B903X", "2016-05-01"}, {"010516B902W", "2016-05-01"},
    {"020516C903K", "2016-05-02"}, {"020516C902J", "2016-05-02"}, {"030516D9037", "2016-05-03"},
    {"030516D9026", "2016-05-03"}, {"010501E9032", "2001-05-01"}, {"020502E902X", "2002-05-02"},
    {"020503F9037", "2003-05-02"}, {"020504A902E", "2004-05-02"}, {"020504B904H", "2004-05-02"},
    {"100190-999P", "1990-01-10"}, {"100190Y999P", "1990-01-10"},
};

START_TEST(hetu_parse__takes_every_separator_and_finds_the_birth_date) {
    struct hetu hetu;
    char birth[DATE_TEXT_SIZE];
    ck_assert_msg(hetu_parse(good[_i].text, &hetu), "%s", good[_i].text);
    ck_assert_str_eq(hetu.text, good[_i].text);
    date_print(hetu.birth, birth);
    ck_assert_str_eq(birth, good[_i].birth);
    ck_assert_int_ge(hetu.individual_number, 900);
}
END_TEST

/* The code of a day, separator and number, with its check character. */
static void make(char out[HETU_TEXT_SIZE], const char *day, char separator, int number) {
    static const char check_characters[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    long digits = strtol(day, NULL, 10) * 1000 + number;
    (void)snprintf(out, HETU_TEXT_SIZE, "%s%c%03d%c", day, separator, number % 1000,
                   check_characters[digits % 31]);
}

START_TEST(hetu_parse__separator_gives_the_century_and_is_part_of_the_code) {
    static const char separators[] = "+-YXWVUABCDEF";
    static const int centuries[] = {18, 19, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 20};
    char text[HETU_TEXT_SIZE];
    struct hetu hetu;
    make(text, "150685", separators[_i], 950);
    ck_assert_msg(hetu_parse(text, &hetu), "%s", text);
    ck_assert_int_eq(hetu.birth.year, centuries[_i] * 100 + 85);
    ck_assert_int_eq(hetu.text[6], separators[_i]);
}
END_TEST

START_TEST(hetu_parse__other_separators_are_refused) {
    static const char taken[] = "+-YXWVUABCDEFyxwvuabcdef";
    for (int c = 1; c < 256; c++) {
        char text[HETU_TEXT_SIZE];
        struct hetu hetu;
        make(text, "150685", (char)c, 950);
        ck_assert_int_eq(hetu_parse(text, &hetu), strchr(taken, c) != NULL);
    }
}
END_TEST

START_TEST(hetu_parse__small_letters_become_capitals) {
    struct hetu hetu;
    ck_assert(hetu_parse("020594x903p", &hetu));
    ck_assert_str_eq(hetu.text, "020594X903P");
}
END_TEST

static const char *const bad[] = {
    "",
    "010190-999K", /* seen in circulation, but the check character is another one */
    "010190Y999K",
    "060193"
    "-187M", /* the same; nobody's, for the check character is wrong */
    "060193"
    "-158J",
    "010199Y999X",
    "010594Y9033", /* check character */
    "010594Y903",
    "010594Y90322",
    " 010594Y9032",
    "010594Y9032 ",
    "010594 9032",
    "0105949032",
    "01059409032",
    "010594Y90 2",
    "01O594Y9032",
    "010594Y9O32",
    "010594Y903I",
    "\xC3\xA4"
    "0594Y9032",
};

START_TEST(hetu_parse__refuses_what_can_be_nobodys) {
    struct hetu hetu = {.individual_number = 7};
    ck_assert_msg(!hetu_parse(bad[_i], &hetu), "%s", bad[_i]);
    ck_assert_int_eq(hetu.individual_number, 7);
}
END_TEST

static bool holds(const char *day, char separator, int number) {
    char text[HETU_TEXT_SIZE];
    struct hetu hetu;
    make(text, day, separator, number);
    return hetu_parse(text, &hetu);
}

START_TEST(hetu_parse__day_must_exist) {
    ck_assert(holds("290204", 'A', 902));
    ck_assert(!holds("290205", 'A', 902));
    ck_assert(!holds("290200", '-', 902)); /* 1900 was no leap year, 2000 was */
    ck_assert(holds("290200", 'A', 902));
    ck_assert(!holds("310494", '-', 902));
    ck_assert(!holds("000194", '-', 902));
    ck_assert(!holds("010094", '-', 902));
    ck_assert(!holds("011394", '-', 902));
}
END_TEST

START_TEST(hetu_parse__individual_number_begins_at_2) {
    ck_assert(!holds("010594", '-', 0));
    ck_assert(!holds("010594", '-', 1));
    ck_assert(holds("010594", '-', 999));
}
END_TEST

/* One wrong or two swapped characters are what the check character is for. */
START_TEST(hetu_parse__a_changed_digit_never_holds) {
    static const char code[] = "020594X903P";
    for (size_t at = 0; at < 10; at++) {
        for (char digit = '0'; at != 6 && digit <= '9'; digit++) {
            char text[HETU_TEXT_SIZE];
            struct hetu hetu;
            memcpy(text, code, sizeof text);
            text[at] = digit;
            ck_assert_int_eq(hetu_parse(text, &hetu), digit == code[at]);
        }
    }
}
END_TEST

#define LOOP(tests, function, rows)                                                                \
    tcase_add_loop_test(tests, function, 0, sizeof(rows) / sizeof *(rows))

Suite *hetu_suite(void) {
    Suite *suite = suite_create("hetu");
    TCase *tests = tcase_create("hetu");
    LOOP(tests, hetu_parse__takes_every_separator_and_finds_the_birth_date, good);
    tcase_add_loop_test(tests, hetu_parse__separator_gives_the_century_and_is_part_of_the_code, 0,
                        13);
    tcase_add_test(tests, hetu_parse__other_separators_are_refused);
    tcase_add_test(tests, hetu_parse__small_letters_become_capitals);
    LOOP(tests, hetu_parse__refuses_what_can_be_nobodys, bad);
    tcase_add_test(tests, hetu_parse__day_must_exist);
    tcase_add_test(tests, hetu_parse__individual_number_begins_at_2);
    tcase_add_test(tests, hetu_parse__a_changed_digit_never_holds);
    suite_add_tcase(suite, tests);
    return suite;
}
