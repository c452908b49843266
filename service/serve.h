/* The service itself: listens until SIGTERM or SIGINT, reads keys again on SIGHUP. */
#ifndef SERVE_H
#define SERVE_H

struct app;

/* 0 after an orderly stop, 1 where it can't listen, or the vault's keys are not those of the
 * database. */
int serve(struct app *app);

/* Before any thread is made, so that signals come to serve() alone. */
void serve_block_signals(void);

#endif
