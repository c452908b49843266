/* The suites of this program, one a file. */
#ifndef SUITES_H
#define SUITES_H

#include <check.h>

Suite *build_suite(void);
Suite *limits_suite(void);
Suite *largest_suite(void);
Suite *look_suite(void);
Suite *input_suite(void);
Suite *repeat_suite(void);
Suite *difference_suite(void);
Suite *evaluate_suite(void);
Suite *explain_suite(void);
Suite *language_suite(void);
Suite *property_suite(void);
Suite *search_suite(void);
Suite *batch_suite(void);
Suite *vector_suite(void);
Suite *proof_suite(void);
Suite *table_suite(void);
Suite *trial_suite(void);
Suite *agreement_suite(void);

#endif
