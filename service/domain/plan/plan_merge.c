/* A client's plans when two rows of one person are made one (domain/client/client_parts.h): where
 * both have one, that of the row that stays is the plan, and the other lies aside. */
#include "db/db.h"
#include "domain/client/client_parts.h"
#include "domain/plan/plan.sql.h"
#include "domain/plan/plan_store.h"

enum status plan_move_client(struct context *context, const struct client_moving *moving,
                             struct list *moved) {
    return client_move_rows(context, &plan_move_all, &plan_move_back, moving, moved);
}

enum status plan_list_aside(struct context *context, struct uuid client_id, struct list *out) {
    const struct plan_key key = {client_id};
    enum status status =
        db_list(context, &plan_select_aside, &plan_key_shape, &key, &plan_shape, out);
    return status == OK && out->count > 0 ? plan_open(context, out->items) : status;
}
