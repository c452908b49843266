/* The suites of this folder's program, and what they share: an app on a database of its own, and
 * kinds of jobs that do little. */
#ifndef TESTS_WORK_SUITES_H
#define TESTS_WORK_SUITES_H

#include "../db/support.h"

#include "app.h"
#include "work/job.h"

#include <check.h>

Suite *lease_suite(void);

extern struct app app;
extern PGconn *super;
extern const struct uuid worker_a, worker_b;

void begin(void);
void end(void);

/* A job of "tester" in area 90. */
struct uuid ask_for(const char *kind);
/* What is due, taken by a worker; false where there is nothing. */
bool claim(struct uuid worker, struct job *out);
/* Ends it as its worker does. */
enum status finish(struct job *job, const char *kind, enum status how);
/* Waits until it is in that state; one that never comes fails the test. */
void await_state(struct uuid id, int state);

#endif
