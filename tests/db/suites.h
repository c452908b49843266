/* The suites of service/db, service/ledger and sql/. */
#ifndef TESTS_DB_SUITES_H
#define TESTS_DB_SUITES_H

#include <check.h>

Suite *pool_suite(void);
Suite *session_suite(void);
Suite *migrate_suite(void);
Suite *catalogue_suite(void);
Suite *queries_suite(void);
Suite *ledger_suite(void);
Suite *frame_suite(void);
Suite *plans_suite(void);
Suite *partition_suite(void);
Suite *distribute_suite(void);
Suite *failures_suite(void);
Suite *two_suite(void);

#endif
