/* Rows of an upload in its three forms: what is taken, what is refused, at which line. */
#include "../draw.h"
#include "suites.h"

#include "base/limits.h"
#include "domain/kpi/upload.h"
#include "statistics/bucket.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

static struct context context;
static struct upload upload;

static void begin(void) {
    json_start();
    context = (struct context){.arena = arena_new(), .actor = {.area = "90"}};
    upload = (struct upload){.context = &context};
}

static void end(void) {
    json_release(&context);
    arena_free(context.arena);
}

static enum status read_as(enum upload_form form, const char *text) {
    upload = (struct upload){.context = &context};
    context.error_count = 0;
    context.failure = OK;
    return upload_read(&upload, form, text, strlen(text));
}

/* "line code member" of each that was refused, apart by commas. */
static const char *refused(void) {
    struct text text;
    text_init(&text, context.arena);
    for (size_t i = 0; i < upload.refused_count; i++) {
        const struct refusal *row = &upload.refused[i];
        text_format(&text, "%s%lld %s %s", i > 0 ? ", " : "", (long long)row->line, row->code,
                    row->member ? row->member : "-");
        ck_assert_ptr_nonnull(row->detail);
    }
    return text.length > 0 ? text.bytes : "";
}

/* "indicator place bucket from value" of each that was taken. */
static const char *taken(void) {
    struct text text;
    text_init(&text, context.arena);
    for (size_t i = 0; i < upload.count; i++) {
        const struct observation *row = &upload.rows[i];
        char day[DATE_TEXT_SIZE], value[DECIMAL_TEXT_SIZE];
        date_print(row->from_on, day);
        decimal_print(row->value.present ? row->value : row->numerator, value);
        text_format(&text, "%s%s %s %s %s %s", i > 0 ? ", " : "", row->indicator, row->place,
                    bucket_words[row->bucket - 1], day, value);
    }
    return text.length > 0 ? text.bytes : "";
}

/* --- periods --- */

static const struct {
    const char *period, *taken; /* NULL: refused */
} periods[] = {{"2024", "year 2024-01-01"},
               {"2024-01", "month 2024-01-01"},
               {"2024-12", "month 2024-12-01"},
               {"2024-Q1", "quarter 2024-01-01"},
               {"2024-Q2", "quarter 2024-04-01"},
               {"2024-Q4", "quarter 2024-10-01"},
               {"1900", "year 1900-01-01"},
               {"2199-12", "month 2199-12-01"},
               {"1899", NULL},
               {"2200-01", NULL},
               {"2024-00", NULL},
               {"2024-13", NULL},
               {"2024-Q0", NULL},
               {"2024-Q5", NULL},
               {"2024-q1", NULL},
               {"2024-1", NULL},
               {"2024 01", NULL},
               {"2024Q01", NULL},
               {"202401", NULL},
               {"20x4-01", NULL},
               {"2024-0x", NULL},
               {"-024-01", NULL},
               {"2024-Qx", NULL}};

START_TEST(upload_read__takes_years_quarters_and_months_and_nothing_like_them) {
    const char *period = periods[_i].period;
    const char *const rows[] = {
        arena_format(context.arena,
                     "{\"indicator\":\"outreach_encounters\",\"period\":\"%s\",\"value\":7}",
                     period),
        arena_format(context.arena, "indicator;period;value\noutreach_encounters;%s;7\n", period)};
    for (int form = 0; form < 2; form++) {
        ck_assert_int_eq(read_as(form == 0 ? UPLOAD_NDJSON : UPLOAD_CSV, rows[form]), OK);
        if (periods[_i].taken) {
            ck_assert_str_eq(taken(), arena_format(context.arena, "outreach_encounters 960 %s 7",
                                                   periods[_i].taken));
        } else {
            ck_assert_uint_eq(upload.count, 0);
            ck_assert_ptr_nonnull(strstr(refused(), "bad_format period"));
        }
    }
}
END_TEST

/* --- rows that are refused among rows that are not --- */

