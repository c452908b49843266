/* A client's contacts when two rows of one person are made one (domain/client/client_parts.h). */
#include "domain/client/client_parts.h"
#include "domain/contact/contact.sql.h"

enum status contact_move_client(struct context *context, const struct client_moving *moving,
                                struct list *moved) {
    return client_move_rows(context, &contact_move_all, &contact_move_back, moving, moved);
}

enum status contact_written_since(struct context *context, const struct client_moving *moving,
                                  struct list *out) {
    return client_list_since(context, &contact_select_since, moving, out);
}
