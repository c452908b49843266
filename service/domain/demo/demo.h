/* Artificial data to try the service with: three areas with units, services, published models,
 * clients with artificial identity codes (individual numbers 950-999), and joint assessments of
 * both views.
 *
 * Everything is made by the domains' own operations, as the service's role, one transaction a
 * client; the same data every time, but for ids. Loading twice changes nothing. */
#ifndef DOMAIN_DEMO_H
#define DOMAIN_DEMO_H

struct app;

/* 0, or 1 with the cause on stderr. */
int demo_load(struct app *app);
/* A busy year more in the largest area, for the page of figures. */
int demo_load_year(struct app *app);

#endif
