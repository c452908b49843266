/* The quick ways of reading a row against the exact one: rows of many forms, with values that are
 * good, odd or wrong, give the same bytes, the same refused rows and the same counts. */
#include "outcome.h"
#include "suites.h"
#include <stdlib.h>
#include <string.h>

static struct segj_model *model;

static void open_model(void) {
    model = read_model("helsinki");
}

static void close_model(void) {
    segj_model_free(model);
}

/* ---- Values ------------------------------------------------------------------------------- */

/* What may stand at a place of a row; of each list the first few are good. */
static const struct {
    char place;
    int good;
    const char *json[16], *cells[16];
} values[] = {
    {'i', /* an id */
     6,
     {"1", "1234567", "\"a\"", "\"an id of 14 by\"", "\"17\"", "null", "-3", "0", "\"a\\u0041\"",
      "\"one of more than sixteen bytes\"", "\"\\\"\"", "\"\x7f\"", "1.5", "true", "01", "[1]"},
     {"1", "1234567", "a", "an id of 14 by", "\"17\"", "", "-3", "0", "\"x\"\"y\"", "\"x,y\"",
      "one of more than sixteen bytes", "\"\"", "\"x\"y", "x\"y", " ", "\"x"}},
    {'l', /* a level */
     6,
     {"0", "1", "2", "3", "4", "null", "8", "9", "5", "10", "-1", "1.0", "\"1\"", "1e0", "true",
      "01"},
     {"0", "1", "2", "3", "4", "", "8", "9", "5", "10", "-1", "1.0", "\"1\"", "01", " 1", "x"}},
    {'c', /* a count */
     6,
     {"0", "7", "12", "36", "99", "null", "100", "9999", "10000", "-0", "07", "\"7\"", "1.5", "7.0",
      "{}", "false"},
     {"0", "7", "12", "36", "99", "", "100", "9999", "10000", "-0", "07", "\"7\"", "1.5", "7 ",
      "+7", "0007"}},
    {'w', /* a word: the duration */
     4,
     {"\"occasional\"", "\"temporary\"", "\"continuous\"", "null", "\"Temporary\"", "\"temporar\"",
      "\"temporary \"", "\"\"", "\"tempor\\u0061ry\"", "3", "true", "\"occasional\\n\"",
      "\"continuousx\"", "\"temporarytemporary\"", "[]", "\"temporary\\\"\""},
     {"occasional", "temporary", "continuous", "", "Temporary", "temporar", "temporary ", "\"\"",
      "\"temporary\"", "3", "CONTINUOUS", "\"tempo\"\"rary\"", "continuousx", "temporarytemporary",
      "\"temporary\" ", " temporary"}},
    {'f', /* a flag */
     3,
     {"true", "false", "null", "\"true\"", "1", "0", "TRUE", "truE", "fals", "falsey", "truefalse",
      "\"\"", "t", "f", "nul", "{}"},
     {"true", "false", "", "\"true\"", "1", "0", "TRUE", "truE", "fals", "falsey", "tru", "\"\"",
      "t", "f", "null", "yes"}},
    {'a', /* an age */
     4,
     {"0", "47", "150", "null", "151", "-1", "1000", "47.0", "\"47\"", "047", "4e1", "99999", "[]",
      "47.5", "true", "00"},
     {"0", "47", "150", "", "151", "-1", "1000", "47.0", "\"47\"", "047", "4e1", "99999", " 47",
      "47 ", "x", "0047"}},
    {'s', /* a state */
     3,
     {"\"few\"", "\"many\"", "null", "\"Few\"", "\"fewer\"", "\"fe\"", "\"\"", "0", "true",
      "\"f\\u0065w\"", "\"man\\\\y\"", "few", "\"few", "[\"few\"]", "1", "\"few\"\"many\""},
     {"few", "many", "", "Few", "fewer", "fe", "\"\"", "0", "true", "\"few\"", "\"man\"\"y\"",
      "FEW", "\"few", "few;", "few ", " many"}}};

static const char *value_at(char place, int json, unsigned *seed, unsigned odd) {
    size_t v = 0;
    while (values[v].place != place) {
        v++;
    }
    unsigned good = (unsigned)values[v].good;
    unsigned n = dice(seed, 100) < odd ? dice(seed, 16) : dice(seed, good);
    return json ? values[v].json[n] : values[v].cells[n];
}

