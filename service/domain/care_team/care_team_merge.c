/* A client's care team when two rows of one person are made one (domain/client/client_parts.h):
 * where both have one, that of the row that stays is the team, and the other lies aside. */
#include "db/db.h"
#include "domain/care_team/care_team.h"
#include "domain/care_team/care_team.sql.h"
#include "domain/client/client_parts.h"

/* A team is known by its client: the one it was made for. */
enum status care_team_move_client(struct context *context, const struct client_moving *moving,
                                  struct list *moved) {
    int64_t touched = 0;
    *moved = (struct list){NULL, 0};
    if (moving->back && moving->ids.count == 0) {
        return OK;
    }
    enum status status = db_run(context, &care_team_move, &client_moving_shape, moving, &touched);
    if (status != OK || touched == 0) {
        return status;
    }
    struct client_moved *team = arena_alloc(context->arena, sizeof *team);
    *team = (struct client_moved){.id = moving->from_id};
    *moved = (struct list){team, 1};
    status = db_run(context, &care_team_move_versions, &client_moving_shape, moving, NULL);
    return status == OK
               ? db_run(context, &care_team_move_members, &client_moving_shape, moving, NULL)
               : status;
}

enum status care_team_list_aside(struct context *context, struct uuid client_id, struct list *out) {
    const struct care_team key = {.client_id = client_id};
    enum status status = db_list(context, &care_team_select_aside, &care_team_version_shape, &key,
                                 &care_team_version_shape, out);
    return status == OK && out->count > 0 ? care_team_open(context, out->items) : status;
}
