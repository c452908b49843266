/* Runs the suites of service/json. */
#include "suites.h"

#include "json/json.h"

#include <stdlib.h>

int main(void) {
    json_start();
    SRunner *runner = srunner_create(parse_suite());
    srunner_add_suite(runner, read_suite());
    srunner_add_suite(runner, write_suite());
    srunner_add_suite(runner, round_trip_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
