/* Records written and read again, values made by chance; and decimals, which have their own rules.
 */
#include "suites.h"

#include "json/json.h"

#include <stdlib.h>
#include <string.h>

static struct context context;

static void make(void) {
    context_make(&context);
}

static void destroy(void) {
    context_clear(&context);
}

static const char *const word_list[] = {"one", "two", "three", NULL};

struct any {
    const char *text, *line;
    int64_t number;
    struct opt_int maybe;
    struct decimal decimal;
    bool truth;
    struct opt_bool maybe_true;
    struct uuid id;
    struct date day;
    struct instant at;
    int word;
    struct list strings, ids, numbers;
};
static const struct shape_field any_fields[] = {FIELD_FORMAT(struct any, text, 0, 0, 100, "text"),
                                                FIELD_STRING(struct any, line, 0, 0, 100),
                                                FIELD(struct any, number, 0),
                                                FIELD(struct any, maybe, SHAPE_NULLABLE),
                                                FIELD(struct any, decimal, SHAPE_NULLABLE),
                                                FIELD(struct any, truth, 0),
                                                FIELD(struct any, maybe_true, 0),
                                                FIELD(struct any, id, 0),
                                                FIELD(struct any, day, 0),
                                                FIELD(struct any, at, SHAPE_NULLABLE),
                                                FIELD_ENUM(struct any, word, 0, word_list),
                                                FIELD_STRINGS(struct any, strings, 0, 0, 8),
                                                FIELD_UUIDS(struct any, ids, 0, 0, 8),
                                                FIELD_INTS(struct any, numbers, 0, 0, 8),
                                                FIELD_END};
static const struct shape any_shape = {"any", sizeof(struct any), any_fields};

static int64_t any_number(void) {
    uint64_t number = ((uint64_t)rand() << 40) ^ ((uint64_t)rand() << 20) ^ (uint64_t)rand();
    return (int64_t)number >> (rand() % 63);
}

/* Characters of every length in UTF-8, with those that JSON escapes. */
static const char *any_string(bool lines, int least) {
    static const char *const pieces[] = {"a", "\"",       "\\",           "/",
                                         "<", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                         " ", "{",        "\n",           "\t"};
    struct text text;
    text_init(&text, context.arena);
    for (int count = least + rand() % 20; count > 0; count--) {
        text_add_string(&text, pieces[rand() % (lines ? 12 : 10)]);
    }
    return text.bytes;
}

static struct uuid any_id(void) {
    struct uuid id = {.bytes = {1}};
    for (int i = 1; i < 16; i++) {
        id.bytes[i] = (uint8_t)rand();
    }
    return id;
}

static void fill(struct any *any) {
    static const char *strings[8];
    static struct uuid ids[8];
    static int64_t numbers[8];
    *any = (struct any){.number = any_number(), .truth = rand() % 2};
    any->text = rand() % 3 ? any_string(true, 0) : NULL;
    any->line = rand() % 3 ? any_string(false, 0) : NULL;
    any->maybe = (struct opt_int){rand() % 2, 0};
    any->maybe.value = any->maybe.present ? any_number() : 0;
    any->decimal.present = rand() % 2;
    any->decimal.millionths = any->decimal.present ? any_number() % 1000000000000 : 0;
    any->maybe_true.present = rand() % 2;
    any->maybe_true.value = any->maybe_true.present && rand() % 2;
    any->id = rand() % 2 ? any_id() : (struct uuid){{0}};
    any->day = rand() % 2 ? date_from_days(rand() % 60000 - 20000) : (struct date){0};
    any->at.us = rand() % 2 ? any_number() >> 12 : 0;
    any->word = rand() % 4;
    for (int i = 0; i < 8; i++) {
        strings[i] = any_string(false, 1);
        ids[i] = any_id();
        numbers[i] = any_number();
    }
    any->strings = (struct list){strings, (size_t)rand() % 9};
    any->ids = (struct list){ids, (size_t)rand() % 9};
    any->numbers = (struct list){numbers, (size_t)rand() % 9};
}

static bool same_text(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_strings(const struct list *a, const struct list *b) {
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = strcmp(((const char **)a->items)[i], ((const char **)b->items)[i]) == 0;
    }
    return same;
}

static bool same_bytes(const struct list *a, const struct list *b, size_t size) {
    return a->count == b->count && memcmp(a->items, b->items, a->count * size) == 0;
}

static bool same(const struct any *a, const struct any *b) {
    return same_text(a->text, b->text) && same_text(a->line, b->line) && a->number == b->number &&
           a->maybe.present == b->maybe.present && a->maybe.value == b->maybe.value &&
           a->decimal.present == b->decimal.present &&
           a->decimal.millionths == b->decimal.millionths && a->truth == b->truth &&
           a->maybe_true.present == b->maybe_true.present &&
           a->maybe_true.value == b->maybe_true.value && uuid_equal(&a->id, &b->id) &&
           date_compare(a->day, b->day) == 0 && a->at.us == b->at.us && a->word == b->word &&
           same_strings(&a->strings, &b->strings) &&
           same_bytes(&a->ids, &b->ids, sizeof(struct uuid)) &&
           same_bytes(&a->numbers, &b->numbers, sizeof(int64_t));
}

