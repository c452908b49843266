/* A result explained as JSON: what to ask, what would settle, what would change it, the conditions
 * as they were read; and forms of models that lack this or that. */
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct segj_model *helsinki, *small;
static struct segj_result_options everything;

static void open_models(void) {
    helsinki = shipped("helsinki");
    small = shipped("../../tests/fuzz/small");
    size_t most = seg_scratch_size(segj_model_engine(helsinki));
    size_t size = seg_scratch_size(segj_model_engine(small));
    size = size > most ? size : most;
    everything =
        (struct segj_result_options){SEGJ_NO_LANGUAGE, 1, 1, 1, 1, 1, {malloc(size), size}};
}

static void close_models(void) {
    free(everything.scratch.memory);
    segj_model_free(helsinki);
    segj_model_free(small);
}

static const json_t *get(const json_t *tree, const char *name) {
    const json_t *found = json_object_get(tree, name);
    ck_assert_msg(found != NULL, "no %s", name);
    return found;
}

static const json_t *nth(const json_t *list, size_t index) {
    const json_t *found = json_array_get(list, index);
    ck_assert_msg(found != NULL, "no entry %zu", index);
    return found;
}

/* The member is this JSON. */
static void is(const json_t *tree, const char *name, const char *wanted) {
    char *found = json_dumps(get(tree, name), JSON_ENCODE_ANY | JSON_COMPACT);
    ck_assert_msg(strcmp(found, wanted) == 0, "%s: %s is not %s", name, found, wanted);
    free(found);
}

/* ---- Next and fewest ---------------------------------------------------------------------- */

START_TEST(next__is_a_flag_a_duration_or_an_item) {
    json_t *result = evaluate(helsinki, "{\"coping\":\"difficult\",\"need\":\"few\"}", &everything);
    is(get(result, "next_question"), "flag", "\"special_support\"");
    json_decref(result);
    result =
        evaluate(small,
                 "{\"y\":\"bad\",\"z\":\"many\",\"age\":40,\"flags\":{\"f\":false,\"g\":false},"
                 "\"answers\":{\"professional\":{\"x\":0}}}",
                 &everything);
    const json_t *next = get(result, "next_question");
    is(next, "duration", "true");
    ck_assert_ptr_null(json_object_get(next, "item"));
    ck_assert_ptr_null(json_object_get(next, "flag"));
    const json_t *answer = nth(get(get(result, "fewest"), "answers"), 0);
    is(answer, "duration", "true");
    ck_assert(json_is_string(get(answer, "value")));
    is(get(result, "fewest"), "at_most", "1");
    is(get(result, "fewest"), "complete", "true");
    json_decref(result);
    result = evaluate(small,
                      "{\"y\":\"good\",\"z\":\"few\",\"duration\":\"long\",\"flags\":{\"f\":false,"
                      "\"g\":true},\"age\":40}",
                      &everything);
    is(get(result, "next_question"), "item", "\"x\"");
    answer = nth(get(get(result, "fewest"), "answers"), 0);
    is(answer, "item", "\"x\"");
    json_decref(result);
}
END_TEST

START_TEST(fewest__of_flags_has_their_values) {
    json_t *result = evaluate(helsinki, "{\"coping\":\"difficult\",\"need\":\"few\"}", &everything);
    const json_t *fewest = get(result, "fewest");
    is(nth(get(fewest, "answers"), 0), "flag", "\"special_support\"");
    ck_assert(json_is_boolean(get(nth(get(fewest, "answers"), 0), "value")));
    is(fewest, "at_least", "1");
    json_decref(result);
}
END_TEST

START_TEST(certain__result_asks_nothing_more) {
    json_t *result =
        evaluate(helsinki,
                 "{\"coping\":\"easy\",\"need\":\"few\",\"flags\":{\"special_support\":"
                 "false}}",
                 &everything);
    is(result, "certain", "true");
    ck_assert_ptr_null(json_object_get(result, "next_question"));
    json_decref(result);
}
END_TEST

/* ---- What would change it ----------------------------------------------------------------- */

/* Every item at its worst but those that lack levels; need is judged. */
static json_t *worst_coping(const struct segj_result_options *options) {
    return evaluate(helsinki,
                    "{\"answers\":{\"professional\":{\"d1_learning\":2,\"d2_tasks\":2,"
                    "\"d3_communication\":2,\"d4_mobility\":2,\"d5_self_care\":2,"
                    "\"d6_domestic_life\":2,\"d7_relationships\":2,\"d8_major_life_areas\":2,"
                    "\"d9_community_life\":2,\"resources\":2,\"coping_outlook\":\"lasting\"}},"
                    "\"need\":\"few\",\"duration\":\"continuous\",\"flags\":{\"special_support\":"
                    "false}}",
                    options);
}

