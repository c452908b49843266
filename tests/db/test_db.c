/* Runs the suites of service/db, service/ledger and sql/ against a database of their own. */
#include "suites.h"
#include "support.h"

#include <stdlib.h>

int main(void) {
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
    return database_run(runner);
}