static const struct {
    const char *row, *why; /* "code member" */
} bad_rows[] = {
    {"{\"indicator\":\"no_such\",\"year\":2020,\"value\":1}", "unknown_indicator indicator"},
    {"{\"indicator\":\"override_rate\",\"year\":2020,\"value\":1}", "unknown_indicator indicator"},
    {"{\"indicator\":\"quality_balance\",\"year\":2020,\"value\":1}",
     "unknown_indicator indicator"},
    {"{\"indicator\":64110,\"year\":2020,\"value\":1}", "unknown_indicator indicator"},
    {"{\"indicator\":6411,\"year\":2020,\"region\":\"P\xC3\xA4ij\xC3\xA4t\",\"value\":1}",
     "bad_format region"},
    {"{\"indicator\":6411,\"year\":2020,\"region\":\"a b\",\"value\":1}", "bad_format region"},
    {"{\"indicator\":6411,\"year\":2020,\"region\":\"\",\"value\":1}", "bad_format region"},
    {"{\"indicator\":6411,\"value\":1}", "bad_format period"},
    {"{\"indicator\":6411,\"year\":2020,\"period\":\"2020\",\"value\":1}", "bad_format period"},
    {"{\"indicator\":6411,\"year\":2020,\"gender\":\"female\",\"value\":1}", "not_in_list gender"},
    {"{\"indicator\":6411,\"year\":2020}", "required value"},
    {"{\"indicator\":6411,\"year\":2020,\"value\":null}", "required value"},
    {"{\"indicator\":\"outreach_encounters\",\"year\":2020,\"value\":-1}", "out_of_range value"},
    {"{\"indicator\":\"outreach_encounters\",\"year\":2020,\"absValue\":-1}",
     "out_of_range numerator"},
    {"{\"indicator\":\"first_time_clients\",\"year\":2020,\"numerator\":-1}",
     "out_of_range numerator"},
    {"{\"indicator\":\"first_time_clients\",\"year\":2020,\"value\":1,\"denominator\":-1}",
     "out_of_range denominator"},
    {"{\"indicator\":\"first_time_clients\",\"year\":2020,\"numerator\":11,\"denominator\":10}",
     "out_of_range numerator"},
    {"{\"indicator\":6411,\"year\":1899,\"value\":1}", "out_of_range year"},
    {"{\"indicator\":6411,\"year\":2020.5,\"value\":1}", "wrong_type year"},
    {"{\"indicator\":6411,\"year\":2020,\"value\":\"1\"}", "wrong_type value"},
    {"{\"indicator\":6411,\"year\":2020,\"value\":1,\"extra\":1}", "unknown_member extra"},
    {"{\"year\":2020,\"value\":1}", "required indicator"},
    {"[]", "wrong_type -"},
    {"7", NULL},
    {"{\"indicator\":6411", NULL}};

START_TEST(upload_read__a_bad_row_in_the_middle_loses_none_of_the_others) {
    static const char good[] = "{\"indicator\":\"group_participants\",\"year\":2020,\"value\":5}";
    const char *text = arena_format(context.arena, "%s\n\n%s\r\n%s", good, bad_rows[_i].row, good);
    ck_assert_int_eq(read_as(UPLOAD_NDJSON, text), OK);
    ck_assert_uint_eq(upload.count, 2);
    ck_assert_int_eq(upload.lines[1], 4);
    ck_assert_uint_eq(upload.refused_count, 1);
    ck_assert_int_eq(upload.refused[0].line, 3);
    if (bad_rows[_i].why) {
        ck_assert_str_eq(refused(), arena_format(context.arena, "3 %s", bad_rows[_i].why));
        text = arena_format(context.arena, "{\"items\":[%s,%s,%s]}", good, bad_rows[_i].row, good);
        ck_assert_int_eq(read_as(UPLOAD_JSON, text), OK);
        ck_assert_str_eq(refused(), arena_format(context.arena, "2 %s", bad_rows[_i].why));
        ck_assert_uint_eq(upload.count, 2);
    }
}
END_TEST

START_TEST(upload_read__what_no_part_of_a_whole_is_is_taken_of_what_is_none) {
    ck_assert_int_eq(
        read_as(UPLOAD_NDJSON,
                "{\"indicator\":3766,\"year\":2020,\"value\":-12.5}\n"
                "{\"indicator\":6411,\"year\":2020,\"region\":961,\"value\":0}\n"
                "{\"indicator\":\"6411\",\"year\":2020,\"region\":\"658\",\"value\":1}\n"
                "{\"indicator\":\"first_time_clients\",\"year\":2020,\"numerator\":10,"
                "\"denominator\":10}"),
        OK);
    ck_assert_str_eq(refused(), "");
    ck_assert_str_eq(taken(),
                     "thl_3766 960 year 2020-01-01 -12.5, thl_6411 961 year 2020-01-01 0, "
                     "thl_6411 658 year 2020-01-01 1, first_time_clients 960 year 2020-01-01 10");
}
END_TEST

/* --- CSV --- */