START_TEST(what_if__tells_each_change_by_item_and_answers) {
    for (int language = SEGJ_NO_LANGUAGE; language <= SEGJ_EN; language++) {
        struct segj_result_options options = everything;
        options.language = (enum segj_language)language;
        json_t *result = worst_coping(&options);
        const json_t *way = nth(get(result, "what_if"), 0);
        is(way, "segment", "\"omatoimi\"");
        is(way, "complete", "true");
        const json_t *changes = get(way, "changes");
        ck_assert_uint_ge(json_array_size(changes), 1);
        for (size_t i = 0; i < json_array_size(changes); i++) {
            const json_t *change = nth(changes, i);
            is(change, "from", "2");
            ck_assert(json_integer_value(get(change, "to")) != 2);
            ck_assert(json_is_string(get(change, "item")));
            int worded = language != SEGJ_NO_LANGUAGE;
            ck_assert_int_eq(json_object_get(change, "from_text") != NULL, worded);
            ck_assert_int_eq(json_object_get(change, "to_text") != NULL, worded);
            ck_assert_int_eq(json_object_get(change, "text") != NULL, worded);
        }
        ck_assert_int_eq(json_object_get(way, "segment_name") != NULL,
                         language != SEGJ_NO_LANGUAGE);
        json_decref(result);
    }
}
END_TEST

START_TEST(what_if__followed_gives_the_segment_that_it_names) {
    json_t *result = worst_coping(&everything), *body = json_object(), *answers = json_object();
    static const char *const items[] = {
        "d1_learning",       "d2_tasks",         "d3_communication", "d4_mobility",
        "d5_self_care",      "d6_domestic_life", "d7_relationships", "d8_major_life_areas",
        "d9_community_life", "resources"};
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        json_object_set_new(answers, items[i], json_integer(2));
    }
    json_object_set_new(answers, "coping_outlook", json_string("lasting"));
    const json_t *way = nth(get(result, "what_if"), 0), *changes = get(way, "changes");
    for (size_t i = 0; i < json_array_size(changes); i++) {
        json_object_set(answers, json_string_value(get(nth(changes, i), "item")),
                        json_object_get(nth(changes, i), "to"));
    }
    json_object_set_new(body, "answers", json_pack("{s:o}", "professional", answers));
    json_object_set_new(body, "need", json_string("few"));
    json_object_set_new(body, "flags", json_pack("{s:b}", "special_support", 0));
    char *text = json_dumps(body, 0);
    json_t *after = evaluate(helsinki, text, &everything);
    is(after, "segment", "\"omatoimi\"");
    json_decref(after);
    free(text);
    json_decref(body);
    json_decref(result);
}
END_TEST

/* ---- Conditions as they were read --------------------------------------------------------- */

/* The first condition of this test, anywhere within. */
static const json_t *find_test(const json_t *tree, const char *test) {
    const json_t *found = NULL, *conditions = json_object_get(tree, "conditions");
    const char *own = json_string_value(json_object_get(tree, "test"));
    if (own && strcmp(own, test) == 0) {
        return tree;
    }
    for (size_t i = 0; !found && i < json_array_size(conditions); i++) {
        found = find_test(json_array_get(conditions, i), test);
    }
    return found;
}

static const json_t *traced(const json_t *result, size_t owner, const char *test) {
    const json_t *found = find_test(nth(get(result, "trace"), owner), test);
    ck_assert_msg(found != NULL, "no %s", test);
    return found;
}

START_TEST(trace__tells_what_each_kind_of_condition_read) {
    json_t *result =
        evaluate(small,
                 "{\"age\":90,\"answers\":{\"professional\":{\"x\":3,\"s\":11,\"t\":15},"
                 "\"client\":{\"s\":2}},\"duration\":\"long\",\"flags\":{\"f\":false}}",
                 &everything);
    const json_t *flag = traced(result, 0, "flag"), *age = traced(result, 0, "age");
    is(flag, "subject", "\"f\"");
    is(flag, "wanted", "true");
    is(flag, "read", "false");
    is(flag, "value", "false");
    is(age, "from", "85");
    is(age, "low", "90");
    is(age, "high", "90");
    ck_assert_ptr_null(json_object_get(age, "below"));
    ck_assert_ptr_null(json_object_get(age, "subject"));
    const json_t *score = traced(result, 0, "score");
    is(score, "subject", "\"z\"");
    is(score, "from", "20");
    is(score, "low", "26");
    is(score, "value", "true");
    const json_t *item = traced(result, 1, "item"), *not = traced(result, 1, "not");
    is(item, "subject", "\"x\"");
    is(item, "low", "3");
    is(item, "value", "true");
    is(not, "value", "null");
    is(nth(get(not, "conditions"), 0), "wanted", "false");
    is(nth(get(not, "conditions"), 0), "read", "null");
    const json_t *duration = traced(result, 2, "duration");
    is(duration, "wanted", "[\"short\"]");
    is(duration, "read", "[\"long\"]");
    is(traced(result, 3, "disagreements"), "low", "1");
    is(traced(result, 4, "missing"), "from", "10");
    is(traced(result, 5, "segment"), "wanted", "[\"high\",\"other\"]");
    is(traced(result, 5, "unanswered"), "subject", "\"w\"");
    is(nth(get(result, "trace"), 3), "signal", "\"s1\"");
    json_decref(result);
}
END_TEST

