#include "domain/client/client_parts.h"
#include "db/db.h"
#include "domain/client/client.sql.h"

static const struct shape_field moving_fields[] = {
    FIELD(struct client_moving, from_id, 0), FIELD(struct client_moving, to_id, 0),
    FIELD_UUIDS(struct client_moving, ids, 0, 0, 0), FIELD(struct client_moving, since, 0),
    FIELD_END};
const struct shape client_moving_shape = {"client_moving", sizeof(struct client_moving),
                                          moving_fields};

static const struct shape_field moved_fields[] = {FIELD(struct client_moved, id, 0),
                                                  FIELD(struct client_moved, at, 0), FIELD_END};
const struct shape client_moved_shape = {"client_moved", sizeof(struct client_moved), moved_fields};

enum status client_move_rows(struct context *context, const struct query *all,
                             const struct query *back, const struct client_moving *moving,
                             struct list *moved) {
    return db_list(context, moving->back ? back : all, &client_moving_shape, moving,
                   &client_moved_shape, moved);
}

enum status client_list_since(struct context *context, const struct query *since,
                              const struct client_moving *moving, struct list *out) {
    return db_list(context, since, &client_moving_shape, moving, &client_moved_shape, out);
}

enum status client_move_client(struct context *context, const struct client_moving *moving,
                               struct list *moved) {
    return client_move_rows(context, &client_move_all, &client_move_back, moving, moved);
}

enum status client_written_since(struct context *context, const struct client_moving *moving,
                                 struct list *out) {
    return client_list_since(context, &client_select_since, moving, out);
}
