/* anonymity_find: what points to a person, where, and what does not. */
#include "suites.h"

#include "anonymity/anonymity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct arena *arena;
static struct anonymity_places places;

static void setup(void) {
    arena = arena_new();
}

static void teardown(void) {
    arena_free(arena);
}

static void find(const char *text) {
    ck_assert(anonymity_find(arena, text, strlen(text), 2026, &places));
}

/* The most certain place of the kind; NULL where there is none. */
static const struct anonymity_place *place_of(enum anonymity_kind kind) {
    for (size_t i = 0; i < places.count; i++) {
        if (places.items[i].kind == kind) {
            return &places.items[i];
        }
    }
    return NULL;
}

static bool refuses(const char *text) {
    find(text);
    for (size_t i = 0; i < places.count; i++) {
        if (places.items[i].certainty != ANONYMITY_WARNING) {
            return true;
        }
    }
    return false;
}

struct row {
    enum anonymity_kind kind;
    const char *text;
    int certainty;
    int offset, length; /* -1: not looked at */
};

static const struct row places_of[] = {
    {ANONYMITY_identity_code, "010594Y9032", ANONYMITY_CERTAIN, 0, 11},
    {ANONYMITY_identity_code, "hetu 010516b903x.", ANONYMITY_CERTAIN, 5, 11},
    {ANONYMITY_identity_code, "010594/9032", ANONYMITY_POSSIBLE, 0, 11},
    {ANONYMITY_identity_code, "010594:9032", ANONYMITY_POSSIBLE, 0, 11},
    {ANONYMITY_identity_code, "01059479032", ANONYMITY_POSSIBLE, 0, 11},
    {ANONYMITY_identity_code, "0105949032", ANONYMITY_POSSIBLE, 0, 10},
    {ANONYMITY_identity_code, "100190-999P", ANONYMITY_CERTAIN, 0, 11},
    {ANONYMITY_identity_code, "010190-999K", ANONYMITY_POSSIBLE, 0, 11},
    {ANONYMITY_identity_code, "01 05 94 Y 903 2", ANONYMITY_CERTAIN, 0, 16},
    {ANONYMITY_identity_code, "O1O594Y9O32", ANONYMITY_CERTAIN, 0, 11},
    {ANONYMITY_identity_code, "01.05.1994-9032", ANONYMITY_CERTAIN, 0, 15},
    {ANONYMITY_identity_code,
     "nolla yksi nolla viisi yhdeksän neljä viiva yhdeksän nolla kolme kaksi", ANONYMITY_CERTAIN, 0,
     70},
    {ANONYMITY_identity_code, "\xF0\x9F\x98\x80 010594Y9032", ANONYMITY_CERTAIN, 2, 11},
    {ANONYMITY_identity_code, "\xF0\x9F\x87\xAB\xF0\x9F\x87\xAE \xC3\xA4 010594Y9032",
     ANONYMITY_CERTAIN, 5, 11},
    {ANONYMITY_phone, "soita 040 123 4567 heti", ANONYMITY_CERTAIN, 6, 12},
    {ANONYMITY_phone, "+358401234567", ANONYMITY_CERTAIN, 0, 13},
    {ANONYMITY_phone, "puh. 09-1234567", ANONYMITY_CERTAIN, 5, 10},
    {ANONYMITY_phone, "+46 70 123 45 67", ANONYMITY_CERTAIN, 0, 16},
    {ANONYMITY_email, "kirje matti.malli@esimerkki.fi.", ANONYMITY_CERTAIN, 6, 24},
    {ANONYMITY_email,
     "matti@\xE2\x80\x8B"
     "esimerkki.fi",
     ANONYMITY_CERTAIN, 0, 19},
    {ANONYMITY_email,
     "matti\xEF\xBC\xA0"
     "esimerkki.fi",
     ANONYMITY_CERTAIN, 0, 18},
    {ANONYMITY_email, "matti (at) esimerkki piste fi", ANONYMITY_CERTAIN, 0, 29},
    {ANONYMITY_iban, "FI21 1234 5600 0007 85", ANONYMITY_CERTAIN, 0, 22},
    {ANONYMITY_iban, "FI22 1234 5600 0007 85", ANONYMITY_POSSIBLE, 0, 22},
    {ANONYMITY_address, "Asuu Koivukuja 3 B 12, yksin", ANONYMITY_CERTAIN, 5, 16},
    {ANONYMITY_address, "bor på Storgatan 5", ANONYMITY_CERTAIN, 7, 11},
    {ANONYMITY_address, "at 24 Harbour Street now", ANONYMITY_CERTAIN, 3, 17},
    {ANONYMITY_address, "00530 Helsinki", ANONYMITY_POSSIBLE, 0, 14},
    {ANONYMITY_birth_date, "syntynyt 3.11.2024", ANONYMITY_CERTAIN, 9, 9},
    {ANONYMITY_birth_date, "1. toukokuuta 1954", ANONYMITY_POSSIBLE, 0, 18},
    {ANONYMITY_birth_date, "s. 12.3.74", ANONYMITY_CERTAIN, 3, 7},
    {ANONYMITY_birth_date, "född den första maj nittonhundrafemtiofyra", ANONYMITY_CERTAIN, 9, 33},
    {ANONYMITY_birth_date, "born May 1, 1994", ANONYMITY_CERTAIN, 5, 11},
    {ANONYMITY_plate, "auto ABC-123", ANONYMITY_CERTAIN, 5, 7},
    {ANONYMITY_record_number, "potilasnumero: 1234567", ANONYMITY_CERTAIN, 15, 7},
    {ANONYMITY_person_name, "Toivo Virtanen soitti", ANONYMITY_CERTAIN, 0, 14},
    {ANONYMITY_person_name, "toivo virtanen", ANONYMITY_CERTAIN, 0, 14},
    {ANONYMITY_person_name, "Maija Virtasen asia", ANONYMITY_CERTAIN, 0, 14},
    {ANONYMITY_person_name, "Virtanen, Maija", ANONYMITY_CERTAIN, 0, 15},
    {ANONYMITY_person_name, "rouva Niemi", ANONYMITY_POSSIBLE, 6, 5},
    {ANONYMITY_person_name, "tohtori Parkinson Virtanen", ANONYMITY_POSSIBLE, -1, -1},
    {ANONYMITY_lone_name, "Annettiin Maijalle aika", ANONYMITY_WARNING, 10, 8},
    {ANONYMITY_lone_name, "Eilen Virtasen asia eteni", ANONYMITY_WARNING, 6, 8},
    {ANONYMITY_high_age, "93-vuotias nainen", ANONYMITY_WARNING, 0, 10},
    {ANONYMITY_rare_illness, "Gaucherin tauti, asuu Heinolassa", ANONYMITY_WARNING, 0, 9},
    {ANONYMITY_several_dates, "1.2.2026, 3.2.2026 ja 9.2.2026", ANONYMITY_WARNING, 0, 30},
    {ANONYMITY_hidden_characters,
     "010594Y\xE2\x80\x8B"
     "9032",
     ANONYMITY_WARNING, 0, 12},
};