START_TEST(trace__of_an_item_that_does_not_apply_has_no_bounds) {
    struct segj_fault fault;
    json_t *tree = read_source_json("tests/fuzz/small.json");
    json_t *patch =
        json_loads("[{\"op\":\"replace\",\"path\":\"/rules/2/when\",\"value\":{\"item\":"
                   "\"r\",\"from\":1,\"below\":3}}]",
                   0, NULL);
    json_t *changed = segj_patch(tree, patch, &fault);
    struct segj_model *model = model_of(changed);
    json_t *result = evaluate(model, "{\"answers\":{\"professional\":{\"r\":9}}}", &everything);
    const json_t *item = traced(result, 2, "item");
    is(item, "not_applicable", "true");
    is(item, "from", "1");
    is(item, "below", "3");
    is(item, "value", "false");
    ck_assert_ptr_null(json_object_get(item, "low"));
    ck_assert_ptr_null(json_object_get(item, "high"));
    json_decref(result);
    segj_model_free(model);
    json_decref(changed);
    json_decref(patch);
    json_decref(tree);
}
END_TEST

/* ---- Views, segments ---------------------------------------------------------------------- */

START_TEST(views__of_one_only_leave_the_other_null) {
    json_t *result =
        evaluate(small, "{\"answers\":{\"client\":{\"a\":1,\"w\":\"off\",\"v\":80}}}", &everything);
    const json_t *views = get(result, "views");
    is(views, "professional", "null");
    is(get(views, "client"), "answered", "3");
    is(views, "disagreements", "[]");
    json_decref(result);
    result = evaluate(small,
                      "{\"answers\":{\"client\":{\"a\":0,\"w\":\"off\",\"v\":80},\"professional\":{"
                      "\"a\":3,\"w\":\"on\",\"v\":0}}}",
                      &everything);
    const json_t *list = get(get(result, "views"), "disagreements");
    ck_assert_uint_eq(json_array_size(list), 3);
    is(nth(list, 1), "item", "\"v\"");
    is(nth(list, 1), "client", "70"); /* a count by the least of its level */
    is(nth(list, 1), "professional", "0");
    is(nth(list, 2), "client", "\"off\"");
    json_decref(result);
}
END_TEST

START_TEST(fraction__is_rounded_to_four_places_and_has_its_sign) {
    static const struct {
        int64_t numerator, denominator, times;
        const char *text;
    } fractions[] = {{1, 3, 1, "0.3333"},   {2, 3, 1, "0.6667"},
                     {-1, 3, 1, "-0.3333"}, {1, -3, 1, "-0.3333"},
                     {-1, -3, 1, "0.3333"}, {1, 100000, 1, "0"},
                     {-1, 100000, 1, "0"},  {1, 20000, 1, "0.0001"},
                     {1, 1, 100, "100"},    {5, 1000, 1, "0.005"},
                     {0, -7, 1, "0"},       {99999, 100000, 1, "1"},
                     {7, 0, 1, "null"},     {INT64_MAX, INT64_MAX, 100, "100"},
                     {-5, 2, 1, "-2.5"}};
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++) {
        struct segj_buffer buffer = {0};
        struct seg_fraction fraction = {fractions[i].numerator, fractions[i].denominator};
        segj_fraction_write(fraction, fractions[i].times, &buffer);
        segj_buffer_append(&buffer, "", 1);
        ck_assert_str_eq(buffer.data, fractions[i].text);
        segj_buffer_clear(&buffer);
    }
}
END_TEST

