#ifndef TESTS_OUTGOING_SUITES_H
#define TESTS_OUTGOING_SUITES_H

#include <check.h>

Suite *networks_suite(void);
Suite *post_suite(void);

#endif
