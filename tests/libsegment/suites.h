/* The suites of this program, one a file. */
#ifndef SUITES_H
#define SUITES_H

#include <check.h>

Suite *evaluate_suite(void);
Suite *property_suite(void);
Suite *proof_suite(void);

#endif
