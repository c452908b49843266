/* Fields as data: what counts as present, columns by name, formats, and values as PostgreSQL reads
 * them; and what a context says of its caller. */
#include "suites.h"

#include "base/area.h"
#include "base/context.h"
#include "base/kinds.h"
#include "base/shape_format.h"
#include "base/shape_text.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void make_arena(void) {
    arena = arena_new();
}

static void free_arena(void) {
    arena_free(arena);
}

static const char *const kind_words[] = {"small", "large", NULL};

struct inner {
    int64_t size;
    bool open;
    struct decimal share;
};
static const struct shape_field inner_fields[] = {FIELD(struct inner, size, 0),
                                                  FIELD(struct inner, open, 0),
                                                  FIELD(struct inner, share, 0), FIELD_END};
static const struct shape inner_shape = {"inner", sizeof(struct inner), inner_fields};

struct every {
    const char *string;
    int64_t number;
    struct opt_int maybe;
    struct decimal decimal;
    bool truth;
    struct opt_bool maybe_true;
    struct uuid id;
    struct date day;
    struct instant at;
    struct raw_json raw;
    struct bytes bytes;
    int kind, kinds;
    struct inner inner, other;
    struct inner *record;
    struct list records, strings, ids, numbers, needed;
    const char *shown;
};
static const struct shape_field every_fields[] = {
    FIELD(struct every, string, 0),
    FIELD(struct every, number, 0),
    FIELD(struct every, maybe, 0),
    FIELD(struct every, decimal, 0),
    FIELD(struct every, truth, 0),
    FIELD(struct every, maybe_true, 0),
    FIELD(struct every, id, 0),
    FIELD(struct every, day, 0),
    FIELD(struct every, at, 0),
    FIELD(struct every, raw, 0),
    FIELD(struct every, bytes, SHAPE_PERSONAL),
    FIELD_ENUM(struct every, kind, 0, kind_words),
    FIELD_ANY_OF(struct every, kinds, 0, kind_words),
    FIELD_EMBED(struct every, inner, 0, inner_shape, "inner_"),
    FIELD_EMBED(struct every, other, 0, inner_shape, "other_"),
    FIELD_RECORD(struct every, record, 0, inner_shape),
    FIELD_LIST(struct every, records, 0, inner_shape, 0, 9),
    FIELD_STRINGS(struct every, strings, 0, 0, 9),
    FIELD_UUIDS(struct every, ids, 0, 0, 9),
    FIELD_INTS(struct every, numbers, 0, 0, 9),
    FIELD_STRINGS(struct every, needed, SHAPE_REQUIRED, 0, 9),
    FIELD(struct every, shown, SHAPE_JSON_ONLY),
    FIELD_END};
static const struct shape every_shape = {"every", sizeof(struct every), every_fields};

/* The names of what is present, apart by blanks. */
static const char *present(const struct every *every) {
    struct text text;
    text_init(&text, arena);
    for (const struct shape_field *field = every_fields; field->name; field++) {
        if (shape_is_present(field, (const char *)every + field->offset)) {
            text_format(&text, "%s ", field->name);
        }
    }
    return text.bytes;
}

START_TEST(shape_is_present__of_nothing_numbers_truths_and_needed_lists_alone) {
    ck_assert_str_eq(present(&(struct every){.string = NULL}), "number truth needed ");
}
END_TEST

START_TEST(shape_is_present__each_kind_by_its_own_sign) {
    struct inner record = {0};
    static const uint8_t byte = 1;
    ck_assert_str_eq(present(&(struct every){.string = "",
                                             .maybe = {true, 0},
                                             .decimal = {true, 0},
                                             .maybe_true = {true, false},
                                             .id = {{[15] = 1}},
                                             .day = {1, 1, 1},
                                             .at = {-1},
                                             .raw = {"", 0},
                                             .bytes = {&byte, 0},
                                             .kind = 1,
                                             .kinds = 2,
                                             .record = &record,
                                             .records = {&record, 0},
                                             .strings = {&record, 0},
                                             .ids = {&record, 0},
                                             .numbers = {&record, 0},
                                             .shown = ""}),
                     "string number maybe decimal truth maybe_true id day at raw bytes kind kinds"
                     " record records strings ids numbers needed shown ");
}
END_TEST

/* Its numbers and truths are always there, and say nothing of the record around them. */
START_TEST(shape_is_present__embedded_record_by_what_it_holds) {
    struct every every = {.inner = {.size = 7, .open = true}};
    ck_assert_ptr_null(strstr(present(&every), "inner"));
    every.other.share = (struct decimal){true, 0};
    ck_assert_ptr_nonnull(strstr(present(&every), "other"));
    ck_assert_ptr_null(strstr(present(&every), "inner"));
}
END_TEST