/* As a result that comes to the segment says it, so does who writes the segment alone. */
START_TEST(segment__alone_says_what_a_result_says_of_it) {
    struct segj_buffer buffer = {0};
    json_t *result = evaluate(helsinki,
                              "{\"coping\":\"difficult\",\"need\":\"many\",\"duration\":"
                              "\"continuous\",\"flags\":{\"special_support\":false}}",
                              &(struct segj_result_options){.language = SEGJ_SV});
    is(result, "segment", "\"huolenpito\"");
    json_int_t months =
        json_integer_value(json_object_get(get(result, "consequences"), "review_months"));
    segj_segment_write(helsinki, 3, (uint16_t)months, SEGJ_SV, &buffer);
    json_t *alone = json_loadb(buffer.data, buffer.length, JSON_REJECT_DUPLICATES, NULL);
    static const char *const members[] = {"consequences", "process", "segment", "segment_name"};
    ck_assert_uint_eq(json_object_size(alone), 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_msg(json_equal(get(alone, members[i]), get(result, members[i])), "%s",
                      members[i]);
    }
    json_decref(alone);
    buffer.length = 0;
    segj_segments_write(helsinki, SEGJ_SV, &buffer);
    json_t *all = json_loadb(buffer.data, buffer.length, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_uint_eq(json_array_size(all), 4);
    is(nth(all, 3), "code", "\"huolenpito\"");
    json_decref(all);
    json_decref(result);
    segj_buffer_clear(&buffer);
}
END_TEST

/* ---- Questionnaires of models that lack this or that -------------------------------------- */

static void drop_items(json_t *tree, int without_axis) {
    json_t *items = json_object_get(tree, "items");
    for (size_t i = json_array_size(items); i-- > 0;) {
        int has_axis = json_object_get(json_array_get(items, i), "axis") != NULL;
        if (has_axis != without_axis) {
            json_array_remove(items, i);
        }
    }
}

/* Of every choice among axes, items beside them, duration and flags: bytes that are JSON, without
 * an empty list, which FHIR does not know. */
START_TEST(questionnaire__of_any_part_of_a_model_has_no_empty_list) {
    for (unsigned has = 0; has < 16; has++) {
        struct segj_buffer buffer = {0};
        json_t *tree = read_source_json("tests/fuzz/small.json");
        json_t *cells =
            json_loads("{\"by\":[],\"hit\":\"unique\",\"rows\":[{\"segment\":\"mid\"}]}", 0, NULL);
        json_object_set_new(tree, "cells", cells);
        json_object_set_new(tree, "rules", json_array());
        json_object_set_new(tree, "signals", json_array());
        json_object_set_new(tree, "valid_to", json_string("2027-12-31"));
        json_t *axes = json_object_get(tree, "axes");
        json_object_set_new(json_array_get(axes, 0), "bands",
                            json_loads("[{\"from\":0,\"state\":\"good\"}]", 0, NULL));
        json_object_set_new(json_array_get(axes, 1), "bands",
                            json_loads("[{\"from\":0,\"state\":\"few\"}]", 0, NULL));
        if (!(has & 1)) { /* the axes are judged only */
            drop_items(tree, 0);
        }
        if (!(has & 2)) {
            drop_items(tree, 1);
        }
        if (!(has & 4)) {
            json_object_del(tree, "duration");
        }
        if (!(has & 8)) {
            json_object_set_new(tree, "flags", json_array());
        }
        struct segj_model *model = model_of(tree);
        segj_form_write_fhir(model, SEGJ_EN, "https://example.org/q", &buffer);
        json_t *form = json_loadb(buffer.data, buffer.length, JSON_REJECT_DUPLICATES, NULL);
        ck_assert_msg(form != NULL, "%u: %.*s", has, (int)buffer.length, buffer.data);
        segj_buffer_append(&buffer, "", 1);
        ck_assert_msg(strstr(buffer.data, "[]") == NULL, "%u: %s", has, buffer.data);
        is(get(form, "effectivePeriod"), "end", "\"2027-12-31\"");
        size_t groups = json_array_size(json_object_get(form, "item"));
        ck_assert_uint_eq(groups, (has & 1 ? 2u : 0u) + (has & 14 ? 1u : 0u));
        ck_assert_int_eq(json_object_get(form, "item") != NULL, has != 0);
        json_decref(form);
        segj_buffer_clear(&buffer);
        segj_model_free(model);
        json_decref(tree);
    }
}
END_TEST

Suite *explained_suite(void) {
    Suite *suite = suite_create("explained");
    TCase *cases = tcase_create("results");
    tcase_set_timeout(cases, 0);
    tcase_add_checked_fixture(cases, open_models, close_models);
    tcase_add_test(cases, next__is_a_flag_a_duration_or_an_item);
    tcase_add_test(cases, fewest__of_flags_has_their_values);
    tcase_add_test(cases, certain__result_asks_nothing_more);
    tcase_add_test(cases, what_if__tells_each_change_by_item_and_answers);
    tcase_add_test(cases, what_if__followed_gives_the_segment_that_it_names);
    tcase_add_test(cases, trace__tells_what_each_kind_of_condition_read);
    tcase_add_test(cases, trace__of_an_item_that_does_not_apply_has_no_bounds);
    tcase_add_test(cases, views__of_one_only_leave_the_other_null);
    tcase_add_test(cases, fraction__is_rounded_to_four_places_and_has_its_sign);
    tcase_add_test(cases, questionnaire__of_any_part_of_a_model_has_no_empty_list);
    tcase_add_test(cases, segment__alone_says_what_a_result_says_of_it);
    suite_add_tcase(suite, cases);
    return suite;
}
