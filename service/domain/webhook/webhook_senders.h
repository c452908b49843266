/* The threads that send events to webhooks (webhook_send.h), as many as WEBHOOK_SENDERS says, and
 * one that looks who is due. Any number of instances may run them on one database. */
#ifndef DOMAIN_WEBHOOK_SENDERS_H
#define DOMAIN_WEBHOOK_SENDERS_H

struct app;
struct webhook_senders;

/* NULL where WEBHOOK_SENDERS is 0. */
struct webhook_senders *webhook_senders_start(struct app *app);
/* Nothing new is begun from here on. `senders` may be NULL. */
void webhook_senders_end(struct webhook_senders *senders);
/* Waits for requests on their way, and gives up those that take longer than half of STOP_TIMEOUT
 * from the end on. */
void webhook_senders_stop(struct webhook_senders *senders);

#endif
