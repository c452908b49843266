/* The parts of the tables that are split by month: the access log and the event feed. They are made
 * ahead of their time by the schema's owner; the service may not make tables. */
#ifndef DB_PARTITION_H
#define DB_PARTITION_H

#include <stdbool.h>
#include <stdint.h>

struct owner;

/* Makes what is missing of the months to come. Where a table is not split yet, nothing. */
bool partitions_make(const struct owner *owner);

/* How many months of each table are kept; 0: all. */
struct partitions_kept {
    int64_t audit_months, event_months;
};
/* The same as a command of its own, and drops the months that are past what is kept; prints a line
 * for each. 0, or 1 with the cause printed. */
int partitions_run(const char *conninfo, const struct partitions_kept *kept);

#endif