START_TEST(json__record_by_chance_comes_back_as_it_was) {
    srand(5);
    for (int i = 0; i < 500; i++) {
        struct any written, read;
        struct text text;
        fill(&written);
        text_init(&text, context.arena);
        json_write(&text, &any_shape, &written);
        enum status status = json_decode(&context, text.bytes, text.length, &any_shape, &read);
        ck_assert_msg(status == OK, "%d: %s: %s", i, errors_of(&context), text.bytes);
        ck_assert_msg(same(&written, &read), "%d: %s", i, text.bytes);
        context_clear(&context);
        context_make(&context);
    }
}
END_TEST

/* Canonical bytes of a value are canonical already. */
START_TEST(json_canonical__of_its_own_bytes_is_the_same) {
    srand(6);
    for (int i = 0; i < 200; i++) {
        struct any any;
        struct text text;
        const struct json *value;
        fill(&any);
        text_init(&text, context.arena);
        json_write(&text, &any_shape, &any);
        ck_assert_int_eq(json_parse(&context, text.bytes, text.length, &value), OK);
        const char *once = json_canonical(&context, value);
        ck_assert_int_eq(json_parse(&context, once, strlen(once), &value), OK);
        ck_assert_str_eq(json_canonical(&context, value), once);
        context_clear(&context);
        context_make(&context);
    }
}
END_TEST

/* --- decimals --- */

struct priced {
    struct decimal free, price;
};
static const struct shape_field priced_fields[] = {
    FIELD(struct priced, free, 0), FIELD_RANGE(struct priced, price, 0, -5, 100), FIELD_END};
static const struct shape priced_shape = {"priced", sizeof(struct priced), priced_fields};

static const struct {
    const char *body, *written;
} decimals[] = {
    {"{\"price\":100}", "{\"price\":100}"},
    {"{\"price\":-5}", "{\"price\":-5}"},
    {"{\"price\":-5.0}", "{\"price\":-5}"},
    {"{\"price\":99.999999}", "{\"price\":99.999999}"},
    {"{\"price\":1.5e1}", "{\"price\":15}"},
    {"{\"price\":0}", "{\"price\":0}"},
    {"{\"price\":-0.0}", "{\"price\":0}"},
    {"{\"price\":0.1}", "{\"price\":0.1}"},
    {"{\"price\":1e-9}", "{\"price\":0}"},
    {"{\"free\":9223372036854}", "{\"free\":9223372036854}"},
    {"{}", "{}"},
};

START_TEST(json_read__decimal_keeps_six_places) {
    struct priced priced;
    struct text text;
    text_init(&text, context.arena);
    ck_assert_int_eq(
        json_decode(&context, decimals[_i].body, strlen(decimals[_i].body), &priced_shape, &priced),
        OK);
    json_write(&text, &priced_shape, &priced);
    ck_assert_str_eq(text.bytes, decimals[_i].written);
}
END_TEST

static const struct {
    const char *body, *errors;
} bad_decimals[] = {
    {"{\"price\":100.000001}", "out_of_range@/price=-5..100"},
    {"{\"price\":101}", "out_of_range@/price=-5..100"},
    {"{\"price\":-5.000001}", "out_of_range@/price=-5..100"},
    {"{\"price\":1e300}", "out_of_range@/price=-5..100"},
    {"{\"price\":\"1\"}", "wrong_type@/price=number"},
    {"{\"price\":true}", "wrong_type@/price=number"},
    {"{\"price\":null}", "wrong_type@/price=number"},
    {"{\"free\":9223372036855}", "out_of_range@/free=-9223372036854..9223372036854"},
    {"{\"free\":-1e300}", "out_of_range@/free=-9223372036854..9223372036854"},
};

START_TEST(json_read__decimal_beyond_its_bounds_is_told_them) {
    struct priced priced;
    ck_assert_int_eq(json_decode(&context, bad_decimals[_i].body, strlen(bad_decimals[_i].body),
                                 &priced_shape, &priced),
                     STATUS_invalid);
    ck_assert_str_eq(errors_of(&context), bad_decimals[_i].errors);
}
END_TEST

static const struct {
    const char *body;
    int64_t number; /* 0: refused */
} wholes[] = {
    {"{\"number\":9007199254740992.0}", INT64_C(9007199254740992)},
    {"{\"number\":-9007199254740992.0}", -INT64_C(9007199254740992)},
    {"{\"number\":9007199254740994.0}", 0},
    {"{\"number\":1e18}", 0},
    {"{\"number\":1e300}", 0},
    {"{\"number\":1.5}", 0},
    {"{\"number\":9223372036854775807}", INT64_MAX},
};

START_TEST(json_read__real_is_a_whole_number_as_far_as_reals_tell_them_apart) {
    struct any any;
    enum status status =
        json_decode(&context, wholes[_i].body, strlen(wholes[_i].body), &any_shape, &any);
    ck_assert_int_eq(status, wholes[_i].number ? OK : STATUS_invalid);
    ck_assert_int_eq(any.number, wholes[_i].number);
}
END_TEST

Suite *round_trip_suite(void) {
    Suite *suite = suite_create("round_trip");
    TCase *tests = tcase_create("round_trip");
    tcase_add_checked_fixture(tests, make, destroy);
    tcase_add_test(tests, json__record_by_chance_comes_back_as_it_was);
    tcase_add_test(tests, json_canonical__of_its_own_bytes_is_the_same);
    LOOP(tests, json_read__decimal_keeps_six_places, decimals);
    LOOP(tests, json_read__decimal_beyond_its_bounds_is_told_them, bad_decimals);
    LOOP(tests, json_read__real_is_a_whole_number_as_far_as_reals_tell_them_apart, wholes);
    suite_add_tcase(suite, tests);
    return suite;
}
