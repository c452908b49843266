/* Tables by chance: what was written is read as it was, whatever stands in a cell. */
#include "suites.h"

#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 300, COLUMNS = 4 };

struct row {
    const char *first, *second;
    int64_t number;
    struct decimal share;
};
static const struct shape_field row_fields[] = {
    FIELD(struct row, first, 0), FIELD(struct row, second, 0), FIELD(struct row, number, 0),
    FIELD(struct row, share, 0), FIELD_END};
static const struct shape row_shape = {"row", sizeof(struct row), row_fields};

static struct arena *arena;
static struct row rows[ROWS];

/* Any characters but those that would make a formula of it at its start. */
static const char *any_cell(void) {
    static const char *const pieces[] = {",", ";",    "\"", "\n", "\r\n",     "\r", " ",
                                         "a", "\"\"", "1",  "'",  "\xC3\xA4", "=",  "-"};
    struct text text;
    text_init(&text, arena);
    text_add_string(&text, "x");
    for (int count = rand() % 12; count > 0; count--) {
        text_add_string(&text, pieces[rand() % 14]);
    }
    return text.bytes;
}

static void make(void) {
    arena = arena_new();
    srand(31);
    for (int i = 0; i < ROWS; i++) {
        rows[i] = (struct row){.first = rand() % 5 ? any_cell() : "",
                               .second = any_cell(),
                               .number = rand() - rand(),
                               .share = {rand() % 2, rand()}};
    }
}

static void destroy(void) {
    arena_free(arena);
}

static const char *decimal_cell(struct decimal decimal, enum csv_style style) {
    char *text = arena_alloc(arena, DECIMAL_TEXT_SIZE), *point;
    decimal_print(decimal, text);
    point = strchr(text, '.');
    if (style == CSV_FINNISH && point) {
        *point = ',';
    }
    return text;
}

/* Where the row begins is counted in line feeds, as an editor counts. */
static int64_t line_of(const char *bytes, const char *at) {
    int64_t line = 1;
    for (; bytes < at; bytes++) {
        line += *bytes == '\n';
    }
    return line;
}

START_TEST(csv__table_by_chance_comes_back_as_it_was) {
    enum csv_style style = (enum csv_style)_i;
    const char *cells[CSV_CELLS_MAX];
    size_t count;
    struct csv_reader reader;
    struct text out;
    text_init(&out, arena);
    csv_write(&out, &row_shape, &(struct list){rows, ROWS}, style);
    csv_open(&reader, arena, out.bytes, out.length);
    ck_assert_int_eq(csv_next(&reader, cells, &count), CSV_ROW);
    ck_assert_uint_eq(count, COLUMNS);
    ck_assert_str_eq(cells[0], "first");
    for (int i = 0; i < ROWS; i++) {
        const char *begin = reader.at;
        ck_assert_int_eq(csv_next(&reader, cells, &count), CSV_ROW);
        ck_assert_uint_eq(count, COLUMNS);
        ck_assert_str_eq(cells[0], rows[i].first);
        ck_assert_str_eq(cells[1], rows[i].second);
        ck_assert_int_eq(strtoll(cells[2], NULL, 10), rows[i].number);
        ck_assert_str_eq(cells[3], decimal_cell(rows[i].share, style));
        ck_assert_int_eq(reader.line, line_of(out.bytes, begin));
    }
    ck_assert_int_eq(csv_next(&reader, cells, &count), CSV_END);
}
END_TEST

/* Cut anywhere, it gives whole rows, then a broken one or a shorter one, and the end. */
START_TEST(csv_next__cut_anywhere_ends) {
    const char *cells[CSV_CELLS_MAX];
    struct text out;
    text_init(&out, arena);
    csv_write(&out, &row_shape, &(struct list){rows, 12}, CSV_PLAIN);
    for (size_t length = 0; length <= out.length; length++) {
        struct csv_reader reader;
        size_t count, taken = 0;
        char *cut = malloc(length + 1); /* of its own size: what reads behind it is seen */
        ck_assert_ptr_nonnull(cut);
        memcpy(cut, out.bytes, length);
        csv_open(&reader, arena, cut, length);
        enum csv_result result;
        while ((result = csv_next(&reader, cells, &count)) != CSV_END) {
            ck_assert_uint_le(count, CSV_CELLS_MAX);
            ck_assert_uint_le(++taken, length);
        }
        free(cut);
    }
}
END_TEST

