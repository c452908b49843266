/* What other registers tell, as plain texts and as sets. */
#include "suites.h"
#include "support.h"

#include "domain/directory/directory_details.h"
#include "domain/directory/import_ptv.h"
#include "json/json.h"

#include <string.h>

static struct context context;

static void begin(void) {
    context = (struct context){.arena = arena_new()};
}

static void end(void) {
    json_release(&context);
    arena_free(context.arena);
}

static const struct {
    const char *given;
    size_t most;
    bool lines;
    const char *plain;
} texts[] = {
    {"Neuvola", 10, false, "Neuvola"},
    {"  Neuvola\r\n ja  perhe ", 100, false, "Neuvola ja perhe"},
    {"Yksi.\r\n\r\nKaksi.\n", 100, true, "Yksi.\nKaksi."},
    {"<p class=\"x\">Neuvola</p><br/>auki", 100, true, "Neuvola auki"},
    {"2 < 3 & 4 > 3", 100, false, "2 < 3 & 4 > 3"},
    {"Lapset &amp; nuoret&nbsp;&lt;18 v", 100, false, "Lapset & nuoret <18 v"},
    {"&amp;lt;b&amp;gt;", 100, false, "&lt;b&gt;"},
    {"a\tb\x01"
     "c\u202Ed",
     100, true, "a b c d"},
    {"äöå äöå", 5, false, "äöå ä"},
    {"äöå äöå", 4, false, "äöå"},
    {"<p></p> \n", 100, true, NULL},
    {"", 100, true, NULL},
    {NULL, 100, true, NULL},
};

START_TEST(plain_text__has_no_marks_controls_or_spare_blanks) {
    const char *found = plain_text(&context, texts[_i].given, texts[_i].most, texts[_i].lines);
    if (!texts[_i].plain) {
        ck_assert_ptr_null(found);
    } else {
        ck_assert_ptr_nonnull(found);
        ck_assert_str_eq(found, texts[_i].plain);
    }
}
END_TEST

/* Reckoned by another series (Redfearn) and by the meridian's integral; the last one is the example
 * of JHS 197. */
static const struct {
    double north, east, latitude, longitude;
} points[] = {{6651411.190, 500000.000, 60, 27},
              {6672125.012, 385755.895, 60.17, 24.941},
              {6673774.334, 386473.359, 60.185, 24.953},
              {7376217.626, 443492.955, 66.5, 25.73},
              {7754721.584, 500767.082, 69.9, 27.02},
              {7004687.142, 727018.441, 63.1, 31.5},
              {6715706.37708, 106256.35961, 60.3851068722, 19.84813676944}};

START_TEST(degrees_of_plane__are_those_of_another_formula) {
    double latitude = 0, longitude = 0;
    ck_assert(degrees_of_plane(points[_i].north, points[_i].east, &latitude, &longitude));
    ck_assert_double_eq_tol(latitude, points[_i].latitude, 1e-7);
    ck_assert_double_eq_tol(longitude, points[_i].longitude, 1e-7);
    ck_assert(!degrees_of_plane(points[_i].east, points[_i].north, &latitude, &longitude));
    ck_assert(!degrees_of_plane(0, 0, &latitude, &longitude));
}
END_TEST

START_TEST(as_set__sorts_and_keeps_each_once) {
    const char *words[] = {"sv", "fi", "sv", "en", "fi"};
    const char *other[] = {"fi", "en", "sv"};
    struct list a = {words, 5}, b = {other, 3}, none = {NULL, 0};
    as_set(&a);
    as_set(&b);
    as_set(&none);
    ck_assert_uint_eq(a.count, 3);
    ck_assert_str_eq(words[0], "en");
    ck_assert_str_eq(words[2], "sv");
    ck_assert(is_same_set(&a, &b));
    ck_assert(!is_same_set(&a, &none));
    b.count = 2;
    ck_assert(!is_same_set(&a, &b));
}
END_TEST