START_TEST(anonymity__finds_what_points_to_a_person_and_its_place) {
    const struct row *row = &places_of[_i];
    find(row->text);
    const struct anonymity_place *place = place_of(row->kind);
    ck_assert_msg(place != NULL, "%s", row->text);
    ck_assert_int_eq(place->certainty, row->certainty);
    if (row->offset >= 0) {
        ck_assert_uint_eq(place->offset, (size_t)row->offset);
        ck_assert_uint_eq(place->length, (size_t)row->length);
    }
}
END_TEST

static const char *const free_texts[] = {"Asiakkaan toivo on oma koti",
                                         "ilo ja onni",
                                         "Meri ja tuuli",
                                         "Parkinson, Alzheimer, Crohn, Sjögren, Down",
                                         "Parkinsonin tauti",
                                         "AST, ALAT, Albumin",
                                         "CGI, AUDIT, BDI",
                                         "2026-06-07",
                                         "klo 9-15",
                                         "RR 140/90",
                                         "F32.1",
                                         "1.12.2026 klo 9.00",
                                         "dg 2026 1130 0917",
                                         "lasku 2026113009",
                                         "valtatie 4",
                                         "asunut Hämeenkadulla 12 vuotta",
                                         "",
                                         "😀",
                                         "Soita 116117",
                                         "ICD-10, BDI-21",
                                         "Hän tapaa Kelaa"};

