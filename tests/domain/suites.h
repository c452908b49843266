#ifndef TESTS_DOMAIN_SUITES_H
#define TESTS_DOMAIN_SUITES_H

#include <check.h>

Suite *care_suite(void);
Suite *rules_suite(void);
Suite *upload_suite(void);
Suite *observation_suite(void);
Suite *series_suite(void);
Suite *deadline_suite(void);
Suite *deadline_chance_suite(void);
Suite *deadline_counts_suite(void);
Suite *moves_suite(void);
Suite *demo_suite(void);
Suite *client_suite(void);
Suite *directory_suite(void);
Suite *import_suite(void);
Suite *assessment_suite(void);
Suite *consultation_suite(void);
Suite *reminder_suite(void);
Suite *model_suite(void);
Suite *screening_suite(void);

#endif