/* A row by its form: what follows a % is a place, what lies in ? ? is now and then left out. */
static void put_row(FILE *file, const char *form, int json, unsigned *seed, unsigned odd) {
    int within = 0;
    for (const char *at = form; *at; at++) {
        if (*at == '?') {
            within = !within;
            if (within && dice(seed, 100) < odd) {
                at = strchr(at + 1, '?');
                within = 0;
            }
        } else if (*at == '%') {
            fputs(value_at(*++at, json, seed, odd), file);
        } else {
            fputc(*at, file);
        }
    }
    fputs(dice(seed, 20) ? "\n" : "\r\n", file);
}

/* The same rows by every way of reading: with `odd` of a hundred values that may be wrong. */
static void check_form(const char *head, const char *form, int rows, unsigned odd) {
    int json = head == NULL;
    unsigned seed = odd * 7919 + (unsigned)strlen(form);
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    fputs(json ? "" : head, file);
    for (int row = 0; row < rows; row++) {
        put_row(file, form, json, &seed, odd);
    }
    fclose(file);
    struct bulk_options options = {.format = json ? BULK_NDJSON : BULK_CSV, .threads = 1};
    options.to = odd % 2 ? BULK_CSV : options.format;
    struct outcome quick = outcome_of(model, text, length, options);
    options.kernel = SEG_KERNEL_SCALAR;
    options.threads = 2;
    options.chunk_bytes = 700;
    struct outcome scalar = outcome_of(model, text, length, options);
    options.exact_only = 1;
    struct outcome exact = outcome_of(model, text, length, options);
    ck_assert_str_eq(exact.summary.error, "");
    ck_assert_msg(odd > 0 || exact.summary.refused == 0, "%s", exact.rejects);
    outcome_same(&exact, &quick);
    outcome_same(&exact, &scalar);
    outcome_free(&quick);
    outcome_free(&scalar);
    outcome_free(&exact);
    free(text);
}

static const unsigned odds[] = {0, 2, 15, 60};

/* ---- Forms -------------------------------------------------------------------------------- */

#define COPING                                                                                     \
    "\"d1_learning\":%l,\"d2_tasks\":%l,\"d3_communication\":%l,\"d4_mobility\":%l,"               \
    "\"d5_self_care\":%l,\"d6_domestic_life\":%l,\"d7_relationships\":%l"

static const char *const forms[] = {
    "{\"id\":%i,\"need\":%s}",
    "{\"id\":%i,\"duration\":%w,\"flags\":{\"special_support\":%f},\"need\":%s,\"age\":%a}",
    "{\"age\":%a,\"need\":%s,\"flags\":{\"special_support\":%f},\"id\":%i}",
    "{\"id\":%i,?\"duration\":%w,?\"need\":%s}",
    "{\"id\":%i,\"answers\":{\"professional\":{" COPING "}}}",
    "{\"id\":%i,\"answers\":{\"client\":{" COPING "},\"professional\":{" COPING
    "}},\"duration\":%w}",
    "{\"answers\":{\"professional\":{\"h2_visits\":%c,\"d5_self_care\":%l,\"h2_visits\":%c}}}",
    "{\"answers\":{\"professional\":{\"h2_visits\":%c,\"h3_services_in_use\":%l}},\"id\":%i}",
    "{\"answers\":{\"professional\":{?\"d5_self_care\":%l,?\"h2_visits\":%c?,\"resources\":%l?}}}",
    "{\"answers\": {\"professional\": {\"d5_self_care\": %l, \"h2_visits\": %c}}, \"id\": %i}",
    "{\t\"id\"\t:\t%i\t,\t\"need\"\t:\t%s\t}",
    "{\"id\":%i,\"model\":\"helsinki\",\"as_of\":\"2026-05-05\",\"need\":%s}",
    "{\"id\":%i,\"answers\":{},\"flags\":{},\"need\":%s}",
    "{\"id\":%i,\"flags\":{\"special_support\":%f}}",
    "  {\"id\":%i,\"need\":%s}  ",
    "{\"need\":%s,\"need\":%s}",
    "{\"id\":%i,\"wings\":%l}",
    "{\"id\":%i,\"answers\":{\"professional\":{\"wings\":%l}}}",
    "{\"id\":%i,\"answers\":[%l]}",
    "{\"id\":%i,\"d5_self_care\":%l}",
    "{\"i\\u0064\":%i,\"need\":%s}"};
enum { FORMS = sizeof forms / sizeof *forms };

