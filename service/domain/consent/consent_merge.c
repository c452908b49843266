/* A client's grounds when two rows of one person are made one (domain/client/client_parts.h). */
#include "domain/client/client_parts.h"
#include "domain/consent/consent.sql.h"

enum status consent_move_client(struct context *context, const struct client_moving *moving,
                                struct list *moved) {
    return client_move_rows(context, &consent_move_all, &consent_move_back, moving, moved);
}

enum status consent_written_since(struct context *context, const struct client_moving *moving,
                                  struct list *out) {
    return client_list_since(context, &consent_select_since, moving, out);
}
