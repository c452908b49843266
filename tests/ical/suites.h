#ifndef TESTS_ICAL_SUITES_H
#define TESTS_ICAL_SUITES_H

#include <check.h>

Suite *recurrence_suite(void);
Suite *calendar_file_suite(void);

#endif
