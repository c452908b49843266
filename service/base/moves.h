/* The states of a kind of record as a table: who may take it from which state to which other, and
 * what is written down when they do. One row a move, in domain/x/x_moves.def:
 *
 *     MOVE(NULL,       create,  "proposed",  "assessment:write", assessment_created,   EITHER,
 * false) MOVE("proposed", confirm, "confirmed", "assessment:write", assessment_confirmed, EITHER,
 * false)
 *
 *     from (NULL: the beginning), action, to, permission, event (none: nothing to tell), side,
 * reason
 *
 * `side` says whose move it is where a record has a sender and a receiver; SERVICE: a job's, open
 * to no caller. `reason` says that words must be given for it. Where records of one room differ in
 * what becomes of them, MOVE_OF(kind, ...) is a move of those of a kind alone. A move that leaves
 * the state as it is (`to` the same as `from`) is a move too: it makes a version. The API's enums,
 * the CHECK constraints, the diagrams and the worklists are compared with these tables by the
 * tests. */
#ifndef BASE_MOVES_H
#define BASE_MOVES_H

#include "base/context.h"
#include "base/kinds.h"
#include "base/person.h"
#include "base/shape.h"

enum move_side { MOVE_SENDER = 1, MOVE_RECEIVER = 2, MOVE_EITHER = 3, MOVE_SERVICE = 4 };

struct move {
    const char *from; /* NULL: the beginning */
    const char *action, *to, *permission;
    enum event_type event;
    unsigned side; /* bits of move_side */
    bool reason;
    unsigned kind; /* of records, as bits of the room's own; 0: every one */
};

struct moves {
    enum resource resource;
    const char *const *states; /* NULL-terminated; the words of the status column */
    const struct move *rows;
    size_t count;
};

/* A row of a moves table, to be used as `#define MOVE MOVE_ROW` around the #include. */
#define MOVE_ROW(from_, action_, to_, permission_, event_, side_, reason_)                         \
    {.from = (from_),                                                                              \
     .action = #action_,                                                                           \
     .to = (to_),                                                                                  \
     .permission = (permission_),                                                                  \
     .event = EVENT_##event_,                                                                      \
     .side = MOVE_##side_,                                                                         \
     .reason = (reason_)},

/* The same of one kind of record, as `#define MOVE_OF MOVE_ROW_OF`. */
#define MOVE_ROW_OF(kind_, from_, action_, to_, permission_, event_, side_, reason_)               \
    {.from = (from_),                                                                              \
     .action = #action_,                                                                           \
     .to = (to_),                                                                                  \
     .permission = (permission_),                                                                  \
     .event = EVENT_##event_,                                                                      \
     .side = MOVE_##side_,                                                                         \
     .reason = (reason_),                                                                          \
     .kind = (kind_)},

/* The move out of a state; NULL where there is none. */
const struct move *move_find(const struct moves *moves, const char *from, const char *action);
/* The same of a record of this kind. */
const struct move *move_find_of(const struct moves *moves, unsigned kind, const char *from,
                                const char *action);

/* True where some move has this name. */
bool move_is_known(const struct moves *moves, const char *action);

/* What a caller who stands on these sides may do in this state: words for `available_actions`, in
 * the order of the table. */
struct list moves_open(struct context *context, const struct moves *moves, const char *state,
                       unsigned sides);
/* The same of a record of this kind. */
struct list moves_open_of(struct context *context, const struct moves *moves, unsigned kind,
                          const char *state, unsigned sides);

/* One step that was made, as the API shows it: `Move`. */
struct move_step {
    int64_t version;
    struct instant at;
    struct person by;
    const char *action, *from, *to;
    const char *reason; /* personal */
    const char *detail; /* a code or id that says more: the segment chosen, the new receiver */
};
extern const struct shape move_step_shape;

#endif
