/* The suites of this program, and what they share. */
#ifndef TEST_SEGMENT_JSON_SUITES_H
#define TEST_SEGMENT_JSON_SUITES_H

#include "segment_json.h"

#include <check.h>
#include <jansson.h>

Suite *canonical_suite(void);
Suite *model_suite(void);
Suite *faults_suite(void);
Suite *answers_suite(void);
Suite *result_suite(void);
Suite *form_suite(void);
Suite *patch_suite(void);
Suite *language_suite(void); /* the blocks and tables of MODEL.md */
Suite *vectors_suite(void);
Suite *versions_suite(void); /* helsinki@1 and helsinki@2 in one process */
Suite *memory_suite(void);
Suite *refused_suite(void);
Suite *found_suite(void);
Suite *explained_suite(void);

/* The bytes of a file of the source tree, with a NUL after them; freed by the caller. */
char *read_source(const char *path, size_t *length);
json_t *read_source_json(const char *path);
/* The shipped models, each by the name of its file. */
enum { SHIPPED = 5 };
extern const char *const shipped_names[SHIPPED];
/* A shipped model, helsinki or helsinki@1, which must be free of faults. */
struct segj_model *shipped(const char *code);
/* Tells every fault, and fails when there is one. */
struct segj_model *model_of(const json_t *tree);
/* Evaluates a body of answers; fails on any fault. Returns the result as a tree. */
json_t *evaluate(const struct segj_model *model, const char *body,
                 const struct segj_result_options *options);

#endif
