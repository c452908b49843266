/* The command `asiakkuusd kpi`: the rollups of an area's indicators. */
#ifndef KPI_H
#define KPI_H

struct app;

/* What: refresh, rebuild or compare. The exit code: 0 done (and the same), 1 failed or different, 2
 * no such word or area. */
int kpi_command(struct app *app, const char *what, const char *area);

#endif
