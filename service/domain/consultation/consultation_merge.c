/* A client's consultations when two rows of one person are made one (domain/client/client_parts.h).
 */
#include "domain/client/client_parts.h"
#include "domain/consultation/consultation.sql.h"

enum status consultation_move_client(struct context *context, const struct client_moving *moving,
                                     struct list *moved) {
    return client_move_rows(context, &consultation_move_all, &consultation_move_back, moving,
                            moved);
}

enum status consultation_written_since(struct context *context, const struct client_moving *moving,
                                       struct list *out) {
    return client_list_since(context, &consultation_select_since, moving, out);
}