static const struct {
    const char *text, *taken, *refused;
} tables[] = {
    {"indicator,year,value\n6411,2020,1.5\n", "thl_6411 960 year 2020-01-01 1.5", ""},
    {"\xEF\xBB\xBFindicator;year;value\r\n6411;2020;1,5\r\n", "thl_6411 960 year 2020-01-01 1.5",
     ""},
    {"value,indicator,year\n1,6411,2020", "thl_6411 960 year 2020-01-01 1", ""},
    /* A quoted cell may hold what parts cells and lines; the lines below are counted on. */
    {"indicator,gender,year,value\n6411,\"a,b\nc\",2020,1\n6411,total,2020,2\n6411,\"\",20x0,3\n",
     "thl_6411 960 year 2020-01-01 2", "2 not_in_list gender, 5 bad_format year"},
    {"indicator,year,value\n6411,2020\n6411,2020,1,2\n6411,2020,3\n",
     "thl_6411 960 year 2020-01-01 3", "2 wrong_cell_count -, 3 wrong_cell_count -"},
    {"indicator,year,value\n,2020,1\n6411,2020,\n6411,2020,1 000\n6411,2020,1e3\n6411,2020,x\n", "",
     "2 bad_format indicator, 3 required value, 4 bad_format value, 5 bad_format value, 6 "
     "bad_format value"},
    {"indicator,unit_id,year,value\ngroup_participants,0197a3c0-9999-7000-8000-000000000001,2020,"
     "9\n"
     "group_participants,x,2020,9\n",
     "group_participants unit:0197a3c0-9999-7000-8000-000000000001 year 2020-01-01 9",
     "3 bad_format unit_id"},
    {"indicator,absValue,year\noutreach_encounters,12,2020\n",
     "outreach_encounters 960 year 2020-01-01 12", ""}};

START_TEST(upload_read__takes_tables_as_spreadsheets_write_them) {
    ck_assert_int_eq(read_as(UPLOAD_CSV, tables[_i].text), OK);
    ck_assert_str_eq(taken(), tables[_i].taken);
    ck_assert_str_eq(refused(), tables[_i].refused);
}
END_TEST

static const char *const headless[] = {"", "year,value\n2020,1\n",
                                       "indicator,vuosi,value\n6411,2020,1\n",
                                       "Indicator,year,value\n6411,2020,1\n"};

START_TEST(upload_read__of_a_table_whose_columns_are_unknown_takes_nothing) {
    ck_assert_int_eq(read_as(UPLOAD_CSV, headless[_i]), STATUS_invalid);
    ck_assert_uint_eq(upload.count, 0);
    ck_assert_uint_gt(context.error_count, 0);
}
END_TEST

/* --- many --- */

/* The same rows in three forms, some of them bad, are the same rows. */
START_TEST(upload_read__of_random_rows_is_the_same_in_every_form) {
    static const char *const codes[] = {"outreach_encounters", "group_participants", "6411", "5186",
                                        "no_such"};
    uint32_t state = (uint32_t)_i * 2654435761u + 7;
    struct text forms[3];
    for (int form = 0; form < 3; form++) {
        text_init(&forms[form], context.arena);
    }
    text_add_string(&forms[UPLOAD_JSON], "[");
    text_add_string(&forms[UPLOAD_CSV], "indicator,region,period,value\n");
    uint32_t count = 1 + draw(&state, 300), good = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *code = codes[draw(&state, 5)];
        uint32_t region = 900 + draw(&state, 100), year = 1880 + draw(&state, 340),
                 value = draw(&state, 1000);
        good += strcmp(code, "no_such") != 0 && year >= 1900 && year <= 2199;
        text_format(&forms[UPLOAD_JSON],
                    "%s{\"indicator\":\"%s\",\"region\":%u,\"period\":\"%u\",\"value\":%u}",
                    i > 0 ? "," : "", code, region, year, value);
        text_format(&forms[UPLOAD_NDJSON],
                    "{\"indicator\":\"%s\",\"region\":%u,\"period\":\"%u\",\"value\":%u}\n", code,
                    region, year, value);
        text_format(&forms[UPLOAD_CSV], "%s,%u,%u,%u\n", code, region, year, value);
    }
    text_add_string(&forms[UPLOAD_JSON], "]");
    const char *rows = NULL;
    for (int form = 0; form < 3; form++) {
        ck_assert_int_eq(read_as((enum upload_form)form, forms[form].bytes), OK);
        ck_assert_uint_eq(upload.count, good);
        ck_assert_uint_eq(upload.count + upload.refused_count, count);
        for (size_t i = 1; i < upload.count; i++) {
            ck_assert_int_lt(upload.lines[i - 1], upload.lines[i]);
        }
        ck_assert(!rows || strcmp(rows, taken()) == 0);
        rows = taken();
    }
}
END_TEST