START_TEST(shape_column_find__finds_embedded_ones_by_their_prefix_and_place) {
    struct shape_column column;
    ck_assert(shape_column_find(&every_shape, "inner_size", &column));
    ck_assert_uint_eq(column.offset, offsetof(struct every, inner) + offsetof(struct inner, size));
    ck_assert(shape_column_find(&every_shape, "other_share", &column));
    ck_assert_uint_eq(column.offset, offsetof(struct every, other) + offsetof(struct inner, share));
    ck_assert(!shape_column_find(&every_shape, "inner", &column));
    ck_assert(!shape_column_find(&every_shape, "inner_", &column));
    ck_assert(!shape_column_find(&every_shape, "size", &column));
    ck_assert(!shape_column_find(&every_shape, "other_sizes", &column));
    ck_assert_msg(!shape_column_find(&every_shape, "shown", &column), "is of JSON alone");
}
END_TEST

START_TEST(shape_holds__looks_into_records_within) {
    static const struct shape_field outer_fields[] = {
        FIELD_LIST(struct every, records, 0, every_shape, 0, 9),
        FIELD_END
    };
    static const struct shape outer = {"outer", sizeof(struct every), outer_fields};
    ck_assert(shape_holds(&every_shape, SHAPE_PERSONAL));
    ck_assert(shape_holds(&outer, SHAPE_PERSONAL));
    ck_assert(!shape_holds(&inner_shape, SHAPE_PERSONAL));
    ck_assert(!shape_holds(&outer, SHAPE_WRITE_ONLY));
}
END_TEST

/* --- as PostgreSQL reads it --- */

static const char *text_of(const struct every *every, const char *name) {
    const struct shape_field *field = shape_find(&every_shape, name);
    const char *text = "unset";
    ck_assert_msg(shape_text(arena, field, (const char *)every + field->offset, &text), "%s", name);
    return text;
}

START_TEST(shape_text__absent_is_null_and_a_filter_left_out_is_every_word) {
    static const struct every none = {.string = NULL};
    static const char *const nulls[] = {"string", "maybe",   "decimal", "maybe_true",
                                        "id",     "day",     "at",      "raw",
                                        "kind",   "strings", "ids",     "numbers"};
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++) {
        ck_assert_msg(text_of(&none, nulls[i]) == NULL, "%s", nulls[i]);
    }
    ck_assert_str_eq(text_of(&none, "number"), "0");
    ck_assert_str_eq(text_of(&none, "truth"), "f");
    ck_assert_str_eq(text_of(&none, "kinds"), "{\"small\",\"large\"}");
    ck_assert_str_eq(text_of(&(struct every){.kinds = 2}, "kinds"), "{\"large\"}");
}
END_TEST

START_TEST(shape_text__arrays_keep_quotes_backslashes_and_what_is_absent) {
    const char *strings[] = {"a\"b", "\\", "", NULL, "NULL", "{,}"};
    int64_t numbers[] = {INT64_MIN, 0, INT64_MAX};
    struct uuid ids[2] = {{{1}}, {{0}}};
    const struct every every = {
        .strings = {strings, 6}, .numbers = {numbers, 3}, .ids = {ids, 2}, .needed = {strings, 0}};
    ck_assert_str_eq(text_of(&every, "strings"),
                     "{\"a\\\"b\",\"\\\\\",\"\",NULL,\"NULL\",\"{,}\"}");
    ck_assert_str_eq(text_of(&every, "numbers"),
                     "{\"-9223372036854775808\",\"0\",\"9223372036854775807\"}");
    ck_assert_str_eq(text_of(&every, "ids"), "{\"01000000-0000-0000-0000-000000000000\",NULL}");
    ck_assert_str_eq(text_of(&every, "needed"), "{}");
}
END_TEST

START_TEST(shape_text__raw_json_ends_where_it_says) {
    ck_assert_str_eq(text_of(&(struct every){.raw = {"[1]xx", 3}}, "raw"), "[1]");
}
END_TEST

START_TEST(shape_text__what_no_column_holds_is_refused) {
    static const char *const none[] = {"bytes", "inner", "record", "records"};
    const struct every every = {.string = NULL};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        const struct shape_field *field = shape_find(&every_shape, none[i]);
        const char *text = NULL;
        ck_assert_msg(!shape_text(arena, field, (const char *)&every + field->offset, &text), "%s",
                      none[i]);
        struct shape_column column = {field, field->offset};
        ck_assert(!shape_text_column(arena, &column, &every, 1, sizeof every, &text));
    }
}
END_TEST

