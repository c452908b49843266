/* The reference vectors of the shipped models. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

static const char *const codes[] = {"helsinki", "paijathame", "bridges-to-health", "lace"};

/* Every member that the vector names is the same, whole. */
static void check_vector(const struct segj_model *model, const char *line, size_t number) {
    static const struct segj_result_options options = {.language = SEGJ_NO_LANGUAGE, .next = 1};
    json_t *vector = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(vector != NULL, "line %zu", number);
    json_t *wanted, *then = json_object_get(vector, "then");
    char *given = json_dumps(json_object_get(vector, "given"), 0);
    json_t *found = evaluate(model, given, &options);
    const char *member;
    json_object_foreach(then, member, wanted) {
        if (!json_equal(json_object_get(found, member), wanted)) {
            ck_abort_msg("line %zu: %s is not the same", number, member);
        }
    }
    free(given);
    json_decref(found);
    json_decref(vector);
}

START_TEST(vectors__come_out_as_they_stand) {
    char path[128];
    size_t length, number = 0;
    snprintf(path, sizeof path, "libsegment/models/vectors/%s.ndjson", codes[_i]);
    char *text = read_source(path, &length), *rest = text, *line;
    struct segj_model *model = shipped(codes[_i]);
    while ((line = strsep(&rest, "\n"))) {
        if (*line) {
            check_vector(model, line, ++number);
        }
    }
    ck_assert_uint_ge(number, 40);
    segj_model_free(model);
    free(text);
}
END_TEST

START_TEST(vectors__hashes_of_the_models_are_the_pinned_ones) {
    size_t length, number = 0;
    char *text = read_source("libsegment/models/vectors/models.ndjson", &length);
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n")) && *line) {
        json_t *pinned = json_loads(line, 0, NULL);
        const char *code = json_string_value(json_object_get(pinned, "code"));
        struct segj_model *model = shipped(code);
        const char *hash = json_string_value(json_object_get(pinned, "hash"));
        ck_assert_msg(!strcmp(segj_model_hash(model), hash),
                      "%s has changed, and is %s now: a published version never changes", code,
                      segj_model_hash(model));
        segj_model_free(model);
        json_decref(pinned);
        number++;
    }
    ck_assert_uint_eq(number, 4);
    free(text);
}
END_TEST

Suite *vectors_suite(void) {
    Suite *suite = suite_create("vectors");
    TCase *cases = tcase_create("vectors");
    tcase_set_timeout(cases, 0);
    tcase_add_loop_test(cases, vectors__come_out_as_they_stand, 0, 4);
    tcase_add_test(cases, vectors__hashes_of_the_models_are_the_pinned_ones);
    suite_add_tcase(suite, cases);
    return suite;
}
