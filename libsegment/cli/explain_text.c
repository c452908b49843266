/* A result as a page of text, in the reader's language. */
#include <stdio.h>
#include <string.h>

#include "explain_page.h"

/* ---- Head and scores ---- */

static void print_possible(const struct page *page) {
    const json_t *list = json_object_get(page->result, "possible");
    printf("  %s:", word(page, POSSIBLE));
    for (size_t i = 0; i < json_array_size(list); i++) {
        printf("%s %s", i ? "," : "",
               name_of(page, SEG_SEGMENT, json_string_value(json_array_get(list, i))));
    }
    putchar('\n');
}

static void print_head(const struct page *page) {
    const json_t *result = page->result, *model = json_object_get(result, "model");
    const json_t *months =
        json_object_get(json_object_get(result, "consequences"), "review_months");
    int certain = json_is_true(json_object_get(result, "certain"));
    if (json_is_string(json_object_get(result, "segment"))) {
        printf("%s (%s), %s", text_at(result, "segment_name"), text_at(result, "segment"),
               word(page, certain ? CERTAIN : UNCERTAIN));
    } else {
        printf("%s", word(page, OPEN));
    }
    printf("  [%s@%lld]\n", text_at(model, "code"),
           (long long)json_integer_value(json_object_get(model, "version")));
    if (!certain) {
        print_possible(page);
    }
    if (*text_at(result, "process")) {
        printf("  %s\n", text_at(result, "process"));
    }
    if (months) {
        printf("  %s %lld %s\n", word(page, REVIEW), (long long)json_integer_value(months),
               word(page, MONTHS));
    }
}

static void print_states(const struct page *page, const char *axis, const json_t *states) {
    for (size_t i = 0; i < json_array_size(states); i++) {
        printf("%s%s", i ? " / " : "",
               state_name(page, axis, json_string_value(json_array_get(states, i))));
    }
    putchar('\n');
}

static void print_cut_offs(const struct page *page, const char *code) {
    const json_t *list = json_object_get(page->result, "cut_offs");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        long long low = json_integer_value(json_object_get(entry, "low"));
        long long high = json_integer_value(json_object_get(entry, "high"));
        if (strcmp(text_at(entry, "axis"), code)) {
            continue;
        }
        printf("    %s %lld: %+lld", word(page, CUT_OFF),
               (long long)json_integer_value(json_object_get(entry, "from")), low);
        if (high != low) {
            printf(" .. %+lld", high);
        }
        putchar('\n');
    }
}

static void print_score(const struct page *page, const char *code, const json_t *score) {
    long long low = json_integer_value(json_object_get(score, "low"));
    long long high = json_integer_value(json_object_get(score, "high"));
    long long scale = json_integer_value(json_object_get(score, "scale"));
    printf("  %s: ", name_of(page, SEG_AXIS, code));
    if (json_is_true(json_object_get(score, "judged"))) {
        printf("%s, ", word(page, JUDGED));
    } else if (low == high) {
        printf("%lld / %lld, ", low, scale);
    } else {
        printf("%lld-%lld / %lld, ", low, high, scale);
    }
    print_states(page, code, json_object_get(score, "states"));
    print_cut_offs(page, code);
}

static void print_scores(const struct page *page) {
    json_t *score, *scores = json_object_get(page->result, "scores");
    const char *code;
    if (json_object_size(scores)) {
        heading(page, SCORES);
    }
    json_object_foreach(scores, code, score) {
        print_score(page, code, score);
    }
}

/* ---- Lists ---- */

static void print_reasons(const struct page *page) {
    const json_t *list = json_object_get(page->result, "reasons");
    if (json_array_size(list)) {
        heading(page, REASONS);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *reason = json_array_get(list, i);
        const json_t *share = json_object_get(reason, "contribution");
        if (share) {
            printf("  %5lld  %s\n", (long long)json_integer_value(share), text_at(reason, "text"));
        } else {
            printf("      !  %s\n", text_at(reason, "text"));
        }
    }
}

static void print_consequences(const struct page *page) {
    const json_t *held = json_object_get(page->result, "consequences");
    json_t *text, *texts = json_object_get(held, "texts");
    const char *code;
    if (json_object_size(texts)) {
        heading(page, CONSEQUENCES);
    }
    json_object_foreach(texts, code, text) {
        printf("  %s\n", json_string_value(text));
    }
}

static void print_signals(const struct page *page) {
    const json_t *list = json_object_get(page->result, "signals");
    if (json_array_size(list)) {
        heading(page, SIGNALS);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        printf("  %s\n", text_at(json_array_get(list, i), "text"));
    }
}

static void print_view(const struct page *page, enum word view, const json_t *answer) {
    printf("%s %s", word(page, view), json_is_integer(answer) ? "" : json_string_value(answer));
    if (json_is_integer(answer)) {
        printf("%lld", (long long)json_integer_value(answer));
    }
}