START_TEST(ndjson__of_any_form_is_read_alike_in_every_way) {
    for (size_t o = 0; o < sizeof odds / sizeof *odds; o++) {
        if (odds[o] == 0 && (_i == 6 || _i > 14)) {
            continue; /* every row of these is refused */
        }
        check_form(NULL, forms[_i], 300, odds[o]);
    }
}
END_TEST

/* Rows of one form, then of another, and back: what was learned of the first is no rule. */
START_TEST(ndjson__whose_form_changes_is_read_alike_in_every_way) {
    char *text = NULL;
    size_t length;
    unsigned seed = 5;
    FILE *file = open_memstream(&text, &length);
    for (int row = 0; row < 3000; row++) {
        const char *form = forms[row / 50 % 15];
        put_row(file, row % 13 ? form : forms[row % FORMS], 1, &seed, 3);
    }
    fclose(file);
    struct bulk_options options = {.format = BULK_NDJSON, .to = BULK_NDJSON, .threads = 1};
    struct outcome quick = outcome_of(model, text, length, options);
    options.exact_only = 1;
    options.threads = 3;
    options.chunk_bytes = 5000;
    struct outcome exact = outcome_of(model, text, length, options);
    ck_assert_uint_gt(exact.summary.rows, exact.summary.refused);
    outcome_same(&quick, &exact);
    outcome_free(&quick);
    outcome_free(&exact);
    free(text);
}
END_TEST

static const char *const tables[][2] = {
    {"id,need,duration,flag.special_support,age\n", "%i,%s,%w,%f,%a"},
    {"age,flag.special_support,need,id\n", "%a,%f,%s,%i"},
    {"d1_learning,d2_tasks,d3_communication,h2_visits\n", "%l,%l,%l,%c"},
    {"h2_visits,id,d5_self_care\n", "%c,%i,%l"},
    {"client.d5_self_care,d5_self_care,client.h2_visits,h2_visits,id\n", "%l,%l,%c,%c,%i"},
    {"id,x,need\n", "%i,\"a,\"\"\n,b\",%s"},
    {"x,id,need,x\n", ",%i,%s,%w"},
    {"need\n", "%s"},
    {"id,need\n", "%i,%s?,?"},
    {"\"id\",\"need\",\"duration\"\n", "\"%i\",\"%s\",%w"},
    {"d5_self_care,coping_outlook,resources\n", "%l,%w,%l"}};
enum { TABLES = sizeof tables / sizeof *tables };

START_TEST(csv__of_any_columns_is_read_alike_in_every_way) {
    for (size_t o = 0; o < sizeof odds / sizeof *odds; o++) {
        char *text = NULL;
        size_t length;
        unsigned seed = 17 + odds[o];
        FILE *file = open_memstream(&text, &length);
        fputs(tables[_i][0], file);
        for (int row = 0; row < 300; row++) {
            put_row(file, tables[_i][1], 0, &seed, odds[o]);
        }
        fclose(file);
        struct bulk_options options = {.threads = 1, .ignore = "x"};
        struct outcome quick = outcome_of(model, text, length, options);
        options.exact_only = 1;
        options.kernel = SEG_KERNEL_SCALAR;
        options.threads = 2;
        options.chunk_bytes = 600;
        struct outcome exact = outcome_of(model, text, length, options);
        ck_assert_str_eq(exact.summary.error, "");
        outcome_same(&quick, &exact);
        outcome_free(&quick);
        outcome_free(&exact);
        free(text);
    }
}
END_TEST

/* Every item of both views in one row, forwards and backwards: more than one step of levels. */
static char *whole_form(int back) {
    const struct seg_model *engine = segj_model_engine(model);
    size_t length, count = seg_model_count(engine, SEG_ITEM);
    char *form = NULL;
    FILE *file = open_memstream(&form, &length);
    fputs("{\"answers\":{", file);
    for (int view = 0; view < 2; view++) {
        fputs(view ? "},\"client\":{" : "\"professional\":{", file);
        const char *separator = "";
        for (size_t n = 0; n < count; n++) {
            size_t item = back ? count - 1 - n : n;
            struct seg_item_info info = seg_item(engine, item);
            if (info.kind != SEG_CHOICE) {
                fprintf(file, "%s\"%s\":%%%c", separator, seg_model_code(engine, SEG_ITEM, item),
                        info.kind == SEG_COUNT ? 'c' : 'l');
                separator = ",";
            }
        }
    }
    fputs("}},\"id\":%i}", file);
    fclose(file);
    return form;
}