START_TEST(shape_text_column__is_one_field_of_every_record) {
    const struct every rows[3] = {{.kind = 1, .inner = {.size = 5}}, {.kind = 0}, {.kind = 2}};
    struct shape_column column;
    const char *text = NULL;
    ck_assert(shape_column_find(&every_shape, "kind", &column));
    ck_assert(shape_text_column(arena, &column, rows, 3, sizeof *rows, &text));
    ck_assert_str_eq(text, "{\"small\",NULL,\"large\"}");
    ck_assert(shape_text_column(arena, &column, rows, 0, sizeof *rows, &text));
    ck_assert_str_eq(text, "{}");
    ck_assert(shape_column_find(&every_shape, "inner_size", &column));
    ck_assert(shape_text_column(arena, &column, rows, 2, sizeof *rows, &text));
    ck_assert_str_eq(text, "{\"5\",\"0\"}");
}
END_TEST

/* --- formats of other registers --- */

static const struct {
    const char *format, *string;
    bool holds;
} formats[] = {
    {"language_code", "fi", true},
    {"language_code", "sme", true},
    {"language_code", "f", false},
    {"language_code", "finn", false},
    {"language_code", "fi-FI", false},
    {"language_code", "FI", false},
    {"municipality", "091", true},
    {"municipality", "91", false},
    {"municipality", "0911", false},
    {"municipality", "09a", false},
    {"directory_code", "a", true},
    {"directory_code", "9.Unit_1-b", true},
    {"directory_code", "", false},
    {"directory_code", ".a", false},
    {"directory_code", "-a", false},
    {"directory_code", "a b", false},
    {"directory_code", "a/b", false},
    {"directory_code", "\xC3\xA4", false},
    {"url", "https://a.example/x?y=%20#z", true},
    {"url", "http://a.example", true},
    {"url", "https://a.example/\xC3\xA4", false},
    {"url", "https://a example", false},
    {"url", "https://a\x7F", false},
    {"url", "HTTPS://a.example", false},
    {"url", "ftp://a.example", false},
    {"url", "javascript:alert(1)", false},
    {"url", "", false},
};

START_TEST(shape_format__of_other_registers_holds_for_its_strings_only) {
    ck_assert_msg(shape_format_find(formats[_i].format)->holds(formats[_i].string) ==
                      formats[_i].holds,
                  "%s %s", formats[_i].format, formats[_i].string);
}
END_TEST

/* --- the caller --- */

START_TEST(context_needs__refuses_what_the_token_does_not_have_and_names_it) {
    static const char *const held[] = {"client:read"};
    struct context context = {.arena = arena,
                              .actor = {.permissions = held, .permission_count = 1}};
    ck_assert_int_eq(context_needs(&context, "client:read"), OK);
    ck_assert_ptr_null(context.needs);
    ck_assert_int_eq(context_needs(&context, "client:names"), STATUS_forbidden);
    ck_assert_str_eq(context.needs, "client:names");
    ck_assert_str_eq(context.failure_words, "needs client:names");
}
END_TEST

START_TEST(context_apart__has_the_caller_and_none_of_the_failures) {
    struct context context = {.arena = arena,
                              .actor = {.sub = "u", .area = "90"},
                              .operation = "thing_get",
                              .request_id = "r",
                              .now = {5}};
    context_error(&context, "/a", ERROR_required, NULL);
    (void)context_fail(&context, STATUS_conflict, "words");
    struct context apart = context_apart(&context);
    ck_assert_str_eq(apart.actor.sub, "u");
    ck_assert_str_eq(apart.operation, "thing_get");
    ck_assert_int_eq(apart.now.us, 5);
    ck_assert_ptr_null(apart.db);
    ck_assert_uint_eq(apart.error_count, 0);
    ck_assert_int_eq(apart.failure, OK);
    ck_assert_ptr_null(apart.failure_words);
}
END_TEST

START_TEST(actor_sees_register__own_one_or_either_for_a_client) {
    struct actor actor = {.register_code = REGISTER_HEALTH};
    ck_assert(actor_sees_register(&actor, REGISTER_HEALTH));
    ck_assert(!actor_sees_register(&actor, REGISTER_SOCIAL));
    actor.register_code = REGISTER_NONE;
    ck_assert(!actor_sees_register(&actor, REGISTER_HEALTH));
    actor.client_id.bytes[15] = 1;
    ck_assert(actor_sees_register(&actor, REGISTER_HEALTH));
    ck_assert(actor_sees_register(&actor, REGISTER_SOCIAL));
}
END_TEST

START_TEST(area_exists__for_the_counties_and_nothing_else) {
    static const char *const none[] = {NULL, "", "9", "00", "999", "0x", "90 "};
    size_t count = 0;
    for (; area_at(count); count++) {
        ck_assert(area_exists(area_at(count)));
        ck_assert_uint_eq(strlen(area_at(count)), 2);
    }
    ck_assert_uint_eq(count, 23);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        ck_assert_msg(!area_exists(none[i]), "%zu", i);
    }
}
END_TEST

