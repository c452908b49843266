/* The suites of this folder's program. */
#ifndef TESTS_STATISTICS_SUITES_H
#define TESTS_STATISTICS_SUITES_H

#include <check.h>

Suite *figures_suite(void);
Suite *disclosure_suite(void);
Suite *sums_suite(void);
Suite *cube_suite(void);

#endif
