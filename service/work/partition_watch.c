/* Are the months of the access log and of the feed made ahead? Making them is the owner's
 * (`asiakkuusd partitions`); the service can only say when nobody does. */
#include "app.h"
#include "call/call.h"
#include "db/db.h"
#include "metrics/metrics.h"
#include "work/job.h"
#include "work/partition_watch.sql.h"

struct split {
    const char *split;
    int64_t months_ahead, stray_bytes;
};
static const struct shape_field split_fields[] = {
    FIELD(struct split, split, SHAPE_COLUMN_ONLY),
    FIELD(struct split, months_ahead, SHAPE_COLUMN_ONLY),
    FIELD(struct split, stray_bytes, SHAPE_COLUMN_ONLY), FIELD_END};
static const struct shape split_shape = {"split", sizeof(struct split), split_fields};

enum status partition_watch_run(struct call *call, struct job *job) {
    struct context *context = &call->context;
    struct list splits = {0};
    enum status status =
        db_list(context, &partition_watch_select, NULL, NULL, &split_shape, &splits);
    (void)job;
    for (size_t i = 0; status == OK && i < splits.count; i++) {
        const struct split *split = &((const struct split *)splits.items)[i];
        metrics_set(context->app->metrics, METRIC_partition_months_ahead, split->split,
                    split->months_ahead);
        metrics_set(context->app->metrics, METRIC_partition_stray_bytes, split->split,
                    split->stray_bytes);
    }
    return status;
}
