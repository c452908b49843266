/* A client's recall when two rows of one person are made one (domain/client/client_parts.h): where
 * both have one of a register, that of the row that stays holds, and the other lies aside. */
#include "domain/client/client_parts.h"
#include "domain/recall/recall.sql.h"

enum status recall_move_client(struct context *context, const struct client_moving *moving,
                               struct list *moved) {
    return client_move_rows(context, &recall_move_all, &recall_move_back, moving, moved);
}