static struct ptv_service read_item(const char *text) {
    const char *const needs[] = {"s7_child_development"};
    const struct need_mapping mapping = {
        "neuvolapalvelut", SERVICE_HEALTH, {(void *)(uintptr_t)needs, 1}};
    const struct list mappings = {(void *)(uintptr_t)&mapping, 1};
    struct ptv_service item;
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(&context, text, strlen(text), &json), OK);
    ptv_read(&context, json, &mappings, &item);
    return item;
}

START_TEST(ptv_read__tells_missing_from_null_and_empty) {
    struct ptv_service item = read_item("{\"languages\": null, \"serviceClasses\": []}");
    ck_assert(item.has_languages && item.has_classes);
    ck_assert_uint_eq(item.languages.count, 0);
    ck_assert(!item.has_municipalities && !item.has_descriptions);
    ck_assert_uint_eq(context.error_count, 2); /* no id, no name */
}
END_TEST

START_TEST(ptv_read__takes_areas_also_where_their_type_is_not_told) {
    static const char *const types[] = {"", "\"areaType\": null, ",
                                        "\"areaType\": \"LimitedType\", ",
                                        "\"areaType\": \"AreaType\", "};
    static const char areas[] = "\"areas\": [{\"type\": \"Municipality\", \"code\": \"091\"}]";
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct ptv_service item = read_item(arena_format(context.arena, "{%s%s}", types[i], areas));
        ck_assert_msg(item.has_municipalities && item.municipalities.count == 1, "%s", types[i]);
    }
    struct ptv_service item =
        read_item(arena_format(context.arena, "{\"areaType\": \"Nationwide\", %s}", areas));
    ck_assert(item.has_municipalities);
    ck_assert_uint_eq(item.municipalities.count, 0);
}
END_TEST

START_TEST(ptv_read__maps_classes_by_code_address_or_name) {
    static const char *const forms[] = {
        "{\"code\": \"neuvolapalvelut\"}", "{\"uri\": \"http://x.example/neuvolapalvelut\"}",
        "\"http://x.example/neuvolapalvelut\"",
        "{\"uri\": \"P1\", \"name\": [{\"language\": \"fi\", \"value\": \"NEUVOLAPALVELUT\"}]}"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct ptv_service item = read_item(
            arena_format(context.arena, "{\"serviceClasses\": [%s, {}, null]}", forms[i]));
        ck_assert_msg(item.needs.count == 1 && item.kind == SERVICE_HEALTH, "%s", forms[i]);
    }
}
END_TEST

START_TEST(ptv_read__survives_any_shape) {
    static const char *const shapes[] = {
        "{}", "[]", "{\"id\": {}, \"serviceNames\": 7, \"areas\": [[]], \"areaType\": []}",
        ("{\"serviceNames\": [null, 1, \"x\", {\"value\": []}], \"organizations\": "
         "[{\"organization\": 1}]}"),
        "{\"areaType\": \"LimitedType\", \"areas\": [{\"municipalities\": [7, {\"code\": 91}]}]}"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct ptv_service item = read_item(shapes[i]);
        ck_assert_uint_eq(item.municipalities.count + item.languages.count, 0);
    }
    ck_assert_uint_gt(context.error_count, 0);
}
END_TEST

Suite *import_suite(void) {
    Suite *suite = suite_create("import");
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, plain_text__has_no_marks_controls_or_spare_blanks, 0,
                        (int)(sizeof texts / sizeof *texts));
    tcase_add_loop_test(tests, degrees_of_plane__are_those_of_another_formula, 0,
                        sizeof points / sizeof *points);
    tcase_add_test(tests, as_set__sorts_and_keeps_each_once);
    tcase_add_test(tests, ptv_read__tells_missing_from_null_and_empty);
    tcase_add_test(tests, ptv_read__takes_areas_also_where_their_type_is_not_told);
    tcase_add_test(tests, ptv_read__maps_classes_by_code_address_or_name);
    tcase_add_test(tests, ptv_read__survives_any_shape);
    suite_add_tcase(suite, tests);
    return suite;
}
