/* Runs the suites of service/statistics. */
#include "suites.h"

#include <stdlib.h>

int main(void) {
    SRunner *runner = srunner_create(figures_suite());
    srunner_add_suite(runner, disclosure_suite());
    srunner_add_suite(runner, sums_suite());
    srunner_add_suite(runner, cube_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
