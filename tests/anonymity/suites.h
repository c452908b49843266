/* The suites of this folder's program. */
#ifndef TESTS_ANONYMITY_SUITES_H
#define TESTS_ANONYMITY_SUITES_H

#include <check.h>
#include <stdbool.h>

Suite *anonymity_suite(void);
Suite *field_suite(void);
Suite *corpus_suite(void);

/* Prints recall and false alarms of a half of the corpus; with `show`, every sentence judged wrong.
 * False where the half misses its goals. */
bool corpus_figures(const char *half, bool show);

#endif
