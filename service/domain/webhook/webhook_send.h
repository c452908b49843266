/* Sends events to webhooks: who is due, and the turn of one of them.
 *
 * A webhook is taken by one sender of any instance for a while (a lease by the database's clock),
 * renewed with each request; that of a process that died goes on in another. Nothing is held in the
 * database while the other side is waited for: what came of a request is noted in a transaction of
 * its own. What was sent and not noted is sent again. */
#ifndef DOMAIN_WEBHOOK_SEND_H
#define DOMAIN_WEBHOOK_SEND_H

#include "base/limits.h"
#include "base/status.h"
#include "base/uuid.h"
#include "outgoing/post.h"

struct app;

/* What one area has to send. */
struct webhook_waiting {
    struct uuid due[WEBHOOKS_MAX]; /* something is to be sent to these now */
    int due_count;
    bool any; /* there are webhooks at all that are enabled or have a ping to send */
};
enum status webhook_look(struct app *app, const char *area, struct webhook_waiting *out) must_check;

/* A thread that sends. */
struct webhook_sender {
    struct app *app;
    struct uuid id;
    struct outgoing_line *line;
    struct networks allowed;
    bool (*ends)(void *of);  /* the process ends: no other request is begun */
    bool (*stops)(void *of); /* and waits no longer: a request that is on its way is given up */
    void *of;
};

/* Takes the webhook, where no other has it, and sends what waits for it: a portion at the
 * most, and for WEBHOOK_TURN_S. True where more waits. */
bool webhook_turn(const struct webhook_sender *sender, const char *area, struct uuid id);

#endif
