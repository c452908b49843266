/* What happens to merges by themselves: the row that went keeps its names as long as it may come
 * back. */
#include "base/limits.h"
#include "db/db.h"
#include "domain/client/client.h"
#include "domain/merge/merge.h"
#include "domain/merge/merge.sql.h"
#include "work/job.h"

struct forgetting {
    struct list merge_ids; /* struct uuid */
};
static const struct shape_field forgetting_fields[] = {
    FIELD_UUIDS(struct forgetting, merge_ids, 0, 0, MERGES_FORGOTTEN), FIELD_END};
static const struct shape forgetting_shape = {"merge_forgetting", sizeof(struct forgetting),
                                              forgetting_fields};
static const struct shape_field over_fields[] = {FIELD(struct merge, id, 0),
                                                 FIELD(struct merge, merged_id, 0), FIELD_END};
static const struct shape over_shape = {"merge_over", sizeof(struct merge), over_fields};

/* One portion; `*forgotten` tells how many there were. */
static enum status forget(struct context *context, size_t *forgotten) {
    struct list over = {0};
    enum status status = db_list(context, &merge_select_over, NULL, NULL, &over_shape, &over);
    const struct merge *merges = over.items;
    struct uuid *ids = arena_alloc(context->arena, (over.count + 1) * sizeof *ids);
    struct uuid *client_ids = arena_alloc(context->arena, (over.count + 1) * sizeof *client_ids);
    for (size_t i = 0; i < over.count; i++) {
        ids[i] = merges[i].id;
        client_ids[i] = merges[i].merged_id;
    }
    const struct list clients = {client_ids, over.count};
    const struct forgetting row = {{ids, over.count}};
    *forgotten = over.count;
    if (status == OK && over.count > 0) {
        status = client_forget_names(context, &clients);
    }
    return status == OK && over.count > 0
               ? db_run(context, &merge_update_forgotten, &forgetting_shape, &row, NULL)
               : status;
}

/* Portions, each in a transaction of its own, so that none is long. */
enum status merge_forget_run(struct call *call, struct job *job) {
    size_t forgotten = 0;
    (void)job;
    enum status status = forget(&call->context, &forgotten);
    while (status == OK && forgotten == MERGES_FORGOTTEN) {
        status = call_next(call);
        if (status == OK) {
            status = forget(&call->context, &forgotten);
        }
    }
    return status;
}
