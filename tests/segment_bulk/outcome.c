#include "outcome.h"
#include "suites.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int file_of(const char *text, size_t length) {
    char name[] = "/tmp/bulk-test-XXXXXX";
    int file = mkstemp(name);
    ck_assert_int_ge(file, 0);
    unlink(name);
    ck_assert_int_eq(write(file, text, length), (ssize_t)length);
    lseek(file, 0, SEEK_SET);
    return file;
}

struct outcome outcome_of(struct segj_model *model, const char *text, size_t length,
                          struct bulk_options options) {
    char name[64];
    struct outcome outcome = {0};
    snprintf(name, sizeof name, "%s@%u", segj_model_code(model),
             (unsigned)segj_model_version(model));
    options.document = model;
    options.model = segj_model_engine(model);
    options.model_name = name;
    options.in = file_of(text, length);
    options.out = file_of("", 0);
    options.rejects = open_memstream(&outcome.rejects, &outcome.rejects_length);
    outcome.status = bulk_run(&options, &outcome.summary);
    fclose(options.rejects);
    outcome.length = (size_t)lseek(options.out, 0, SEEK_END);
    outcome.text = calloc(1, outcome.length + 1);
    ck_assert_int_eq(pread(options.out, outcome.text, outcome.length, 0), (ssize_t)outcome.length);
    close(options.in);
    close(options.out);
    return outcome;
}

void outcome_free(struct outcome *outcome) {
    free(outcome->text);
    free(outcome->rejects);
}

void outcome_same(const struct outcome *a, const struct outcome *b) {
    ck_assert_int_eq(a->status, b->status);
    ck_assert_str_eq(a->rejects, b->rejects);
    ck_assert_uint_eq(a->length, b->length);
    ck_assert_mem_eq(a->text, b->text, a->length);
    ck_assert_mem_eq(&a->summary, &b->summary, sizeof a->summary);
}

/* ---- Clients ------------------------------------------------------------------------------ */

unsigned dice(unsigned *state, unsigned sides) {
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 10) % sides;
}

/* One id in both forms; most are numbers within a string. */
static void put_ids(FILE *csv, FILE *ndjson, unsigned row, unsigned odd) {
    static const struct {
        const char *cell, *json;
    } ids[] = {
        {"", "\"id\":null,"},
        {"", ""},
        {"\"Virtanen, \"\"Matti\"\"\"", "\"id\":\"Virtanen, \\\"Matti\\\"\","},
        {"\"two\nlines\"", "\"id\":\"two\\nlines\","},
        {"back\\slash\x01", "\"id\":\"back\\\\slash\\u0001\","},
        {"\xc3\xa4\xe2\x82\xac", "\"id\":\"\xc3\xa4\\u20ac\","},
        {"\"a,\"", "\"id\":\"a,\","},
        {"an id of more than sixteen bytes", "\"id\":\"an id of more than sixteen bytes\","}};
    if (odd < sizeof ids / sizeof ids[0]) {
        fprintf(csv, ",%s", ids[odd].cell);
        fprintf(ndjson, "{%s", ids[odd].json);
        return;
    }
    fprintf(csv, ",%u", row);
    fprintf(ndjson, "{\"id\":\"%u\",", row);
}

/* A CSV with now and then a quoted cell, and NDJSON with members left out. */
struct table table_make(struct segj_model *document, unsigned rows, unsigned seed) {
    const struct seg_model *model = segj_model_engine(document);
    size_t items = seg_model_count(model, SEG_ITEM);
    struct table table = {0};
    FILE *csv = open_memstream(&table.csv, &table.csv_length);
    FILE *ndjson = open_memstream(&table.ndjson, &table.ndjson_length);
    fputs("duration,id", csv);
    for (size_t i = items; i-- > 0;) {
        fprintf(csv, ",%s", seg_model_code(model, SEG_ITEM, i));
    }
    fputs(",flag.special_support\n", csv);
    for (unsigned row = 0; row < rows; row++) {
        const char *duration = seg_model_code(model, SEG_DURATION, dice(&seed, 3));
        const char *flag = dice(&seed, 20) ? "false" : "true";
        const char *separator = "";
        fprintf(csv, dice(&seed, 50) ? "%s" : "\"%s\"", duration);
        put_ids(csv, ndjson, row, dice(&seed, 100));
        fprintf(ndjson, "\"duration\":\"%s\",\"answers\":{\"professional\":{", duration);
        for (size_t i = items; i-- > 0;) {
            struct seg_item_info item = seg_item(model, i);
            unsigned answer = dice(&seed, item.kind == SEG_COUNT ? 14 : item.levels);
            fputc(',', csv);
            if (dice(&seed, 50) == 0) {
                continue;
            }
            fprintf(ndjson, "%s\"%s\":", separator, seg_model_code(model, SEG_ITEM, i));
            separator = ",";
            const char *word = item.kind == SEG_CHOICE ? seg_option_code(model, i, answer) : NULL;
            fprintf(ndjson, word ? "\"%s\"" : "%s", word ? word : "");
            fputs(word ? word : "", csv);
            if (!word) {
                fprintf(csv, "%u", answer);
            }
            if (!word) {
                fprintf(ndjson, "%u", answer);
            }
        }
        fprintf(csv, ",%s%s", flag, dice(&seed, 9) ? "\n" : "\r\n");
        fprintf(ndjson, "}},\"flags\":{\"special_support\":%s}}\n", flag);
    }
    fclose(csv);
    fclose(ndjson);
    return table;
}

void table_free(struct table *table) {
    free(table->csv);
    free(table->ndjson);
}
