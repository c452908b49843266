#ifndef SUITES_H
#define SUITES_H

#include <check.h>

struct segj_model;

/* A shipped model; the test fails where it can't be read. */
struct segj_model *read_model(const char *name);

Suite *kernels_suite(void);
Suite *files_suite(void);
Suite *forms_suite(void);
Suite *chunks_suite(void);
Suite *failures_suite(void);
Suite *quick_suite(void);
Suite *rows_suite(void);

#endif