static const struct {
    const char *bytes;
    const char *second; /* the second cell of the second row */
} separators[] = {
    {"a,b\n1,2\n", "2"},       {"a;b\n1;2\n", "2"},       {"a;b;c\n1,1;2,2;3\n", "2,2"},
    {"a,b;c\n1,2;3\n", "2;3"}, {"a;b;c,d\n1;2;3\n", "2"}, {"a,b\n1;1,2;2\n", "2;2"},
};

START_TEST(csv_next__separator_is_what_the_names_have_more_of_and_a_comma_in_doubt) {
    const char *cells[CSV_CELLS_MAX];
    size_t count;
    struct csv_reader reader;
    csv_open(&reader, arena, separators[_i].bytes, strlen(separators[_i].bytes));
    ck_assert_int_eq(csv_next(&reader, cells, &count), CSV_ROW);
    ck_assert_int_eq(csv_next(&reader, cells, &count), CSV_ROW);
    ck_assert_uint_ge(count, 2);
    ck_assert_str_eq(cells[1], separators[_i].second);
}
END_TEST

START_TEST(csv_next__row_may_have_as_many_cells_as_there_is_room_for) {
    for (int wanted = CSV_CELLS_MAX - 1; wanted <= CSV_CELLS_MAX + 1; wanted++) {
        const char *cells[CSV_CELLS_MAX];
        size_t count;
        struct csv_reader reader;
        struct text text;
        text_init(&text, arena);
        for (int i = 0; i < wanted; i++) {
            text_format(&text, "%s%d", i > 0 ? "," : "", i);
        }
        text_add_string(&text, "\nnext,row\n");
        csv_open(&reader, arena, text.bytes, text.length);
        enum csv_result result = csv_next(&reader, cells, &count);
        ck_assert_int_eq(result, wanted > CSV_CELLS_MAX ? CSV_BROKEN : CSV_ROW);
        ck_assert(result == CSV_BROKEN || count == (size_t)wanted);
        ck_assert_int_eq(csv_next(&reader, cells, &count), CSV_ROW);
        ck_assert_str_eq(cells[0], "next");
        ck_assert_int_eq(reader.line, 2);
    }
}
END_TEST

START_TEST(csv_mark__is_three_bytes_and_all_of_them) {
    ck_assert_uint_eq(csv_mark("\xEF\xBB\xBF", 3), 3);
    ck_assert_uint_eq(csv_mark("\xEF\xBB\xBF"
                               "a",
                               4),
                      3);
    ck_assert_uint_eq(csv_mark("\xEF\xBB\xBF", 2), 0);
    ck_assert_uint_eq(csv_mark("\xEF\xBB\xBE", 3), 0);
    ck_assert_uint_eq(csv_mark("", 0), 0);
}
END_TEST

Suite *round_trip_suite(void) {
    Suite *suite = suite_create("round_trip");
    TCase *tests = tcase_create("round_trip");
    tcase_add_checked_fixture(tests, make, destroy);
    tcase_add_loop_test(tests, csv__table_by_chance_comes_back_as_it_was, CSV_PLAIN,
                        CSV_FINNISH + 1);
    tcase_add_test(tests, csv_next__cut_anywhere_ends);
    tcase_add_loop_test(tests,
                        csv_next__separator_is_what_the_names_have_more_of_and_a_comma_in_doubt, 0,
                        sizeof separators / sizeof *separators);
    tcase_add_test(tests, csv_next__row_may_have_as_many_cells_as_there_is_room_for);
    tcase_add_test(tests, csv_mark__is_three_bytes_and_all_of_them);
    suite_add_tcase(suite, tests);
    return suite;
}
