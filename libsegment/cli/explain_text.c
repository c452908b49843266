/* A result as a page of text, in the reader's language. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"

enum word {
    OPEN,
    POSSIBLE,
    CERTAIN,
    UNCERTAIN,
    REVIEW,
    MONTHS,
    SCORES,
    JUDGED,
    CUT_OFF,
    REASONS,
    CONSEQUENCES,
    SIGNALS,
    RULES,
    NEXT,
    SETTLES,
    WHAT_IF,
    NO_WAY,
    MISSING,
    YES,
    NO,
    UNKNOWN
};

static const char *const words[][3] = {
    [OPEN] = {"Segmentti on avoin", "Segmentet är öppet", "The segment is open"},
    [POSSIBLE] = {"mahdolliset", "möjliga", "possible"},
    [CERTAIN] = {"varma", "säkert", "certain"},
    [UNCERTAIN] = {"ei vielä varma", "ännu inte säkert", "not yet certain"},
    [REVIEW] = {"Arvioidaan uudelleen viimeistään", "Ny bedömning inom", "Review within"},
    [MONTHS] = {"kk", "mån", "months"},
    [SCORES] = {"Pisteet", "Poäng", "Scores"},
    [JUDGED] = {"arvioitu suoraan", "direkt bedömt", "given by judgement"},
    [CUT_OFF] = {"raja", "gräns", "cut-off"},
    [REASONS] = {"Perusteet", "Grunder", "Reasons"},
    [CONSEQUENCES] = {"Mitä seuraa", "Vad som följer", "What follows"},
    [SIGNALS] = {"Huomattavaa", "Att observera", "Signals"},
    [RULES] = {"Säännöt", "Regler", "Rules"},
    [NEXT] = {"Kysy seuraavaksi", "Fråga härnäst", "Ask next"},
    [SETTLES] = {"ratkaisee", "avgör", "settles"},
    [WHAT_IF] = {"Mikä muuttaisi tuloksen", "Vad som skulle ändra resultatet",
                 "What would change it"},
    [NO_WAY] = {"ei muutettavissa olevilla asioilla", "inte med det som kan ändras",
                "not by what can be changed"},
    [MISSING] = {"Vastaamatta", "Obesvarade", "Unanswered"},
    [YES] = {"kyllä", "ja", "yes"},
    [NO] = {"ei", "nej", "no"},
    [UNKNOWN] = {"ei tiedossa", "okänt", "unknown"}};

struct page {
    const struct segj_model *model;
    enum segj_language language;
    const json_t *result;
};

static const char *word(const struct page *page, enum word index) {
    return words[index][page->language];
}

static const char *text_at(const json_t *object, const char *member) {
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static const char *name_of(const struct page *page, enum seg_kind kind, const char *code) {
    int index = seg_model_find(segj_model_engine(page->model), kind, code, strlen(code));
    const char *name = index < 0 ? NULL
                                 : segj_text(page->model, (struct seg_place){kind, index, -1},
                                             SEGJ_NAME, page->language);
    return name ? name : code;
}

static void heading(const struct page *page, enum word index) {
    printf("\n%s\n", word(page, index));
}

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

static void print_states(const struct page *page, int axis, const json_t *states) {
    const struct seg_model *engine = segj_model_engine(page->model);
    for (size_t i = 0; i < json_array_size(states); i++) {
        const char *code = json_string_value(json_array_get(states, i));
        int state = seg_axis_state_find(engine, (size_t)axis, code, strlen(code));
        printf("%s%s", i ? " / " : "",
               segj_text(page->model, (struct seg_place){SEG_STATE, state, axis}, SEGJ_NAME,
                         page->language));
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
    int axis = seg_model_find(segj_model_engine(page->model), SEG_AXIS, code, strlen(code));
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
    print_states(page, axis, json_object_get(score, "states"));
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

/* ---- Rules, with the value of each condition ---- */

static const char *truth(const struct page *page, const json_t *value) {
    return word(page, json_is_true(value) ? YES : json_is_false(value) ? NO : UNKNOWN);
}

static void print_value(const char *label, const json_t *value) {
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    if (text) {
        printf(" %s %s", label, text);
    }
    free(text);
}

static void print_condition(const struct page *page, const json_t *condition, int depth) {
    const json_t *members = json_object_get(condition, "conditions");
    printf("  %*s%s", depth * 2, "", text_at(condition, "test"));
    if (*text_at(condition, "subject")) {
        printf(" %s", text_at(condition, "subject"));
    }
    print_value("in", json_object_get(condition, "wanted"));
    print_value(">=", json_object_get(condition, "from"));
    print_value("<", json_object_get(condition, "below"));
    print_value("; read", json_object_get(condition, "read"));
    print_value("; low", json_object_get(condition, "low"));
    print_value("high", json_object_get(condition, "high"));
    printf(": %s\n", truth(page, json_object_get(condition, "value")));
    for (size_t i = 0; i < json_array_size(members); i++) {
        print_condition(page, json_array_get(members, i), depth + 1);
    }
}

static void print_rules(const struct page *page) {
    const json_t *list = json_object_get(page->result, "trace");
    int first = 1;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *rule = json_array_get(list, i);
        const char *code = text_at(rule, "rule");
        if (!*code) {
            continue;
        }
        if (first) {
            heading(page, RULES);
        }
        first = 0;
        printf("  %s (%s): %s\n", name_of(page, SEG_RULE, code), code,
               truth(page, json_object_get(rule, "value")));
        print_condition(page, json_array_get(json_object_get(rule, "conditions"), 0), 1);
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

static void print_way(const struct page *page, const json_t *way) {
    const json_t *changes = json_object_get(way, "changes");
    printf("  %s:", text_at(way, "segment_name"));
    if (!json_is_array(changes)) {
        printf(" %s\n", word(page, NO_WAY));
        return;
    }
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *change = json_array_get(changes, i);
        printf("%s %s %lld -> %lld", i ? "," : "", text_at(change, "text"),
               (long long)json_integer_value(json_object_get(change, "from")),
               (long long)json_integer_value(json_object_get(change, "to")));
    }
    putchar('\n');
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

void explain_print(const struct segj_model *model, enum segj_language language,
                   const json_t *result) {
    struct page page = {model, language, result};
    print_head(&page);
    print_scores(&page);
    print_reasons(&page);
    print_rules(&page);
    print_signals(&page);
    print_consequences(&page);
    print_missing(&page);
    print_next(&page);
    print_what_if(&page);
}
