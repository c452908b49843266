/* The suites of this folder's program. */
#ifndef TESTS_BASE_SUITES_H
#define TESTS_BASE_SUITES_H

#include <check.h>

Suite *memory_suite(void);
Suite *date_suite(void);
Suite *hetu_suite(void);
Suite *context_suite(void);
Suite *log_suite(void);
Suite *settings_suite(void);
Suite *folding_suite(void);
Suite *shape_suite(void);
Suite *decimal_suite(void);

#endif
