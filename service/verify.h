/* Proof that what is stored still comes out: every assessment of an area, evaluated again. */
#ifndef VERIFY_H
#define VERIFY_H

struct app;

/* Prints the counts; 0 where every result has the same bytes, else 1. */
int verify_assessments(struct app *app, const char *area);

#endif
