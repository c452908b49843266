/* Two versions of one model in one process: the first stays as it was, the second says what is new.
 */
#include "suites.h"

#include <stdlib.h>
#include <string.h>

static struct segj_model *first, *second;

static void open_both(void) {
    first = shipped("helsinki@1");
    second = shipped("helsinki@2");
}

static void close_both(void) {
    segj_model_free(first);
    segj_model_free(second);
}

static const struct segj_result_options bare = {.language = SEGJ_NO_LANGUAGE, .next = 1};

static const char *hash_of(const json_t *result) {
    return json_string_value(json_object_get(result, "result_hash"));
}

static int has_code(const json_t *list, const char *code) {
    size_t i;
    json_t *each;
    json_array_foreach(list, i, each) {
        json_t *word = json_is_string(each) ? each : json_object_get(each, "code");
        if (strcmp(json_string_value(word), code) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Every case that was made from the first version. */
static void for_each_case(void (*look)(const json_t *given, const char *body, const json_t *then)) {
    size_t length;
    char *text = read_source("libsegment/models/vectors/helsinki@1.ndjson", &length);
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n")) && *line) {
        json_t *vector = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        json_t *given = json_object_get(vector, "given");
        char *body = json_dumps(given, 0);
        look(given, body, json_object_get(vector, "then"));
        free(body);
        json_decref(vector);
    }
    free(text);
}

/* What a stored assessment is compared with years later. */
static void decide_in_turn(const json_t *given, const char *body, const json_t *then) {
    (void)given;
    (void)then;
    json_t *before = evaluate(first, body, &bare), *between = evaluate(second, body, &bare);
    json_t *after = evaluate(first, body, &bare), *model = json_object_get(between, "model");
    ck_assert(json_equal(before, after));
    ck_assert_str_eq(hash_of(before), hash_of(after));
    ck_assert_str_ne(hash_of(before), hash_of(between));
    ck_assert_int_eq(json_integer_value(json_object_get(model, "version")), 2);
    ck_assert_str_eq(json_string_value(json_object_get(model, "hash")), segj_model_hash(second));
    json_decref(after);
    json_decref(between);
    json_decref(before);
}

START_TEST(versions__side_by_side_each_give_what_they_give_alone) {
    for_each_case(decide_in_turn);
}
END_TEST

/* Old answers leave self-efficacy open, and so every segment that they led to. Where the client has
 * spoken of resources the second version hears the client first, and may differ. */
static void keep_possible(const json_t *given, const char *body, const json_t *then) {
    json_t *client = json_object_get(json_object_get(given, "answers"), "client"), *each;
    json_t *found = evaluate(second, body, &bare), *possible = json_object_get(found, "possible");
    size_t i;
    json_array_foreach(json_object_get(then, "possible"), i, each) {
        ck_assert_msg(json_object_get(client, "resources") ||
                          has_code(possible, json_string_value(each)),
                      "%s is no longer possible: %s", json_string_value(each), body);
    }
    json_decref(found);
}

START_TEST(versions__answers_to_the_first_are_read_by_the_second_and_rule_nothing_out) {
    for_each_case(keep_possible);
}
END_TEST

static int judgements;
static void same_by_judgement(const json_t *given, const char *body, const json_t *then) {
    static const char *const members[] = {"segment",  "certain", "process",
                                          "possible", "reasons", "consequences"};
    if (!json_object_get(given, "coping") || !json_object_get(given, "need")) {
        return;
    }
    json_t *found = evaluate(second, body, &bare);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        ck_assert_msg(
            json_equal(json_object_get(found, members[i]), json_object_get(then, members[i])),
            "%s: %s", members[i], body);
    }
    ck_assert(json_equal(json_object_get(found, "signals"), json_object_get(then, "signals")));
    json_decref(found);
    judgements++;
}

START_TEST(versions__decide_alike_by_judgement) {
    for_each_case(same_by_judgement);
    ck_assert_int_ge(judgements, 18 + 6);
}
END_TEST

/* All else is quiet: every question but the one that a test changes says that there is nothing. */
static json_t *second_with(const char *view, const char *item, int answer, const char *duration) {
    const struct seg_model *engine = segj_model_engine(second);
    json_t *answers = json_pack("{s{}s{}}", "professional", "client");
    json_t *professional = json_object_get(answers, "professional");
    for (size_t i = 0; i < seg_model_count(engine, SEG_ITEM); i++) {
        const char *code = seg_model_code(engine, SEG_ITEM, i);
        int good = strcmp(code, "resources") == 0 || strcmp(code, "self_efficacy") == 0;
        json_t *value = strcmp(code, "coping_outlook") == 0 ? json_string("passing")
                                                            : json_integer(good ? 4 : 0);
        json_object_set_new(professional, code, value);
    }
    json_object_set_new(json_object_get(answers, view), item, json_integer(answer));
    json_t *given = json_pack("{sosss{sb}}", "answers", answers, "duration", duration, "flags",
                              "special_support", 0);
    char *body = json_dumps(given, 0);
    json_t *found = evaluate(second, body, &bare);
    free(body);
    json_decref(given);
    return found;
}

static void gives(const char *item, int answer, const char *duration, const char *signal, int given,
                  int months) {
    json_t *found = second_with("professional", item, answer, duration);
    json_t *consequences = json_object_get(found, "consequences");
    ck_assert_str_eq(json_string_value(json_object_get(found, "segment")), "omatoimi");
    ck_assert_msg(has_code(json_object_get(found, "signals"), signal) == given, "%s of %d: %s",
                  item, answer, signal);
    ck_assert_int_eq(json_integer_value(json_object_get(consequences, "review_months")), months);
    json_decref(found);
}

START_TEST(versions__the_second_does_not_let_an_acute_need_go_unseen) {
    gives("s5_violence", 4, "occasional", "acute_need", 1, 1);
    gives("s5_violence", 3, "occasional", "acute_need", 0, 24);
    gives("s6_crisis", 4, "occasional", "acute_need", 1, 1);
    gives("s6_crisis", 3, "occasional", "acute_need", 0, 24);
}
END_TEST

START_TEST(versions__the_second_names_frequent_attenders_and_those_who_dropped_out) {
    gives("h2_visits", 7, "occasional", "frequent_attender", 0, 24);
    gives("h2_visits", 8, "occasional", "frequent_attender", 1, 24);
    gives("h5_months_since_contact", 11, "continuous", "dropped_out_of_care", 0, 24);
    gives("h5_months_since_contact", 12, "continuous", "dropped_out_of_care", 1, 24);
    gives("h5_months_since_contact", 12, "temporary", "dropped_out_of_care", 0, 24);
}
END_TEST

static int coping_of(const json_t *result) {
    json_t *axis = json_object_get(json_object_get(result, "scores"), "coping");
    return (int)json_integer_value(json_object_get(axis, "low"));
}

START_TEST(versions__in_the_second_the_client_s_word_on_own_strength_decides) {
    static const char *const own[] = {"resources", "self_efficacy"};
    json_t *quiet = second_with("professional", "resources", 4, "occasional");
    ck_assert_int_eq(coping_of(quiet), 0);
    for (size_t i = 0; i < 2; i++) {
        json_t *told = second_with("client", own[i], 0, "occasional");
        ck_assert_int_eq(coping_of(told), 4 * 1000 / 72);
        ck_assert(has_code(json_object_get(told, "signals"), "views_disagree"));
        json_decref(told);
    }
    json_t *other = second_with("client", "d5_self_care", 4, "occasional");
    ck_assert_int_eq(coping_of(other), 0);
    json_decref(other);
    json_decref(quiet);
}
END_TEST

Suite *versions_suite(void) {
    Suite *suite = suite_create("versions");
    TCase *cases = tcase_create("versions");
    tcase_set_timeout(cases, 0);
    tcase_add_checked_fixture(cases, open_both, close_both);
    tcase_add_test(cases, versions__side_by_side_each_give_what_they_give_alone);
    tcase_add_test(cases,
                   versions__answers_to_the_first_are_read_by_the_second_and_rule_nothing_out);
    tcase_add_test(cases, versions__decide_alike_by_judgement);
    tcase_add_test(cases, versions__the_second_does_not_let_an_acute_need_go_unseen);
    tcase_add_test(cases, versions__the_second_names_frequent_attenders_and_those_who_dropped_out);
    tcase_add_test(cases, versions__in_the_second_the_client_s_word_on_own_strength_decides);
    suite_add_tcase(suite, cases);
    return suite;
}
