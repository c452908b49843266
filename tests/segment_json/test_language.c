/* The blocks and tables of MODEL.md, run as they stand. */
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct segj_result_options bare = {.language = SEGJ_NO_LANGUAGE};

/* ---- Blocks: ```json model, given, then, faults ---- */

/* The text of the next block of this kind from *at on, which moves behind it; NULL: no more. */
static char *next_block(const char **at, char kind[16]) {
    const char *begin = strstr(*at, "\n```json ");
    if (!begin) {
        return NULL;
    }
    sscanf(begin + 9, "%15s", kind);
    begin = strchr(begin + 9, '\n') + 1;
    const char *end = strstr(begin, "\n```");
    ck_assert_ptr_nonnull(end);
    char *text = malloc((size_t)(end - begin) + 2);
    memcpy(text, begin, (size_t)(end - begin) + 1);
    text[end - begin + 1] = 0;
    *at = end + 4;
    return text;
}

/* Every member of `wanted` is in `found`, as deep as it goes; lists are compared entry by entry. */
static int holds(const json_t *found, const json_t *wanted) {
    const char *key;
    json_t *value;
    size_t index;
    if (json_is_array(wanted)) {
        if (json_array_size(found) != json_array_size(wanted)) {
            return 0;
        }
        json_array_foreach(wanted, index, value) {
            if (!holds(json_array_get(found, index), value)) {
                return 0;
            }
        }
        return 1;
    }
    if (!json_is_object(wanted)) {
        return json_equal(found, wanted);
    }
    json_object_foreach((json_t *)(uintptr_t)wanted, key, value) {
        if (!holds(json_object_get(found, key), value)) {
            return 0;
        }
    }
    return 1;
}

static json_t *parse(const char *text) {
    json_error_t error;
    json_t *tree = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(tree != NULL, "line %d: %s\n%s", error.line, error.text, text);
    return tree;
}

static void check_then(const json_t *model_tree, const char *given, const char *then) {
    struct segj_model *model = model_of(model_tree);
    json_t *result = evaluate(model, given, &bare), *wanted = parse(then);
    char *shown = json_dumps(result, 0);
    ck_assert_msg(holds(result, wanted), "given %s\nwanted %s\nfound %s", given, then, shown);
    free(shown);
    json_decref(wanted);
    json_decref(result);
    segj_model_free(model);
}

static void check_fault_block(const json_t *model_tree, const char *text) {
    json_t *block = parse(text), *wanted = json_object_get(block, "faults");
    struct segj_fault fault;
    struct segj_model *model = NULL;
    struct segj_faults *faults = malloc(sizeof *faults);
    json_t *changed = segj_patch(model_tree, json_object_get(block, "patch"), &fault);
    ck_assert_ptr_nonnull(changed);
    ck_assert_int_eq(segj_model_read_tree(changed, &model, faults), SEGJ_REFUSED);
    ck_assert_uint_eq(faults->count, json_array_size(wanted));
    for (size_t i = 0; i < faults->count; i++) {
        json_t *one = json_array_get(wanted, i);
        ck_assert_str_eq(faults->list[i].code, json_string_value(json_object_get(one, "code")));
        ck_assert_str_eq(faults->list[i].pointer,
                         json_string_value(json_object_get(one, "pointer")));
    }
    free(faults);
    json_decref(changed);
    json_decref(block);
}

START_TEST(language__every_block_is_true) {
    size_t length;
    char *text = read_source("libsegment/MODEL.md", &length), *block, *given = NULL;
    const char *at = text;
    char kind[16];
    json_t *model = NULL;
    int checked = 0;
    while ((block = next_block(&at, kind))) {
        if (strcmp(kind, "model") == 0) {
            json_decref(model);
            model = parse(block);
        } else if (strcmp(kind, "given") == 0) {
            free(given);
            given = strdup(block);
        } else if (strcmp(kind, "then") == 0) {
            check_then(model, given, block);
            checked++;
        } else if (strcmp(kind, "faults") == 0) {
            check_fault_block(model, block);
            checked++;
        }
        free(block);
    }
    ck_assert_int_ge(checked, 6);
    json_decref(model);
    free(given);
    free(text);
}
END_TEST

/* ---- Tables ---- */

enum { MAX_COLUMNS = 12, CELL = 128 };
struct line {
    char cells[MAX_COLUMNS][CELL];
    size_t count;
};

/* Splits "| a | **b** |" at the bars, without spaces and stars around. */
static void split(const char *text, struct line *line) {
    line->count = 0;
    for (const char *at = text + 1; *at && *at != '\n' && line->count < MAX_COLUMNS;) {
        size_t length = strcspn(at, "|\n"), from = 0, to = length;
        while (from < to && strchr(" *`", at[from])) {
            from++;
        }
        while (to > from && strchr(" *`", at[to - 1])) {
            to--;
        }
        ck_assert_uint_lt(to - from, CELL);
        if (at[length] != '|') {
            return;
        }
        memcpy(line->cells[line->count], at + from, to - from);
        line->cells[line->count++][to - from] = 0;
        at += length + 1;
    }
}

