/* The suites of this folder's program. */
#ifndef TESTS_HTTP_SUITES_H
#define TESTS_HTTP_SUITES_H

#include <check.h>

Suite *rate_suite(void);
Suite *answer_suite(void);
Suite *account_suite(void);
Suite *request_suite(void);
Suite *page_suite(void);
Suite *intake_suite(void);
Suite *shared_suite(void);
Suite *outcome_suite(void);
/* With a database. */
Suite *idempotency_suite(void);
Suite *refusal_suite(void);
Suite *readiness_suite(void);

#endif
