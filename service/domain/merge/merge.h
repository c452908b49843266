/* Two rows of one person made one (asiakkaiden yhdistäminen). The older row stays; what hangs from
 * the other goes along, each room's by its own function (tables/client_parts.def); the id that went
 * leads to the one that stays. Within MERGE_UNDO_DAYS it can be undone: exactly what went along
 * goes back, and of what was written since somebody says whose it is.
 *
 * Of what both have and only one can be, that of the row that stays holds, and the other lies
 * aside, readable, until a professional has put the two together: a merge writes nothing into a
 * care team or a plan in anybody's name.
 *
 * Writes the tables client_merge and client_merge_item. */
#ifndef DOMAIN_MERGE_H
#define DOMAIN_MERGE_H

#include "base/context.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"
#include "domain/care_team/care_team.h"
#include "domain/client/client.h"
#include "domain/plan/plan.h"

enum merge_status { MERGE_MERGED = 1, MERGE_UNDONE };

struct merge_count {
    const char *resource;
    int64_t count;
};
struct merge_conflict {
    const char *code, *text;
};
struct merge_since {
    const char *resource;
    struct uuid id;
    struct instant at;
};

struct merge {
    struct uuid id;
    int64_t version;
    int status;
    struct uuid survivor_id, merged_id;
    struct instant merged_at, undo_until, undone_at;
    struct person merged_by, undone_by;
    const char *reason, *undo_reason;
    struct list moved;             /* struct merge_count */
    struct list filled;            /* const char * */
    struct list conflicts;         /* struct merge_conflict */
    struct list written_since;     /* struct merge_since */
    bool too_many_since;           /* more than can be asked about */
    struct list available_actions; /* const char * */
    struct list conflict_codes;    /* column only: const char * */
};
extern const struct shape merge_shape, merge_full_shape;

struct merge_other {
    struct uuid id;
    int64_t version;
};
struct merge_new {
    struct merge_other other;
    const char *reason;
};
extern const struct shape merge_new_shape;

/* What was written since the merge: each either stays with the row that stayed, or goes to the
 * other.
 */
struct merge_undo {
    const char *reason;
    struct list stay, move; /* struct uuid */
};
extern const struct shape merge_undo_shape;

/* What lies aside, as far as the caller may see it. */
struct merge_aside {
    struct uuid merged_id;
    const struct care_team *care_team;
    const struct plan *plan;
};
extern const struct shape merge_aside_shape;

/* `id` and the other, in whatever order: the older row stays. */
enum status merge_make(struct context *context, struct uuid id, const struct versions *seen,
                       const struct merge_new *body, struct merge *out) must_check;
/* The merges that a client has come out of, the latest first. */
enum status merge_list(struct context *context, struct uuid survivor_id,
                       struct list *out) must_check;
/* One of them, with what was written since where it can still be undone. */
enum status merge_get(struct context *context, struct uuid survivor_id, struct uuid id,
                      struct merge *out) must_check;
enum status merge_get_aside(struct context *context, struct uuid survivor_id, struct uuid id,
                            struct merge_aside *out) must_check;
enum status merge_take_back(struct context *context, struct uuid survivor_id, struct uuid id,
                            const struct versions *seen, const struct merge_undo *body,
                            struct merge *out) must_check;

#endif