START_TEST(ground_of_word__gives_back_each_ground) {
    for (int ground = GROUND_none + 1; ground < GROUND_COUNT; ground++) {
        ck_assert_int_eq(ground_of_word(ground_word((enum ground)ground)), ground);
    }
    ck_assert_int_eq(ground_of_word(NULL), GROUND_none);
    ck_assert_int_eq(ground_of_word(""), GROUND_none);
    ck_assert_int_eq(ground_of_word("none"), GROUND_none);
}
END_TEST

/* --- texts that grow beside one another --- */

START_TEST(text__many_that_grow_in_turn_keep_their_bytes) {
    enum { MANY = 12, TURNS = 20000 };
    struct text texts[MANY];
    char *wanted[MANY];
    size_t lengths[MANY] = {0};
    for (int i = 0; i < MANY; i++) {
        text_init(&texts[i], arena);
        wanted[i] = malloc(400000);
        ck_assert_ptr_nonnull(wanted[i]);
    }
    srand(11);
    for (int turn = 0; turn < TURNS; turn++) {
        int i = rand() % (turn % 3 == 0 ? 2 : MANY);
        size_t length = (size_t)(rand() % (turn % 97 == 0 ? 3000 : 20));
        for (size_t j = 0; j < length; j++) {
            wanted[i][lengths[i] + j] = (char)rand();
        }
        text_add(&texts[i], wanted[i] + lengths[i], length);
        lengths[i] += length;
    }
    for (int i = 0; i < MANY; i++) {
        ck_assert_uint_eq(texts[i].length, lengths[i]);
        ck_assert_int_eq(texts[i].bytes[lengths[i]], '\0');
        ck_assert(memcmp(texts[i].bytes, wanted[i], lengths[i]) == 0);
        free(wanted[i]);
    }
}
END_TEST

/* Growing the last piece of a block must not write over what lies behind the block. */
START_TEST(arena_grow__ends_at_the_end_of_its_block) {
    for (size_t first = 16; first < 66000; first += first < 32000 ? 997 : 61) {
        char *bytes = arena_copy(arena, "begins", 6);
        size_t size = 7;
        while (size < first) {
            size_t more = size * 2 < first ? size * 2 : first;
            bytes = arena_grow(arena, bytes, 7, size, more);
            memset(bytes + 7, 'x', more - 7);
            size = more;
        }
        char *next = arena_copy(arena, "next", 4);
        memset(bytes + 7, 'y', size - 7);
        ck_assert_str_eq(next, "next");
        ck_assert_mem_eq(bytes, "begins", 7);
    }
}
END_TEST

Suite *shape_suite(void) {
    Suite *suite = suite_create("shape");
    TCase *tests = tcase_create("shape");
    tcase_add_checked_fixture(tests, make_arena, free_arena);
    tcase_add_test(tests, shape_is_present__of_nothing_numbers_truths_and_needed_lists_alone);
    tcase_add_test(tests, shape_is_present__each_kind_by_its_own_sign);
    tcase_add_test(tests, shape_is_present__embedded_record_by_what_it_holds);
    tcase_add_test(tests, shape_column_find__finds_embedded_ones_by_their_prefix_and_place);
    tcase_add_test(tests, shape_holds__looks_into_records_within);
    tcase_add_test(tests, shape_text__absent_is_null_and_a_filter_left_out_is_every_word);
    tcase_add_test(tests, shape_text__arrays_keep_quotes_backslashes_and_what_is_absent);
    tcase_add_test(tests, shape_text__raw_json_ends_where_it_says);
    tcase_add_test(tests, shape_text__what_no_column_holds_is_refused);
    tcase_add_test(tests, shape_text_column__is_one_field_of_every_record);
    tcase_add_loop_test(tests, shape_format__of_other_registers_holds_for_its_strings_only, 0,
                        sizeof formats / sizeof *formats);
    tcase_add_test(tests, context_needs__refuses_what_the_token_does_not_have_and_names_it);
    tcase_add_test(tests, context_apart__has_the_caller_and_none_of_the_failures);
    tcase_add_test(tests, actor_sees_register__own_one_or_either_for_a_client);
    tcase_add_test(tests, area_exists__for_the_counties_and_nothing_else);
    tcase_add_test(tests, ground_of_word__gives_back_each_ground);
    tcase_add_test(tests, text__many_that_grow_in_turn_keep_their_bytes);
    tcase_add_test(tests, arena_grow__ends_at_the_end_of_its_block);
    suite_add_tcase(suite, tests);
    return suite;
}