static void print_disagreements(const struct page *page) {
    const json_t *list = json_object_get(json_object_get(page->result, "views"), "disagreements");
    if (json_array_size(list)) {
        heading(page, VIEWS_DIFFER);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        printf("  %s: ", text_at(entry, "text"));
        print_view(page, PROFESSIONAL, json_object_get(entry, "professional"));
        printf(", ");
        print_view(page, CLIENT, json_object_get(entry, "client"));
        putchar('\n');
    }
}

static void print_missing(const struct page *page) {
    const json_t *list = json_object_get(page->result, "missing");
    if (json_array_size(list)) {
        printf("\n%s: %zu\n", word(page, MISSING), json_array_size(list));
    }
    for (size_t i = 0; i < json_array_size(list) && i < 8; i++) {
        const char *code = json_string_value(json_array_get(list, i));
        printf("  %s (%s)\n", name_of(page, SEG_ITEM, code), code);
    }
    if (json_array_size(list) > 8) {
        printf("  ...\n");
    }
}

/* ---- What next, what if ---- */

static void print_next(const struct page *page) {
    const json_t *next = json_object_get(page->result, "next_question");
    if (next) {
        heading(page, NEXT);
        printf("  %s (%s %lld / 1000)\n", text_at(next, "text"), word(page, SETTLES),
               (long long)json_integer_value(json_object_get(next, "settles")));
    }
}

static void print_answer(const struct page *page, const json_t *answer) {
    const char *item = text_at(answer, "item"), *flag = text_at(answer, "flag");
    const json_t *value = json_object_get(answer, "value");
    if (*item) {
        printf("  %s: %s\n", name_of(page, SEG_ITEM, item), option_name(page, item, value));
    } else if (*flag) {
        printf("  %s: %s\n", name_of(page, SEG_FLAG, flag),
               word(page, json_is_true(value) ? YES : NO));
    } else {
        printf("  %s\n", name_of(page, SEG_DURATION, json_string_value(value)));
    }
}

static void print_fewest(const struct page *page) {
    const json_t *fewest = json_object_get(page->result, "fewest");
    const json_t *most = json_object_get(fewest, "at_most");
    const json_t *answers = json_object_get(fewest, "answers");
    long long least = json_integer_value(json_object_get(fewest, "at_least"));
    int complete = json_is_true(json_object_get(fewest, "complete"));
    if (!fewest) {
        return;
    }
    printf("\n%s: ", word(page, FEWEST));
    if (complete && !json_is_integer(most)) {
        printf("%s\n", word(page, NOTHING_SETTLES));
    } else if (complete) {
        printf("%lld\n", least);
    } else {
        printf("%s %lld\n", word(page, AT_LEAST), least);
    }
    for (size_t i = 0; i < json_array_size(answers); i++) {
        print_answer(page, json_array_get(answers, i));
    }
}

static void print_change(const struct page *page, const json_t *change) {
    const char *item = text_at(change, "item");
    printf("    %s: %s -> ", text_at(change, "text"),
           option_name(page, item, json_object_get(change, "from")));
    printf("%s\n", option_name(page, item, json_object_get(change, "to")));
}

/* What the search has not proved is not said to be proved. */
static void print_way(const struct page *page, const json_t *way) {
    const json_t *changes = json_object_get(way, "changes");
    int complete = json_is_true(json_object_get(way, "complete"));
    printf("  %s", text_at(way, "segment_name"));
    if (!json_is_array(changes)) {
        printf(": %s\n", word(page, complete ? NO_WAY : NOT_SEARCHED));
        return;
    }
    if (!complete) {
        printf(" (%s)", word(page, PERHAPS_LESS));
    }
    putchar('\n');
    for (size_t i = 0; i < json_array_size(changes); i++) {
        print_change(page, json_array_get(changes, i));
    }
}

static void print_what_if(const struct page *page) {
    const json_t *list = json_object_get(page->result, "what_if");
    if (json_array_size(list)) {
        heading(page, WHAT_IF);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        print_way(page, json_array_get(list, i));
    }
}

/* Which bytes decided: a copy of the page can be traced to its model years later. */
static void print_model(const struct page *page) {
    const json_t *model = json_object_get(page->result, "model");
    heading(page, MODEL);
    printf("  %s@%lld, sha256 %s\n", text_at(model, "code"),
           (long long)json_integer_value(json_object_get(model, "version")),
           text_at(model, "hash"));
}

void explain_print(const struct segj_model *model, enum segj_language language,
                   const json_t *result) {
    struct page page = {model, language, result};
    print_head(&page);
    print_scores(&page);
    print_reasons(&page);
    print_rules(&page);
    print_disagreements(&page);
    print_signals(&page);
    print_consequences(&page);
    print_missing(&page);
    print_next(&page);
    print_fewest(&page);
    print_what_if(&page);
    print_model(&page);
}
