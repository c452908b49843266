/* The suites of this folder's program. */
#ifndef TESTS_AUTH_SUITES_H
#define TESTS_AUTH_SUITES_H

#include <check.h>

Suite *key_store_suite(void);
Suite *token_cache_suite(void);
Suite *ehr_suite(void);
Suite *smart_suite(void);

#endif
