/* What hangs from a client and goes along when two rows of one person are made one. A room that
 * keeps records of clients has a row in tables/client_parts.def and moves its own tables by one
 * function:
 *
 *     enum status contact_move_client(struct context *context, const struct client_moving *moving,
 *                                     struct list *moved);
 *
 * Records keep their ids and versions; who reads one again sees the other client. The two clients
 * are locked by then: nobody writes a record of theirs in between. */
#ifndef DOMAIN_CLIENT_PARTS_H
#define DOMAIN_CLIENT_PARTS_H

#include "base/context.h"
#include "base/shape.h"
#include "db/query.h"

struct client_moving {
    struct uuid from_id, to_id;
    bool back;            /* the merge is undone: only `ids`, else all there are */
    struct list ids;      /* struct uuid */
    struct instant since; /* of the merge, for what was written after it */
};
extern const struct shape client_moving_shape;

/* A record that was moved, or was written since. */
struct client_moved {
    struct uuid id;
    struct instant at;
};
extern const struct shape client_moved_shape;

/* By one of two statements that return the ids. */
enum status client_move_rows(struct context *context, const struct query *all,
                             const struct query *back, const struct client_moving *moving,
                             struct list *moved) must_check;
enum status client_list_since(struct context *context, const struct query *since,
                              const struct client_moving *moving, struct list *out) must_check;

/* A client has died, moved away or come back, has another home unit, or is hidden: what is kept of
 * where they stand follows. */
enum status standing_follow_client(struct context *context, struct uuid client_id) must_check;

#define CLIENT_PART(name, tables, asked)                                                           \
    enum status name##_move_client(struct context *context, const struct client_moving *moving,    \
                                   struct list *moved) must_check;                                 \
    enum status name##_written_since(struct context *context, const struct client_moving *moving,  \
                                     struct list *out) must_check;
#include "tables/client_parts.def"
#undef CLIENT_PART

#endif
