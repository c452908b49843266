/* Rows at the edges of what a row may be: what is no client, and ids, words and numbers as long as
 * they may be and longer. */
#include "outcome.h"
#include "suites.h"
#include <stdlib.h>
#include <string.h>

static struct segj_model *helsinki;

static void open_model(void) {
    helsinki = read_model("helsinki");
}

static void close_model(void) {
    segj_model_free(helsinki);
}

static void check_rejects(const char *model, const char *text, struct bulk_options options,
                          const char *rejects) {
    struct segj_model *other = read_model(model);
    options.threads = 1;
    struct outcome outcome = outcome_of(other, text, strlen(text), options);
    ck_assert_str_eq(outcome.rejects, rejects);
    outcome_free(&outcome);
    segj_model_free(other);
}

START_TEST(row__that_is_no_client_is_refused) {
    static const struct bulk_options ndjson = {.format = BULK_NDJSON, .to = BULK_NDJSON};
    check_rejects("helsinki", "7\n[1]\n\"x\"\nnull\n{}\n{\"id\":[]}\n{\"id\":1.5}\n", ndjson,
                  "line,column,reason\n1,,not JSON\n2,,not an object\n3,,not JSON\n4,,not JSON\n"
                  "6,id,wrong_type\n7,id,wrong_type\n");
}
END_TEST

/* An id may be of 254 bytes; a longer one is refused where it would be cut. */
START_TEST(id__of_254_bytes_is_kept_and_a_longer_one_refused) {
    for (int length = 252; length <= 257; length++) {
        char id[300], text[400];
        memset(id, 'x', sizeof id);
        snprintf(text, sizeof text, "{\"id\":\"%.*s\",\"coping\":\"easy\"}\n", length, id);
        struct outcome outcome = outcome_of(
            helsinki, text, strlen(text),
            (struct bulk_options){.format = BULK_NDJSON, .to = BULK_NDJSON, .threads = 1});
        ck_assert_str_eq(outcome.rejects,
                         length <= 254 ? "line,column,reason\n"
                                       : "line,column,reason\n1,id,an id longer than 254 bytes\n");
        outcome_free(&outcome);
    }
}
END_TEST

/* Words longer than a comparison of sixteen bytes, and those that only begin like one. */
START_TEST(word__of_any_length_is_read_whole) {
    static const char csv[] = "id,w\n1,a_word_of_sixteen\n2,quite_a_long_word_of_a_choice\n3,on\n"
                              "4,a_word_of_sixteenx\n5,quite_a_long_word_of_a_choic\n"
                              "6,a_word_of_sixtee\n7,A_WORD_OF_SIXTEEN\n";
    check_rejects("../../tests/fuzz/small", csv, (struct bulk_options){.format = BULK_CSV},
                  "line,column,reason\n5,w,not one of the words of this column\n"
                  "6,w,not one of the words of this column\n"
                  "7,w,not one of the words of this column\n"
                  "8,w,a word of this column in capital letters: write it in small ones\n");
    char text[2048] = "";
    for (int i = 0; i < 5; i++) { /* the form is learned from the first */
        strcat(text,
               "{\"answers\":{\"professional\":{\"w\":\"a_word_of_sixteen\"}}}\n"
               "{\"answers\":{\"professional\":{\"w\":\"quite_a_long_word_of_a_choice\"}}}\n");
    }
    strcat(text, "{\"answers\":{\"professional\":{\"w\":\"a_word_of_sixteenx\"}}}\n"
                 "{\"answers\":{\"professional\":{\"w\":\"quite_a_long_word_of_a_choic\"}}}\n");
    check_rejects("../../tests/fuzz/small", text,
                  (struct bulk_options){.format = BULK_NDJSON, .to = BULK_NDJSON},
                  "line,column,reason\n11,w,not_in_list\n12,w,not_in_list\n");
}
END_TEST

START_TEST(words__say_which_numbers_a_column_takes) {
    static const char text[] = "id,age,h2_visits,t\n1,200,,\n2,,10000,\n3,x,,\n";
    char *words = NULL;
    size_t length;
    FILE *messages = open_memstream(&words, &length);
    struct bulk_options options = {.threads = 1, .messages = messages, .ignore = "t"};
    struct outcome outcome = outcome_of(helsinki, text, strlen(text), options);
    fclose(messages);
    ck_assert_int_eq(outcome.status, 1);
    ck_assert_ptr_nonnull(strstr(words, "line 2, column age: not an age from 0 to 150"));
    ck_assert_ptr_nonnull(strstr(words, "allowed: 0 to 150\n"));
    ck_assert_ptr_nonnull(strstr(words, "line 3, column h2_visits: not a whole number from 0 to"));
    ck_assert_ptr_nonnull(strstr(words, "allowed: 0 to 9999\n"));
    outcome_free(&outcome);
    free(words);
}
END_TEST

Suite *rows_suite(void) {
    Suite *suite = suite_create("rows");
    TCase *cases = tcase_create("rows");
    tcase_add_checked_fixture(cases, open_model, close_model);
    tcase_add_test(cases, row__that_is_no_client_is_refused);
    tcase_add_test(cases, id__of_254_bytes_is_kept_and_a_longer_one_refused);
    tcase_add_test(cases, word__of_any_length_is_read_whole);
    tcase_add_test(cases, words__say_which_numbers_a_column_takes);
    suite_add_tcase(suite, cases);
    return suite;
}