static struct text rows_of(size_t count, const char *row) {
    struct text text;
    text_init(&text, context.arena);
    for (size_t i = 0; i < count; i++) {
        text_add_string(&text, row);
    }
    return text;
}

START_TEST(upload_read__takes_as_many_rows_as_may_be_and_of_one_more_nothing) {
    static const char *const rows[] = {"1\n", "{\"indicator\":6411,\"year\":2020,\"value\":1}\n"};
    for (int i = 0; i < 2; i++) {
        struct text most = rows_of(KPI_ROWS_MAX, rows[i]),
                    more = rows_of(KPI_ROWS_MAX + 1, rows[i]);
        ck_assert_int_eq(read_as(UPLOAD_NDJSON, most.bytes), OK);
        ck_assert_uint_eq(upload.count + upload.refused_count, KPI_ROWS_MAX);
        ck_assert_int_eq(read_as(UPLOAD_NDJSON, more.bytes), STATUS_invalid);
        ck_assert_int_eq(context.errors[0].code, ERROR_too_many);
    }
}
END_TEST

START_TEST(upload_check_units__refuses_those_that_are_not_there_among_the_others_in_order) {
    struct text text;
    text_init(&text, context.arena);
    for (int i = 0; i < 6; i++) {
        text_format(&text,
                    "{\"indicator\":\"group_participants\",\"year\":%s,\"value\":%d,\"unit_id\":"
                    "\"0197a3c0-0000-7000-8000-00000000000%d\"}\n",
                    i == 2 ? "1" : "2020", i, i);
    }
    text_add_string(&text, "{\"indicator\":\"group_participants\",\"year\":2020,\"value\":9}\n");
    ck_assert_int_eq(read_as(UPLOAD_NDJSON, text.bytes), OK);
    struct observation known[] = {{.place = "unit:0197a3c0-0000-7000-8000-000000000003"},
                                  {.place = "unit:0197a3c0-0000-7000-8000-000000000001"}};
    upload_check_units(&upload, &(const struct list){known, 2});
    ck_assert_str_eq(refused(), "1 unknown_unit unit_id, 3 out_of_range year, 5 unknown_unit "
                                "unit_id, 6 unknown_unit unit_id");
    ck_assert_uint_eq(upload.count, 3);
    ck_assert_int_eq(upload.lines[0], 2);
    ck_assert_int_eq(upload.lines[1], 4);
    ck_assert_int_eq(upload.lines[2], 7);
    ck_assert_str_eq(upload.rows[2].place, "960");
}
END_TEST

START_TEST(upload_read__tells_the_place_of_bytes_that_are_no_text_and_takes_nothing) {
    ck_assert_int_eq(read_as(UPLOAD_NDJSON, "{\"indicator\":6411}\n{\"indicator\":\"P\xE4ij\"}\n"),
                     STATUS_malformed);
    ck_assert_int_eq(context.errors[0].code, ERROR_bad_utf8);
    ck_assert_uint_eq(upload.count, 0);
    ck_assert_int_eq(read_as(UPLOAD_JSON, "{\"items\":[]}"), STATUS_invalid);
    ck_assert_int_eq(read_as(UPLOAD_JSON, "{\"items\":7}"), STATUS_invalid);
    ck_assert_int_eq(read_as(UPLOAD_JSON, "[{\"indicator\":6411,"), STATUS_malformed);
}
END_TEST

#define LOOP(tests, test, rows) tcase_add_loop_test(tests, test, 0, sizeof(rows) / sizeof *(rows))

Suite *upload_suite(void) {
    Suite *suite = suite_create("uploads of figures");
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 30);
    LOOP(tests, upload_read__takes_years_quarters_and_months_and_nothing_like_them, periods);
    LOOP(tests, upload_read__a_bad_row_in_the_middle_loses_none_of_the_others, bad_rows);
    tcase_add_test(tests, upload_read__what_no_part_of_a_whole_is_is_taken_of_what_is_none);
    LOOP(tests, upload_read__takes_tables_as_spreadsheets_write_them, tables);
    LOOP(tests, upload_read__of_a_table_whose_columns_are_unknown_takes_nothing, headless);
    tcase_add_loop_test(tests, upload_read__of_random_rows_is_the_same_in_every_form, 0, 25);
    tcase_add_test(tests, upload_read__takes_as_many_rows_as_may_be_and_of_one_more_nothing);
    tcase_add_test(tests,
                   upload_check_units__refuses_those_that_are_not_there_among_the_others_in_order);
    tcase_add_test(tests, upload_read__tells_the_place_of_bytes_that_are_no_text_and_takes_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