START_TEST(anonymity__leaves_alone_what_points_to_nobody) {
    ck_assert_msg(!refuses(free_texts[_i]), "%s", free_texts[_i]);
}
END_TEST

/* The separator's place takes one of its signs; any other byte there is still suspicious. */
START_TEST(anonymity__separator_of_a_code_is_one_of_its_signs) {
    static const char signs[] = "+-YXWVUABCDEFyxwvuabcdef";
    for (int c = 1; c < 128; c++) {
        char text[] = "010594?9032";
        text[6] = (char)c;
        find(text);
        const struct anonymity_place *place = place_of(ANONYMITY_identity_code);
        if (strchr(signs, c)) {
            ck_assert_msg(place && place->certainty == ANONYMITY_CERTAIN, "%d", c);
        } else if (c > ' ') {
            ck_assert_msg(refuses(text), "%d", c);
            ck_assert_msg(!place || place->certainty == ANONYMITY_POSSIBLE, "%d", c);
        }
    }
}
END_TEST

START_TEST(anonymity__every_place_lies_within_the_text) {
    find("Maija Virtanen, 010594Y9032, 040 123 4567, maija@esimerkki.fi, Koivukuja 3, s. 1.5.1994");
    ck_assert_uint_ge(places.count, 6);
    for (size_t i = 0; i < places.count; i++) {
        ck_assert_uint_le(places.items[i].offset + places.items[i].length, 88);
        ck_assert(i == 0 || places.items[i].offset >= places.items[i - 1].offset);
    }
}
END_TEST

START_TEST(anonymity__too_long_a_text_is_not_judged) {
    size_t length = ANONYMITY_TEXT_SIZE + 1;
    char *text = arena_alloc(arena, length);
    memset(text, 'a', length);
    ck_assert(!anonymity_find(arena, text, length, 2026, &places));
}
END_TEST

/* Texts made to be slow: twice the length may take little more than twice the work. The bound is
 * processor time, and far above what is needed. */
static const char *const slow_texts[] = {"a@a.",
                                         "0 ",
                                         "1.1.",
                                         "-",
                                         "a@",
                                         "0",
                                         "01.",
                                         "Maija ",
                                         "Virtaselle ",
                                         "A. ",
                                         "010594-",
                                         "FI21 ",
                                         "o0",
                                         "katu 1 ",
                                         "syntynyt 1.",
                                         "1. toukokuuta ",
                                         "yksi kaksi ",
                                         "a b c d ",
                                         " at a piste fi ",
                                         "+358",
                                         "(0",
                                         "\xE2\x80\x8B",
                                         "\xC3\xA4",
                                         "potilasnumero on on on "};

static double seconds_of(const char *piece, size_t length) {
    char *text = malloc(length + 1);
    size_t size = strlen(piece);
    for (size_t i = 0; i < length; i++) {
        text[i] = piece[i % size];
    }
    length -= length % size;
    clock_t start = clock();
    struct arena *own = arena_new();
    ck_assert(anonymity_find(own, text, length, 2026, &places));
    arena_free(own);
    free(text);
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

START_TEST(anonymity__time_grows_with_the_length_only) {
    double most = 0.5, seconds = seconds_of(slow_texts[_i], 100 * 1000);
    printf("anonymity: 100 KB of \"%s\": %.1f ms\n", slow_texts[_i], seconds * 1000);
    ck_assert_msg(seconds < most, "%s: %f s", slow_texts[_i], seconds);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

Suite *anonymity_suite(void) {
    Suite *suite = suite_create("anonymity");
    TCase *cases = tcase_create("find");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, anonymity__finds_what_points_to_a_person_and_its_place, 0,
                        COUNT(places_of));
    tcase_add_loop_test(cases, anonymity__leaves_alone_what_points_to_nobody, 0, COUNT(free_texts));
    tcase_add_test(cases, anonymity__separator_of_a_code_is_one_of_its_signs);
    tcase_add_test(cases, anonymity__every_place_lies_within_the_text);
    tcase_add_test(cases, anonymity__too_long_a_text_is_not_judged);
    tcase_add_loop_test(cases, anonymity__time_grows_with_the_length_only, 0, COUNT(slow_texts));
    suite_add_tcase(suite, cases);
    return suite;
}
