/* The suites of this folder's program. */
#ifndef TESTS_CSV_SUITES_H
#define TESTS_CSV_SUITES_H

#include <check.h>

Suite *round_trip_suite(void);

#endif
