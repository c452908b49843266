/* The threads that do jobs (work/job.h), as many as WORKERS says, and one that keeps their leases.
 * Any number of instances may run them on one database. */
#ifndef WORK_WORK_H
#define WORK_WORK_H

struct app;
struct work;

/* NULL where WORKERS is 0. */
struct work *work_start(struct app *app);
/* Something may be due now. `work` may be NULL. */
void work_wake(struct work *work);
/* Waits for what is being done; a job that takes longer than the process has goes on in another. */
void work_stop(struct work *work);

#endif
