/* What happens to deliveries by themselves: old ones are forgotten. */
#include "base/limits.h"
#include "db/db.h"
#include "domain/webhook/webhook.h"
#include "domain/webhook/webhook.sql.h"
#include "work/job.h"

/* Portions, each in a transaction of its own, so that none is long. */
static enum status forget_of(struct call *call, const struct webhook *webhook) {
    int64_t forgotten = WEBHOOK_FORGET_ROWS;
    enum status status = OK;
    while (status == OK && forgotten == WEBHOOK_FORGET_ROWS) {
        status =
            db_run(&call->context, &webhook_delivery_forget, &webhook_shape, webhook, &forgotten);
        if (status == OK) {
            status = call_next(call);
        }
    }
    return status;
}

enum status webhook_forget_run(struct call *call, struct job *job) {
    struct list found = {0};
    struct webhook webhooks[WEBHOOKS_MAX];
    (void)job;
    enum status status =
        db_list(&call->context, &webhook_select_ids, NULL, NULL, &webhook_shape, &found);
    for (size_t i = 0; status == OK && i < found.count; i++) {
        webhooks[i] = (struct webhook){.id = ((const struct webhook *)found.items)[i].id};
    }
    for (size_t i = 0; status == OK && i < found.count; i++) {
        status = forget_of(call, &webhooks[i]);
    }
    return status;
}
