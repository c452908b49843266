/* A call that no request made: a command's, a worker's, a test's. It has the same context that a
 * request has, so that a domain can't tell them apart.
 *
 *     struct call call;
 *     call_open(app, "90", "publish_model", &call);
 *     enum status status = model_publish_file(&call.context, ...);
 *     status = call_close(&call, status);
 */
#ifndef CALL_CALL_H
#define CALL_CALL_H

#include "base/context.h"

struct call {
    struct context context;
    struct arena *arena;
    bool patient;
};

/* Who the service is where it acts by itself. */
#define CALL_SUB "asiakkuus"

/* A transaction of the area is begun by the first statement. The caller may do what no permission
 * bounds; set more of call->context.actor where it matters. */
void call_open(struct app *app, const char *area, const char *operation, struct call *call);

/* The same for work over a whole area, which may take longer than a request
 * (db_session_patient). */
void call_open_work(struct app *app, const char *area, const char *operation, struct call *call);

/* Commits what went well and begins the next transaction, with an empty arena: for work in
 * portions. What was made on the arena is gone. */
enum status call_next(struct call *call) must_check;

/* Commits where `status` is OK, else rolls back; gives everything back. Returns how it ended. The
 * words of a failure, and its field errors, are told to the log. */
enum status call_close(struct call *call, enum status status);

#endif
