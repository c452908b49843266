/* The rules on the explaining page: each condition as a sentence, with the value that was read. */
#include <stdio.h>
#include <string.h>

#include "explain_page.h"

/* What the conditions of one test are about, and how their codes are read out. */
struct test {
    const char *name;
    enum seg_kind kind; /* of the subject; SEG_MODEL: none, `words` says what is read */
    enum word words;
    enum seg_kind codes; /* of what is wanted and read; SEG_MODEL: numbers or truth */
};

static const struct test tests[] = {{"all", SEG_MODEL, ALL, SEG_MODEL},
                                    {"any", SEG_MODEL, ANY, SEG_MODEL},
                                    {"not", SEG_MODEL, NOT, SEG_MODEL},
                                    {"axis", SEG_AXIS, UNKNOWN, SEG_STATE},
                                    {"score", SEG_AXIS, UNKNOWN, SEG_MODEL},
                                    {"item", SEG_ITEM, UNKNOWN, SEG_OPTION},
                                    {"flag", SEG_FLAG, UNKNOWN, SEG_MODEL},
                                    {"duration", SEG_DURATION, UNKNOWN, SEG_DURATION},
                                    {"age", SEG_MODEL, AGE, SEG_MODEL},
                                    {"segment", SEG_MODEL, SEGMENT, SEG_SEGMENT},
                                    {"unanswered", SEG_ITEM, MISSING, SEG_MODEL},
                                    {"missing", SEG_MODEL, ANSWERS_MISSING, SEG_MODEL},
                                    {"disagreements", SEG_MODEL, DISAGREEMENTS, SEG_MODEL}};

static const struct test *test_of(const json_t *condition) {
    size_t i = 0;
    while (i + 1 < sizeof tests / sizeof *tests &&
           strcmp(tests[i].name, text_at(condition, "test"))) {
        i++;
    }
    return &tests[i];
}

static const char *truth(const struct page *page, const json_t *value) {
    return word(page, json_is_true(value) ? YES : json_is_false(value) ? NO : UNKNOWN);
}

static void print_subject(const struct page *page, const struct test *test, const char *code) {
    if (test->kind == SEG_DURATION) {
        const struct seg_place whole = {SEG_DURATION, -1, -1};
        printf("%s", segj_text(page->model, whole, SEGJ_NAME, page->language));
    } else if (test->kind == SEG_MODEL) {
        printf("%s", word(page, test->words));
    } else if (test->words == MISSING) {
        printf("%s: %s", word(page, MISSING), name_of(page, test->kind, code));
    } else {
        printf("%s", name_of(page, test->kind, code));
    }
}

static const char *code_name(const struct page *page, const struct test *test, const char *subject,
                             const json_t *code) {
    if (test->codes == SEG_STATE) {
        return state_name(page, subject, json_string_value(code));
    }
    return test->codes == SEG_OPTION ? option_name(page, subject, code)
                                     : name_of(page, test->codes, json_string_value(code));
}

/* A list of codes as names, a truth as a word; nothing known as a dash. */
static void print_values(const struct page *page, const struct test *test, const char *subject,
                         const json_t *values) {
    if (json_is_boolean(values)) {
        printf("%s", truth(page, values));
    } else if (!json_array_size(values)) {
        printf("-");
    }
    for (size_t i = 0; i < json_array_size(values); i++) {
        printf("%s%s", i ? " / " : "", code_name(page, test, subject, json_array_get(values, i)));
    }
}

static void print_bound(const char *sign, const json_t *bound) {
    if (json_is_integer(bound)) {
        printf(" %s %lld", sign, (long long)json_integer_value(bound));
    }
}

static void print_wanted(const struct page *page, const struct test *test,
                         const json_t *condition) {
    const json_t *from = json_object_get(condition, "from");
    const json_t *wanted = json_object_get(condition, "wanted");
    if (wanted) {
        printf(" = ");
        print_values(page, test, text_at(condition, "subject"), wanted);
    }
    if (json_integer_value(from) > 0 || !json_object_get(condition, "below")) {
        print_bound(">=", from);
    }
    print_bound("<", json_object_get(condition, "below"));
}

static void print_interval(const struct page *page, const json_t *condition) {
    const json_t *low = json_object_get(condition, "low");
    const json_t *high = json_object_get(condition, "high");
    if (json_is_true(json_object_get(condition, "not_applicable"))) {
        printf("%s", word(page, NOT_APPLICABLE));
    } else if (!json_is_integer(high)) {
        printf("-");
    } else if (json_equal(low, high)) {
        printf("%lld", (long long)json_integer_value(low));
    } else {
        printf("%lld-%lld", (long long)json_integer_value(low),
               (long long)json_integer_value(high));
    }
}

static void print_read(const struct page *page, const struct test *test, const json_t *condition) {
    const json_t *read = json_object_get(condition, "read");
    if (!read && !json_object_get(condition, "from")) {
        return;
    }
    printf(" (%s: ", word(page, READ));
    if (read) {
        print_values(page, test, text_at(condition, "subject"), read);
    } else {
        print_interval(page, condition);
    }
    printf(")");
}

static void print_condition(const struct page *page, const json_t *condition, int depth) {
    const json_t *members = json_object_get(condition, "conditions");
    const struct test *test = test_of(condition);
    printf("  %*s", depth * 2, "");
    print_subject(page, test, text_at(condition, "subject"));
    print_wanted(page, test, condition);
    print_read(page, test, condition);
    printf(": %s\n", truth(page, json_object_get(condition, "value")));
    for (size_t i = 0; i < json_array_size(members); i++) {
        print_condition(page, json_array_get(members, i), depth + 1);
    }
}

static void print_rule(const struct page *page, const json_t *rule) {
    const char *code = text_at(rule, "rule");
    if (json_is_false(json_object_get(rule, "tried"))) {
        printf("  %s (%s): %s\n", name_of(page, SEG_RULE, code), code, word(page, NOT_TRIED));
        return;
    }
    printf("  %s (%s): %s\n", name_of(page, SEG_RULE, code), code,
           truth(page, json_object_get(rule, "value")));
    print_condition(page, json_array_get(json_object_get(rule, "conditions"), 0), 1);
}

void print_rules(const struct page *page) {
    const json_t *list = json_object_get(page->result, "trace");
    if (json_object_get(json_array_get(list, 0), "rule")) {
        heading(page, RULES);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *rule = json_array_get(list, i);
        if (json_object_get(rule, "rule")) {
            print_rule(page, rule);
        }
    }
}
