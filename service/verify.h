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

/* Works out every seal of the area's access log again; `expect`, "<number>.<digest>" of a head that
 * was kept elsewhere, or NULL. Prints each fault, and the counts; 0 where there is none, else 1. */
int verify_audit(struct app *app, const char *area, const char *expect);

/* Where each client of the area stands, as lists and looks at it find it: made again from the
 * assessments (`rebuild`), or held against them (`compare`). Returns the exit code. */
int standings_command(struct app *app, const char *what, const char *area);

#endif