static json_t *flags_down(const struct seg_model *engine) {
    json_t *flags = json_object();
    for (size_t i = 0; i < seg_model_count(engine, SEG_FLAG); i++) {
        json_object_set_new(flags, seg_model_code(engine, SEG_FLAG, i), json_false());
    }
    return flags;
}

static json_t *answer_of(const struct seg_model *engine, size_t item, const char *cell) {
    int choice = seg_item(engine, item).kind == SEG_CHOICE;
    return choice ? json_string(cell) : json_integer(atoi(cell));
}

/* Puts one cell into the body of a request; 0 when the column is of the outcome. */
static int put_cell(const struct seg_model *engine, json_t *body, const char *name,
                    const char *cell) {
    int flag = seg_model_find(engine, SEG_FLAG, name, strlen(name));
    int item = seg_model_find(engine, SEG_ITEM, name, strlen(name));
    int axis = seg_model_find(engine, SEG_AXIS, name, strlen(name));
    json_t *answers = json_object_get(json_object_get(body, "answers"), "professional");
    if (flag >= 0) {
        json_object_set_new(json_object_get(body, "flags"), name,
                            json_boolean(strcmp(cell, "yes") == 0));
    } else if (item >= 0) {
        json_object_set_new(answers, name, answer_of(engine, (size_t)item, cell));
    } else if (axis >= 0 || strcmp(name, "duration") == 0) {
        json_object_set_new(body, name, json_string(cell));
    } else if (strcmp(name, "age") == 0) {
        json_object_set_new(body, name, json_integer(atoi(cell)));
    } else {
        return 0;
    }
    return 1;
}

static void signal_words(const json_t *result, char *text, size_t size) {
    json_t *signals = json_object_get(result, "signals");
    size_t length = 0;
    text[0] = 0;
    for (size_t i = 0; i < json_array_size(signals); i++) {
        const char *code = json_string_value(json_object_get(json_array_get(signals, i), "code"));
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? " " : "", code);
    }
}

static void check_cell(const json_t *result, const char *name, const char *cell) {
    char found[512] = "";
    if (strcmp(name, "signals") == 0) {
        signal_words(result, found, sizeof found);
    } else if (strncmp(name, "score ", 6) == 0) {
        json_t *axis = json_object_get(json_object_get(result, "scores"), name + 6);
        snprintf(found, sizeof found, "%lld",
                 (long long)json_integer_value(json_object_get(axis, "low")));
    } else if (strcmp(name, "review_months") == 0) {
        json_t *months = json_object_get(json_object_get(result, "consequences"), name);
        snprintf(found, sizeof found, "%lld", (long long)json_integer_value(months));
    } else {
        const char *text = json_string_value(json_object_get(result, name));
        snprintf(found, sizeof found, "%s", text ? text : "");
    }
    ck_assert_msg(strcmp(found, cell) == 0, "%s: wanted \"%s\", found \"%s\"", name, cell, found);
}

static void check_row(const struct segj_model *model, const struct line *head,
                      const struct line *row) {
    const struct seg_model *engine = segj_model_engine(model);
    json_t *body = json_pack("{s{s{}}so}", "answers", "professional", "flags", flags_down(engine));
    int outcome[MAX_COLUMNS] = {0};
    ck_assert_uint_eq(head->count, row->count);
    for (size_t i = 0; i < row->count; i++) {
        outcome[i] = !put_cell(engine, body, head->cells[i], row->cells[i]);
    }
    char *text = json_dumps(body, 0);
    json_t *result = evaluate(model, text, &bare);
    ck_assert(json_is_true(json_object_get(result, "certain")));
    for (size_t i = 0; i < row->count; i++) {
        if (outcome[i]) {
            check_cell(result, head->cells[i], row->cells[i]);
        }
    }
    free(text);
    json_decref(result);
    json_decref(body);
}

static int check_table(const char *at) {
    char code[64];
    struct line head, row;
    int rows = 0;
    sscanf(at, "%63s", code);
    struct segj_model *model = shipped(code);
    at = strchr(at, '\n') + 1;
    split(at, &head);
    at = strchr(strchr(at, '\n') + 1, '\n') + 1;
    for (; *at == '|'; at = strchr(at, '\n') + 1) {
        split(at, &row);
        check_row(model, &head, &row);
        rows++;
    }
    segj_model_free(model);
    return rows;
}

START_TEST(language__every_table_is_true) {
    static const char mark[] = "<!-- table: ";
    size_t length;
    char *text = read_source("libsegment/MODEL.md", &length);
    int tables = 0, rows = 0;
    for (const char *at = text; (at = strstr(at, mark)); at++) {
        rows += check_table(at + sizeof mark - 1);
        tables++;
    }
    ck_assert_int_eq(tables, 4);
    ck_assert_int_ge(rows, 18 + 6 + 20 + 16);
    free(text);
}
END_TEST

Suite *language_suite(void) {
    Suite *suite = suite_create("language");
    TCase *cases = tcase_create("language");
    tcase_add_test(cases, language__every_block_is_true);
    tcase_add_test(cases, language__every_table_is_true);
    suite_add_tcase(suite, cases);
    return suite;
}
