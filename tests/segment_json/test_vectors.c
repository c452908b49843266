/* The reference vectors of the shipped models. */
#include "suites.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* models.ndjson has the hashes; every other file has the cases of one model. */
enum { FILES = 2 * SHIPPED - 1 };

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

static size_t check_file(const char *path, const char *name) {
    size_t length, number = 0;
    char *text = read_source(path, &length), *rest = text, *line;
    struct segj_model *model = shipped(name);
    while ((line = strsep(&rest, "\n"))) {
        if (*line) {
            check_vector(model, line, ++number);
        }
    }
    segj_model_free(model);
    free(text);
    return number;
}

/* helsinki@2.ndjson are the cases made from that version, helsinki.ndjson those drawn by chance
 * before. */
START_TEST(vectors__come_out_as_they_stand) {
    static const char folder[] = SOURCE_DIR "/libsegment/models/vectors/";
    glob_t found;
    size_t files = 0;
    ck_assert_int_eq(glob(SOURCE_DIR "/libsegment/models/vectors/*.ndjson", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s", found.gl_pathv[i] + sizeof folder - 1);
        *strrchr(name, '.') = '\0';
        if (strcmp(name, "models") != 0) {
            ck_assert_uint_ge(check_file(found.gl_pathv[i] + sizeof SOURCE_DIR, name), 40);
            files++;
        }
    }
    globfree(&found);
    ck_assert_uint_eq(files, FILES);
}
END_TEST

START_TEST(vectors__hashes_of_the_models_are_the_pinned_ones) {
    size_t length, number = 0;
    char *text = read_source("libsegment/models/vectors/models.ndjson", &length);
    char *rest = text, *line, name[128];
    while ((line = strsep(&rest, "\n")) && *line) {
        json_t *pinned = json_loads(line, 0, NULL);
        snprintf(name, sizeof name, "%s@%lld", json_string_value(json_object_get(pinned, "code")),
                 (long long)json_integer_value(json_object_get(pinned, "version")));
        struct segj_model *model = shipped(name);
        const char *hash = json_string_value(json_object_get(pinned, "hash"));
        ck_assert_msg(strcmp(segj_model_hash(model), hash) == 0,
                      "%s has changed, and is %s now: a published version never changes", name,
                      segj_model_hash(model));
        segj_model_free(model);
        json_decref(pinned);
        number++;
    }
    ck_assert_uint_eq(number, SHIPPED);
    free(text);
}
END_TEST

Suite *vectors_suite(void) {
    Suite *suite = suite_create("vectors");
    TCase *cases = tcase_create("vectors");
    tcase_set_timeout(cases, 0);
    tcase_add_test(cases, vectors__come_out_as_they_stand);
    tcase_add_test(cases, vectors__hashes_of_the_models_are_the_pinned_ones);
    suite_add_tcase(suite, cases);
    return suite;
}
