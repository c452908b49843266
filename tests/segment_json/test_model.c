#include "suites.h"

#include <stdlib.h>
#include <string.h>

START_TEST(model__shipped_ones_have_no_faults) {
    struct segj_model *model = shipped(shipped_names[_i]);
    const char *name = shipped_names[_i], *version = strchr(name, '@');
    ck_assert_uint_eq(strlen(segj_model_code(model)), strcspn(name, "@"));
    ck_assert_int_eq(strncmp(segj_model_code(model), name, strcspn(name, "@")), 0);
    ck_assert_uint_eq(segj_model_version(model), version ? strtoul(version + 1, NULL, 10) : 1);
    ck_assert_str_eq(segj_model_valid_from(model), version ? "2027-01-01" : "2026-01-01");
    ck_assert_ptr_null(segj_model_valid_to(model));
    segj_model_free(model);
}
END_TEST

START_TEST(model__hash_is_of_the_canonical_bytes_and_survives_them) {
    struct segj_model *model = shipped(shipped_names[_i]), *again = NULL;
    struct segj_faults *faults = malloc(sizeof *faults);
    size_t length;
    char hex[65];
    const char *bytes = segj_model_canonical(model, &length);
    segj_hash_hex(bytes, length, hex);
    ck_assert_str_eq(segj_model_hash(model), hex);
    ck_assert_int_eq(segj_model_read(bytes, length, &again, faults), SEGJ_OK);
    ck_assert_str_eq(segj_model_hash(again), hex);
    segj_model_free(again);
    segj_model_free(model);
    free(faults);
}
END_TEST

static void check_texts(const struct segj_model *model, enum seg_kind kind, int of, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (int language = 0; language < 3; language++) {
            struct seg_place place = {kind, (int)i, of};
            const char *text = segj_text(model, place, SEGJ_NAME, (enum segj_language)language);
            ck_assert_msg(text && *text, "kind %d index %zu language %d", (int)kind, i, language);
        }
    }
}

START_TEST(model__every_thing_has_its_texts) {
    struct segj_model *model = shipped(shipped_names[_i]);
    const struct seg_model *engine = segj_model_engine(model);
    static const enum seg_kind kinds[] = {SEG_SEGMENT,  SEG_AXIS, SEG_ITEM,  SEG_FLAG,
                                          SEG_DURATION, SEG_RULE, SEG_SIGNAL};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        check_texts(model, kinds[k], -1, seg_model_count(engine, kinds[k]));
    }
    for (size_t i = 0; i < seg_model_count(engine, SEG_ITEM); i++) {
        check_texts(model, SEG_OPTION, (int)i, seg_item(engine, i).levels);
    }
    for (size_t i = 0; i < seg_model_count(engine, SEG_AXIS); i++) {
        check_texts(model, SEG_STATE, (int)i, seg_axis_states(engine, i));
    }
    segj_model_free(model);
}
END_TEST

START_TEST(model__pointer_names_the_place) {
    struct segj_model *model = shipped("helsinki");
    char pointer[SEGJ_MAX_POINTER];
    segj_pointer(model, (struct seg_place){SEG_BAND, 1, 0}, pointer);
    ck_assert_str_eq(pointer, "/axes/0/bands/1");
    segj_pointer(model, (struct seg_place){SEG_CONDITION, 0, -1}, pointer);
    ck_assert_int_eq(strncmp(pointer, "/rules/0/when", 13), 0);
    segj_pointer(model, (struct seg_place){SEG_OPTION, 2, 0}, pointer);
    ck_assert_str_eq(pointer, "/scales/difficulty/2");
    segj_pointer(model, (struct seg_place){SEG_OPTION, 2, 10}, pointer);
    ck_assert_str_eq(pointer, "/items/10/options/2");
    segj_pointer(model, (struct seg_place){SEG_DURATION, 1, -1}, pointer);
    ck_assert_str_eq(pointer, "/duration/states/1");
    segj_pointer(model, (struct seg_place){SEG_MODEL, 0, -1}, pointer);
    ck_assert_str_eq(pointer, "");
    segj_model_free(model);
}
END_TEST

START_TEST(model__every_cut_of_the_file_is_refused_without_harm) {
    size_t length;
    char *bytes = read_source("libsegment/models/lace.json", &length);
    struct segj_faults *faults = malloc(sizeof *faults);
    for (size_t cut = 0; cut < length - 2; cut += 37) {
        struct segj_model *model = NULL;
        ck_assert_int_eq(segj_model_read(bytes, cut, &model, faults), SEGJ_REFUSED);
        ck_assert_uint_ge(faults->count, 1);
        ck_assert_ptr_null(model);
    }
    free(faults);
    free(bytes);
}
END_TEST

/* Takes each member of each object out in turn: refused with a fault, or still a model. */
static void take_each(json_t *root, json_t *node, struct segj_faults *faults, int depth) {
    if (json_is_array(node)) {
        for (size_t i = 0; i < json_array_size(node) && i < 3; i++) {
            take_each(root, json_array_get(node, i), faults, depth + 1);
        }
    }
    if (!json_is_object(node)) {
        return;
    }
    const char *keys[64];
    size_t count = 0;
    for (void *at = json_object_iter(node); at && count < 64;
         at = json_object_iter_next(node, at)) {
        keys[count++] = json_object_iter_key(at);
    }
    for (size_t i = 0; i < count; i++) {
        static json_t *(*const others[])(void) = {json_null, json_array, json_object};
        json_t *held = json_incref(json_object_get(node, keys[i]));
        for (size_t k = 0; k < 3; k++) {
            struct segj_model *model = NULL;
            json_object_set_new(node, keys[i], others[k]());
            enum segj_status status = segj_model_read_tree(root, &model, faults);
            ck_assert(status == SEGJ_OK || faults->total > 0);
            segj_model_free(model);
        }
        json_object_set(node, keys[i], held);
        take_each(root, held, faults, depth + 1);
        json_decref(held);
    }
}

START_TEST(model__no_member_of_another_type_does_harm) {
    json_t *tree = read_source_json("libsegment/models/paijathame.json");
    struct segj_faults *faults = malloc(sizeof *faults);
    take_each(tree, tree, faults, 0);
    free(faults);
    json_decref(tree);
}
END_TEST

Suite *model_suite(void) {
    Suite *suite = suite_create("model");
    TCase *cases = tcase_create("model");
    tcase_set_timeout(cases, 0);
    tcase_add_loop_test(cases, model__shipped_ones_have_no_faults, 0, SHIPPED);
    tcase_add_loop_test(cases, model__hash_is_of_the_canonical_bytes_and_survives_them, 0, SHIPPED);
    tcase_add_loop_test(cases, model__every_thing_has_its_texts, 0, SHIPPED);
    tcase_add_test(cases, model__pointer_names_the_place);
    tcase_add_test(cases, model__every_cut_of_the_file_is_refused_without_harm);
    tcase_add_test(cases, model__no_member_of_another_type_does_harm);
    suite_add_tcase(suite, cases);
    return suite;
}
