/* Proof that what is stored still comes out: every assessment of an area, evaluated again; every
 * due day that lists are sorted by, reckoned again. */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>

struct app;

/* Prints the counts; 0 where every result has the same bytes, else 1. */
int verify_assessments(struct app *app, const char *area);

/* The same of the due days of open referrals; `repair` puts right those that differ. */
int verify_deadlines(struct app *app, const char *area, bool repair);

/* Where each client of the area stands, as lists and looks at it find it: made again from the
 * assessments (`rebuild`), or held against them (`compare`). Returns the exit code. */
int standings_command(struct app *app, const char *what, const char *area);

#endif
