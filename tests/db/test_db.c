/* Runs the suites of service/db, service/ledger and sql/ against a database of their own. */
#include "suites.h"
#include "support.h"

#include <stdlib.h>

int main(void) {
    if (!getenv("TEST_DATABASE_URL")) {
        database_create(); /* says that it is skipped */
        return EXIT_SUCCESS;
    }
    if (!database_create()) {
        return EXIT_FAILURE;
    }
    SRunner *runner = srunner_create(pool_suite());
    srunner_add_suite(runner, session_suite());
    srunner_add_suite(runner, migrate_suite());
    srunner_add_suite(runner, catalogue_suite());
    srunner_add_suite(runner, queries_suite());
    srunner_add_suite(runner, ledger_suite());
    srunner_add_suite(runner, frame_suite());
    srunner_add_suite(runner, plans_suite());
    srunner_add_suite(runner, partition_suite());
    srunner_add_suite(runner, distribute_suite());
    srunner_add_suite(runner, failures_suite());
    srunner_add_suite(runner, two_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    database_drop();
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
