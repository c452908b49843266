#include "db/partition.h"

#include "base/limits.h"
#include "db/owner.h"
#include "db/partition.sql.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

/* One part in a transaction of its own. */
static bool change(const struct owner *owner, const char *part, const char *statements,
                   const char *done) {
    if (!owner_run(owner, "BEGIN", "begin") || !owner_run(owner, statements, part) ||
        !owner_run(owner, "COMMIT", part)) {
        (void)owner_run(owner, "ROLLBACK", "rollback");
        return false;
    }
    fprintf(stderr, "%s: %s %s\n", owner->command, part, done);
    return true;
}

/* What a statement of partition.sql tells to do: part, statements. */
static bool change_all(const struct owner *owner, const struct query *query,
                       const char *const *values, const char *done) {
    PGresult *parts = owner_rows(owner, query, values);
    bool good = parts != NULL;
    for (int i = 0; good && i < PQntuples(parts); i++) {
        good = change(owner, PQgetvalue(parts, i, 0), PQgetvalue(parts, i, 1), done);
    }
    PQclear(parts);
    return good;
}

bool partitions_make(const struct owner *owner) {
    char months[NUMBER_SIZE];
    snprintf(months, sizeof months, "%d", PARTITION_MONTHS_AHEAD);
    return change_all(owner, &partition_missing, (const char *const[]){months}, "made");
}

static bool drop_ended(const struct owner *owner, const char *split, int64_t kept) {
    char months[NUMBER_SIZE];
    snprintf(months, sizeof months, "%lld", (long long)kept);
    /* In the order of the statement's parameters: split, months. */
    return change_all(owner, &partition_ended, (const char *const[]){split, months}, "dropped");
}

/* A dropped part must wait for those who read its table, and meanwhile everybody waits for it. */
static const char short_wait[] = "SET lock_timeout = '500ms'";

int partitions_run(const char *conninfo, const struct partitions_kept *kept) {
    struct owner owner;
    bool good = owner_open(&owner, "partitions", conninfo) &&
                owner_run(&owner, short_wait, "lock_timeout") && partitions_make(&owner) &&
                drop_ended(&owner, "audit_event", kept->audit_months) &&
                drop_ended(&owner, "event", kept->event_months);
    owner_close(&owner);
    return good ? 0 : 1;
}
