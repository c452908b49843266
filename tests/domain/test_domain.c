/* Runs the suites of service/domain; those of the database against one of their own. */
#include "suites.h"

#include "../db/support.h"

#include <stdlib.h>

int main(void) {
    SRunner *runner = srunner_create(care_suite());
    srunner_add_suite(runner, rules_suite());
    srunner_add_suite(runner, series_suite());
    srunner_add_suite(runner, upload_suite());
    srunner_add_suite(runner, observation_suite());
    srunner_add_suite(runner, deadline_suite());
    srunner_add_suite(runner, deadline_chance_suite());
    srunner_add_suite(runner, import_suite());
    srunner_add_suite(runner, screening_suite());
    bool with_database = database_create();
    if (!with_database && getenv("TEST_DATABASE_URL")) {
        return EXIT_FAILURE;
    }
    if (with_database) {
        srunner_add_suite(runner, moves_suite());
        srunner_add_suite(runner, deadline_counts_suite());
        srunner_add_suite(runner, demo_suite());
        srunner_add_suite(runner, model_suite());
        srunner_add_suite(runner, client_suite());
        srunner_add_suite(runner, directory_suite());
        srunner_add_suite(runner, assessment_suite());
        srunner_add_suite(runner, consultation_suite());
        srunner_add_suite(runner, reminder_suite());
    }
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    if (with_database) {
        database_drop();
    }
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
