/* Runs the suites of service/base. */
#include "suites.h"

#include <stdlib.h>

int main(void) {
    SRunner *runner = srunner_create(memory_suite());
    srunner_add_suite(runner, date_suite());
    srunner_add_suite(runner, hetu_suite());
    srunner_add_suite(runner, context_suite());
    srunner_add_suite(runner, log_suite());
    srunner_add_suite(runner, settings_suite());
    srunner_add_suite(runner, folding_suite());
    srunner_add_suite(runner, shape_suite());
    srunner_add_suite(runner, decimal_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
