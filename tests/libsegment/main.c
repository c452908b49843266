#include "suites.h"

#include <stdlib.h>

int main(void) {
    SRunner *runner = srunner_create(evaluate_suite());
    srunner_add_suite(runner, property_suite());
    srunner_add_suite(runner, search_suite());
    srunner_add_suite(runner, batch_suite());
    srunner_add_suite(runner, vector_suite());
    srunner_add_suite(runner, proof_suite());
    srunner_add_suite(runner, table_suite());
    srunner_add_suite(runner, trial_suite());
    srunner_add_suite(runner, agreement_suite());
    srunner_add_suite(runner, build_suite());
    srunner_add_suite(runner, limits_suite());
    srunner_add_suite(runner, largest_suite());
    srunner_add_suite(runner, look_suite());
    srunner_add_suite(runner, input_suite());
    srunner_add_suite(runner, repeat_suite());
    srunner_add_suite(runner, difference_suite());
    srunner_add_suite(runner, explain_suite());
    srunner_add_suite(runner, language_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