START_TEST(ndjson__of_all_items_is_read_alike_in_every_way) {
    char *form = whole_form(_i);
    check_form(NULL, form, 200, 0);
    check_form(NULL, form, 200, 1);
    check_form(NULL, form, 200, 3);
    free(form);
}
END_TEST

/* An answer at any place of the row, alone wrong: the row is refused for just that item. */
START_TEST(ndjson__one_wrong_level_among_many_is_the_one_that_is_told) {
    const struct seg_model *engine = segj_model_engine(model);
    size_t count = seg_model_count(engine, SEG_ITEM);
    char *text = NULL, *expected = NULL;
    size_t length, expected_length;
    FILE *file = open_memstream(&text, &length);
    FILE *wanted = open_memstream(&expected, &expected_length);
    fputs("line,column,reason\n", wanted);
    for (size_t wrong = 0, line = 1; wrong <= count; wrong++) {
        for (int times = 0; times < 5; times++, line++) { /* four good rows teach the form */
            const char *separator = "";
            fputs("{\"answers\":{\"professional\":{", file);
            for (size_t i = 0; i < count; i++) {
                if (seg_item(engine, i).kind == SEG_CHOICE) {
                    continue;
                }
                int is_wrong = i == wrong && times == 4;
                fprintf(file, "%s\"%s\":%s", separator, seg_model_code(engine, SEG_ITEM, i),
                        is_wrong ? "-1" : "3");
                separator = ",";
                if (is_wrong) {
                    fprintf(wanted, "%zu,%s,out_of_range\n", line,
                            seg_model_code(engine, SEG_ITEM, i));
                }
            }
            fputs("}}}\n", file);
        }
    }
    fclose(file);
    fclose(wanted);
    struct outcome outcome =
        outcome_of(model, text, length, (struct bulk_options){.format = BULK_NDJSON, .threads = 1});
    ck_assert_str_eq(outcome.rejects, expected);
    outcome_free(&outcome);
    free(text);
    free(expected);
}
END_TEST

/* After four rows that teach the form, each count in the one form as in the other. */
START_TEST(counts__of_one_two_and_more_digits_are_the_same_in_both_forms) {
    char *csv = NULL, *ndjson = NULL;
    size_t csv_length, ndjson_length;
    FILE *cells = open_memstream(&csv, &csv_length),
         *rows = open_memstream(&ndjson, &ndjson_length);
    fputs("id,d5_self_care,h2_visits\n", cells);
    for (int n = 0; n < 500; n++) {
        int count = n < 200 ? n : n * 20;
        fprintf(cells, "%d,3,%d\n", n, count);
        fprintf(rows,
                "{\"id\":%d,\"answers\":{\"professional\":{\"d5_self_care\":3,"
                "\"h2_visits\":%d}}}\n",
                n, count);
    }
    fclose(cells);
    fclose(rows);
    struct bulk_options options = {.threads = 1, .exact_only = 1};
    struct outcome exact = outcome_of(model, csv, csv_length, options);
    options = (struct bulk_options){.format = BULK_NDJSON, .threads = 1};
    struct outcome quick = outcome_of(model, ndjson, ndjson_length, options);
    ck_assert_uint_eq(exact.summary.refused, 0);
    ck_assert_uint_eq(exact.length, quick.length);
    ck_assert_mem_eq(exact.text, quick.text, exact.length);
    outcome_free(&exact);
    outcome_free(&quick);
    free(csv);
    free(ndjson);
}
END_TEST

Suite *quick_suite(void) {
    Suite *suite = suite_create("quick");
    TCase *cases = tcase_create("quick and exact");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, open_model, close_model);
    tcase_add_loop_test(cases, ndjson__of_any_form_is_read_alike_in_every_way, 0, FORMS);
    tcase_add_test(cases, ndjson__whose_form_changes_is_read_alike_in_every_way);
    tcase_add_loop_test(cases, csv__of_any_columns_is_read_alike_in_every_way, 0, TABLES);
    tcase_add_loop_test(cases, ndjson__of_all_items_is_read_alike_in_every_way, 0, 2);
    tcase_add_test(cases, ndjson__one_wrong_level_among_many_is_the_one_that_is_told);
    tcase_add_test(cases, counts__of_one_two_and_more_digits_are_the_same_in_both_forms);
    suite_add_tcase(suite, cases);
    return suite;
}
